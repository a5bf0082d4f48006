"""The expected value of knowing some quantities, for a choice that has been explained."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri

from sim.analysis.alternatives import Alternatives
from sim.analysis.explanation import Explanation
from sim.analysis.surface import Surface
from sim.results import Floats

#: Points over a single quantity, and over a group of them.
_POINTS, _GROUP_POINTS = 1024, 4096


def partial_value(
    explanation: Explanation,
    choice: Alternatives,
    surface: Surface,
    weight: float,
    known: Sequence[int],
    share: float = 1.0,
) -> float:
    """Return the expected value of knowing some quantities, in net benefit.

    Parameters
    ----------
    choice, surface
        Of all draws, or of those without a group.
    known
        Positions of the quantities.
    share
        The share of the variance of their scores that becomes known.
    """
    if not known:
        return 0.0
    scores = np.sqrt(share) * _points(surface.scores.matrix, known)
    benefits = _expected_benefits(explanation, choice, surface, weight, known, scores, share)
    gain = np.mean(np.max(benefits, axis=1)) - np.max(np.mean(benefits, axis=0))
    return max(0.0, float(gain))  # never below, but for the rounding of two equal means


def _points(correlation: Floats, known: Sequence[int]) -> Floats:
    """Return equally likely scores of some quantities, shape (point, known).

    Each quantity has normal numbers of its own, the same in every group.
    """
    if len(known) == 1:
        return np.asarray(ndtri((np.arange(_POINTS) + 0.5) / _POINTS))[:, None]
    z = np.stack(
        [np.random.default_rng([2014, q]).standard_normal(_GROUP_POINTS // 2) for q in known]
    )
    root = np.linalg.cholesky(correlation[np.ix_(known, known)])
    half = (root @ z).T
    return np.concatenate([half, -half])


def _expected_benefits(
    explanation: Explanation,
    choice: Alternatives,
    surface: Surface,
    weight: float,
    known: Sequence[int],
    scores: Floats,
    share: float = 1.0,
) -> Floats:
    """Return the expected net benefits given the scores of some quantities.

    Parameters
    ----------
    choice, surface
        Of all draws, or of those without a group.
    weight
        Units of the outcome that a unit of cost is worth.
    known
        Positions of the quantities.
    scores : ndarray, shape (point, known)
    share
        The share of the variance of the scores that is known.

    Returns
    -------
    ndarray, shape (point, alternative)
        Over equally likely points their mean is the mean over the draws.
    """
    values = surface.given(known, scores, share) - surface.mean
    costs = explanation.costs.given(choice, surface.scores, known, scores, share)
    deviations = choice.sign * values - weight * costs
    deviations[:, 0] = 0.0
    mean = np.mean(choice.benefits(choice.values, weight), axis=0)
    return np.asarray(mean + deviations - np.mean(deviations, axis=0))
