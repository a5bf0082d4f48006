"""The claims of a scenario file: what its text says, and what that comes to in the model."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from sim.scenario.entries import Entry
from sim.scenario.fields import AboveZero, Duration, Known, Name, NameList, PathList, Text

Effect = Literal["raises", "lowers", "barely_moves"]
"""What a claim says that a mechanism does to something."""

EFFECTS: tuple[Effect, ...] = get_args(Effect)


class Mechanism(Entry):
    """What a claim comes to: with the path switched off, something would be lower, or higher.

    ``raises``, ``lowers`` and ``barely_moves``, of which there must be one, say what the mechanism
    does to an outcome, to the mean of an ``indicator``, to how often a ``move`` happens, to the
    total of a ``tally``, or to the time on a ``ladder.rung`` or in an ``option.active``.
    """

    path: PathList = Field(examples=["moves.incident.then.tension"])
    """What is switched off: a move, a modifier, an indicator, a trait, an option, part of one; a
    list is switched off together."""
    raises: PathList | None = Field(None, examples=["incident"])
    """What is higher with it."""
    lowers: PathList | None = Field(None, examples=["war"])
    """What is lower with it."""
    barely_moves: PathList | None = Field(None, examples=["war"])
    """What is the same with it, to within a twentieth."""
    given: NameList = Field(default=(), examples=[["monitoring"]])
    """Options that are in force in both worlds."""
    within: Annotated[Duration, Known, AboveZero] | None = Field(None, examples=["3 years"])
    """Horizon within which it shows; that of the file if left out."""

    @property
    def effects(self) -> tuple[tuple[Effect, str], ...]:
        """Every effect with what it is on."""
        return tuple((effect, on) for effect in EFFECTS for on in getattr(self, effect) or ())


class Claim(Entry):
    """Something that the text behind the scenario says, and where it went.

    `sim claims` switches every mechanism off, and says whether what happens then is what the claim
    says.
    """

    says: Text = Field(examples=["Every incident makes the next one likelier"])
    """The claim, in short and in your own words."""
    source: Name | None = Field(None, examples=["report"])
    """Key of the source that makes the claim."""
    mechanisms: tuple[Mechanism, ...] = Field(
        min_length=1,
        examples=[[{"path": "moves.incident.then.tension", "raises": "incident"}]],
    )
    """What it comes to in the model."""
    note: Text | None = Field(None, examples=["the report names no numbers"])
    """A remark."""
