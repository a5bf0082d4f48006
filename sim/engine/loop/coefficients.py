"""The model's numbers for a set of draws, arranged for the compiled loop."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.engine.loop.slots import ROWS, WIDTH, follower_moves, padded
from sim.engine.loop.structure import shift_rungs, weibull_moves
from sim.model.model import Model

Floats = npt.NDArray[np.float64]

#: No rate is larger, per day; its powers are still numbers.
_LARGEST_RATE = 1e100
#: Days.  A shorter half-life is over at once, and in a longer one nothing moves within the digits
#: that a level has; an infinite one, from far in a tail, would make it no number.
_HALF_LIVES = (1e-100, 1e12)


class Coefficients(NamedTuple):
    """Numbers that differ between draws; the first axis of each array is the draw.

    Attributes
    ----------
    log_rate : (draw, move)
        Log of the baseline hazard per day with the traits' hazard ratios; for a dated move the log
        of the cumulative hazard of its date.
    entry_ratio : (draw, entry)
        Log hazard ratio for an indicator going from 0 to 1; entries move by move.
    follower_ratio : (draw, row, follower)
        The same as a table: a row for each indicator, and zeros to a multiple of `ROWS`.
    rung_ratio : (draw, entry)
        Log hazard ratio while on a rung; entries move by move.
    shape : (draw, weibull move)
    scale_power : (draw, weibull move)
        Baseline rate to the power shape - 1.
    jump : (draw, entry)
    start, rest, time_constant, decay : (draw, padded indicator)
        The time constant is the half-life over ln 2, in days, and the decay one over that.
    rung_shift : (draw, row, padded indicator)
        Shift of the resting level; rows as in `structure.shift_rungs`.
    option_start, option_end : (draw, option)
        Days; the end is ``inf`` for an option that stays.
    option_ratio : (draw, option, move)
        Strength times log hazard ratio.
    option_shift : (draw, option, padded indicator)
    overlap : (draw,)
    """

    log_rate: Floats
    entry_ratio: Floats
    follower_ratio: Floats
    rung_ratio: Floats
    shape: Floats
    scale_power: Floats
    jump: Floats
    start: Floats
    rest: Floats
    time_constant: Floats
    decay: Floats
    rung_shift: Floats
    option_start: Floats
    option_end: Floats
    option_ratio: Floats
    option_shift: Floats
    overlap: Floats


def build_coefficients(model: Model, parameters: Floats) -> Coefficients:
    """Return the coefficients of some draws.

    Parameters
    ----------
    parameters : ndarray, shape (draw, parameter)
        Values of every parameter, rates per day and durations in days.
    """
    with np.errstate(divide="ignore"):  # a rate of zero has a log hazard of -inf: never
        logs = np.log(np.maximum(parameters, 0.0))
    weibull = weibull_moves(model)
    shapes = _columns(parameters, [model.moves[number].shape for number in weibull])
    rates = _weibull_rates(model, parameters)
    with np.errstate(divide="ignore"):
        log_rates = np.log(rates)
    half_life = np.clip(_columns(parameters, [i.half_life for i in model.indicators]), *_HALF_LIVES)
    followers = follower_moves(model)
    return Coefficients(
        log_rate=_log_rates(model, parameters, logs, log_rates),
        entry_ratio=_columns(logs, [p for move in model.moves for _, p in move.indicator_ratios]),
        follower_ratio=_table(
            logs,
            padded(len(model.indicators), ROWS),
            len(followers),
            [
                (i, follower, p)
                for follower, number in enumerate(followers)
                for i, p in model.moves[number].indicator_ratios
            ],
        ),
        rung_ratio=_columns(logs, [p for move in model.moves for _, _, p in move.rung_ratios]),
        shape=shapes,
        scale_power=_scale_powers(rates, shapes),
        jump=_columns(parameters, [p for move in model.moves for _, p in move.jumps]),
        start=_pad(
            _columns(
                parameters,
                [i.rest if i.start is None else i.start for i in model.indicators],
            )
        ),
        rest=_pad(_columns(parameters, [i.rest for i in model.indicators])),
        time_constant=_pad(half_life / np.log(2.0)),
        decay=_pad(np.log(2.0) / half_life),
        rung_shift=_rung_shifts(model, parameters),
        option_start=_columns(parameters, [option.delay for option in model.options]),
        option_end=_option_ends(model, parameters),
        option_ratio=_option_ratios(model, parameters, logs),
        option_shift=_table(
            parameters,
            len(model.options),
            padded(len(model.indicators), WIDTH),
            [(o, i, p) for o, option in enumerate(model.options) for i, p in option.shifts],
        ),
        overlap=parameters[:, model.overlap].copy(),
    )


def cumulative_hazards(model: Model, parameters: Floats, days: float) -> Floats:
    """Return how often each move would happen within some days at its baseline hazard alone.

    Parameters
    ----------
    parameters : ndarray, shape (draw, parameter)

    Returns
    -------
    ndarray, shape (draw, move)
        For a move that is possible all the time; 0 for a dated move.
    """
    weibull = weibull_moves(model)
    rates, shapes = np.zeros((2, parameters.shape[0], len(model.moves)))
    for number, move in enumerate(model.moves):
        if move.rate is not None:
            rates[:, number], shapes[:, number] = parameters[:, move.rate], 1.0
    rates[:, weibull] = _weibull_rates(model, parameters)
    shapes[:, weibull] = _columns(parameters, [model.moves[number].shape for number in weibull])
    with np.errstate(over="ignore"):
        return np.where(rates > 0.0, (rates * days) ** shapes, 0.0)


def _weibull_rates(model: Model, parameters: Floats) -> Floats:
    """Return the rate ``r`` of every move with a shape, whose cumulative hazard is ``(r u)**k``.

    A chance p within T is the parameter ``h = -ln(1 - p) / T``, whatever the shape.  With a shape
    it is that chance still if ``(r T)**k = h T``, so ``r = (h T)**(1 / k) / T``.

    Returns
    -------
    ndarray, shape (draw, weibull move)
    """
    weibull = [model.moves[number] for number in weibull_moves(model)]
    rates = _columns(parameters, [move.rate for move in weibull])
    for column, move in enumerate(weibull):
        assert move.rate is not None
        window = model.parameters[move.rate].window_days
        if window is not None:
            assert move.shape is not None
            hazard, shape = rates[:, column] * window, parameters[:, move.shape]
            # A shape near 0 asks for rates beyond all numbers: the move happens at once, or never.
            with np.errstate(over="ignore", under="ignore"):
                rates[:, column] = np.minimum(hazard ** (1.0 / shape) / window, _LARGEST_RATE)
    return rates


def _scale_powers(rates: Floats, shapes: Floats) -> Floats:
    """Return ``r ** (k - 1)`` of every Weibull move; 1 where the rate, and so the hazard, is 0."""
    possible = rates > 0.0
    return np.where(possible, np.where(possible, rates, 1.0) ** (shapes - 1.0), 1.0)


def _columns(values: Floats, positions: list[int | None]) -> Floats:
    return np.ascontiguousarray(values[:, np.array(positions, np.int64)])


def _pad(values: Floats) -> Floats:
    """Return the columns of the indicators, and zeros for those that only fill up."""
    table = np.zeros((values.shape[0], padded(values.shape[1], WIDTH)))
    table[:, : values.shape[1]] = values
    return table


def _table(values: Floats, rows: int, columns: int, entries: list[tuple[int, int, int]]) -> Floats:
    """Return zeros with ``values[:, parameter]`` at each ``(row, column, parameter)``."""
    table = np.zeros((values.shape[0], rows, columns))
    for row, column, parameter in entries:
        table[:, row, column] = values[:, parameter]
    return table


def _log_rates(model: Model, parameters: Floats, logs: Floats, weibull_log_rates: Floats) -> Floats:
    table = np.zeros((parameters.shape[0], len(model.moves)))
    with_shape = {number: column for column, number in enumerate(weibull_moves(model))}
    for number, move in enumerate(model.moves):
        if number in with_shape:
            table[:, number] = weibull_log_rates[:, with_shape[number]]
        elif move.rate is not None:
            table[:, number] = logs[:, move.rate]
        elif move.probability is not None:
            with np.errstate(divide="ignore"):  # probability 1 is an infinite cumulative hazard
                table[:, number] = np.log(-np.log1p(-parameters[:, move.probability]))
        for trait, ratio in move.trait_ratios:
            table[:, number] += logs[:, ratio] * parameters[:, trait]
    return table


def _rung_shifts(model: Model, parameters: Floats) -> Floats:
    rows = {pair: row for row, pair in enumerate(shift_rungs(model))}
    entries = [
        (rows[number, rung], indicator, parameter)
        for number, ladder in enumerate(model.ladders)
        for rung, indicator, parameter in ladder.shifts
    ]
    return _table(parameters, len(rows), padded(len(model.indicators), WIDTH), entries)


def _option_ends(model: Model, parameters: Floats) -> Floats:
    ends = np.full((parameters.shape[0], len(model.options)), np.inf)
    for number, option in enumerate(model.options):
        if option.lasts is not None:
            ends[:, number] = parameters[:, option.delay] + parameters[:, option.lasts]
    return ends


def _option_ratios(model: Model, parameters: Floats, logs: Floats) -> Floats:
    table = np.zeros((parameters.shape[0], len(model.options), len(model.moves)))
    for number, option in enumerate(model.options):
        for move, ratio in option.effects:
            table[:, number, move] = logs[:, ratio] * parameters[:, option.strength]
    return table
