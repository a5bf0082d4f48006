"""When does it happen?  Over all histories, those in which it never does included."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.results.histogram import Histogram
from sim.results.history_summary import Counts, incidence_weeks
from sim.results.results import DAYS_PER_WEEK, Floats

QUANTILES = (0.05, 0.5, 0.95)


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


def weeks_quantiles(weeks_to: Histogram) -> tuple[float | None, float | None, float | None]:
    """Return by when 5, 50 and 95 % of all histories have got there.

    The p-quantile is the first time at which the cumulative incidence reaches p; None if it stays
    below p until the horizon.  The incidence is that of this cause with all others at work: nothing
    is censored before the horizon, so it needs no estimator beyond the empirical distribution.

    Parameters
    ----------
    weeks_to
        Weeks until it first happened, ``inf`` if it did not.
    """
    low, middle, high = weeks_to.quantiles(QUANTILES)
    return _or_none(low), _or_none(middle), _or_none(high)


def pooled_quantiles(values: Histogram) -> tuple[float, float, float]:
    """Return the 5, 50 and 95 % quantiles of an outcome over all histories.

    Each is a value that did occur, so that a median number of deaths is a whole number.
    """
    low, middle, high = values.quantiles(QUANTILES)
    return float(low), float(middle), float(high)


def incidence(
    happened: Counts, replications: int, horizon_days: float
) -> Iterator[tuple[float, Floats, Floats]]:
    """Yield points of the cumulative incidence, draw by draw, at whole weeks and at the horizon.

    Parameters
    ----------
    happened : ndarray, shape (draw, point)
        Number of the replications in which it has happened by each of `incidence_weeks`.

    Yields
    ------
    weeks : float
        Increasing, the last is the horizon.
    mean, variance : ndarray, shape (draw,)
        Share of the replications in which it has happened, and the sample variance of that.
    """
    for point, at in enumerate(incidence_weeks(horizon_days / DAYS_PER_WEEK)):
        mean = happened[:, point] / replications
        if replications > 1:
            variance = mean * (1.0 - mean) * replications / (replications - 1)
        else:
            variance = np.full_like(mean, np.nan)
        yield at, mean, variance


def _or_none(weeks: float) -> float | None:
    return float(weeks) if math.isfinite(weeks) else None
