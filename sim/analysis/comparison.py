"""What would each option change?  Differences between worlds that share every clock.

The worlds are paired history by history, so a difference has its own, much smaller, error: it is
estimated from the paired differences, never from two separate estimates.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from sim.analysis.confidence import confidence_interval, ratio_interval
from sim.analysis.draws import Draws, Interval
from sim.analysis.estimates import (
    Estimate,
    draws_of,
    estimate_world,
    foresee_world,
    outcome_draws,
)
from sim.analysis.left_open import Foreseen, LeftOpen, Response, foresee, left_open
from sim.analysis.quantities import Quantities, quantities_of
from sim.analysis.standard_errors import (
    degrees_of_freedom,
    event_size,
    is_rounding,
    probability_error,
    standard_error,
    sure_factor,
)
from sim.descriptions import Better, OutcomeInfo
from sim.results import Moments, Results, World


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


def compare(results: Results, outcomes: Sequence[str] | None = None) -> Comparison:
    """Return what every option changes in every outcome.

    Parameters
    ----------
    outcomes
        Names of those that are looked at; all by default.

    Raises
    ------
    UsageError
        If there is no such outcome.
    """
    infos = [
        results.outcomes[results.outcome_index(name)]
        for name in outcomes or [info.name for info in results.outcomes]
    ]
    quantities = quantities_of(results)
    foreseen = foresee_world(results, results.baseline, infos, quantities)
    return Comparison(
        baseline=estimate_world(results, results.baseline, infos, foreseen),
        adopted=_changes(results, results.adopted, infos, quantities, foreseen),
        offered=_changes(results, results.offered, infos, quantities, foreseen),
    )


def _changes(
    results: Results,
    worlds: dict[str, World],
    infos: Sequence[OutcomeInfo],
    quantities: Quantities,
    of_baseline: Sequence[Foreseen] | None,
) -> dict[str, dict[str, Change]]:
    """Return what worlds change, with their ranks, by their names and by outcome.

    Raises
    ------
    ValueError
        If a world was run alone, without a baseline to compare it with.
    """
    responses = [
        Response(
            draws_of(paired(world), results.outcome_index(info.name), results.header),
            quantities.concern(world.options, offered=world.offered),
        )
        for info in infos
        for world in worlds.values()
    ]
    of_differences = foresee(responses, quantities)
    by_outcome = {}
    for place, info in enumerate(infos):
        found = {}
        for k, (name, world) in enumerate(worlds.items(), place * len(worlds)):
            of_level = of_difference = None
            if of_baseline is not None and of_differences is not None:
                of_difference = left_open(responses[k].draws, of_differences[k])
                level = draws_of(world.outcome, results.outcome_index(info.name), results.header)
                both = of_baseline[place] + of_differences[k]
                of_level = left_open(level, both, info.limits)
            found[name] = _change(results, world, info, of_level, of_difference)
        by_outcome[info.name] = ranked(found, info.better)
    return {name: {info.name: by_outcome[info.name][name] for info in infos} for name in worlds}


def paired(world: World) -> Moments:
    """Return the moments of what a world changes.

    Raises
    ------
    ValueError
        If it was run alone, without a baseline to compare it with.
    """
    if world.difference is None:
        raise ValueError(f"world '{world.name}' has no baseline to be compared with")
    return world.difference


def _change(
    results: Results,
    world: World,
    info: OutcomeInfo,
    of_level: LeftOpen | None,
    of_difference: LeftOpen | None,
) -> Change:
    """Return what one world changes in one outcome, without its rank."""
    with_option, baseline, difference = paired_draws(results, world, info)
    null = difference.constant and float(difference.mean[0]) == 0.0
    unreachable = null and difference.event == 0.0
    value, se = float(np.mean(difference.mean)), standard_error(difference)
    error = probability_error if info.kind == "reached" else standard_error
    ratio = ratio_of_means(with_option, baseline, difference)
    unseen = null and not unreachable
    better, better_se = p_better(difference, None if unseen else of_difference, info.better)
    if unseen:
        better = better_se = of_difference = None
    return Change(
        estimate=float(np.mean(with_option.mean)),
        estimate_se=error(with_option),
        estimate_interval=of_level.interval if of_level else None,
        difference=value,
        se=se,
        interval=of_difference.interval if of_difference else None,
        interval_error=of_difference.interval_error if of_difference else None,
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
    index, header = results.outcome_index(info.name), results.header
    baseline = replace(draws_of(results.baseline.outcome, index, header), lowest=info.limits[0])
    difference = draws_of(paired(world), index, header)
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
        event=difference.event / abs(x),
        lowest=-math.inf,
    )
    if difference.constant and difference.mean[0] == 0.0:
        nothing = np.zeros_like(influence.mean)
        q, influence = 1.0, replace(influence, mean=nothing, variance=nothing)
    se = standard_error(influence)
    return Ratio(q, se, ratio_interval(option, baseline, difference, influence))


def p_better(
    difference: Draws, opened: LeftOpen | None, better: Better
) -> tuple[float | None, float | None]:
    """Return the share of the draws in which the mean difference is an improvement.

    Exactly zero is no improvement.  Without uncertain quantities all draws are alike, and what is
    open is only on which side of zero their mean lies.

    Parameters
    ----------
    opened
        What the quantities leave open about the difference.

    Returns
    -------
    share, se : float or None
        Both None for an outcome without a better direction, and where nothing is known of the
        draws one by one.
    """
    if better == "neither":
        return None, None
    if not difference.uncertain:
        gain = float(np.mean(difference.mean)) * (-1.0 if better == "lower" else 1.0)
        error = standard_error(difference) or 0.0
        doubt = float(ndtr(-abs(gain) / error)) if error > 0.0 else 0.0
        return float(gain > 0.0), math.sqrt(doubt * (1.0 - doubt))
    if opened is None:
        return None, None
    return (opened.below if better == "lower" else opened.above), opened.share_se


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
