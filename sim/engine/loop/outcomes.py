"""What was observed in each replication, turned into the scenario's outcomes."""

from __future__ import annotations

from typing import assert_never

import numpy as np
import numpy.typing as npt

from sim.distributions import FAMILIES
from sim.engine.loop.compiled import compiled
from sim.engine.loop.conditions import NO_CONDITION, number_conditions
from sim.engine.loop.held import DAYS, FIRST_DAY
from sim.engine.loop.lanes import Lanes, Observed
from sim.engine.loop.streams import stream_key, uniforms
from sim.model.model import Model, Outcome, Size
from sim.results.results import DAYS_PER_WEEK

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Amounts that are nothing: the square of what two of them differ by, and its square, would be
#: lost below the smallest number that there is, and every division by a spread with them.
SMALLEST_AMOUNT = 1e-60


def outcome_values(
    model: Model, seed: int, parameters: Floats, lanes: Lanes, observed: Observed
) -> Floats:
    """Return the outcomes of each lane, and the weeks until those that have weeks.

    Parameters
    ----------
    parameters : ndarray, shape (draw row, parameter)

    Returns
    -------
    ndarray, shape (lane, outcome and outcome that has weeks)
        Values of the outcomes in their own units, those of probabilities 0 or 1; then the weeks,
        ``inf`` where it did not come true.
    """
    numbers = number_conditions(model).of_outcome
    columns: list[npt.ArrayLike] = []
    weeks: list[npt.ArrayLike] = []
    for outcome, condition in zip(model.outcomes, numbers, strict=True):
        match outcome.info.kind:
            case "reached":
                days = _first_day(outcome, condition, observed)
                columns.append(np.isfinite(days))
                weeks.append(days / DAYS_PER_WEEK)
            case "count":
                columns.append(observed.times[:, outcome.moves].sum(axis=1))
            case "total":
                assert outcome.tally is not None
                columns.append(_tally(model, seed, parameters, lanes, observed, outcome.tally))
            case "time":
                columns.append(observed.held[:, condition, DAYS] / DAYS_PER_WEEK)
            case "mean":
                assert outcome.indicator is not None
                columns.append(observed.integral[:, outcome.indicator] / model.horizon_days)
            case _:
                assert_never(outcome.info.kind)
    values = np.empty((lanes.row.shape[0], len(columns) + len(weeks)))
    for number, column in enumerate([*columns, *weeks]):
        values[:, number] = column
    amounts = values[:, : len(columns)]
    amounts[np.abs(amounts) < SMALLEST_AMOUNT] = 0.0
    return values


def _first_day(outcome: Outcome, condition: int, observed: Observed) -> Floats:
    """Return the day on which the condition first held, or any of the moves first happened."""
    if condition == NO_CONDITION:
        return observed.first[:, outcome.moves].min(axis=1)
    return observed.held[:, condition, FIRST_DAY]


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
        mean[d] = 0.0
        deviation[d] = 0.0
        for r in range(n_replications):
            for k in range(n_outcomes):
                mean[d, k] += values[d, r, k]
        for k in range(n_outcomes):
            mean[d, k] /= n_replications
        for r in range(n_replications):
            for k in range(n_outcomes):
                deviation[d, k] += (values[d, r, k] - mean[d, k]) ** 2


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
    n_draws, n_replications, n_outcomes = values.shape
    totals[:] = 0.0
    for d in range(n_draws):
        for r in range(n_replications):
            part = r % totals.shape[1]
            for k in range(n_outcomes):
                totals[d, part, k] += values[d, r, k]
