"""Net benefits given what is known of some quantities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.analysis.alternatives import Alternatives
from sim.analysis.explanation import Explanation
from sim.analysis.surface import Surface
from sim.results import Floats


def expected_benefits(
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
