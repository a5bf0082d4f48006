"""Single histories, counted: what is left of them once a block is done."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.engine.loop.compiled import compiled
from sim.results.histogram import EXACT, Histogram
from sim.results.history_summary import HistorySummary

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def summarize(
    values: Floats, weeks_to: Floats, is_event: Sequence[bool], points: Sequence[float]
) -> HistorySummary:
    """Return the summary of whole histories.

    Parameters
    ----------
    values : ndarray, shape (draw, replication, outcome)
    weeks_to : ndarray, shape (draw, replication, reached outcome)
    is_event
        Whether each outcome is of kind ``reached``.
    points
        Weeks, from `incidence_weeks`.
    """
    n_draws, n_replications, n_reached = weeks_to.shape
    happened = np.zeros((n_draws, n_reached, len(points)), np.int64)
    count_happened(weeks_to, np.array(points), happened)
    return HistorySummary(
        amounts=tuple(
            None if event else histogram(values[..., k]) for k, event in enumerate(is_event)
        ),
        weeks_to=tuple(histogram(weeks_to[..., k]) for k in range(n_reached)),
        happened=happened.astype(np.min_scalar_type(n_replications)),
    )


def histogram(values: Floats) -> Histogram:
    """Return the same as `Histogram.of`, without sorting if all values are counts of events.

    Parameters
    ----------
    values : ndarray, shape (draw, replication)
        They may be infinite but not NaN.
    """
    counts = np.zeros(EXACT, np.int64)
    end = count_whole(values, counts)
    if end < 0:
        return Histogram.of(values)
    places = np.flatnonzero(counts[:end])
    return Histogram(places.astype(np.float64), counts[places])


@compiled
def count_whole(values: Floats, counts: Ints) -> int:
    """Count how often each whole number occurs.

    Parameters
    ----------
    values : ndarray, shape (draw, replication)
    counts : ndarray, shape (number,)
        Zeros; written.

    Returns
    -------
    int
        One more than the largest number, or -1 if some value is not a number that can be counted.
    """
    n_draws, n_replications = values.shape
    end = 0
    for d in range(n_draws):
        for r in range(n_replications):
            value = values[d, r]
            if not 0.0 <= value < counts.shape[0]:
                return -1
            number = int(value)
            if number != value:
                return -1
            counts[number] += 1
            end = max(end, number + 1)
    return end


@compiled
def count_happened(weeks_to: Floats, points: Floats, happened: Ints) -> None:
    """Count in how many replications of a draw something has happened by each point.

    Parameters
    ----------
    weeks_to : ndarray, shape (draw, replication, reached outcome)
    points : ndarray, shape (point,)
        Weeks, increasing.
    happened : ndarray, shape (draw, reached outcome, point)
        Zeros; written.
    """
    n_draws, n_replications, n_reached = weeks_to.shape
    for d in range(n_draws):
        for r in range(n_replications):
            for k in range(n_reached):
                point = points.shape[0]
                while point > 0 and weeks_to[d, r, k] <= points[point - 1]:
                    point -= 1
                    happened[d, k, point] += 1
