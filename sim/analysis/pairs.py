"""Pairs of worlds, history by history: one outcome in both, its difference and its ratio."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from sim.analysis.confidence import ratio_interval
from sim.analysis.draws import Draws, Interval
from sim.analysis.estimates import draws_of, outcome_draws
from sim.analysis.standard_errors import event_size, is_rounding, standard_error
from sim.results.descriptions import OutcomeInfo
from sim.results.results import Moments, Results, World


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
