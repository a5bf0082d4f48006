"""The state of one replication, and the small steps that change it.

Compiled functions over arrays; `sim.engine.kernel` calls them in order.  Nothing here allocates.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from sim.engine.coefficients import Coefficients
from sim.engine.elementary import exponential, exponentials
from sim.engine.structure import Structure
from sim.model import ACTIVE

Ints = npt.NDArray[np.int64]
Positions = npt.NDArray[np.uint32]
Bits = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

_ONE = np.uint64(1)


class State(NamedTuple):
    """Everything that changes during a replication.

    Attributes
    ----------
    rung : (ladder,)
    in_force : (option,)
        0 before its start, 1 between start and end, 2 after its end.
    switch_day : (option,)
        Day of the next start or end, ``inf`` if there is none.
    has_changed : (ladder,)
        Ladders whose rung has changed since everything was last brought up to date.
    is_stale : (move,)
        Moves whose factor is to be brought up to date.
    holds, held_before : (word,)
        The conditions that hold, and scratch for those that held before the last change.
    value, since, rest : (indicator,)
        Level at the day ``since``, and the level it relaxes to.
    touched : (indicator,)
        Whether it jumped, or its rest changed, since the hazards were last brought up to date.
    decay_early, decay_late, decay_step : (indicator,)
        What is left of a distance to rest at the two nodes of a whole step, and at its end.
    decay_now, decay_scratch : (indicator,)
        Scratch.
    early, late : (indicator,)
        Levels at the two nodes of the interval looked at; also scratch.
    log_static : (move,)
        Log hazard without the indicators' part.
    option_ratio : (move,)
        Log of the option term.
    factor : (move,)
        Hazard per day without the indicators' part; 0 while the move is not possible.
    ratio, slope : (move,)
        The indicators' part of the hazard at the reading ``clock``, and its change per day.
    left, clock : (move,)
        What is left of the current gap of the move's clock, and the reading (the day, or for a
        Weibull move its scaled age) up to which the gap has been run down.
    due : (move,)
        Day on which the move happens if nothing changes any more.
    possible, possible_since : (move,)
    follows : (move,)
        Moves whose indicators have been touched, or that have become possible.
    listed, log_early, log_late, at_early, at_late, scratch : (move,)
        Scratch.
    times, first : (move,)
        How often and when first each move happened.
    condition_first, condition_since, condition_time : (condition,)
    integral : (indicator,)
        Integral of the level over time, days.
    """

    rung: Positions
    in_force: Ints
    switch_day: Floats
    has_changed: Bools
    is_stale: Bools
    holds: Bits
    held_before: Bits
    value: Floats
    since: Floats
    rest: Floats
    touched: Bools
    decay_early: Floats
    decay_late: Floats
    decay_step: Floats
    decay_now: Floats
    decay_scratch: Floats
    early: Floats
    late: Floats
    log_static: Floats
    option_ratio: Floats
    factor: Floats
    ratio: Floats
    slope: Floats
    left: Floats
    clock: Floats
    due: Floats
    possible: Bools
    possible_since: Floats
    follows: Bools
    listed: Positions
    log_early: Floats
    log_late: Floats
    at_early: Floats
    at_late: Floats
    scratch: Floats
    times: Ints
    first: Floats
    condition_first: Floats
    condition_since: Floats
    condition_time: Floats
    integral: Floats


def new_state(
    n_moves: int, n_ladders: int, n_indicators: int, n_options: int, n_conditions: int
) -> State:
    """Return an empty state of the right shapes."""
    f, m, i, c = np.zeros, n_moves, n_indicators, n_conditions
    condition_words = max(1, -(-c // 64))
    return State(
        rung=f(n_ladders, np.uint32),
        in_force=f(n_options, np.int64),
        switch_day=f(n_options),
        has_changed=f(n_ladders, np.bool_),
        is_stale=f(m, np.bool_),
        holds=f(condition_words, np.uint64),
        held_before=f(condition_words, np.uint64),
        value=f(i),
        since=f(i),
        rest=f(i),
        touched=f(i, np.bool_),
        decay_early=f(i),
        decay_late=f(i),
        decay_step=f(i),
        decay_now=f(i),
        decay_scratch=f(i),
        early=f(i),
        late=f(i),
        log_static=f(m),
        option_ratio=f(m),
        factor=f(m),
        ratio=f(m),
        slope=f(m),
        left=f(m),
        clock=f(m),
        due=f(m),
        possible=f(m, np.bool_),
        possible_since=f(m),
        follows=f(m, np.bool_),
        listed=f(m, np.uint32),
        log_early=f(m),
        log_late=f(m),
        at_early=f(m),
        at_late=f(m),
        scratch=f(m),
        times=f(m, np.int64),
        first=f(m),
        condition_first=f(c),
        condition_since=f(c),
        condition_time=f(c),
        integral=f(i),
    )


@numba.njit(_nrt=False, forceinline=True)
def bit(bits: Bits, number: int) -> bool:
    """Return whether ``number`` is in the set."""
    return (bits[number >> 6] >> np.uint64(number & 63)) & _ONE != 0


@numba.njit(_nrt=False, forceinline=True)
def find_conditions(s: Structure, st: State, out: Bits) -> None:
    """Write into ``out`` the conditions that hold on the present rungs."""
    for word in range(out.shape[0]):
        bits = ~np.uint64(0)
        for ladder in range(st.rung.shape[0]):
            if s.is_watched[ladder]:
                bits &= s.holds_on[s.first_rung[ladder] + st.rung[ladder], word]
        out[word] = bits


@numba.njit(_nrt=False, forceinline=True)
def level(st: State, c: Coefficients, d: int, i: int, day: float) -> float:
    """Return the exact level of an indicator on a day of the present step."""
    rest = st.rest[i]
    return rest + (st.value[i] - rest) * exponential((st.since[i] - day) / c.time_constant[d, i])


@numba.njit(_nrt=False, forceinline=True)
def find_levels(st: State, c: Coefficients, d: int, day: float, out: Floats) -> None:
    """Write into ``out`` the exact levels of all indicators on a day of the present step."""
    decay = st.decay_now
    for i in range(out.shape[0]):
        out[i] = (st.since[i] - day) / c.time_constant[d, i]
    exponentials(out, decay, st.decay_scratch)
    for i in range(out.shape[0]):
        out[i] = st.rest[i] + (st.value[i] - st.rest[i]) * decay[i]


@numba.njit(_nrt=False, forceinline=True)
def restart_indicator(
    st: State, c: Coefficients, d: int, i: int, day: float, rest: float, jump: float
) -> None:
    """Move an indicator's origin to ``day``, with a new rest and a jump."""
    before = level(st, c, d, i, day)
    st.integral[i] += st.rest[i] * (day - st.since[i]) + c.time_constant[d, i] * (
        st.value[i] - before
    )
    st.value[i] = min(1.0, max(0.0, before + jump))
    st.since[i] = day
    st.rest[i] = rest
    st.touched[i] = True


