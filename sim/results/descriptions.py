"""What outcomes, options and quantities are called, for models and for results alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.results.kinds import KINDS, OutcomeKind

Better = Literal["lower", "higher", "neither"]
Floats = npt.NDArray[np.float64]


def words_of(name: str) -> str:
    """Return what tables call an option, a portfolio or an outcome without a title.

    Examples
    --------
    >>> words_of("weeks_closed")
    'Weeks closed'
    """
    return name.replace("_", " ").capitalize()


@dataclass(frozen=True)
class OutcomeInfo:
    """What an outcome is called and how it is to be read.

    Attributes
    ----------
    unit
        ``probability``, ``times``, ``weeks``, ``level``, or the unit of the tally.
    better
        Which direction is an improvement.
    mean_exists
        Whether it has a mean: not if its tail is so heavy that averages grow with the number of
        histories.
    """

    name: str
    kind: OutcomeKind
    title: str
    unit: str
    better: Better
    mean_exists: bool = True

    @property
    def limits(self) -> tuple[float, float]:
        """Between which its mean lies, as far as its kind says."""
        return KINDS[self.kind].lowest, KINDS[self.kind].highest

    @property
    def is_probability(self) -> bool:
        """Whether its mean is a probability: in a history it is 0 or 1."""
        return KINDS[self.kind].is_probability

    @property
    def has_weeks(self) -> bool:
        """Whether a history also says in which week it came true."""
        return KINDS[self.kind].has_weeks

    @property
    def ranks(self) -> bool:
        """Whether worlds are ranked by it: not if it has no mean, or no better direction."""
        return self.better != "neither" and self.mean_exists


@dataclass(frozen=True)
class OptionInfo:
    """What an option or a portfolio of options is called and whom it needs.

    Attributes
    ----------
    by
        Display names of the actors who must act.
    consent
        Mean over the draws of the probability that everybody who must consent does; None if nobody
        is asked.
    cost
        Mean cost over the draws, in the scenario's own unit.
    members
        Names of the options inside; an option alone holds only itself.
    basis
        What the sizes of its effects rest on, such as ``judgement``; the most frequent first, and
        empty where the scenario does not say.
    """

    name: str
    title: str
    by: tuple[str, ...]
    consent: float | None
    cost: float
    members: tuple[str, ...]
    basis: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuantityInfo:
    """What a quantity of the scenario is called, how it is written, and where it comes from.

    Attributes
    ----------
    name
        Path in the scenario, such as ``moves.incident.rate``.
    unit
        Unit in which the scenario writes it, such as ``per year`` or ``within 90 days``; empty for
        a plain number.
    scale
        What one such unit is in base units.
    window_days
        If set, the scenario writes a probability within that time, and the base unit is the
        constant hazard per day with that probability.
    actors
        Display names of those whom it concerns: who has the trait, makes the move, must act, is
        asked.
    source, basis
        Its provenance; None if the scenario does not say.
    """

    name: str
    unit: str = ""
    scale: float = 1.0
    window_days: float | None = None
    actors: tuple[str, ...] = ()
    source: str | None = None
    basis: str | None = None

    def written(self, values: Floats) -> Floats:
        """Return values in base units as the scenario writes them."""
        if self.window_days is not None:
            return np.asarray(-np.expm1(-values * self.window_days))
        return np.asarray(values / self.scale)
