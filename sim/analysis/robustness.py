"""How sure is the choice?  Probability to be best, regret, and how bad it gets in the worst draws.

All of it is read from noise-free draws (see `sim.analysis.noise_free`), because a noisy mean that
is the largest is so partly by luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.alternatives import Alternatives
from sim.analysis.equals import stand_ins, unchanged
from sim.analysis.explanation import Explanation
from sim.analysis.jackknife import jackknife_error
from sim.analysis.noise_free import noise_free, normals
from sim.results.results import Floats

#: Net benefits that differ by less than this part of the largest regret are equal.
_ROUNDING = 1e-9

#: The share of the draws that *worst tenth* means.
WORST = 0.1


@dataclass(frozen=True)
class Confidence:
    """How sure the choice is at one weight of cost; every number with its standard error.

    Attributes
    ----------
    weight
        Units of the outcome that a unit of cost is worth.
    best
        Position of the alternative with the highest mean net benefit; of several, the cheapest,
        and of those the one with the fewest options.
    p_best : ndarray, shape (alternative,)
        Probability that it has the highest net benefit of all; of several, the one that is taken.
    regret : ndarray, shape (alternative,)
        Expected loss of net benefit against the best choice in each draw.
    largest_regret : ndarray, shape (alternative,)
        The largest such loss over the draws.
    evpi
        Expected value of perfect information: the expected regret of the best.
    likeliest
        Position of the alternative that is most probably best; of several, the one that is taken.
    minimax
        Position of the alternative whose largest regret is smallest; of several, likewise.
    """

    weight: float
    best: int
    p_best: Floats
    p_best_se: Floats
    regret: Floats
    regret_se: Floats
    largest_regret: Floats
    evpi: float
    evpi_se: float
    likeliest: int
    minimax: int


@dataclass(frozen=True)
class Robustness:
    """How sure the choice is along the weights of cost, and the worst draws of each alternative.

    Attributes
    ----------
    worst_tenth, worst_tenth_se : ndarray, shape (alternative,)
        Mean of the outcome over the tenth of the draws in which it is worst.
    """

    confidence: tuple[Confidence, ...]
    worst_tenth: Floats
    worst_tenth_se: Floats


def robustness(explanation: Explanation, weights: Sequence[float]) -> Robustness:
    """Return how sure the choice is at each weight of cost."""
    choice = explanation.choice
    z = normals(len(choice.values), choice.sets)
    whole = _measures(choice, explanation.foreseen, z, weights)
    parts = [
        _measures(choice.of_draws(rows), explanation.foreseen_without(group), z[:, rows], weights)
        for group, rows in enumerate(explanation.kept)
    ]

    def error(name: str) -> Floats:
        return jackknife_error([part[name] for part in parts])

    errors = {name: error(name) for name in ("p_best", "regret", "evpi", "worst_tenth")}
    # No share has a larger one, though a share that jumps makes the jackknife say so; and none of D
    # draws has a smaller one than one draw more and one less would have (Laplace's rule).
    errors["p_best"] = np.clip(errors["p_best"], 1.0 / (len(choice.values) + 2.0), 0.5)
    confidence = tuple(
        Confidence(
            weight=float(weight),
            best=int(whole["best"][w]),
            p_best=whole["p_best"][w],
            p_best_se=errors["p_best"][w],
            regret=whole["regret"][w],
            regret_se=errors["regret"][w],
            largest_regret=whole["largest_regret"][w],
            evpi=float(whole["evpi"][w]),
            evpi_se=float(errors["evpi"][w]),
            likeliest=int(whole["likeliest"][w]),
            minimax=int(whole["minimax"][w]),
        )
        for w, weight in enumerate(weights)
    )
    return Robustness(confidence, whole["worst_tenth"], errors["worst_tenth"])


def plausible(choice: Alternatives, foreseen: Floats, z: Floats) -> Floats:
    """Return what the values may be without noise, shape (time, draw, alternative).

    If nothing in the scenario is uncertain, all draws have the same values, their mean.
    """
    if not choice.uncertain:
        same = np.broadcast_to(np.mean(choice.values, axis=0), choice.values.shape)
        return same[None].copy()
    stands, place = np.unique(stand_ins(choice), return_inverse=True)
    found = noise_free(
        choice.values[:, stands],
        choice.noise[np.ix_(stands, stands)],
        z[..., stands],
        foreseen[:, stands],
    )[..., place]
    found[..., unchanged(choice)] = 0.0
    return found


def _measures(
    choice: Alternatives, foreseen: Floats, z: Floats, weights: Sequence[float]
) -> dict[str, Floats]:
    values = plausible(choice, foreseen, z)
    rows = [_at(choice.benefits(values, weight), choice.preference) for weight in weights]
    found = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    outcome = values + values[..., :1]
    outcome[..., 0] = values[..., 0]
    # A plausible truth is normal, but no probability lies beyond 0 and 1.
    return {**found, "worst_tenth": worst_mean(np.clip(outcome, *choice.limits), choice.sign)}


def _at(benefits: Floats, preference: npt.NDArray[np.intp]) -> dict[str, Floats]:
    """Return all measures at one weight, of net benefits with the shape of the truths.

    Parameters
    ----------
    preference : ndarray, shape (alternative,)
        Positions, in the order in which alternatives are taken that are equally good.
    """
    top = np.max(benefits, axis=2, keepdims=True)
    regret = top - benefits
    mean_regret = np.mean(regret, axis=(0, 1))
    best = preference[_first_least(mean_regret[preference])]
    winners = preference[_first_least(regret[..., preference])]
    p_best = np.bincount(winners.ravel(), minlength=len(preference)) / winners.size
    largest = np.mean(np.max(regret, axis=1), axis=0)
    return {
        "best": np.asarray(best),
        "p_best": p_best,
        "regret": mean_regret,
        "largest_regret": largest,
        "likeliest": preference[_first_least(-p_best[preference])],
        "minimax": preference[_first_least(largest[preference])],
        "evpi": mean_regret[best],
    }


def _first_least(regret: Floats) -> npt.NDArray[np.intp]:
    """Return the first position on the last axis that is least, up to rounding."""
    least = np.min(regret, axis=-1, keepdims=True)
    return np.asarray(np.argmax(regret <= least + _ROUNDING * np.max(np.abs(regret)), axis=-1))


def worst_mean(outcome: Floats, sign: float, share: float = WORST) -> Floats:
    """Return the mean over the share of the draws in which the outcome is worst.

    Parameters
    ----------
    outcome : ndarray, shape (time, draw, alternative)
    sign
        +1 if more is better, -1 if less is.
    share
        A draw that belongs to it in part counts in part.

    Returns
    -------
    ndarray, shape (alternative,)
    """
    ordered = np.sort(sign * outcome, axis=1)
    wanted = share * outcome.shape[1]
    counted = np.clip(wanted - np.arange(outcome.shape[1]), 0.0, 1.0)
    return np.asarray(sign * np.mean(np.tensordot(ordered, counted, (1, 0)), axis=0) / wanted)
