"""What the conditional means of the draws may be, given what was foreseen and seen of them.

References
----------
Fay & Herriot (1979), doi:10.1080/01621459.1979.10482505 (small areas: regression, own mean and
known noise); Efron & Morris (1973), doi:10.1080/01621459.1973.10481350 (their weights).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from sim.analysis.draws import Interval
from sim.results.results import Floats

#: Scatter beyond the noise is believed as far as its square exceeds so many squared errors.
_DOUBT = 2.0

#: The central 90 %.
_ENDS = (0.05, 0.95)

#: The ends of a mixture lie no further beyond its centres than so many deviations.
_FAR = 5.0

#: Steps of a bisection, each of which halves the error.
_HALVINGS = 30


@dataclass(frozen=True)
class ConditionalMeans:
    """The conditional means of all draws, each normal.

    Attributes
    ----------
    centre, deviation : ndarray, shape (draw,)
        Mean of each, and standard deviation of what is not known of it.
    limits
        Between which they lie.
    """

    centre: Floats
    deviation: Floats
    limits: Interval

    @property
    def below(self) -> float:
        """Expected share of the draws whose conditional mean is below zero."""
        return self._share(self.centre, *self.limits)

    @property
    def above(self) -> float:
        """Expected share of the draws whose conditional mean is above zero."""
        low, high = self.limits
        return self._share(-self.centre, -high, -low)

    @property
    def interval(self) -> Interval:
        """Central 90 % of the conditional means."""
        low, high = (float(np.clip(self._quantile(share), *self.limits)) for share in _ENDS)
        return low, high

    @property
    def spread(self) -> float:
        """Standard deviation of the conditional means; the width of the interval goes with it."""
        return math.sqrt(float(np.var(self.centre)) + float(np.mean(self.deviation**2)))

    def _share(self, centre: Floats, low: float, high: float) -> float:
        if low >= 0.0 or high <= 0.0:
            return float(high <= 0.0)
        if not np.any(self.deviation):
            return float(np.mean(centre < 0.0))
        return float(np.mean(ndtr(-centre / self.deviation)))

    def _quantile(self, share: float) -> float:
        if not np.any(self.deviation):
            return float(np.quantile(self.centre, share, method="median_unbiased"))
        low = float(np.min(self.centre - _FAR * self.deviation))
        high = float(np.max(self.centre + _FAR * self.deviation))
        for _ in range(_HALVINGS):
            middle = (low + high) / 2.0
            if float(np.mean(ndtr((middle - self.centre) / self.deviation))) < share:
                low = middle
            else:
                high = middle
        return (low + high) / 2.0


@dataclass(frozen=True)
class Scatter:
    """How far conditional means lie from what is foreseen of them, as a part of their scale.

    Attributes
    ----------
    variance
        Of their scatter, without noise and with doubt: what is hardly more than noise is none.
    error
        Standard error of that variance.
    noise
        Variance of a draw's mean around its conditional mean, as a part of the scale.
    """

    variance: float
    error: float
    noise: float


def scatter_of(rest: Floats, noise: Floats, scale: Floats | None = None) -> Scatter:
    """Return the scatter of what is left of the draws' means.

    Scatter less noise is right on average, but it is relied on where it is large, and large partly
    by luck.  So it is shrunk by ``1 - c (error / variance)^2``, which leaves what is clear as it is
    and makes what is not clear zero (a nonnegative garrote).

    Parameters
    ----------
    rest, noise : ndarray, shape (draw,)
        What is left, and the squared Monte Carlo error of each mean.
    scale : ndarray, shape (draw,), or None
        What the scatter is in proportion to, and the noise too; 1 by default.

    References
    ----------
    Breiman (1995), doi:10.1080/00401706.1995.10484371.
    """
    n = len(rest)
    scale = np.ones(n) if scale is None else scale
    weights = scale / np.mean(scale)
    rest = (rest - scale * np.sum(rest) / np.sum(scale)) / scale
    squares = weights * (rest**2 * (n / (n - 1)) - noise / scale**2)
    found, error = float(np.mean(squares)), float(np.std(squares, ddof=1)) / math.sqrt(n)
    believed = found - _DOUBT * error**2 / found if found > 0.0 else 0.0
    return Scatter(max(0.0, believed), error, float(np.mean(noise)) / float(np.mean(scale)))


def conditional_means(
    values: Floats,
    foreseen: Floats,
    scatter: Scatter,
    limits: Interval,
    scale: Floats | None = None,
) -> ConditionalMeans:
    """Return what the conditional means may be, given what was foreseen and seen of them.

    Parameters
    ----------
    values, foreseen, scale : ndarray, shape (draw,)
        Means over the replications, what the quantities of each draw lead one to expect, and what
        their scatter and their noise are in proportion to, 1 by default.
    """
    scale = np.ones(len(values)) if scale is None else scale
    variance, noise = scatter.variance * scale**2, scatter.noise * scale
    both = variance + noise
    gain = np.divide(variance, both, out=np.ones_like(both), where=both > 0.0)
    rest = values - foreseen
    before = foreseen + scale * (np.sum(rest) / np.sum(scale))
    centre = before + gain * (values - before)
    return ConditionalMeans(centre, np.sqrt((1.0 - gain) * variance), limits)
