"""When does it happen?  Over all histories, those in which it never does included."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.results import DAYS_PER_WEEK, Floats

QUANTILES = (0.05, 0.5, 0.95)

#: A curve has at most this many points: a quarter of a year in weeks.
MOST_POINTS = 13


@dataclass(frozen=True)
class Incidence:
    """Probability that something has happened within so many weeks of the start.

    Attributes
    ----------
    se
        Monte Carlo standard error; None if one number cannot tell.
    """

    weeks: float
    estimate: float
    se: float | None


def weeks_quantiles(weeks_to: Floats) -> tuple[float | None, float | None, float | None]:
    """Return by when 5, 50 and 95 % of all histories have got there.

    The p-quantile is the first time at which the cumulative incidence reaches p; None if it stays
    below p until the horizon.  The incidence is that of this cause with all others at work: nothing
    is censored before the horizon, so it needs no estimator beyond the empirical distribution.

    Parameters
    ----------
    weeks_to : ndarray, shape (draw, replication)
        Weeks until it first happened, ``inf`` if it did not.
    """
    low, middle, high = _first_reaching(weeks_to)
    return _or_none(low), _or_none(middle), _or_none(high)


def pooled_quantiles(values: Floats) -> tuple[float, float, float]:
    """Return the 5, 50 and 95 % quantiles of an outcome over all histories.

    Each is a value that did occur, so that a median number of deaths is a whole number.

    Parameters
    ----------
    values : ndarray, shape (draw, replication)
    """
    low, middle, high = _first_reaching(values)
    return float(low), float(middle), float(high)


def incidence(weeks_to: Floats, horizon_days: float) -> Iterator[tuple[float, Floats, Floats]]:
    """Yield points of the cumulative incidence, draw by draw, at whole weeks and at the horizon.

    Parameters
    ----------
    weeks_to : ndarray, shape (draw, replication)

    Yields
    ------
    weeks : float
        Increasing, at most `MOST_POINTS` of them, the last is the horizon.
    mean, variance : ndarray, shape (draw,)
        Share of the replications in which it has happened, and the sample variance of that.
    """
    replications = weeks_to.shape[1]
    for at in grid(horizon_days / DAYS_PER_WEEK):
        mean = np.mean(weeks_to <= at, axis=1)
        if replications > 1:
            variance = mean * (1.0 - mean) * replications / (replications - 1)
        else:
            variance = np.full_like(mean, np.nan)
        yield at, mean, variance


def grid(horizon_weeks: float) -> tuple[float, ...]:
    """Return evenly spaced whole weeks up to the horizon, and the horizon itself.

    Examples
    --------
    >>> grid(10.5)
    (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 10.5)
    """
    step = max(1, math.ceil(horizon_weeks / MOST_POINTS))
    inside = [float(week) for week in range(step, math.ceil(horizon_weeks), step)]
    return (*inside, horizon_weeks)


def _first_reaching(values: Floats) -> npt.NDArray[np.float64]:
    """Return the smallest values whose empirical distribution function reaches `QUANTILES`.

    Unlike an interpolated quantile this never subtracts infinities.
    """
    ordered = np.sort(values, axis=None)
    # The product is taken from exact shares: 0.05 * 20 must be the first of 20, not the second.
    positions = [math.ceil(round(p * ordered.size, 9)) - 1 for p in QUANTILES]
    return np.asarray(ordered[positions])


def _or_none(weeks: float) -> float | None:
    return float(weeks) if math.isfinite(weeks) else None
