"""Standard errors of whatever is computed from draws, by leaving out groups of them in turn.

References
----------
Efron & Stein (1981), doi:10.1214/aos/1176345462; Shao & Wu (1989), doi:10.1214/aos/1176347263 (why
groups of many draws also serve estimates that are not smooth, such as quantiles).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.analysis.draws import Interval
from sim.analysis.standard_errors import confidence_factor
from sim.results.results import Floats

Positions = npt.NDArray[np.intp]

#: Fewer groups would say too little of the error.
FEWEST_GROUPS = 10

#: More groups would cost more than the better-known error is worth.
MOST_GROUPS = 20


def groups(n_draws: int, stratum: int) -> list[Positions]:
    """Return the positions of the draws in each group: whole strata, as even as may be.

    With fewer than `FEWEST_GROUPS` strata they are that many runs of consecutive draws.

    Examples
    --------
    >>> [len(group) for group in groups(300, 20)] == [20] * 15
    True
    >>> [len(group) for group in groups(60, 20)] == [6] * 10
    True
    """
    draws = np.arange(n_draws)
    strata = -(-n_draws // stratum)
    if strata < FEWEST_GROUPS:
        return [np.asarray(g) for g in np.array_split(draws, min(FEWEST_GROUPS, n_draws))]
    numbers = np.array_split(np.arange(strata), min(MOST_GROUPS, strata))
    return [draws[own[0] * stratum : (own[-1] + 1) * stratum] for own in numbers]


def without(group: Positions, n_draws: int) -> Positions:
    """Return the positions of all draws that are not in a group."""
    return np.delete(np.arange(n_draws), group)


def jackknife_error(replicates: Sequence[Floats] | Floats) -> Floats:
    """Return the standard error of an estimate of any shape.

    Parameters
    ----------
    replicates : array_like, shape (group, ...)
        The estimate without each group.
    """
    theta = np.asarray(replicates)
    n = len(theta)
    return np.asarray(np.sqrt((n - 1) / n * np.sum((theta - np.mean(theta, axis=0)) ** 2, axis=0)))


def jackknife_interval(estimate: float, se: float, n_groups: int) -> Interval:
    """Return the 90 % confidence interval of an estimate with a jackknife error."""
    half = confidence_factor(n_groups - 1, 0.90) * se
    return estimate - half, estimate + half
