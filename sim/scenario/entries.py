"""The entries of a scenario file: actors, ladders, moves, options, outcomes and the rest.

The attribute docstrings are the reference of the language; the documentation and the JSON Schema
are generated from them.  Field names are the keys of the file.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidatorFunctionWrapHandler, WrapValidator

from sim.results.kinds import KINDS, Asked, OutcomeKind
from sim.scenario.fields import (
    AboveZero,
    Condition,
    Cost,
    Dates,
    Duration,
    Level,
    Name,
    NameList,
    Positive,
    Rate,
    Ratio,
    Reached,
    Signed,
    Text,
    Then,
)
from sim.scenario.quantity.quantity import Basis, constant
from sim.scenario.words import check_names


class Entry(BaseModel):
    """Base of everything in a scenario file: frozen, and no key is allowed that is not known."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        arbitrary_types_allowed=True,
    )


class Sourced(Entry):
    """An entry whose numbers may share their provenance."""

    source: Name | None = Field(None, examples=["icb"])
    """Key of the source of every number in this entry that names none of its own."""
    basis: Basis | None = Field(None, examples=["judgement"])
    """What the numbers of this entry rest on: article, data, literature or judgement."""
    note: Text | None = Field(None, examples=["39 incidents in 2.53 years"])
    """A remark: how the numbers were found, what they leave out."""


class Default(Entry):
    """What the numbers of a file rest on that say nothing themselves, nor does their entry.

    The source stands only beside the basis of the default: a number that states another basis must
    name its own source.
    """

    source: Name | None = Field(None, examples=["panel"])
    """Key of the source of every number that is given none."""
    basis: Basis | None = Field(None, examples=["judgement"])
    """What the numbers rest on for which nothing is said."""


class Source(Entry):
    """A publication or data set that numbers come from."""

    title: Text = Field(examples=["International Crisis Behavior data, version 14"])
    """Title, as in a list of references."""
    author: Text | None = Field(None, examples=["International Crisis Group"])
    """Person or organisation."""
    year: int | None = Field(None, ge=1000, le=2999, strict=True, examples=[2023])
    """Year of publication."""
    url: Text | None = Field(None, examples=["https://www.crisisgroup.org"])
    """Address, DOI included."""
    note: Text | None = Field(None, examples=["coded by two people"])
    """A remark."""
    low_confidence: bool = Field(False, strict=True, examples=[True])
    """Whether the source is weak, so that what rests on it alone is shown as such."""


class Actor(Sourced):
    """Somebody who makes moves and consents to options."""

    name: Text | None = Field(None, examples=["Northland"])
    """Name in tables; the key if left out."""
    traits: dict[Name, Level] = Field(
        default_factory=dict, examples=[{"assertiveness": "0.4 to 0.8"}]
    )
    """Lasting properties from 0 to 1, each a covariate ``actor.trait`` of the rates of moves."""


class Indicator(Sourced):
    """A quantity from 0 to 1 that jumps when moves happen and relaxes between them."""

    title: Text | None = Field(None, examples=["Tension at the front"])
    """Name in tables; the key if left out."""
    start: Level | None = Field(None, examples=[0.3])
    """Level on the first day; the resting level if left out."""
    rest: Level = Field(examples=["0.2 to 0.4"])
    """Level towards which it relaxes while nothing shifts it."""
    half_life: Annotated[Duration, AboveZero] = Field(examples=["7 to 20 days"])
    """Time in which half of the distance to the resting level is covered."""


class Ladder(Sourced):
    """A state that is on exactly one of its rungs."""

    title: Text | None = Field(None, examples=["The front"])
    """Name in tables; the key if left out."""
    rungs: NameList = Field(examples=[["calm", "clashes", "war"]])
    """Names of the rungs, in order."""
    start: Name | None = Field(None, examples=["calm"])
    """Rung on the first day; the first one if left out."""
    shifts: dict[Name, dict[Name, Signed]] = Field(
        default_factory=dict, examples=[{"clashes": {"tension": "+0.1 to +0.3"}}]
    )
    """How far the resting level of indicators moves while the ladder is on a rung."""


class Tally(Sourced):
    """Something that adds up, such as deaths."""

    title: Text | None = Field(None, examples=["Deaths in clashes"])
    """Name in tables; the key if left out."""
    unit: Text | None = Field(None, examples=["people"])
    """What is counted."""


class Move(Sourced):
    """Something that can happen, and what it changes: at a rate, or on a date.

    A move has either a ``rate`` or a date in ``on``.
    """

    title: Text | None = Field(None, examples=["A fatal incident"])
    """Name in tables; the key if left out."""
    actor: Name | None = Field(None, examples=["north"])
    """Who makes it; nobody in particular if left out."""
    when: Condition = Field(default_factory=dict, examples=[{"front": ["calm", "clashes"]}])
    """Rungs on which it can happen: of every ladder named, one of the rungs; always if left out."""
    rate: Rate | None = Field(None, examples=["11 to 22 per year"])
    """How often it happens while possible, or the chance that it happens within a time, which is
    that chance whatever its shape."""
    on: Dates | None = Field(None, examples=["2023-11-10"])
    """Date, or list of dates, on which it happens if its ``when`` holds then."""
    probability: Level = Field(default=constant(1), examples=["0.5 to 0.9"])
    """Chance that a dated move happens on its date; certain if left out."""
    shape: Annotated[Positive, AboveZero] = Field(default=constant(1), examples=["0.5 to 0.9"])
    """Weibull shape in the time since the move became possible: below 1 the hazard falls with time,
    above 1 it rises; 1, a constant hazard, if left out."""
    modifiers: dict[str, Ratio] = Field(
        default_factory=dict, examples=[{"tension": "2 to 6", "talks.active": "0.5 to 0.9"}]
    )
    """Hazard ratio of each covariate: an ``indicator`` or an ``actor.trait`` going from 0 to 1, or
    a ``ladder.rung`` (or ``option.active``) that holds."""
    then: Then = Field(default_factory=dict, examples=[{"front": "clashes", "tension": "+0.1"}])
    """What it changes: a ladder goes to a rung, an indicator jumps, a tally grows by a size that is
    drawn afresh each time, an option is ``ended`` for good."""


