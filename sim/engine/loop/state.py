"""The state of one replication, and the small steps that change it.

Compiled functions over arrays; `sim.engine.loop.kernel` calls them in order.  Nothing here
allocates.

What a clock needs stands in slots (`sim.engine.loop.slots`): ``slot`` says where a move stands, and
``move`` who stands in a slot.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.engine.loop.compiled import inlined
from sim.engine.loop.held import N_COLUMNS, begin_to_hold, cease_to_hold
from sim.engine.loop.slots import ROWS, WIDTH, padded
from sim.engine.loop.structure import Structure

Ints = npt.NDArray[np.int64]
Positions = npt.NDArray[np.uint32]
Bits = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

_ONE = np.uint64(1)
#: Places in `State.counts`.
ENABLED, FOLLOWING, FOLLOWERS_MOVED, OTHERS_MOVED, ADOPTED = range(5)
#: Phases of an option, in `State.phase`; whether one in force is active depends on its needs.
BEFORE, IN_FORCE, OVER = range(3)


class State(NamedTuple):
    """Everything that changes during a replication, and what all replications of a draw share.

    Attributes
    ----------
    counts : (5,)
        `ENABLED`: followers that are possible, at the front of the slots.  `FOLLOWING`: not 0 if a
        line is to be laid.  `FOLLOWERS_MOVED`, `OTHERS_MOVED`: not 0 if ``due`` has changed for a
        follower, or for another move.  `ADOPTED`: options adopted in this replication.
    rung : (ladder,)
    phase : (option,)
        `BEFORE` its start, `IN_FORCE` between start and end, or `OVER`.
    switch_day : (option,)
        Day of the next start or end, ``inf`` if there is none.
    has_changed : (ladder,)
        Ladders whose rung has changed since everything was last brought up to date.
    is_stale : (move,)
        Moves whose factor is to be brought up to date.
    holds, held_before : (word,)
        The conditions that hold, and those that held before the last change.
    value, since, rest : (indicator,)
        Level at the day ``since``, and the level it relaxes to.
    new_rest : (indicator,)
        Scratch.
    touched : (indicator,)
        Whether it jumped, or its rest changed, since the hazards were last brought up to date.
    early, late : (padded indicator or row,)
        Levels at the two nodes of the interval looked at.
    decay_early, decay_late : (padded indicator,)
        What is left of a distance to rest at the two nodes of a whole step; the same in every
        replication of the present draw.
    log_static : (move,)
        Log hazard without the indicators' part.
    option_ratio : (move,)
        Log of the option term.
    possible, possible_since : (move,)
    times, first : (move,)
        How often and when first each move happened.
    gap, spare : (move,)
        The first gap of each clock, and the odd one of the pair of gaps drawn last.
    slot : (move,)
    move : (slot,)
    factor : (slot,)
        Hazard per day without the indicators' part; 0 while the move is not possible.
    ratio, slope : (slot,)
        The indicators' part of the hazard at the reading ``clock``, and its change per day.
    left, clock : (slot,)
        What is left of the current gap of the move's clock, and the reading (the day, or for a
        Weibull move its scaled age) up to which the gap has been run down.
    due : (slot,)
        Day on which the move happens if nothing changes any more; ``inf`` if that is not before its
        line ends, and -1 if it is and the day has not been worked out.
    first_move, first_due : (2,)
        Who is due first among the followers and among the others, and when.
    follows : (slot,)
        1 where a line is to be laid, else 0.
    ratios : (row, follower's slot)
        Log hazard ratios; rows as in the coefficients.
    listed : (slot + 1,)
        Scratch.
    at_early, at_late : (slot,)
        Scratch: the indicators' part of the hazard at the two nodes.
    held : (condition, column)
        As in `sim.engine.loop.held`.
    integral : (indicator,)
        Integral of the level over time, days.
    start_possible, start_log_static, start_factor : (move,)
    start_rest : (indicator,)
        What every replication of the present draw starts with.
    """

    counts: Ints
    rung: Positions
    phase: Ints
    switch_day: Floats
    has_changed: Bools
    is_stale: Bools
    holds: Bits
    held_before: Bits
    value: Floats
    since: Floats
    rest: Floats
    new_rest: Floats
    touched: Bools
    early: Floats
    late: Floats
    decay_early: Floats
    decay_late: Floats
    log_static: Floats
    option_ratio: Floats
    possible: Bools
    possible_since: Floats
    times: Ints
    first: Floats
    gap: Floats
    spare: Floats
    slot: Positions
    move: Positions
    factor: Floats
    ratio: Floats
    slope: Floats
    left: Floats
    clock: Floats
    due: Floats
    first_move: Ints
    first_due: Floats
    follows: Ints
    ratios: Floats
    listed: Positions
    at_early: Floats
    at_late: Floats
    held: Floats
    integral: Floats
    start_possible: Bools
    start_log_static: Floats
    start_factor: Floats
    start_rest: Floats


def new_state(s: Structure) -> State:
    """Return an empty state of the right shapes."""
    f, m, q, c = np.zeros, s.is_rated.shape[0], s.n_slots, s.n_conditions
    i, rows = padded(s.n_indicators, WIDTH), padded(s.n_indicators, ROWS)
    n_ladders = s.start_rung.shape[0]
    n_options = n_ladders - s.n_plain_ladders
    condition_words = max(1, -(-c // 64))
    return State(
        counts=f(5, np.int64),
        rung=f(n_ladders, np.uint32),
        phase=f(n_options, np.int64),
        switch_day=f(n_options),
        has_changed=f(n_ladders, np.bool_),
        is_stale=f(m, np.bool_),
        holds=f(condition_words, np.uint64),
        held_before=f(condition_words, np.uint64),
        value=f(i),
        since=f(i),
        rest=f(i),
        new_rest=f(i),
        touched=f(i, np.bool_),
        early=f(max(i, rows)),
        late=f(max(i, rows)),
        decay_early=f(i),
        decay_late=f(i),
        log_static=f(m),
        option_ratio=f(m),
        possible=f(m, np.bool_),
        possible_since=f(m),
        times=f(m, np.int64),
        first=f(m),
        gap=f(m),
        spare=f(m),
        slot=f(m, np.uint32),
        move=f(q, np.uint32),
        factor=f(q),
        ratio=f(q),
        slope=f(q),
        left=f(q),
        clock=f(q),
        due=f(q),
        first_move=f(2, np.int64),
        first_due=f(2),
        follows=f(q, np.int64),
        ratios=f((rows, padded(s.n_followers, WIDTH))),
        listed=f(q + 1, np.uint32),
        at_early=f(q),
        at_late=f(q),
        held=f((c, N_COLUMNS)),
        integral=f(i),
        start_possible=f(m, np.bool_),
        start_log_static=f(m),
        start_factor=f(m),
        start_rest=f(i),
    )


@inlined
def bit(bits: Bits, number: int) -> bool:
    """Return whether ``number`` is in the set."""
    return (bits[number >> 6] >> np.uint64(number & 63)) & _ONE != 0


@inlined
def find_conditions(s: Structure, st: State) -> None:
    """Find the conditions that hold on the present rungs."""
    for word in range(st.holds.shape[0]):
        bits = ~np.uint64(0)
        for ladder in range(st.rung.shape[0]):
            if s.is_watched[ladder]:
                bits &= s.holds_on[s.first_rung[ladder] + st.rung[ladder], word]
        st.holds[word] = bits


@inlined
def watch_conditions(s: Structure, st: State, day: float) -> None:
    """Note which conditions began or ceased to hold."""
    for condition in range(s.n_conditions):
        held, holds = bit(st.held_before, condition), bit(st.holds, condition)
        if holds and not held:
            begin_to_hold(st.held, condition, day)
        elif held and not holds:
            cease_to_hold(st.held, condition, day)
    for word in range(st.holds.shape[0]):
        st.held_before[word] = st.holds[word]
