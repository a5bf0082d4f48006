"""What was observed in each replication, turned into the scenario's outcomes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.distributions import FAMILIES
from sim.engine.compiled import compiled
from sim.engine.lanes import Lanes, Observed
from sim.engine.streams import stream_key, uniforms
from sim.model import Model, Size
from sim.results import DAYS_PER_WEEK

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def outcome_values(
    model: Model, seed: int, parameters: Floats, lanes: Lanes, observed: Observed
) -> tuple[Floats, Floats]:
    """Return the outcomes of each lane, and the weeks until those of kind ``reached``.

    Parameters
    ----------
    parameters : ndarray, shape (draw row, parameter)

    Returns
    -------
    values : ndarray, shape (lane, outcome)
        Reached: 0 or 1; time: weeks; mean: level; total: the tally's unit.
    weeks_to : ndarray, shape (lane, reached outcome)
        ``inf`` where it was not reached.
    """
    values = np.empty((lanes.row.shape[0], len(model.outcomes)))
    weeks_to = []
    watched = sum(1 for option in model.options if option.needs)
    for number, outcome in enumerate(model.outcomes):
        kind, moves = outcome.info.kind, list(outcome.moves)
        condition = watched
        if outcome.condition is not None:
            watched += 1
        if kind == "reached":
            if outcome.condition is None:
                days = observed.first[:, moves].min(axis=1)
            else:
                days = observed.condition_first[:, condition]
            values[:, number] = np.isfinite(days)
            weeks_to.append(days / DAYS_PER_WEEK)
        elif kind == "count":
            values[:, number] = observed.times[:, moves].sum(axis=1)
        elif kind == "time":
            values[:, number] = observed.condition_time[:, condition] / DAYS_PER_WEEK
        elif kind == "mean":
            assert outcome.indicator is not None
            values[:, number] = observed.integral[:, outcome.indicator] / model.horizon_days
        else:
            assert outcome.tally is not None
            values[:, number] = _tally(model, seed, parameters, lanes, observed, outcome.tally)
    n_lanes = lanes.row.shape[0]
    return values, np.stack(weeks_to, axis=1) if weeks_to else np.empty((n_lanes, 0))


def _tally(
    model: Model, seed: int, parameters: Floats, lanes: Lanes, observed: Observed, tally: int
) -> Floats:
    """Return the total of a tally in each lane."""
    total = np.zeros(lanes.row.shape[0])
    for number, move in enumerate(model.moves):
        for size in move.sizes:
            if size.tally == tally:
                total += _sizes(size, seed, parameters, lanes, observed.times[:, number])
    return total


def _sizes(size: Size, seed: int, parameters: Floats, lanes: Lanes, counts: Ints) -> Floats:
    """Return the summed sizes of one move's occurrences in each lane.

    The size of the k-th occurrence is a function of (seed, size, draw, replication, k) alone, and
    nothing in the dynamics depends on it, so sizes are drawn here and not inside the loop.
    """
    lane = np.repeat(np.arange(counts.shape[0]), counts)
    if lane.size == 0:
        return np.zeros(counts.shape[0])
    ends = np.cumsum(counts)
    k = np.arange(lane.size) - np.repeat(ends - counts, counts)
    rows = lanes.row[lane]
    arguments: list[Floats | float] = list(size.arguments)
    for place, parameter in size.uncertain:
        arguments[place] = parameters[rows, parameter]
    key = stream_key(seed, "size", size.name)
    levels = uniforms(key, lanes.draw[lane], lanes.replication[lane], k)
    sizes = FAMILIES[size.family].quantile(levels, *arguments) * size.scale
    totals = np.bincount(lane, np.broadcast_to(sizes, lane.shape), minlength=counts.shape[0])
    return totals.astype(np.float64)


@compiled
def moments(values: Floats, mean: Floats, deviation: Floats) -> None:
    """Write the mean and the sum of squared deviations over the replications of each draw.

    Parameters
    ----------
    values : ndarray, shape (draw, replication, outcome)
    mean, deviation : ndarray, shape (draw, outcome)
        Written.  Summed in the order of the replications, so the bits depend on nothing else.
    """
    n_draws, n_replications, n_outcomes = values.shape
    for d in range(n_draws):
        for k in range(n_outcomes):
            total = 0.0
            for r in range(n_replications):
                total += values[d, r, k]
            mean[d, k] = total / n_replications
            total = 0.0
            for r in range(n_replications):
                total += (values[d, r, k] - mean[d, k]) ** 2
            deviation[d, k] = total


@compiled
def part_totals(values: Floats, totals: Floats) -> None:
    """Add up the replications of each part of a draw; replication ``r`` is in part ``r mod parts``.

    Parameters
    ----------
    values : ndarray, shape (draw, replication, outcome)
        Of one tile, so that the first replication is in part 0.
    totals : ndarray, shape (draw, part, outcome)
        Written, in the order of the replications.
    """
    n_parts = totals.shape[1]
    for d in range(values.shape[0]):
        for k in range(values.shape[2]):
            for part in range(n_parts):
                total = 0.0
                for r in range(part, values.shape[1], n_parts):
                    total += values[d, r, k]
                totals[d, part, k] = total
