"""What would each option change?  Differences between worlds that share every clock.

The worlds are paired history by history, so a difference has its own, much smaller, error: it is
estimated from the paired differences, never from two separate estimates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from sim.analysis.confidence import confidence_interval, ratio_interval
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
from sim.analysis.estimates import Estimate, draws_of, estimate_world, outcome_draws
from sim.analysis.standard_errors import (
    degrees_of_freedom,
    event_size,
    is_rounding,
    probability_error,
    standard_error,
    sure_factor,
)
from sim.descriptions import Better, OutcomeInfo
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
        Estimate minus baseline, and its Monte Carlo standard error; that is 0 only where the option
        cannot change the outcome.
    confidence
        95 % confidence interval of the difference, of the Monte Carlo noise alone.
    interval
        The same interval for the difference; None where there is nothing to tell it from, or noise
        leaves its width open.
    interval_error
        Standard error of that width, as a share of the width; infinite if the noise has swallowed
        it, None where there is nothing to tell it from.
    ratio, ratio_se, ratio_confidence
        Estimate over baseline, with its error and 95 % confidence interval; None if the baseline is
        zero.
    p_better, p_better_se
        Share of the draws in which the option is an improvement; None if the outcome has no better
        direction, or if the draws cannot tell: because noise has swallowed what they differ by, or
        because no history differs although some could.
    rank
        1 is best, ties share the better rank; None if the outcome has no better direction.
    null
        Whether the option changed this outcome in no history at all.
    unreachable
        Whether it cannot, however many there are: nothing leads from what it does to the outcome.
    clear
        Whether the difference is as surely not 0 as two exactly known standard errors make it; true
        also if there is no error.
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
    confidence: Interval | None = None
    ratio_confidence: Interval | None = None
    unreachable: bool = False
    clear: bool = True


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
    info = results.outcomes[results.outcome_index(outcome)]
    with_option, baseline, difference = paired_draws(results, world, info)
    null = difference.constant and float(difference.mean[0]) == 0.0
    unreachable = null and difference.event == 0.0
    value, se = float(np.mean(difference.mean)), standard_error(difference)
    width = width_error(difference)
    error = probability_error if info.kind == "reached" else standard_error
    ratio = ratio_of_means(with_option, baseline, difference)
    better, better_se = p_better(difference, baseline, info.better)
    if null and not unreachable:
        better = better_se = None
    return Change(
        estimate=float(np.mean(with_option.mean)),
        estimate_se=error(with_option),
        estimate_interval=told(
            epistemic_interval(noise_free_means(with_option)), width_error(with_option)
        ),
        difference=value,
        se=se,
        interval=told(epistemic_interval(noise_free_differences(difference, baseline)), width),
        interval_error=width,
        ratio=ratio.value,
        ratio_se=ratio.se,
        p_better=better,
        p_better_se=better_se,
        rank=None,
        null=null,
        confidence=confidence_interval(difference),
        ratio_confidence=ratio.confidence,
        unreachable=unreachable,
        clear=se is None or abs(value) >= sure_factor(degrees_of_freedom(difference)) * se,
    )


class Paired(NamedTuple):
    """One outcome of a world, of the baseline, and their difference, history by history."""

    option: Draws
    baseline: Draws
    difference: Draws


def paired_draws(results: Results, world: World, info: OutcomeInfo) -> Paired:
    """Return one outcome of two worlds with all that the errors of what is between them depend on.

    Raises
    ------
    ValueError
        If the world was run alone, without a baseline to compare it with.
    """
    if world.difference is None:
        raise ValueError(f"world '{world.name}' has no baseline to be compared with")
    index, header = results.outcome_index(info.name), results.header
    baseline = draws_of(results.baseline.outcome, index, header, SUPPORT[info.kind])
    difference = draws_of(world.difference, index, header)
    option = outcome_draws(results, world, info)
    unreached = world.reaches is not None and info.name not in world.reaches
    if unreached and is_rounding(difference.mean, baseline.mean):
        zeros = np.zeros_like(difference.mean)
        none = np.where(np.isnan(difference.variance), np.nan, zeros)
        return Paired(option, baseline, replace(difference, mean=zeros, variance=none))
    event = event_size(difference, baseline, info.kind)
    return Paired(option, baseline, replace(difference, event=event))


class Ratio(NamedTuple):
    """A ratio of two means, its standard error and its 95 % confidence interval."""

    value: float | None
    se: float | None
    confidence: Interval | None


def ratio_of_means(option: Draws, baseline: Draws, difference: Draws) -> Ratio:
    """Return the ratio of two paired means, and how well it is known.

    By the delta method the error of ``q = mean(y) / mean(x)`` is that of the mean of its
    influence ``(y - q x) / mean(x)``.  Within a draw the variance of the influence follows from
    ``cov(y, x) = (var y + var x - var(y - x)) / 2``.  One more history that differs
    (`Draws.event`) counts as for the difference.  All are None if the baseline is zero.
    """
    x, y = float(np.mean(baseline.mean)), float(np.mean(option.mean))
    if x == 0.0:
        return Ratio(None, None, None)
    q = y / x
    covariance = (option.variance + baseline.variance - difference.variance) / 2.0
    variance = option.variance + q**2 * baseline.variance - 2.0 * q * covariance
    influence = replace(
        option,
        mean=(option.mean - q * baseline.mean) / x,
        variance=np.maximum(variance, 0.0) / x**2,
        support="real",
        event=difference.event / abs(x),
    )
    if difference.constant and difference.mean[0] == 0.0:
        nothing = np.zeros_like(influence.mean)
        q, influence = 1.0, replace(influence, mean=nothing, variance=nothing)
    se = standard_error(influence)
    return Ratio(q, se, ratio_interval(option, baseline, difference, influence))


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
