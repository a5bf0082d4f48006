"""The compiled loop: a world, replication by replication, from the start to the horizon.

The order of things, once and for all:

1. At the start of a step every indicator relaxes to the new day.
2. Hazards are drawn as straight lines to the end of the step (`sim.engine.hazards`).
3. Whatever comes first happens, as long as it comes before the end of the step:
   a. an option ends, b. an option starts, c. a dated move is tried (at one instant in this order,
   each by name), d. the rated move whose integrated hazard first reaches the next arrival of its
   own clock.
4. What happened changes rungs, then options whose needs began or ceased to hold, then resting
   levels, then levels jump; conditions that outcomes watch are noted; the hazards that depend on it
   are drawn again to the end of the step.
5. When nothing more comes before the end of the step, the next step starts.

This is the next reaction method in its random-time-change form (Gibson & Bruck 2000,
doi:10.1021/jp993732q; Anderson 2007, doi:10.1063/1.2799998).
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from sim.engine.coefficients import Coefficients
from sim.engine.compiled import compiled
from sim.engine.elementary import exponential
from sim.engine.events import (
    dated_move_happens,
    happen,
    jump,
    next_switch,
    switch_option,
    update_rungs,
)
from sim.engine.hazards import (
    EARLY,
    LATE,
    draw_all_lines,
    follow_indicators,
    next_move,
    set_factor,
)
from sim.engine.state import (
    State,
    bit,
    find_rests,
    level,
    restart_indicator,
    watch_conditions,
)
from sim.engine.streams import unit_exponential
from sim.engine.structure import Structure
from sim.engine.trace import Trace

Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

#: More events than this in one replication is taken for a mistake in the rates.
MAX_EVENTS = 10_000_000

# What comes next if no rated move does.
_STEP_END, _SWITCH, _DATE = 0, 1, 2


class Lanes(NamedTuple):
    """Which replications to run; all arrays have the shape (lane,) but the last.

    Attributes
    ----------
    row
        Row of the draw in the coefficients.
    draw, replication
        Numbers that key the random streams.
    adopted : (lane, option)
        Whether each option is adopted.
    """

    row: Ints
    draw: Ints
    replication: Ints
    adopted: Bools


class Observed(NamedTuple):
    """What is written down of each replication.

    Attributes
    ----------
    times, first : (lane, move)
        How often each move happened, and the day of the first time, or ``inf``.
    condition_first, condition_time : (lane, condition)
        Day of the first time, and days in all.
    integral : (lane, indicator)
        Integral of each level over time, days.
    """

    times: Ints
    first: Floats
    condition_first: Floats
    condition_time: Floats
    integral: Floats


@numba.njit(_nrt=False, forceinline=True)
def _begin(
    s: Structure, c: Coefficients, st: State, keys: Bits, d: int, lane: tuple[int, int]
) -> None:
    """Put the state at day 0, before anything has happened."""
    for ladder in range(st.rung.shape[0]):
        st.rung[ladder] = s.start_rung[ladder]
        st.has_changed[ladder] = False
    for m in range(st.left.shape[0]):
        st.left[m] = unit_exponential(keys[m, 0], keys[m, 1], lane[0], lane[1], 0)
    st.factor[:] = 0.0
    st.ratio[:] = 1.0
    st.slope[:] = 0.0
    st.clock[:] = 0.0
    st.due[:] = np.inf
    st.possible[:] = False
    st.is_stale[:] = False
    st.follows[:] = False
    st.option_ratio[:] = 0.0
    st.log_static[:] = np.nan
    st.times[:] = 0
    st.first[:] = np.inf
    st.holds[:] = 0
    st.condition_first[:] = np.inf
    st.condition_time[:] = 0.0
    st.integral[:] = 0.0
    find_rests(s, c, st, d, st.rest)
    for i in range(st.value.shape[0]):
        tau = c.time_constant[d, i]
        st.since[i] = 0.0
        st.value[i] = c.start[d, i]
        st.touched[i] = False
        st.decay_early[i] = exponential(-EARLY * s.step / tau)
        st.decay_late[i] = exponential(-LATE * s.step / tau)
        st.decay_step[i] = exponential(-s.step / tau)


@numba.njit(_nrt=False, forceinline=True)
def _start_step(
    s: Structure, c: Coefficients, st: State, d: int, before: float, day: float, step_end: float
) -> None:
    """Relax every indicator from the start of the last step, at ``before``, to ``day``."""
    whole = step_end - day == s.step
    for i in range(st.value.shape[0]):
        rest, value, tau = st.rest[i], st.value[i], c.time_constant[d, i]
        if st.since[i] == day:
            new = value
        elif st.since[i] == before:
            new = rest + (value - rest) * st.decay_step[i]
        else:
            new = level(st, c, d, i, day)
        st.integral[i] += rest * (day - st.since[i]) + tau * (value - new)
        st.value[i] = new
        st.since[i] = day
        if whole:
            st.early[i] = rest + (new - rest) * st.decay_early[i]
            st.late[i] = rest + (new - rest) * st.decay_late[i]
        else:
            st.early[i] = level(st, c, d, i, day + EARLY * (step_end - day))
            st.late[i] = level(st, c, d, i, day + LATE * (step_end - day))
    if st.value.shape[0]:
        draw_all_lines(s, c, st, d, day, step_end)


@numba.njit(_nrt=False, forceinline=True)
def _replicate(
    s: Structure,
    c: Coefficients,
    st: State,
    keys: Bits,
    trace: Trace,
    d: int,
    lane: tuple[int, int],
    adopted: Bools,
) -> bool:
    """Run one replication; return False if it had too many events."""
    _begin(s, c, st, keys, d, lane)
    for option in range(adopted.shape[0]):
        st.in_force[option] = 0
        st.switch_day[option] = c.option_start[d, option] if adopted[option] else np.inf
    for m in range(st.left.shape[0]):
        set_factor(s, c, st, d, m, 0.0, 0.0)
    watch_conditions(s, st, 0.0)
    # Without indicators nothing changes between events, and one step is exact.
    step = s.step if st.value.shape[0] else s.horizon
    n_steps = max(1, int(np.ceil(s.horizon / step - 1e-9)))
    switch, dated, n_events, before = next_switch(st), 0, 0, 0.0
    for number in range(n_steps):
        day = number * step
        step_end = (number + 1) * step if number + 1 < n_steps else s.horizon
        _start_step(s, c, st, d, before, day, step_end)
        before = day
        while True:
            until, what = step_end, _STEP_END
            if switch >= 0 and st.switch_day[switch] < until:
                until, what = st.switch_day[switch], _SWITCH
            if dated < s.dated_day.shape[0] and s.dated_day[dated] < until:
                until, what = s.dated_day[dated], _DATE
            m, day = next_move(st, day, until)
            changed = False
            if m < 0 and what == _STEP_END:
                break
            if m < 0 and what == _SWITCH:
                switch_option(c, st, d, switch)
                changed = True
            elif m < 0:
                tried = s.dated_move[dated]
                dated += 1
                m = tried if dated_move_happens(s, c, st, d, tried, day) else -1
            if m >= 0:
                changed = happen(s, c, st, keys, trace, d, lane, m, day, step_end)
                n_events += 1
                if n_events > MAX_EVENTS:
                    return False
            if changed:
                update_rungs(s, c, st, trace, d, day, step_end)
                switch = next_switch(st)
            if m >= 0:
                jump(s, c, st, d, m, day)
            follow_indicators(s, c, st, d, day, step_end)
    for i in range(st.value.shape[0]):
        restart_indicator(st, c, d, i, s.horizon, st.rest[i], 0.0)
    for condition in range(s.n_conditions):
        if bit(st.holds, condition):
            st.condition_time[condition] += s.horizon - st.condition_since[condition]
    return True


@compiled
def simulate(
    structure: Structure,
    coefficients: Coefficients,
    keys: Bits,
    lanes: Lanes,
    state: State,
    observed: Observed,
    trace: Trace,
) -> int:
    """Run every lane and write down what was observed.

    Parameters
    ----------
    keys : ndarray, shape (move, 2)
        Keys of the moves' clocks.
    state
        Scratch of the right shapes.

    Returns
    -------
    int
        -1, or the lane that had more than `MAX_EVENTS` events; its counts are in ``observed``.
    """
    for lane in range(lanes.row.shape[0]):
        finished = _replicate(
            structure,
            coefficients,
            state,
            keys,
            trace,
            lanes.row[lane],
            (lanes.draw[lane], lanes.replication[lane]),
            lanes.adopted[lane],
        )
        for m in range(state.times.shape[0]):
            observed.times[lane, m] = state.times[m]
            observed.first[lane, m] = state.first[m]
        for condition in range(structure.n_conditions):
            observed.condition_first[lane, condition] = state.condition_first[condition]
            observed.condition_time[lane, condition] = state.condition_time[condition]
        for i in range(state.integral.shape[0]):
            observed.integral[lane, i] = state.integral[i]
        if not finished:
            return lane
    return -1
