"""What is left of single histories once they have been counted."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.results.histogram import Histogram

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.unsignedinteger]

#: A curve has at most this many points: a quarter of a year in weeks.
MOST_POINTS = 13


@dataclass(frozen=True)
class HistorySummary:
    """How the histories of one world are distributed, without any of them.

    Attributes
    ----------
    amounts
        Of every outcome; None for those of kind ``reached``.
    weeks_to
        Weeks until every outcome of kind ``reached``, ``inf`` if never.
    happened : ndarray, shape (draw, reached outcome, point)
        Number of replications in which it has happened by the points of `incidence_weeks`.
    """

    amounts: tuple[Histogram | None, ...]
    weeks_to: tuple[Histogram, ...]
    happened: Counts


def incidence_weeks(horizon_weeks: float) -> tuple[float, ...]:
    """Return evenly spaced whole weeks up to the horizon, and the horizon itself.

    Examples
    --------
    >>> incidence_weeks(10.5)
    (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 10.5)
    """
    step = max(1, math.ceil(horizon_weeks / MOST_POINTS))
    inside = [float(week) for week in range(step, math.ceil(horizon_weeks), step)]
    return (*inside, horizon_weeks)
