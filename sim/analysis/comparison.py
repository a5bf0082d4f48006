"""What would each option change?  Differences between worlds that share every clock.

The worlds are paired history by history, so a difference has its own, much smaller, error: it is
estimated from the paired differences, never from two separate estimates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri

from sim.analysis.draws import (
    SUPPORT,
    Draws,
    Interval,
    epistemic_interval,
    noise_free_differences,
    noise_free_means,
    told,
    variance_error,
    width_error,
)
from sim.analysis.estimates import (
    Estimate,
    draws_of,
    estimate_world,
    probability_error,
    standard_error,
)
from sim.descriptions import Better
from sim.results import Floats, Results, World

#: If the width of what is left open has a larger error than itself, so has every share of draws.
SWALLOWED = 1.0

#: Equally likely places of the error of a mean, in standard errors.
_NODES = ndtri((np.arange(64) + 0.5) / 64)


@dataclass(frozen=True)
class Change:
    """What one option does to one outcome, adopted or offered.

    Attributes
    ----------
    estimate, estimate_se, estimate_interval
        The outcome with the option, its Monte Carlo standard error and what the parameters leave
        open about it (central 90 %).
    difference, se
        Estimate minus baseline, and its Monte Carlo standard error.
    interval
        The same interval for the difference; None where there is nothing to tell it from, or noise
        leaves its width open.
    interval_error
        Standard error of that width, as a share of the width; infinite if the noise has swallowed
        it, None where there is nothing to tell it from.
    ratio, ratio_se
        Estimate over baseline; None if the baseline is zero.
    p_better, p_better_se
        Share of the draws in which the option is an improvement; None if the outcome has no better
        direction, or if the draws cannot tell because noise has swallowed what they differ by.
    rank
        1 is best, ties share the better rank; None if the outcome has no better direction.
    null
        Whether the option changed this outcome in no history at all.
    """

    estimate: float
    estimate_se: float | None
    estimate_interval: Interval | None
    difference: float
    se: float | None
    interval: Interval | None
    interval_error: float | None
    ratio: float | None
    ratio_se: float | None
    p_better: float | None
    p_better_se: float | None
    rank: int | None
    null: bool


@dataclass(frozen=True)
class Comparison:
    """Estimates of the baseline, and changes by option or portfolio and by outcome."""

    baseline: dict[str, Estimate]
    adopted: dict[str, dict[str, Change]]
    offered: dict[str, dict[str, Change]]


def compare(results: Results) -> Comparison:
    """Return what every option changes in every outcome."""
    return Comparison(
        baseline=estimate_world(results, results.baseline),
        adopted=_changes(results, results.adopted),
        offered=_changes(results, results.offered),
    )


def _changes(results: Results, worlds: dict[str, World]) -> dict[str, dict[str, Change]]:
    by_outcome = {
        info.name: ranked(
            {name: change(results, world, info.name) for name, world in worlds.items()},
            info.better,
        )
        for info in results.outcomes
    }
    return {
        name: {info.name: by_outcome[info.name][name] for info in results.outcomes}
        for name in worlds
    }


def change(results: Results, world: World, outcome: str) -> Change:
    """Return what one world changes in one outcome, without its rank.

    Raises
    ------
    ValueError
        If the world was run alone, without a baseline to compare it with.
    """
    if world.difference is None:
        raise ValueError(f"world '{world.name}' has no baseline to be compared with")
    index = results.outcome_index(outcome)
    info = results.outcomes[index]
    support = SUPPORT[info.kind]
    with_option = draws_of(world.outcome, index, results.header, support)
    baseline = draws_of(results.baseline.outcome, index, results.header, support)
    difference = draws_of(world.difference, index, results.header)
    width = width_error(difference)
    error = probability_error if info.kind == "reached" else standard_error
    ratio, ratio_se = ratio_of_means(with_option, baseline, difference)
    better, better_se = p_better(difference, baseline, info.better)
    return Change(
        estimate=float(np.mean(with_option.mean)),
        estimate_se=error(with_option),
        estimate_interval=told(
            epistemic_interval(noise_free_means(with_option)), width_error(with_option)
        ),
        difference=float(np.mean(difference.mean)),
        se=standard_error(difference),
        interval=told(epistemic_interval(noise_free_differences(difference, baseline)), width),
        interval_error=width,
        ratio=ratio,
        ratio_se=ratio_se,
        p_better=better,
        p_better_se=better_se,
        rank=None,
        null=difference.constant and float(difference.mean[0]) == 0.0,
    )


def ratio_of_means(
    option: Draws, baseline: Draws, difference: Draws
) -> tuple[float | None, float | None]:
    """Return the ratio of two paired means and its standard error.

    By the delta method the error of ``q = mean(y) / mean(x)`` is that of the mean of its
    influence ``(y - q x) / mean(x)``.  Within a draw the variance of the influence follows from
    ``cov(y, x) = (var y + var x - var(y - x)) / 2``.

    Returns
    -------
    ratio, se : float or None
        Both None if the baseline is zero.
    """
    x, y = float(np.mean(baseline.mean)), float(np.mean(option.mean))
    if x == 0.0:
        return None, None
    q = y / x
    covariance = (option.variance + baseline.variance - difference.variance) / 2.0
    variance = option.variance + q**2 * baseline.variance - 2.0 * q * covariance
    influence = replace(
        option,
        mean=(option.mean - q * baseline.mean) / x,
        variance=np.maximum(variance, 0.0) / x**2,
    )
    if difference.constant and difference.mean[0] == 0.0:
        return 1.0, standard_error(difference)
    return q, standard_error(influence)


def p_better(
    difference: Draws, baseline: Draws, better: Better
) -> tuple[float | None, float | None]:
    """Return the share of the draws in which the mean difference is an improvement.

    The differences have their Monte Carlo noise taken out first; exactly zero is no improvement.
    Four things make the share uncertain: which draws were drawn (the standard error of a share);
    the noise in the mean of the differences, by which all of them may be off together; the noise
    in their variance, which says how many can lie beyond zero; and, if only ``k`` draws differ at
    all, that the next could go either way, ``1 / (k + 2)`` by Laplace's rule of succession.

    Returns
    -------
    share, se : float or None
        Both None for an outcome without a better direction, where `noise_free_means` is None
        although parameters are uncertain, and where noise has swallowed the spread of draws that
        lie on both sides of zero.
    """
    if better == "neither":
        return None, None
    sign = -1.0 if better == "lower" else 1.0
    if not difference.uncertain:
        # All draws are alike: one mean, better or not.
        gains = np.array([sign * np.mean(difference.mean)])
        return _share(gains), _share_error(gains, standard_error(difference) or 0.0)
    means = noise_free_differences(difference, baseline)
    noise, width = difference.inner_variance, width_error(difference)
    if means is None or noise is None or width is None:
        return None, None
    one_sided = bool(np.all(difference.mean <= 0.0) or np.all(difference.mean >= 0.0))
    if width > SWALLOWED and not one_sided:
        return None, None
    gains = sign * means
    of_draws = standard_error(
        replace(difference, mean=(gains > 0.0).astype(float), variance=np.zeros_like(gains))
    )
    spread = variance_error(difference)
    of_variance = max(
        abs(_share(gains) - _share(sign * other))
        for other in (noise_free_differences(difference, baseline, by) for by in (-spread, spread))
        if other is not None
    )
    of_mean = _share_error(gains, math.sqrt(noise / difference.n))
    of_few = 1.0 / (np.count_nonzero(difference.mean) + 2.0) if np.any(difference.mean) else 0.0
    return _share(gains), math.hypot(of_draws or 0.0, of_mean, of_variance, of_few)


def _share(gains: Floats) -> float:
    return float(np.mean(gains > 0.0))


def _share_error(gains: Floats, shift: float) -> float:
    """Return the spread of the share if all gains are off together by a normal error."""
    if shift == 0.0:
        return 0.0
    below = np.searchsorted(np.sort(gains), shift * _NODES, side="right")
    return float(np.std(below / len(gains)))


def ranked(changes: dict[str, Change], better: Better) -> dict[str, Change]:
    """Return the same changes with their ranks by estimate, 1 for the best; ties share."""
    if better == "neither":
        return changes
    sign = 1.0 if better == "lower" else -1.0
    # Rounded: the same number summed in another order is a tie.
    keys = {name: float(f"{sign * change.estimate:.12e}") for name, change in changes.items()}
    ordered = sorted(keys.values())
    return {
        name: replace(change, rank=ordered.index(keys[name]) + 1)
        for name, change in changes.items()
    }
