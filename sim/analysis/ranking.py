"""Whether the order of the options is settled, or left open by the Monte Carlo noise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.analysis.draws import Draws
from sim.analysis.estimates import draws_of
from sim.analysis.standard_errors import (
    TWO,
    degrees_of_freedom,
    standard_error,
    sure_factor,
)
from sim.results.kinds import KINDS
from sim.results.results import Floats, Results, World

#: So many standard errors apart is told apart, where these are known exactly.
ERRORS_TO_RANK = TWO

#: Each halves the distance to the number of draws that it takes, or nearly.
_ROUNDS = 60


@dataclass(frozen=True)
class CloseCall:
    """Two neighbours in the ranking that the Monte Carlo noise does not tell apart.

    Attributes
    ----------
    better, worse
        Names, in the order of their estimates.
    difference, se
        Between their estimates, paired.
    df
        Degrees of freedom of the error.
    """

    better: str
    worse: str
    difference: float
    se: float
    df: float = math.inf

    @property
    def clear(self) -> float:
        """How many standard errors it takes to tell them apart."""
        return sure_factor(self.df, ERRORS_TO_RANK)

    @property
    def factor(self) -> float:
        """How many times the draws would tell them apart, if the difference is what it seems.

        More draws make the error smaller, and better known: ``k = (t(k df) se / difference)^2``.
        """
        if self.difference == 0.0:
            return math.inf
        times = (ERRORS_TO_RANK * self.se / self.difference) ** 2
        if math.isinf(self.df):
            return times
        for _ in range(_ROUNDS):
            clear = sure_factor(self.df * max(1.0, times), ERRORS_TO_RANK)
            # Half way, as the right side falls where the left one rises.
            times = 0.5 * (times + (clear * self.se / self.difference) ** 2)
        return max(1.0, times)


def close_calls(results: Results, outcome: str, names: list[str]) -> list[CloseCall]:
    """Return the neighbours in a ranking that are less than two standard errors apart.

    Options whose histories are all the same are a tie, not a close call.

    Parameters
    ----------
    names
        Names of adopted worlds, best first.
    """
    index = results.outcome_index(outcome)
    calls = []
    for better, worse in pairwise(names):
        first, second = results.adopted[better], results.adopted[worse]
        gap = second.outcome.mean[:, index] - first.outcome.mean[:, index]
        if not np.any(gap):
            continue
        difference = abs(float(np.mean(gap)))
        se, df = _gap_error(results, index, gap, first, second)
        if se is not None and difference < sure_factor(df, ERRORS_TO_RANK) * se:
            calls.append(CloseCall(better, worse, difference, se, df))
    return calls


def _gap_error(
    results: Results, index: int, gap: Floats, first: World, second: World
) -> tuple[float | None, float]:
    """Return the standard error of the mean gap between two options, and its degrees of freedom.

    It is over draws if there are any.  A single draw keeps no covariance of two options; their
    independent errors are on the safe side.
    """
    header = results.header
    if len(gap) > 1:
        # Without uncertain parameters every draw is a stratum of its own.
        draws = Draws(
            gap,
            np.full_like(gap, np.nan),
            header.replications,
            header.stratum if header.uncertain else 1,
            uncertain=True,
            event=1.0 if KINDS[results.outcomes[index].kind].is_whole else 0.0,
        )
        return standard_error(draws), degrees_of_freedom(draws)
    both = [draws_of(world.difference or world.outcome, index, header) for world in (first, second)]
    errors = [standard_error(draws) for draws in both]
    if None in errors:
        return None, math.inf
    df = min(degrees_of_freedom(draws) for draws in both)
    return math.hypot(*[error or 0.0 for error in errors]), df
