"""Which alternatives may be the best, for all that the Monte Carlo noise leaves open.

The largest of several noisy numbers is so partly by luck: of equals it promises a fifth or a
quarter too much.  So what is called best is the set that cannot be told from the largest, and what
it is said to change is the mean over that set.

References
----------
Hsu (1984), doi:10.1214/aos/1176346576 (multiple comparisons with the best); Dunn (1961),
doi:10.1080/01621459.1961.10482090 (the bound of Bonferroni).  Fisher (1935), *The Design of
Experiments*, section 21 (the randomization test).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtrit

from sim.analysis.alternatives import Alternatives
from sim.analysis.draws import Draws
from sim.analysis.estimates import draws_of
from sim.analysis.standard_errors import degrees_of_freedom, standard_error
from sim.results.results import BASELINE, Floats, Results

#: The truly best is left out of a tie with this probability at most.
LEFT_OUT = 0.05


@dataclass(frozen=True)
class _Design:
    """How many draws and replications there are, and how many draws form one Latin hypercube."""

    replications: int
    stratum: int

    def draws(self, gap: Floats) -> Draws:
        """Return paired differences with all that the error of their mean depends on."""
        return Draws(gap, np.zeros_like(gap), self.replications, self.stratum, uncertain=True)

    def error(self, gap: Floats) -> float | None:
        """Return the standard error of the mean of paired differences; None for a single one."""
        return standard_error(self.draws(gap)) if len(gap) > 1 else None

    def quantile(self, gap: Floats, others: int) -> float:
        """Return how many standard errors tell the best from any of so many others.

        One-sided and simultaneous by Bonferroni's bound: if ``b`` has the largest mean, and ``t``
        is truly best, ``t`` is left out only if one of the others is above it by more than the
        quantile, which happens to each with probability ``LEFT_OUT / others`` at most.
        """
        df = degrees_of_freedom(self.draws(gap)) if len(gap) > 1 else math.inf
        level = 1.0 - LEFT_OUT / max(others, 1)
        return float(stdtrit(df, level) if math.isfinite(df) else ndtri(level))


def tied_with_best(
    results: Results, outcome: str, names: Sequence[str], *, offered: bool = False
) -> tuple[str, ...]:
    """Return the one with the best estimate, and those that its paired error leaves tied with it.

    The best first, the others in the order of their estimates.

    Parameters
    ----------
    names
        Of compared worlds; `BASELINE` for no new measure.
    offered
        Whether to take the worlds in which consents were drawn.
    """
    index = results.outcome_index(outcome)
    sign = 1.0 if results.outcomes[index].better == "higher" else -1.0
    gains = sign * np.column_stack([_differences(results, name, index, offered) for name in names])
    own = [_own_error(results, name, index, offered) for name in names]
    header = results.header
    design = _Design(header.replications, header.stratum)
    best = int(np.argmax(_rounded(np.mean(gains, axis=0))))
    return tuple(names[k] for k in _tied(gains, best, design, own))


def tied_choice(choice: Alternatives, weight: float, best: int) -> tuple[int, ...]:
    """Return the positions of an alternative, and of those that noise leaves tied with it.

    By mean net benefit, which the draws of the costs make uncertain too.

    Parameters
    ----------
    weight
        Units of the outcome that a unit of cost is worth.
    best
        Position of the one that the others are set against.
    """
    gains = choice.benefits(choice.values, weight)
    design = _Design(choice.replications, choice.stratum)
    return tuple(_tied(gains, best, design, [None] * len(choice.names)))


def mean_change(
    results: Results, outcome: str, names: Sequence[str], *, offered: bool = False
) -> tuple[float, float | None]:
    """Return the mean change over several worlds, and its standard error."""
    index = results.outcome_index(outcome)
    changes = [_differences(results, name, index, offered) for name in names]
    mean = np.mean(changes, axis=0)
    if len(names) == 1 or len(mean) == 1:
        # Of a single draw, errors are added up as if the worlds went together: on the safe side.
        errors = [_own_error(results, name, index, offered) for name in names]
        known = [error for error in errors if error is not None]
        return float(np.mean(mean)), float(np.mean(known)) if len(known) == len(errors) else None
    header = results.header
    return float(np.mean(mean)), _Design(header.replications, header.stratum).error(mean)


def _tied(gains: Floats, best: int, design: _Design, own: Sequence[float | None]) -> list[int]:
    """Return the position of the best, then those of all that are not told from it.

    Parameters
    ----------
    gains : ndarray, shape (draw, alternative)
        Paired improvements.
    own
        Standard error of each, for a single draw, which keeps no covariance of two alternatives:
        independent errors are on the safe side.
    """
    means = np.mean(gains, axis=0)
    others = gains.shape[1] - 1
    found = []
    for k in sorted(range(gains.shape[1]), key=lambda k: -means[k]):
        gap = gains[:, best] - gains[:, k]
        error = design.error(gap)
        if len(gains) == 1 and own[best] is not None and own[k] is not None:
            error = math.hypot(own[best] or 0.0, own[k] or 0.0)
        if error is not None and _too_few(gap, others):
            error = None
        nothing = 1e-12 * float(np.max(np.abs(gains), initial=0.0))
        if k == best:
            continue
        if error is None or np.mean(gap) <= design.quantile(gap, others) * error + nothing:
            found.append(k)
    return [best, *found]


def _too_few(gap: Floats, others: int) -> bool:
    """Return whether so few draws differ that no error can be trusted to tell two apart.

    If both were alike, each of the ``k`` draws in which they differ could have gone either way, and
    all of them the same way with probability ``2^-k``; until that is below the level of the test,
    nothing that these draws show is beyond chance (a randomization test, Fisher 1935).
    """
    differing = int(np.count_nonzero(gap))
    return differing < len(gap) and 0.5**differing > LEFT_OUT / max(others, 1)


def _differences(results: Results, name: str, index: int, offered: bool) -> Floats:
    if name == BASELINE:
        return np.zeros(results.header.draws)
    world = (results.offered if offered else results.adopted)[name]
    if world.difference is None:
        raise ValueError(f"world '{name}' has no baseline to be compared with")
    return world.difference.mean[:, index]


def _own_error(results: Results, name: str, index: int, offered: bool) -> float | None:
    if name == BASELINE:
        return 0.0
    world = (results.offered if offered else results.adopted)[name]
    return standard_error(draws_of(world.difference or world.outcome, index, results.header))


def _rounded(means: Floats) -> Floats:
    """Return means rounded, as ranks are: the same number summed in another order is a tie."""
    return np.array([float(f"{mean:.12e}") for mean in means])
