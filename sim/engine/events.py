"""What an event does to the state: moves that happen, options that start and end, dates."""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from sim.engine.coefficients import Coefficients
from sim.engine.hazards import cumulative_hazard, restart_clock, set_factor
from sim.engine.options import combine_options, settle_options
from sim.engine.state import State, find_rests, restart_indicator, watch_conditions
from sim.engine.streams import unit_exponential
from sim.engine.structure import Structure
from sim.engine.trace import Trace, record

Bits = npt.NDArray[np.uint64]


@numba.njit(_nrt=False, forceinline=True)
def update_rungs(
    s: Structure, c: Coefficients, st: State, trace: Trace, d: int, day: float, step_end: float
) -> None:
    """Bring everything that depends on the rungs up to date after some have changed."""
    options_changed = st.in_force.shape[0] > 0 and settle_options(s, st, trace, day)
    if options_changed:
        combine_options(s, c, st, d)
        st.is_stale[:] = True
    shifts, watched = options_changed, False
    for ladder in range(st.rung.shape[0]):
        if st.has_changed[ladder]:
            st.has_changed[ladder] = False
            shifts = shifts or s.shifts[ladder]
            watched = watched or s.is_watched[ladder]
            for entry in range(s.reader_start[ladder], s.reader_start[ladder + 1]):
                st.is_stale[s.reader_move[entry]] = True
    for m in range(st.is_stale.shape[0]):
        if st.is_stale[m]:
            st.is_stale[m] = False
            set_factor(s, c, st, d, m, day, step_end)
    if shifts:
        find_rests(s, c, st, d, st.early)
        for i in range(st.value.shape[0]):
            if st.early[i] != st.rest[i]:
                restart_indicator(st, c, d, i, day, st.early[i], 0.0)
    if watched:
        watch_conditions(s, st, day)


@numba.njit(_nrt=False, forceinline=True)
def happen(
    s: Structure,
    c: Coefficients,
    st: State,
    keys: Bits,
    trace: Trace,
    d: int,
    lane: tuple[int, int],
    m: int,
    day: float,
    step_end: float,
) -> bool:
    """Let move ``m`` happen, up to the rungs it leads to; return whether any rung changed."""
    record(trace, day, m)
    if st.times[m] == 0:
        st.first[m] = day
    st.times[m] += 1
    gap = unit_exponential(keys[m, 0], keys[m, 1], lane[0], lane[1], st.times[m])
    restart_clock(s, c, st, d, m, day, step_end, gap)
    changed = False
    for entry in range(s.then_start[m], s.then_start[m + 1]):
        ladder, rung = s.then_ladder[entry], s.then_rung[entry]
        if ladder >= s.n_plain_ladders:
            option = ladder - s.n_plain_ladders
            if st.in_force[option] == 1 or st.switch_day[option] < np.inf:
                st.in_force[option] = 2
                st.switch_day[option] = np.inf
                changed = True
        elif st.rung[ladder] != rung:
            st.rung[ladder] = rung
            st.has_changed[ladder] = True
            changed = True
    return changed


@numba.njit(_nrt=False, forceinline=True)
def next_switch(st: State) -> int:
    """Return the option that starts or ends next, ends first; -1 if there is none."""
    best, option = np.inf, -1
    for wanted in (1, 0):
        for o in range(st.in_force.shape[0]):
            if st.in_force[o] == wanted and st.switch_day[o] < best:
                best, option = st.switch_day[o], o
    return option


@numba.njit(_nrt=False, forceinline=True)
def dated_move_happens(
    s: Structure, c: Coefficients, st: State, d: int, m: int, day: float
) -> bool:
    """Run the cumulative hazard of a date through the move's clock; return whether it rings."""
    if not st.possible[m]:
        return False
    st.left[m] -= cumulative_hazard(s, c, st, d, m, day)
    return st.left[m] <= 0.0


@numba.njit(_nrt=False, forceinline=True)
def switch_option(c: Coefficients, st: State, d: int, option: int) -> None:
    """Let an option start, or end."""
    st.in_force[option] += 1
    ends = c.option_end[d, option] if st.in_force[option] == 1 else np.inf
    st.switch_day[option] = ends


@numba.njit(_nrt=False, forceinline=True)
def jump(s: Structure, c: Coefficients, st: State, d: int, m: int, day: float) -> None:
    """Let the indicators jump that a move changes."""
    for entry in range(s.jump_start[m], s.jump_start[m + 1]):
        i = s.jump_indicator[entry]
        restart_indicator(st, c, d, i, day, st.rest[i], c.jump[d, entry])