class Option(Sourced):
    """A measure that may be taken, and what it changes while it is in force.

    In conditions and modifiers an option is a ladder with the rungs ``absent`` (not in force yet,
    or never), ``active``, ``suspended`` (in force, but its ``needs`` do not hold) and ``ended``.
    """

    title: Text | None = Field(None, examples=["Portal monitoring"])
    """Name in tables; made of the key if left out."""
    by: NameList = Field(default=(), examples=[["south"]])
    """Actors who carry it out."""
    consent: dict[Name, Level] = Field(default_factory=dict, examples=[{"south": "0.6 to 0.9"}])
    """Chance that each actor agrees when it is offered; all of them must.  Nobody else is asked."""
    delay: Duration = Field(default=constant(0, "0 days"), examples=["3 to 12 months"])
    """Time from the first day until it is in force; none if left out."""
    lasts: Annotated[Duration, AboveZero] | None = Field(None, examples=["2 years"])
    """Time in force; to the end if left out."""
    needs: Condition = Field(default_factory=dict, examples=[{"talks": ["stalled", "active"]}])
    """Rungs without which it has no effect."""
    strength: Level = Field(default=constant(1), examples=["0.6 to 1"])
    """How much of its effect it has: an exponent on its hazard ratios; 1 if left out."""
    effects: dict[Name, Ratio] = Field(default_factory=dict, examples=[{"clash": "0.70 to 1.08"}])
    """Hazard ratio on each move that it changes; below 1 makes the move rarer."""
    shifts: dict[Name, Signed] = Field(default_factory=dict, examples=[{"tension": "-0.1 to 0"}])
    """How far the resting level of each indicator moves while it is active."""
    cost: Cost = Field(default=constant(0), examples=["1 to 3"])
    """What it costs, in any unit that is the same for all options, below 0 if it saves more than it
    costs; 0 if left out."""


class Portfolio(Entry):
    """Options that are taken together.

    Where no title is wanted, the list alone does: ``both: [monitoring, hotline]``.
    """

    title: Text | None = Field(None, examples=["Monitoring and hotline"])
    """Name in tables; made of the key if left out."""
    options: NameList = Field(examples=[["monitoring", "hotline"]])
    """Options that belong to it."""


def _portfolio(raw: object, as_entry: ValidatorFunctionWrapHandler) -> Portfolio:
    """Return a portfolio, for which the list of its options may stand."""
    entry: Portfolio = as_entry(raw if isinstance(raw, dict) else {"options": check_names(raw)})
    return entry


PortfolioOrList = Annotated[
    Portfolio, WrapValidator(_portfolio, json_schema_input_type=NameList | Portfolio)
]


class Outcome(Entry):
    """A question to the runs: one of ``reached``, ``count``, ``total``, ``time`` and ``mean``."""

    title: Text | None = Field(None, examples=["Return to war"])
    """Name in tables; made of the key if left out."""
    # A field for each of `sim.results.kinds.KINDS`, in their order.
    reached: Reached | None = Field(None, examples=[{"front": "war"}])
    """Whether, and when first, a condition holds or one of the named moves happens."""
    count: NameList | None = Field(None, examples=["clash"])
    """How many times a move, or any of a list of moves, happens."""
    total: Name | None = Field(None, examples=["deaths"])
    """Sum of a tally at the horizon."""
    time: Condition | None = Field(None, examples=[{"front": "clashes"}])
    """Weeks during which a condition holds."""
    mean: Name | None = Field(None, examples=["tension"])
    """Mean of an indicator over the time to the horizon."""
    better: Literal["lower", "higher", "neither"] = Field("lower", examples=["higher"])
    """Which direction is an improvement; lower if left out."""
    note: Text | None = Field(None, examples=["1,000 battle deaths"])
    """A remark."""

    @property
    def kind(self) -> OutcomeKind:
        """Which of the questions it asks."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def is_probability(self) -> bool:
        """Whether its mean is a probability: in a history it is 0 or 1."""
        return KINDS[self.kind].is_probability

    @property
    def condition(self) -> dict[str, tuple[str, ...]] | None:
        """The condition that it is about, if it is about one."""
        return self._asked if isinstance(self._asked, dict) else None

    @property
    def moves(self) -> tuple[str, ...]:
        """The moves that it is about."""
        return self._asked if isinstance(self._asked, tuple) else ()

    @property
    def tally(self) -> str | None:
        """The tally that it is about, if it is about one."""
        return self._name_of("tally")

    @property
    def indicator(self) -> str | None:
        """The indicator that it is about, if it is about one."""
        return self._name_of("indicator")

    @property
    def _asked(self) -> dict[str, tuple[str, ...]] | tuple[str, ...] | str:
        asked: dict[str, tuple[str, ...]] | tuple[str, ...] | str = getattr(self, self.kind)
        return asked

    def _name_of(self, what: Asked) -> str | None:
        return str(self._asked) if what in KINDS[self.kind].of else None