@numba.njit(_nrt=False, forceinline=True)
def find_rests(s: Structure, c: Coefficients, st: State, d: int, out: Floats) -> None:
    """Write into ``out`` the levels to which the indicators relax on the present rungs."""
    for i in range(out.shape[0]):
        out[i] = c.rest[d, i]
    for ladder in range(s.n_plain_ladders):
        row = s.shift_row[s.first_rung[ladder] + st.rung[ladder]]
        if row >= 0:
            for i in range(out.shape[0]):
                out[i] += c.rung_shift[d, row, i]
    for option in range(st.in_force.shape[0]):
        if st.rung[s.n_plain_ladders + option] == ACTIVE:
            for i in range(out.shape[0]):
                out[i] += c.option_shift[d, option, i]
    for i in range(out.shape[0]):
        out[i] = min(1.0, max(0.0, out[i]))


@numba.njit(_nrt=False, forceinline=True)
def watch_conditions(s: Structure, st: State, day: float) -> None:
    """Note which conditions began or ceased to hold."""
    for word in range(st.holds.shape[0]):
        st.held_before[word] = st.holds[word]
    find_conditions(s, st, st.holds)
    for condition in range(s.n_conditions):
        held, holds = bit(st.held_before, condition), bit(st.holds, condition)
        if holds and not held:
            st.condition_since[condition] = day
            if st.condition_first[condition] == np.inf:
                st.condition_first[condition] = day
        elif held and not holds:
            st.condition_time[condition] += day - st.condition_since[condition]
