"""What the uncertain quantities leave open about an outcome, with the Monte Carlo noise taken out.

The mean of an outcome over the replications of a draw scatters more than the conditional mean
``mu_d`` that it estimates.  What the quantities of the draw say about ``mu_d`` comes from a surface
that was fitted without the draw (`sim.analysis.selection`); how far ``mu_d`` may lie from that,
from the scatter around the surface beyond what is noise; and the draw's own mean adds what it can.
So ``mu_d`` is normal given all that was seen (empirical Bayes around a regression), and everything
that is said about the ``mu_d`` together is a mixture of these normals.

References
----------
Fay & Herriot (1979), doi:10.1080/01621459.1979.10482505 (small areas: regression, own mean and
known noise); Efron & Morris (1973), doi:10.1080/01621459.1973.10481350 (their weights).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from sim.analysis.calibration import calibrated
from sim.analysis.draws import Draws, Interval
from sim.analysis.jackknife import Positions, jackknife_error
from sim.analysis.pursuit import Bools
from sim.analysis.quantities import Quantities
from sim.analysis.selection import fit_surfaces
from sim.results import Floats

#: Limits of what may lie anywhere.
REAL: Interval = (-math.inf, math.inf)

#: An interval is shown if the standard error of its width is at most this share of the width.
WIDTH_KNOWN = 0.25

#: Fewest draws that noise and ignorance can be told apart with.
FEWEST_DRAWS = 40

#: Scatter beyond the noise is believed as far as its square exceeds so many squared errors.
_DOUBT = 2.0

#: The central 90 %.
_ENDS = (0.05, 0.95)

#: The ends of a mixture lie no further beyond its centres than so many deviations.
_FAR = 5.0

#: Steps of a bisection, each of which halves the error.
_HALVINGS = 30


@dataclass(frozen=True)
class Response:
    """An outcome, or a paired difference, and the quantities that can matter to it.

    Attributes
    ----------
    concerns : ndarray, shape (quantity,)
    """

    draws: Draws
    concerns: Bools


@dataclass(frozen=True)
class Foreseen:
    """What the quantities of each draw lead one to expect of a response.

    Attributes
    ----------
    whole : ndarray, shape (draw,)
        From the surfaces without the draw's own group.
    parts
        For each group, the other draws, and what the surface without the group says of them.
    """

    whole: Floats
    parts: tuple[tuple[Positions, Floats], ...]

    def __add__(self, other: Foreseen) -> Foreseen:
        """Return what is foreseen of the sum of two responses."""
        parts = tuple(
            (rows, one + another)
            for (rows, one), (_, another) in zip(self.parts, other.parts, strict=True)
        )
        return Foreseen(self.whole + other.whole, parts)


@dataclass(frozen=True)
class LeftOpen:
    """What the quantities leave open about one response.

    Attributes
    ----------
    interval
        Central 90 % of the conditional means; None if its width is too poorly known to be shown.
    interval_error
        Standard error of its width, as a share of the width; infinite if the width is nothing but
        doubt.
    below, above
        Share of the draws whose conditional mean is below zero, and above.
    share_se
        Standard error of these shares.
    """

    interval: Interval | None
    interval_error: float
    below: float
    above: float
    share_se: float


@dataclass(frozen=True)
class ConditionalMeans:
    """The conditional means of all draws: each normal, with one deviation.

    Attributes
    ----------
    centre : ndarray, shape (draw,)
    deviation
        Standard deviation of what is not known of each.
    limits
        Between which they lie.
    """

    centre: Floats
    deviation: float
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
        return math.hypot(float(np.std(self.centre)), self.deviation)

    def _share(self, centre: Floats, low: float, high: float) -> float:
        if low >= 0.0 or high <= 0.0:
            return float(high <= 0.0)
        if self.deviation == 0.0:
            return float(np.mean(centre < 0.0))
        return float(np.mean(ndtr(-centre / self.deviation)))

    def _quantile(self, share: float) -> float:
        if self.deviation == 0.0:
            return float(np.quantile(self.centre, share, method="median_unbiased"))
        low = float(np.min(self.centre)) - _FAR * self.deviation
        high = float(np.max(self.centre)) + _FAR * self.deviation
        for _ in range(_HALVINGS):
            middle = (low + high) / 2.0
            if float(np.mean(ndtr((middle - self.centre) / self.deviation))) < share:
                low = middle
            else:
                high = middle
        return (low + high) / 2.0


@dataclass(frozen=True)
class Scatter:
    """How far conditional means lie from what is foreseen of them.

    Attributes
    ----------
    variance
        Of their scatter, without noise and with doubt: what is hardly more than noise is none.
    error
        Standard error of that variance.
    noise
        Variance of a draw's mean around its conditional mean, averaged over the draws.
    """

    variance: float
    error: float
    noise: float


def scatter_of(rest: Floats, noise: Floats) -> Scatter:
    """Return the scatter of what is left of the draws' means.

    Scatter less noise is right on average, but it is relied on where it is large, and large partly
    by luck.  So it is shrunk by ``1 - c (error / variance)^2``, which leaves what is clear as it is
    and makes what is not clear zero (a nonnegative garrote).

    Parameters
    ----------
    rest, noise : ndarray, shape (draw,)
        What is left, and the squared Monte Carlo error of each mean.

    References
    ----------
    Breiman (1995), doi:10.1080/00401706.1995.10484371.
    """
    n = len(rest)
    squares = (rest - np.mean(rest)) ** 2 * (n / (n - 1)) - noise
    found, error = float(np.mean(squares)), float(np.std(squares, ddof=1)) / math.sqrt(n)
    believed = found - _DOUBT * error**2 / found if found > 0.0 else 0.0
    return Scatter(max(0.0, believed), error, float(np.mean(noise)))


def conditional_means(
    values: Floats, foreseen: Floats, scatter: Scatter, limits: Interval
) -> ConditionalMeans:
    """Return what the conditional means may be, given what was foreseen and seen of them.

    Parameters
    ----------
    values, foreseen : ndarray, shape (draw,)
        Means over the replications, and what the quantities of each draw lead one to expect.
    """
    both = scatter.variance + scatter.noise
    gain = scatter.variance / both if both > 0.0 else 1.0
    shift = float(np.mean(values - foreseen))
    centre = foreseen + shift + gain * (values - foreseen - shift)
    return ConditionalMeans(centre, math.sqrt((1.0 - gain) * scatter.variance), limits)


def foresee(responses: Sequence[Response], quantities: Quantities) -> list[Foreseen] | None:
    """Return what is foreseen of each response.

    None where noise cannot be told from ignorance: no uncertain quantity, fewer than
    `FEWEST_DRAWS` draws, or a single replication.

    Parameters
    ----------
    quantities
        Of as many draws as will be looked at; the responses may have more.
    """
    n = len(quantities.scores)
    known = [one.draws for one in responses]
    if n < FEWEST_DRAWS or not known or not known[0].uncertain or known[0].replications < 2:
        return None
    values = np.stack([draws.mean[:n] for draws in known], axis=1)
    fitted = fit_surfaces(
        values,
        quantities.scores,
        np.stack([one.concerns for one in responses]),
        quantities.dependence,
        quantities.groups,
    )
    whole = calibrated(values, fitted.held_out)
    parts = [
        (rows, calibrated(values[rows], surface.predict(quantities.scores[rows])))
        for rows, surface in zip(quantities.kept, fitted.without, strict=True)
    ]
    return [
        Foreseen(whole[:, k], tuple((rows, predicted[:, k]) for rows, predicted in parts))
        for k in range(len(responses))
    ]


def left_open(draws: Draws, foreseen: Foreseen, limits: Interval = REAL) -> LeftOpen:
    """Return what the quantities leave open about a response.

    Parameters
    ----------
    limits
        Between which its conditional means lie by its kind.
    """
    n = len(foreseen.whole)
    values, noise = draws.mean[:n], draws.variance[:n] / draws.replications
    if np.all(values == values[0]):
        interval = float(values[0]), float(values[0])
        return LeftOpen(interval, 0.0, float(values[0] < 0.0), float(values[0] > 0.0), 0.0)
    limits = _one_side(draws.mean, limits)
    scatter = scatter_of(values - foreseen.whole, noise)
    whole = conditional_means(values, foreseen.whole, scatter, limits)
    more = replace(scatter, variance=scatter.variance + scatter.error)
    doubted = conditional_means(values, foreseen.whole, more, limits)
    without = []
    for rows, seen in foreseen.parts:
        own = values[rows]
        part = conditional_means(own, seen, scatter_of(own - seen, noise[rows]), limits)
        without.append((part.below, part.spread))
    share_error, spread_error = (float(error) for error in jackknife_error(np.array(without)))
    # Leaving out draws says nothing of a scatter that is taken as zero in every part.
    share_error = max(share_error, abs(doubted.below - whole.below))
    spread_error = max(spread_error, doubted.spread - whole.spread)
    # Of few draws that differ at all, the next could go either way (Laplace's rule of succession).
    of_few = 1.0 / (np.count_nonzero(values) + 2.0)
    relative = spread_error / whole.spread if whole.spread > 0.0 else math.inf
    return LeftOpen(
        interval=whole.interval if relative <= WIDTH_KNOWN else None,
        interval_error=relative,
        below=whole.below,
        above=whole.above,
        share_se=math.hypot(share_error, of_few),
    )


def _one_side(mean: Floats, limits: Interval) -> Interval:
    """Return the limits, on one side of zero only if no draw was seen on the other."""
    low, high = limits
    if not np.any(mean):
        return limits
    return (max(low, 0.0) if np.all(mean >= 0.0) else low), (
        min(high, 0.0) if np.all(mean <= 0.0) else high
    )
