"""Confidence intervals: where the mean over all draws and replications could lie.

They tell how far the Monte Carlo noise has brought an estimate from what infinitely many draws
would give; what the parameters leave open is another question (`sim.analysis.draws`).

References
----------
Wilson (1927), doi:10.1080/01621459.1927.10502953; Korn & Graubard (1998), Survey Methodology
24(2), 193-201 (effective sample size with Student's t); Hall (1992), On the removal of skewness by
transformation, Journal of the Royal Statistical Society B 54, 221-228.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from sim.analysis.draws import Draws, Interval
from sim.analysis.standard_errors import (
    confidence_factor,
    degrees_of_freedom,
    independent_variance,
    mean_squares,
    one_more,
    spread,
    standard_error,
    with_one_more,
)

#: Fewest standard errors between a baseline and 0 for Fieller's interval of a ratio to it.
KNOWN_BASELINE = 4.0

#: With fewer draws their third moment says nothing.
FEWEST_FOR_SKEWNESS = 20


def confidence_interval(draws: Draws, level: float = 0.95) -> Interval | None:
    """Return where the mean could lie: Student's t, corrected for skewness.

    With the skewness ``a`` of the mean's error (`skewness`), Hall's transformation of
    ``T = (mean - mu) / se`` is ``g(T) = T + a T^2 / 3 + a^2 T^3 / 27 + a / 6``, so the interval is
    from ``mean - k se g^-1(z)`` to ``mean - k se g^-1(-z)`` with the normal quantile ``z`` and
    ``k = t / z`` for the quantile ``t`` of Student.  A sum of few large terms is too small more
    often than too large, and then looks more certain than it is: the interval reaches farther up.

    If no history differs from any other although it could (`Draws.event`), the interval is that of
    Wilson for none of ``N`` events, ``z^2 event / N`` to either side.

    Returns
    -------
    low, high : float, or None
        None if there was one history only; no lower than 0 for outcomes that cannot be.
    """
    se = standard_error(draws)
    if se is None:
        return None
    mean, z = float(np.mean(draws.mean)), confidence_factor(math.inf, level)
    if draws.constant:
        low, high = mean - z**2 * se, mean + z**2 * se
    else:
        t = confidence_factor(degrees_of_freedom(draws), level)
        a = skewness(draws)
        low = mean - se * t / z * _unskewed(z, a)
        high = mean - se * t / z * _unskewed(-z, a)
    return max(low, draws.lowest), high


def _unskewed(x: float, a: float) -> float:
    """Return ``g^-1(x)`` of Hall's transformation."""
    if abs(a) < 1e-6:
        return x
    return 3.0 / a * (float(np.cbrt(1.0 + a * (x - a / 6.0))) - 1.0)


def skewness(draws: Draws) -> float:
    """Return the skewness of the error of the mean.

    It is that of a sum of independent draws, from the third moment of the draw means: there are too
    few strata to tell.  Fewer draws than `FEWEST_FOR_SKEWNESS` are too few as well.  A difference
    is then taken as a count of histories that differ by `Draws.event`, with the third moment
    ``mean event^2 / N^2``, and an outcome that cannot be negative as a sum of few equal terms, with
    ``(mean of y^2)^2 / (mean N^2)``.
    """
    unseen = one_more(draws) ** 2
    if draws.n < FEWEST_FOR_SKEWNESS:
        mean, histories = float(np.mean(draws.mean)), draws.n * draws.replications
        variance, third = independent_variance(draws) + unseen, mean * unseen
        if draws.lowest == 0.0 and mean > 0.0:
            third = (float(np.mean(mean_squares(draws))) / histories) ** 2 / mean
    else:
        n, deviations = draws.n, draws.mean - np.mean(draws.mean)
        variance = float(np.sum(deviations**2)) / (n - 1) / n + unseen
        third = float(np.sum(deviations**3)) / (n - 1) / (n - 2) / n
    return third / variance**1.5 if variance > 0.0 else 0.0


def ratio_interval(
    option: Draws, baseline: Draws, difference: Draws, influence: Draws, level: float = 0.95
) -> Interval | None:
    """Return where the ratio of two paired means could lie: all ``q`` that fit the pairs.

    By Fieller's theorem these are the ``q`` for which ``mean(y) - q mean(x)`` is not clear of 0::

        (y - q x)^2 <= t^2 (var y - 2 q cov(y, x) + q^2 var x + unseen)

    A baseline of less than `KNOWN_BASELINE` standard errors makes that very wide, or endless.  The
    interval is then that of the mean of the influence, around the ratio: so it is if no history
    differs, too.

    Parameters
    ----------
    option, baseline, difference
        ``y``, ``x`` and ``y - x``, history by history; the baseline not 0.
    influence
        ``(y - q x) / x`` at the ratio found (`sim.analysis.comparison.ratio_of_means`).

    References
    ----------
    Fieller (1954), doi:10.1111/j.2517-6161.1954.tb00159.x.
    """
    x, y = float(np.mean(baseline.mean)), float(np.mean(option.mean))
    if option.n * option.replications < 2:
        return None
    of_x, of_y, of_gap = (spread(draws).variance for draws in (baseline, option, difference))
    k = confidence_factor(degrees_of_freedom(difference), level) ** 2
    if influence.constant or x**2 < max(KNOWN_BASELINE**2, 2.0 * k) * of_x:
        around = confidence_interval(influence, level)
        if around is None:
            return None
        ratio = 1.0 if influence.constant and y > 0.0 else y / x
        low, high = ratio + around[0], ratio + around[1]
    else:
        squared = x**2 - k * of_x
        middle = x * y - k * (of_x + of_y - of_gap) / 2.0
        rest = y**2 - k * (of_y + one_more(difference) ** 2)
        half = math.sqrt(max(middle**2 - squared * rest, 0.0))
        low, high = (middle - half) / squared, (middle + half) / squared
    never_negative = min(float(np.min(option.mean)), float(np.min(baseline.mean))) >= 0.0
    return (max(low, 0.0) if never_negative else low), high


def probability_interval(draws: Draws, level: float = 0.95) -> Interval | None:
    """Return where a probability could lie, however rare or certain: Wilson's interval.

    It is taken with the effective number of histories.  The design effect, and its degrees of
    freedom, are those of the two-level sample with one event more, which is as independent as any::

        unseen = 1 / N^2
        effect = (spread + unseen) / (p (1 - p) / N + unseen)
        k = t^2 effect / N
        [p + k / 2 -+ sqrt(k p (1 - p) + k^2 / 4)] / (1 + k)

    So few events, whose scatter over the strata is luck, count as independent, and many count as
    they scatter.

    Returns
    -------
    low, high : float, or None
        None if there was one history only.
    """
    n = draws.n * draws.replications
    if n < 2:
        return None
    p = min(max(float(np.mean(draws.mean)), 0.0), 1.0)
    unseen, binomial = 1.0 / n**2, p * (1.0 - p) / n
    found = spread(replace(draws, event=0.0))
    effect = (found.variance + unseen) / (binomial + unseen)
    k = confidence_factor(with_one_more(found.df, binomial, unseen), level) ** 2 * effect / n
    half = math.sqrt(k * p * (1.0 - p) + k**2 / 4.0)
    low, high = (p + k / 2.0 - half) / (1.0 + k), (p + k / 2.0 + half) / (1.0 + k)
    # At the ends of the range the square root cancels, up to rounding.
    return (0.0 if p == 0.0 else max(low, 0.0)), (1.0 if p == 1.0 else min(high, 1.0))
