"""The model as flat arrays for the compiled loop: what is the same in every draw.

What depends on what is written down in both directions, so that after an event only those moves are
looked at again that it concerns.  Rungs of all ladders are numbered in one row (*global rungs*).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.engine.loop.conditions import allowed_on, bit_set, held_rungs, number_conditions
from sim.engine.loop.grid import followed_step
from sim.engine.loop.slots import WIDTH, first_slots, follower_moves, padded
from sim.model.model import Model, Move

Ints = npt.NDArray[np.int64]
Positions = npt.NDArray[np.uint32]
Bits = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


class Structure(NamedTuple):
    """What the compiled loop knows of the model, apart from its numbers.

    Positions are unsigned, which spares the loop the check for negative ones.  Lists of different
    lengths stand in one array of entries; the entries of number ``n`` are those from ``start[n]``
    to ``start[n + 1]``.

    Attributes
    ----------
    horizon, step
        Days; the step is that on which the indicators are followed (`sim.engine.loop.grid`).
    n_indicators
    n_plain_ladders
        Ladders before the first option.
    start_rung : (ladder,)
    first_rung : (ladder,)
        Global number of each ladder's first rung.
    when_start : (move + 1,), when_ladder, when_rungs : (entry,)
        Ladders on which each move depends, and the rungs on which it is possible, as bits.
    rung_start : (move + 1,), rung_ladder, rung_rung : (entry,)
        Rungs that modify each move; the ratios are in the coefficients.
    indicator_start : (move + 1,), indicator_number : (entry,)
        Indicators that modify each move.
    follower_start : (indicator + 1,), follower_move : (entry,)
        The same the other way round, for moves with a rate.
    acting_start : (move + 1,), acting_option : (entry,)
        Options that act on each move.
    effect_start : (option + 1,), effect_move : (entry,)
        The same the other way round.
    reader_start : (ladder + 1,), reader_move : (entry,)
        Moves that depend on each ladder, by a condition or by a ratio.
    then_start : (move + 1,), then_ladder, then_rung : (entry,)
        Rungs that each move leads to.
    jump_start : (move + 1,), jump_indicator : (entry,)
        Indicators that each move changes; the amounts are in the coefficients.
    is_rated : (move,)
        False for a dated move.
    n_followers, is_follower : (move,)
        Moves with a rate and without a shape that an indicator modifies.
    n_slots, first_slot : (move,)
        Where the moves stand at the start: followers first, filled up to a multiple of `WIDTH`.
    weibull_followers : (entry,)
        Moves that are modified by an indicator and have a shape.
    weibull_row : (move,)
        Column of the move among those that have a shape, or -1.
    shift_row : (global rung,)
        Row of the rung in the coefficients of shifts, or -1.
    shifts : (ladder,)
        Whether any rung of the ladder shifts an indicator.
    holds_on : (global rung, word)
        Conditions that this rung does not forbid, as bits.
    held_rungs : (condition, ladder)
        Rungs on which the condition holds as far as this ladder goes, as bits.
    is_watched : (ladder,)
        Whether any condition looks at the ladder.
    dated_day, dated_move : (date,)
        The calendar, by day and then by name of the move.
    option_order : (option,)
        Options in an order in which those that others need come first.
    option_condition : (option,)
        Number of the condition that the option needs, or `NO_CONDITION`.
    n_conditions
        Conditions in all, as in `sim.engine.loop.conditions`.
    """

    horizon: float
    step: float
    n_indicators: int
    n_plain_ladders: int
    start_rung: Positions
    first_rung: Positions
    when_start: Positions
    when_ladder: Positions
    when_rungs: Bits
    rung_start: Positions
    rung_ladder: Positions
    rung_rung: Positions
    indicator_start: Positions
    indicator_number: Positions
    follower_start: Positions
    follower_move: Positions
    acting_start: Positions
    acting_option: Positions
    effect_start: Positions
    effect_move: Positions
    reader_start: Positions
    reader_move: Positions
    then_start: Positions
    then_ladder: Positions
    then_rung: Positions
    jump_start: Positions
    jump_indicator: Positions
    is_rated: Bools
    n_followers: int
    is_follower: Bools
    n_slots: int
    first_slot: Positions
    weibull_followers: Positions
    weibull_row: Ints
    shift_row: Ints
    shifts: Bools
    holds_on: Bits
    held_rungs: Bits
    is_watched: Bools
    dated_day: Floats
    dated_move: Positions
    option_order: Positions
    option_condition: Ints
    n_conditions: int


def shift_rungs(model: Model) -> list[tuple[int, int]]:
    """Return the ``(ladder, rung)`` pairs that shift some indicator, sorted."""
    return sorted(
        (number, rung)
        for number, ladder in enumerate(model.ladders)
        for rung in {rung for rung, _, _ in ladder.shifts}
    )


def weibull_moves(model: Model) -> list[int]:
    """Return the moves that have a shape."""
    return [number for number, move in enumerate(model.moves) if move.shape is not None]


@lru_cache(maxsize=8)
def build_structure(model: Model) -> Structure:
    """Return the arrays of a model that do not depend on the draw; nobody may change them."""
    moves, ladders = model.moves, model.ladders
    first_rung = np.cumsum([0] + [len(ladder.rungs) for ladder in ladders]).astype(np.int64)
    calendar = sorted((day, number) for number, move in enumerate(moves) for day in move.days)
    conditions, option_condition, _ = number_conditions(model)
    weibull_row = np.full(len(moves), -1, np.int64)
    weibull_row[weibull_moves(model)] = np.arange(len(weibull_moves(model)))
    indicators = [[(i,) for i, _ in move.indicator_ratios] for move in moves]
    followers = [
        [
            (m,)
            for m, move in enumerate(moves)
            if move.rate is not None and i in dict(move.indicator_ratios)
        ]
        for i in range(len(model.indicators))
    ]
    acting = [
        [(o,) for o, option in enumerate(model.options) if m in dict(option.effects)]
        for m in range(len(moves))
    ]
    effects = [[(m,) for m, _ in option.effects] for option in model.options]
    plain = follower_moves(model)
    readers = [
        [(m,) for m, move in enumerate(moves) if ladder in _ladders_read(move)]
        for ladder in range(len(ladders))
    ]
    when_start, (when_ladder, when_rungs) = _rows([list(move.when) for move in moves], 2)
    rung_start, (rung_ladder, rung_rung, _) = _rows([list(move.rung_ratios) for move in moves], 3)
    indicator_start, (indicator_number,) = _rows(indicators, 1)
    follower_start, (follower_move,) = _rows(followers, 1)
    acting_start, (acting_option,) = _rows(acting, 1)
    effect_start, (effect_move,) = _rows(effects, 1)
    reader_start, (reader_move,) = _rows(readers, 1)
    then_start, (then_ladder, then_rung) = _rows([list(move.rungs) for move in moves], 2)
    jump_start, (jump_indicator, _) = _rows([list(move.jumps) for move in moves], 2)
    return Structure(
        horizon=float(model.horizon_days),
        step=followed_step(model),
        n_indicators=len(model.indicators),
        n_plain_ladders=model.n_plain_ladders,
        start_rung=_positions(ladder.start for ladder in ladders),
        first_rung=_positions(first_rung[:-1]),
        when_start=when_start,
        when_ladder=_positions(when_ladder),
        when_rungs=np.array([bit_set(rungs) for rungs in when_rungs], np.uint64),
        rung_start=rung_start,
        rung_ladder=_positions(rung_ladder),
        rung_rung=_positions(rung_rung),
        indicator_start=indicator_start,
        indicator_number=_positions(indicator_number),
        follower_start=follower_start,
        follower_move=_positions(follower_move),
        acting_start=acting_start,
        acting_option=_positions(acting_option),
        effect_start=effect_start,
        effect_move=_positions(effect_move),
        reader_start=reader_start,
        reader_move=_positions(reader_move),
        then_start=then_start,
        then_ladder=_positions(then_ladder),
        then_rung=_positions(then_rung),
        jump_start=jump_start,
        jump_indicator=_positions(jump_indicator),
        is_rated=np.array([move.rate is not None for move in moves], np.bool_),
        n_followers=len(plain),
        is_follower=np.array([m in plain for m in range(len(moves))], np.bool_),
        n_slots=padded(len(plain), WIDTH) + len(moves) - len(plain),
        first_slot=_positions(first_slots(model)),
        weibull_followers=_positions(m for m in weibull_moves(model) if moves[m].indicator_ratios),
        weibull_row=weibull_row,
        shift_row=_row_of(model, first_rung, shift_rungs(model)),
        shifts=np.array([bool(ladder.shifts) for ladder in ladders], np.bool_),
        holds_on=allowed_on(model, conditions),
        held_rungs=held_rungs(model, conditions),
        is_watched=np.array(
            [any(n in dict(wanted) for wanted in conditions) for n in range(len(ladders))],
            np.bool_,
        ),
        dated_day=np.array([day for day, _ in calendar], np.float64),
        dated_move=_positions(number for _, number in calendar),
        option_order=_positions(_needed_first(model)),
        option_condition=np.array(option_condition, np.int64),
        n_conditions=len(conditions),
    )


def _positions(numbers: Iterable[int]) -> Positions:
    return np.array(list(numbers), np.uint32)


def _ladders_read(move: Move) -> set[int]:
    return {ladder for ladder, _ in move.when} | {ladder for ladder, _, _ in move.rung_ratios}


def _rows(entries: list[list[Any]], width: int) -> tuple[Positions, list[list[Any]]]:
    """Return where each list starts, and the columns of all their entries."""
    starts = np.cumsum([0] + [len(row) for row in entries]).astype(np.uint32)
    flat = [entry for row in entries for entry in row]
    return starts, [[entry[column] for entry in flat] for column in range(width)]


def _row_of(model: Model, first_rung: Ints, pairs: list[tuple[int, int]]) -> Ints:
    rows = np.full(sum(len(ladder.rungs) for ladder in model.ladders), -1, np.int64)
    for row, (ladder, rung) in enumerate(pairs):
        rows[first_rung[ladder] + rung] = row
    return rows


def _needed_first(model: Model) -> list[int]:
    """Return the options so that each comes after the options that its needs mention."""
    order: list[int] = []

    def visit(number: int) -> None:
        if number in order:
            return
        for ladder, _ in model.options[number].needs:
            if ladder >= model.n_plain_ladders:
                visit(ladder - model.n_plain_ladders)
        order.append(number)

    for number in range(len(model.options)):
        visit(number)
    return order
