"""Whether the order of the options is settled, or left open by the Monte Carlo noise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.analysis.draws import Draws
from sim.analysis.estimates import draws_of, standard_error
from sim.results import Floats, Results, World

#: Two standard errors apart is told apart.
CLEAR = 2.0


@dataclass(frozen=True)
class CloseCall:
    """Two neighbours in the ranking that the Monte Carlo noise does not tell apart.

    Attributes
    ----------
    better, worse
        Names, in the order of their estimates.
    difference, se
        Between their estimates, paired.
    """

    better: str
    worse: str
    difference: float
    se: float

    @property
    def factor(self) -> float:
        """How many times the draws would tell them apart, if the difference is what it seems."""
        if self.difference == 0.0:
            return math.inf
        return (CLEAR * self.se / self.difference) ** 2


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
        se = _gap_error(results, index, gap, first, second)
        if se is not None and difference < CLEAR * se:
            calls.append(CloseCall(better, worse, difference, se))
    return calls


def _gap_error(
    results: Results, index: int, gap: Floats, first: World, second: World
) -> float | None:
    """Return the standard error of the mean gap between two options, over draws if there are any.

    A single draw keeps no covariance of two options; their independent errors are on the safe side.
    """
    if len(gap) > 1:
        return standard_error(
            Draws(
                gap, np.zeros_like(gap), results.header.replications, results.header.stratum, True
            )
        )
    errors = [
        standard_error(draws_of(world.difference or world.outcome, index, results.header))
        for world in (first, second)
    ]
    return None if None in errors else math.hypot(*[error or 0.0 for error in errors])
