"""One outcome of one world, or one paired difference, draw by draw."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.results import Floats

Interval = tuple[float, float]


@dataclass(frozen=True)
class Draws:
    """One outcome, or one paired difference, draw by draw.

    Attributes
    ----------
    mean, variance : ndarray, shape (draw,)
        Over the replications of each draw; the variance is NaN with one replication.
    stratum
        Number of consecutive draws that form one Latin hypercube.
    uncertain
        Whether the draws differ in their parameters.
    event
        By how much one history that differs would differ, where it is possible that some do; 0
        where none can, or where it is clear that many do.
    lowest
        Least that a history can be.
    """

    mean: Floats
    variance: Floats
    replications: int
    stratum: int
    uncertain: bool
    event: float = 0.0
    lowest: float = -math.inf

    @property
    def n(self) -> int:
        """Number of draws."""
        return len(self.mean)

    @property
    def constant(self) -> bool:
        """Whether every replication gave the same number, up to the rounding of a variance."""
        known = self.variance[~np.isnan(self.variance)]
        rounding = (1e-12 * abs(float(self.mean[0]))) ** 2
        return bool(np.all(self.mean == self.mean[0]) and np.all(known <= rounding))

    @property
    def inner_variance(self) -> float | None:
        """Mean over the draws of the squared error of a draw mean, ``mean(s_d^2) / R``."""
        if self.replications < 2:
            return None
        return float(np.mean(self.variance)) / self.replications
<<<<<<< HEAD
=======


def noise_free_means(draws: Draws) -> Floats | None:
    """Return one mean per draw whose spread over the draws is free of Monte Carlo noise.

    The draw means scatter more than the conditional means ``mu_d`` that they estimate.
    Constrained empirical Bayes pulls them towards their mean ``m`` until their variance is that of
    the ``mu_d``::

        mu_d = m + sqrt(rho) * (ybar_d - m),   rho = max(0, 1 - mean(s_d^2 / R) / var(ybar_d))

    With few replications this would keep the shape of the noise: a small probability is 0, 1 or 2
    in 20.  So for outcomes that cannot be negative only ``rho^2`` of the shape is that of the draw
    means, and ``1 - rho^2`` is that of a beta distribution for a probability, of a gamma
    distribution for other outcomes, with the same mean and variance.  Draws keep their order.

    Returns
    -------
    ndarray, shape (draw,), or None
        None if there is one draw or one replication, or if no parameter is uncertain.

    References
    ----------
    Louis (1984), doi:10.1080/01621459.1984.10478062; Ghosh (1992),
    doi:10.1080/01621459.1992.10475236.
    """
    noise = draws.inner_variance
    if noise is None or draws.n < 2 or not draws.uncertain:
        return None
    if np.all(draws.mean == draws.mean[0]):
        return draws.mean.copy()
    mean, scatter = float(np.mean(draws.mean)), float(np.var(draws.mean, ddof=1))
    if scatter == 0.0:  # They differ by less than what has a square.
        return draws.mean.copy()
    rho = max(0.0, 1.0 - noise / scatter)
    reference = _reference(draws, mean, rho * scatter)
    if reference is None:
        return np.asarray(mean + math.sqrt(rho) * (draws.mean - mean))
    order = np.argsort(draws.mean, kind="stable")
    own = (draws.mean[order] - mean) / math.sqrt(scatter)
    shape = rho**2 * own + (1.0 - rho**2) * reference
    shape *= math.sqrt(rho * scatter) / float(np.std(shape, ddof=1))
    values = np.empty_like(draws.mean)
    values[order] = np.clip(mean + shape, 0.0, 1.0 if draws.support == "unit" else None)
    return values


def _reference(draws: Draws, mean: float, variance: float) -> Floats | None:
    """Return standardised quantiles of what means with this support look like, one per draw.

    None if they can lie anywhere, or if there is no such distribution.
    """
    places = _middles(draws.n)
    if draws.support == "real" or variance <= 0.0 or float(np.min(draws.mean)) < 0.0:
        return None
    if draws.support == "positive":
        quantiles = gammaincinv(mean**2 / variance, places)
    else:
        both = mean * (1.0 - mean) / variance - 1.0
        if both <= 0.0:
            return None
        quantiles = betaincinv(mean * both, (1.0 - mean) * both, places)
    spread = float(np.std(quantiles, ddof=1))
    return np.asarray((quantiles - np.mean(quantiles)) / spread) if spread > 0.0 else None


def noise_free_differences(
    difference: Draws, baseline: Draws, more_variance: float = 0.0
) -> Floats | None:
    """Return the same for paired differences, whose noise has a shape of its own.

    In most histories an option changes nothing, so the draw means of a difference pile up at zero
    and scatter to one side: shrinking them would keep that shape, and hardly any draw would ever
    be told to have got worse.  What is known of the ``mu_d`` is their mean ``m``, their variance
    ``tau^2 = rho * var(ybar_d)`` and, as far as ``rho`` is near 1, their shape.

    So their standardised quantiles are taken from the draw means with weight ``rho^2``, and with
    weight ``1 - rho^2`` from a reference: a change in proportion to what there is to change,
    ``mu_d = x_d * g_d``, with the noise-free baseline ``x_d`` and a normal relative change ``g_d``
    of the mean and variance that give ``m`` and ``tau^2``.  Every draw keeps its place in the
    order, and none leaves the range of the draw means or, if no draw mean is on the other side of
    zero, its own side.

    Parameters
    ----------
    difference, baseline
        Paired: the same draws.
    more_variance
        Added to ``tau^2``, to see what depends on it.

    Returns
    -------
    ndarray, shape (draw,), or None
        None where `noise_free_means` is.
    """
    noise, before = difference.inner_variance, noise_free_means(baseline)
    if noise is None or before is None:
        return None
    y = difference.mean
    scatter = float(np.var(y, ddof=1))
    if scatter == 0.0:
        return y.copy()
    mean = float(np.mean(y))
    rho = min(max(0.0, 1.0 - (noise - more_variance) / scatter), 1.0)
    if rho == 0.0:
        return np.full_like(y, mean)
    order = np.argsort(y, kind="stable")
    reference = _proportional(before, mean, rho * scatter)
    own = (y[order] - mean) / math.sqrt(scatter)
    shape = rho**2 * own + (1.0 - rho**2) * reference
    shape *= math.sqrt(rho * scatter) / float(np.std(shape, ddof=1))
    low, high, nearly_zero = float(np.min(y)), float(np.max(y)), 1e-6 * mean
    values = np.empty_like(y)
    values[order] = np.clip(
        mean + shape,
        low if low < 0.0 else max(low, nearly_zero),
        high if high > 0.0 else min(high, nearly_zero),
    )
    return values


def _proportional(before: Floats, mean: float, variance: float) -> Floats:
    """Return standardised quantiles, one per draw, of baseline times normal relative change."""
    places, steps = _middles(len(before)), _middles(_GRID)
    x = np.interp(steps, places, np.sort(before))
    average, square = float(np.mean(x)), float(np.mean(x**2))
    if average == 0.0:
        return np.asarray(ndtri(places))
    g = mean / average
    spread = max(0.0, variance - g**2 * (square - average**2)) / square
    values = np.sort(np.outer(x, g + math.sqrt(spread) * ndtri(steps)), axis=None)
    quantiles = np.interp(places, _middles(len(values)), values)
    return np.asarray((quantiles - np.mean(quantiles)) / np.std(quantiles, ddof=1))


def _middles(n: int) -> Floats:
    """Return the middles of n equal parts of the unit interval."""
    return (np.arange(n) + 0.5) / n


def variance_error(draws: Draws) -> float:
    """Return the standard error of the variance of the conditional means, draws independent."""
    squares = (draws.mean - np.mean(draws.mean)) ** 2 - draws.variance / draws.replications
    return float(np.std(squares, ddof=1)) / math.sqrt(draws.n)


def width_error(draws: Draws) -> float | None:
    """Return the standard error of the width of an epistemic interval, as a share of the width.

    The width goes with the standard deviation ``tau`` of the conditional means, and the error of
    ``tau`` is that of ``tau^2`` over ``2 tau``.  Infinite if the noise has swallowed ``tau``.

    Returns
    -------
    float or None
        None where there is no interval at all.
    """
    noise = draws.inner_variance
    if noise is None or draws.n < 2 or not draws.uncertain:
        return None
    if draws.constant:
        return 0.0
    spread = float(np.var(draws.mean, ddof=1)) - noise
    return variance_error(draws) / (2.0 * spread) if spread > 0.0 else math.inf


def told(interval: Interval | None, error: float | None) -> Interval | None:
    """Return an interval if its width is known well enough to be told, else None."""
    return None if error is None or error > WIDTH_KNOWN else interval


def epistemic_interval(means: Floats | None) -> Interval | None:
    """Return the 5 and 95 % quantiles over the draws of the noise-free means, None for None."""
    if means is None:
        return None
    low, high = np.quantile(means, (0.05, 0.95), method="median_unbiased")
    return float(low), float(high)
>>>>>>> faces
