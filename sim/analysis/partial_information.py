"""The expected value of knowing some quantities, for a choice that has been explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from sim.analysis.alternatives import Alternatives
from sim.analysis.equals import stand_ins
from sim.analysis.explanation import Explanation
from sim.analysis.jackknife import jackknife_error
from sim.analysis.points import SCRAMBLES, correlated_points
from sim.analysis.surface import Surface
from sim.results.results import Floats

#: Points over a single quantity, and over a group of them.
_POINTS, _GROUP_POINTS = 4096, 4096


@dataclass(frozen=True)
class PartialValue:
    """What knowing some quantities is worth, in net benefit.

    Attributes
    ----------
    value, se
        With the standard error of the draws and of the points.
    """

    value: float
    se: float


@dataclass(frozen=True)
class _Gains:
    """The value from all draws, that without each group of them, and the error of the points."""

    whole: float
    without: Floats
    points_se: float


def partial_values(
    explanation: Explanation,
    weight: float,
    groups: Mapping[str, Sequence[int]],
    share: float = 1.0,
) -> dict[str, PartialValue]:
    """Return the expected value of knowing each of some groups of quantities.

    To know more is never worth less (a choice may leave aside what it knows).  The averages over
    points keep to that up to their own error, so a group has the largest of its own value, those of
    its quantities one by one, and those of the groups here that are part of it.

    Parameters
    ----------
    weight
        Units of the outcome that a unit of cost is worth.
    groups
        Positions of the quantities in each, by a name.
    share
        The share of the variance of their scores that becomes known.
    """
    wanted = {frozenset(known) for known in groups.values()}
    wanted |= {frozenset([quantity]) for known in groups.values() for quantity in known}
    gains = {known: _gains(explanation, weight, sorted(known), share) for known in wanted}
    found = {}
    for name, known in groups.items():
        parts = [own for members, own in gains.items() if members <= set(known)]
        best = max(parts, key=lambda own: own.whole, default=_NOTHING)
        without = np.max([own.without for own in parts], axis=0) if parts else best.without
        error = float(np.hypot(jackknife_error(without), best.points_se))
        found[name] = PartialValue(best.whole, error)
    return found


_NOTHING = _Gains(0.0, np.zeros(2), 0.0)


def _gains(explanation: Explanation, weight: float, known: Sequence[int], share: float) -> _Gains:
    choice, surface = explanation.choice, explanation.joint
    if not known:
        return _Gains(0.0, np.zeros(len(explanation.groups)), 0.0)
    scores = np.sqrt(share) * _points(explanation, known)
    # What a cost is at a score does not hang on which draws are left out.
    costs = explanation.costs.given(choice, surface.scores, known, scores, share) - choice.costs
    stands = stand_ins(choice)
    whole = _gain(choice, surface, weight, known, scores, costs, share, stands)
    without = [
        float(
            np.mean(_gain(choice.of_draws(rows), own, weight, known, scores, costs, share, stands))
        )
        for rows, own in zip(explanation.kept, explanation.joint_without, strict=True)
    ]
    error = float(np.std(whole, ddof=1)) / np.sqrt(len(whole)) if len(whole) > 1 else 0.0
    return _Gains(float(np.mean(whole)), np.array(without), error)


def _points(explanation: Explanation, known: Sequence[int]) -> Floats:
    """Return equally likely scores of some quantities, shape (point, known).

    A quantity has the same scores in every group.
    """
    if len(known) == 1:
        return np.asarray(ndtri((np.arange(_POINTS) + 0.5) / _POINTS))[:, None]
    joint = sorted({*explanation.identified, *explanation.costs.quantities, *known})
    matrix = explanation.surface.scores.matrix[np.ix_(joint, joint)]
    return correlated_points(_GROUP_POINTS, matrix)[:, [joint.index(q) for q in known]]


def _gain(
    choice: Alternatives,
    surface: Surface,
    weight: float,
    known: Sequence[int],
    scores: Floats,
    costs: Floats,
    share: float,
    stands: npt.NDArray[np.intp],
) -> Floats:
    """Return what knowing some quantities is worth, over each run of the points.

    Parameters
    ----------
    choice, surface
        Of all draws, or of those without a group.
    scores : ndarray, shape (point, known)
    costs : ndarray, shape (point, alternative)
        By how much expected costs differ from their mean.
    stands : ndarray, shape (alternative,)
        Which alternative stands for each (see `stand_ins`).
    """
    values = (surface.given(known, scores, share) - surface.mean)[:, stands]
    deviations = choice.sign * values - weight * costs
    deviations[:, 0] = 0.0
    runs = deviations.reshape(1 if len(known) == 1 else SCRAMBLES, -1, deviations.shape[1])
    mean = np.mean(choice.benefits(choice.values, weight), axis=0)
    benefits = mean + runs - np.mean(runs, axis=1, keepdims=True)
    # Never below zero, but for the rounding of two equal means.
    gains = np.mean(np.max(benefits, axis=2), axis=1) - np.max(mean)
    return np.asarray(np.maximum(0.0, gains))
