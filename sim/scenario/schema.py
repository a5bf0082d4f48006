"""What a scenario file contains as a whole.

What one part says about another (does that rung exist?) is checked in
`sim.scenario.checks.references`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    Field,
    ModelWrapValidatorHandler,
    PlainValidator,
    PrivateAttr,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from sim.errors import brief
from sim.scenario.claim_entries import Claim
from sim.scenario.entries import (
    Actor,
    Default,
    Entry,
    Indicator,
    Ladder,
    Move,
    Option,
    Outcome,
    PortfolioOrList,
    Source,
    Tally,
)
from sim.scenario.fields import (
    AboveZero,
    Correlations,
    Date,
    Duration,
    Known,
    Level,
    Name,
    NameList,
    Text,
)
from sim.scenario.file.document import Place
from sim.scenario.names import Names
from sim.scenario.quantity.quantity import DAYS_PER, Quantity, QuantityError, constant, found

__all__ = [
    "LANGUAGE_VERSION",
    "Consequences",
    "Correlations",
    "PortfolioOrList",
    "Scenario",
    "Version",
]

LANGUAGE_VERSION = 1


def _check_version(raw: object) -> int:
    if type(raw) is int and raw == LANGUAGE_VERSION:
        return raw
    raise QuantityError(
        f"this program reads version {LANGUAGE_VERSION} of the language: write "
        f"'sim: {LANGUAGE_VERSION}', found {found(raw)}"
    )


Version = Annotated[Literal[1], PlainValidator(_check_version), WithJsonSchema({"const": 1})]


@dataclass(frozen=True)
class Consequences:
    """What a move changes, by what the names stand for.

    Attributes
    ----------
    rungs
        Rung of each ladder, and ``ended`` for options.
    jumps
        Change of each indicator.
    sizes
        What each tally grows by.
    """

    rungs: dict[str, str]
    jumps: dict[str, Quantity]
    sizes: dict[str, Quantity]


class Scenario(Entry):
    """A crisis as a person wrote it down, checked."""

    sim: Version = Field(examples=[1])
    """Version of the language."""
    title: Text = Field(examples=["Two neighbours"])
    """Title of tables and reports."""
    question: Text | None = Field(None, examples=["What could keep the front calm for a year?"])
    """What the file is to answer, in a sentence or two."""
    start: Date = Field(examples=["2023-05-22"])
    """First day of the simulation."""
    horizon: Annotated[Duration, Known, AboveZero] | None = Field(None, examples=["52 weeks"])
    """Length of the simulation; or give ``until``."""
    until: Date | None = Field(None, examples=["2024-05-19"])
    """Last day of the simulation, which belongs to it; or give ``horizon``."""
    step: Annotated[Duration, Known, AboveZero] = Field(
        default=Quantity("constant", (1.0,), DAYS_PER["week"], None, "1 week"),
        examples=["1 week"],
    )
    """Longest step of the grid on which indicators are followed: accuracy, not how often something
    can happen.  It is halved by itself until it fits the fastest indicator."""
    sources: dict[Name, Source] = Field(
        default_factory=dict, examples=[{"icb": {"title": "International Crisis Behavior data"}}]
    )
    """Publications and data that numbers come from, by a short key."""
    provenance: Default | None = Field(None, examples=[{"source": "panel", "basis": "judgement"}])
    """What the numbers rest on for which neither they nor their entry say it."""
    actors: dict[Name, Actor] = Field(
        default_factory=dict, examples=[{"north": {"name": "Northland"}}]
    )
    """Who makes moves and consents to options."""
    indicators: dict[Name, Indicator] = Field(
        default_factory=dict,
        examples=[{"tension": {"rest": "0.2 to 0.4", "half_life": "7 to 20 days"}}],
    )
    """Levels from 0 to 1 that rise and fall: tension, fear, trust."""
    ladders: dict[Name, Ladder] = Field(
        default_factory=dict, examples=[{"front": {"rungs": ["calm", "clashes", "war"]}}]
    )
    """States that are on exactly one rung at a time."""
    tallies: dict[Name, Tally] = Field(
        default_factory=dict, examples=[{"deaths": {"unit": "people"}}]
    )
    """What adds up: deaths, people displaced."""
    moves: dict[Name, Move] = Field(
        min_length=1,
        examples=[{"clash": {"rate": "2 to 5 per year", "then": {"front": "clashes"}}}],
    )
    """Everything that can happen."""
    options: dict[Name, Option] = Field(
        default_factory=dict,
        examples=[{"monitoring": {"by": ["south"], "effects": {"clash": "0.7 to 1.1"}}}],
    )
    """Measures that may be taken."""
    overlap: Level = Field(default=constant(1), examples=[0.7])
    """Diminishing returns of options on one move: the strongest counts in full, the next times
    this, the next times its square; 1, no loss, if left out."""
    outcomes: dict[Name, Outcome] = Field(
        min_length=1, examples=[{"war": {"reached": {"front": "war"}}}]
    )
    """What is asked of the runs."""
    objective: Name | None = Field(None, examples=["war"])
    """Outcome by which tables rank the options; if left out, they list every outcome of each."""
    portfolios: dict[Name, PortfolioOrList] = Field(
        default_factory=dict, examples=[{"both": ["monitoring", "channel"]}]
    )
    """Sets of options that are taken together: a list of options, or a title and a list."""
    correlations: Correlations = Field(
        default=(), examples=[[["moves.clash.rate", "moves.war.rate", 0.6]]]
    )
    """Correlations of uncertain numbers, by their paths: those of their normal scores (Gaussian
    copula), which are a little larger than rank correlations."""
    compare: NameList = Field(default=(), examples=[["monitoring", "both"]])
    """Options and portfolios that are compared if nobody asks for others; all if left out."""
    claims: dict[Name, Claim] = Field(
        default_factory=dict,
        examples=[
            {
                "c1": {
                    "says": "Incidents breed incidents",
                    "mechanisms": [{"path": "moves.incident.then.tension", "raises": "incident"}],
                }
            }
        ],
    )
    """What the text behind the scenario says, and by which mechanism the file says it."""

    _path: Path | None = PrivateAttr(default=None)
    _data: object = PrivateAttr(default=None)
    _sha256: str = PrivateAttr(default="")
    _places: dict[str, Place] = PrivateAttr(default_factory=dict)
    _defaults: dict[str, Default] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _with_names(
        cls, data: object, handler: ModelWrapValidatorHandler[Scenario], info: ValidationInfo
    ) -> Scenario:
        if isinstance(data, dict) and not isinstance(info.context, Names):
            return cls.model_validate(data, context=Names.of(data))
        return handler(data)

    @property
    def path(self) -> Path | None:
        """The file it was read from, or None."""
        return self._path

    @property
    def sha256(self) -> str:
        """Hash of the merged content; the order of keys and the comments do not matter."""
        return self._sha256

    def place_of(self, path: str) -> Place | None:
        """Return where a part of the scenario was written, by its path; None if nowhere."""
        return self._places.get(path)

    def default_for(self, path: str) -> Default | None:
        """Return what a number rests on by default: the default of the file where it is written."""
        place = self.place_of(path)
        return self.provenance if place is None else self._defaults.get(place.file)

    def is_weak(self, source: str | None) -> bool:
        """Return whether what rests on a source rests on one of low confidence."""
        return source in self.sources and self.sources[source].low_confidence

    @property
    def horizon_days(self) -> float:
        """Length of the simulation, days."""
        if self.horizon is not None:
            return self.horizon.value
        if self.until is None:
            raise ValueError("neither horizon nor until is given")
        return float((self.until - self.start).days + 1)

    @property
    def last_day(self) -> dt.date:
        """Last day of which at least a part is simulated, the one that ``until`` names."""
        return self.start + dt.timedelta(days=math.ceil(self.horizon_days) - 1)

    def is_after_the_end(self, day: dt.date) -> bool:
        """Return whether nothing can happen on a day any more."""
        return day > self.last_day

    @property
    def step_days(self) -> float:
        """Length of a step of the grid, days."""
        return self.step.value

    @property
    def compared(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names of the options and portfolios that are compared if nobody asks for others."""
        if not self.compare:
            return tuple(self.options), tuple(self.portfolios)
        return (
            tuple(name for name in self.compare if name in self.options),
            tuple(name for name in self.compare if name in self.portfolios),
        )

    def consequences(self, move: Move) -> Consequences:
        """Return what a move changes, sorted into rungs, jumps and sizes."""
        rungs = {name: value for name, value in move.then.items() if isinstance(value, str)}
        numbers = {n: value for n, value in move.then.items() if isinstance(value, Quantity)}
        return Consequences(
            rungs=rungs,
            jumps={name: value for name, value in numbers.items() if name in self.indicators},
            sizes={name: value for name, value in numbers.items() if name in self.tallies},
        )

    def __repr__(self) -> str:
        """Return what it is called, how long it is, and how much is in it."""
        parts = ", ".join(f"{section} {len(names)}" for section, names in self._contents())
        return brief(f"<Scenario: {self.title}, {self.start} to {self.last_day}; {parts}>")

    __str__ = __repr__

    def _repr_markdown_(self) -> str:
        """Return what a notebook shows: the question, and the names of what is in it."""
        sections = [
            f"- {section}: {', '.join(f'`{name}`' for name in names)}"
            for section, names in self._contents()
            if names
        ]
        # A title is no Markdown: what it has of its signs stands for itself.
        texts = (f"# {self.title}", self.question or "")
        escaped = [re.sub(r"([\\`*_<|\[\]])", r"\\\1", text) for text in texts]
        return "\n\n".join(filter(None, [*escaped, "\n".join(sections)]))

    def _contents(self) -> list[tuple[str, list[str]]]:
        shown = ("moves", "options", "portfolios", "outcomes", "claims")
        return [(section, list(getattr(self, section))) for section in shown]
