"""The kinds of outcome: the questions that a scenario can ask of a history, in one table.

Everything that has to know the kinds reads `KINDS`: the language and its checks, the model, the
engine, the analysis and the reports.  A new kind is a line here, a field of
`sim.scenario.entries.Outcome` and a case in `sim.engine.loop.outcomes`; the latter two are tested
or type-checked against this table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

OutcomeKind = Literal["reached", "count", "total", "time", "mean"]

#: What a kind can be asked of, by the name of the field in `sim.model.model.Outcome`.
Asked = Literal["condition", "moves", "tally", "indicator"]

PROBABILITY = "probability"
"""Unit of what is 0 or 1 in a history, and so of its mean."""


@dataclass(frozen=True)
class Kind:
    """What holds for all outcomes of a kind.

    Attributes
    ----------
    of
        What it is asked of: one of these.
    unit
        None if it is that of the tally.
    lowest, highest
        Between which its mean lies.
    has_weeks
        Whether a history also says in which week it came true.
    is_whole
        Whether it is a whole number, so that one history that differs differs by one.
    is_rare
        Whether it is nothing in a history in which nothing happens, so that nothing in all
        histories may be something rare.  A probability has an error of its own for that.
    has_tail
        Whether it is as heavy-tailed as the numbers of which it is made.  What is bounded has all
        of its moments.
    """

    of: tuple[Asked, ...]
    unit: str | None
    lowest: float = 0.0
    highest: float = math.inf
    has_weeks: bool = False
    is_whole: bool = False
    is_rare: bool = True
    has_tail: bool = False

    @property
    def is_probability(self) -> bool:
        """Whether it is 0 or 1 in a history, so that its mean is a probability."""
        return self.unit == PROBABILITY


KINDS: dict[OutcomeKind, Kind] = {
    "reached": Kind(
        of=("condition", "moves"),
        unit=PROBABILITY,
        highest=1.0,
        has_weeks=True,
        is_whole=True,
        is_rare=False,
    ),
    "count": Kind(of=("moves",), unit="times", is_whole=True, has_tail=True),
    "total": Kind(of=("tally",), unit=None, has_tail=True),
    "time": Kind(of=("condition",), unit="weeks"),
    "mean": Kind(of=("indicator",), unit="level", lowest=-math.inf, is_rare=False),
}
