"""The quantile functions of the families, vectorised, and what else one family alone has.

The parameters broadcast against ``u``, which lies in the open interval (0, 1).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from sim.distributions import checks

Array = NDArray[np.float64]

# The stubs know the ufuncs of SciPy for bare arrays only, not for whatever an array can be made of.
_ndtri: Callable[..., Any] = special.ndtri
_ndtri_exp: Callable[..., Any] = special.ndtri_exp
_log_ndtr: Callable[..., Any] = special.log_ndtr
_expit: Callable[..., Any] = special.expit
_logit: Callable[..., Any] = special.logit
_betaincinv: Callable[..., Any] = special.betaincinv
_gammaincinv: Callable[..., Any] = special.gammaincinv


def as_array(x: ArrayLike) -> Array:
    """Return the numbers as an array of floats."""
    return np.asarray(x, dtype=np.float64)


def constant(u: ArrayLike, value: ArrayLike) -> Array:
    """Return the value, whatever ``u``."""
    return np.broadcast_to(
        as_array(value), np.broadcast_shapes(np.shape(u), np.shape(value))
    ).copy()


def uniform(u: ArrayLike, low: ArrayLike, high: ArrayLike) -> Array:
    """Return quantiles of the uniform distribution."""
    return as_array(low) + as_array(u) * (as_array(high) - as_array(low))


def loguniform(u: ArrayLike, low: ArrayLike, high: ArrayLike) -> Array:
    """Return quantiles of the distribution whose logarithm is uniform."""
    return as_array(low) * np.exp(as_array(u) * np.log(as_array(high) / as_array(low)))


def loguniform_check(low: float, high: float) -> str | None:
    """Return what is wrong with these parameters."""
    return checks.above_zero("min")(low) or checks.ascending("min", "max")(low, high)


def triangular(u: ArrayLike, low: ArrayLike, mode: ArrayLike, high: ArrayLike) -> Array:
    """Return quantiles of the triangular distribution."""
    u, low, mode, high = map(as_array, (u, low, mode, high))
    width = high - low
    rising = low + np.sqrt(u * width * (mode - low))
    falling = high - np.sqrt((1.0 - u) * width * (high - mode))
    return np.where(u * width < mode - low, rising, falling)


def _pert_shapes(low: Array, mode: Array, high: Array) -> tuple[Array, Array]:
    width = high - low
    return 1.0 + 4.0 * (mode - low) / width, 1.0 + 4.0 * (high - mode) / width


def pert(u: ArrayLike, low: ArrayLike, mode: ArrayLike, high: ArrayLike) -> Array:
    """Return quantiles of PERT: a beta distribution on ``low`` to ``high`` around ``mode``."""
    u, low, mode, high = map(as_array, (u, low, mode, high))
    a, b = _pert_shapes(low, mode, high)
    return low + (high - low) * as_array(_betaincinv(a, b, u))


def normal(u: ArrayLike, mean: ArrayLike, sd: ArrayLike) -> Array:
    """Return quantiles of the normal distribution."""
    return as_array(mean) + as_array(sd) * as_array(_ndtri(u))


def lognormal(u: ArrayLike, median: ArrayLike, sigma: ArrayLike) -> Array:
    """Return quantiles of the lognormal; ``sigma`` is the sd of the logarithm."""
    return as_array(median) * np.exp(as_array(sigma) * as_array(_ndtri(u)))


def logitnormal(u: ArrayLike, median: ArrayLike, sigma: ArrayLike) -> Array:
    """Return quantiles of the logit-normal; ``sigma`` is the sd of the log-odds."""
    return as_array(_expit(_logit(median) + as_array(sigma) * _ndtri(u)))


def logitnormal_check(median: float, sigma: float) -> str | None:
    """Return what is wrong with these parameters."""
    if not 0 < median < 1:
        return f"'median' must lie between 0 and 1, found {median:g}"
    return checks.above_zero("sigma")(sigma)


def truncnormal(
    u: ArrayLike, mean: ArrayLike, sd: ArrayLike, low: ArrayLike, high: ArrayLike
) -> Array:
    """Return quantiles of the normal distribution cut at ``low`` and ``high``."""
    u, mean, sd, low, high = map(as_array, (u, mean, sd, low, high))
    a, b = (low - mean) / sd, (high - mean) / sd
    # In the upper tail probabilities are close to 1: there work in the mirror image.
    mirrored = a > 0
    a, b = np.where(mirrored, -b, a), np.where(mirrored, -a, b)
    v = np.where(mirrored, 1.0 - u, u)
    log_a, log_b = as_array(_log_ndtr(a)), as_array(_log_ndtr(b))
    # log((1 - v) * Phi(a) + v * Phi(b)), without leaving the logarithmic scale
    z = as_array(_ndtri_exp(np.logaddexp(log_a + np.log1p(-v), log_b + np.log(v))))
    return np.clip(mean + sd * np.where(mirrored, -z, z), low, high)


def truncnormal_check(mean: float, sd: float, low: float, high: float) -> str | None:
    """Return what is wrong with these parameters."""
    return checks.above_zero("sd")(sd) or checks.ascending("min", "max")(low, high)


def beta(u: ArrayLike, a: ArrayLike, b: ArrayLike) -> Array:
    """Return quantiles of the beta distribution."""
    return as_array(_betaincinv(a, b, u))


def gamma(u: ArrayLike, a: ArrayLike, scale: ArrayLike) -> Array:
    """Return quantiles of the gamma distribution."""
    return as_array(_gammaincinv(a, u)) * as_array(scale)


def exponential(u: ArrayLike, scale: ArrayLike) -> Array:
    """Return quantiles of the exponential distribution with mean ``scale``."""
    return -np.log1p(-as_array(u)) * as_array(scale)


def weibull(u: ArrayLike, c: ArrayLike, scale: ArrayLike) -> Array:
    """Return quantiles of the Weibull distribution with shape ``c``."""
    return np.power(-np.log1p(-as_array(u)), 1.0 / as_array(c)) * as_array(scale)


def pareto(u: ArrayLike, low: ArrayLike, alpha: ArrayLike, high: ArrayLike) -> Array:
    """Return quantiles of the Pareto distribution, cut at ``high`` where that is finite."""
    u, low, alpha, high = map(as_array, (u, low, alpha, high))
    kept = -np.expm1(-alpha * np.log(high / low))  # probability mass below `high`
    return low * np.exp(-np.log1p(-u * kept) / alpha)


def pareto_check(low: float, alpha: float, high: float) -> str | None:
    """Return what is wrong with these parameters."""
    return checks.above_zero("min", "alpha")(low, alpha) or checks.ascending("min", "max")(
        low, high
    )


def pareto_mean(low: float, alpha: float, high: float) -> Array:
    """Return the mean, ``inf`` if there is none."""
    if math.isinf(high):
        return as_array(alpha * low / (alpha - 1.0) if alpha > 1 else math.inf)
    kept = -math.expm1(-alpha * math.log(high / low))
    if alpha == 1.0:
        return as_array(low * math.log(high / low) / kept)
    rise = math.expm1((1.0 - alpha) * math.log(high / low))
    return as_array(alpha * low / (1.0 - alpha) * rise / kept)


def empirical(u: ArrayLike, *args: float) -> Array:
    """Return quantiles of observed values: the smallest with at least a share ``u`` up to it."""
    values, weights = np.split(as_array(args), 2)
    steps = np.cumsum(weights)[:-1]
    return values[np.searchsorted(steps, as_array(u), side="left")]
