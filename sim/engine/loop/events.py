"""What an event does to the state: moves that happen, options that start and end, dates."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.engine.loop.coefficients import Coefficients
from sim.engine.loop.compiled import inlined
from sim.engine.loop.hazards import cumulative_hazard, run_down, set_factor
from sim.engine.loop.levels import disturb, find_rests
from sim.engine.loop.options import combine_options, settle_options
from sim.engine.loop.state import (
    ADOPTED,
    BEFORE,
    IN_FORCE,
    OVER,
    State,
    find_conditions,
    watch_conditions,
)
from sim.engine.loop.streams import gap_pair
from sim.engine.loop.structure import Structure
from sim.engine.loop.trace import Trace, record

Bits = npt.NDArray[np.uint64]


@inlined
def update_rungs(
    s: Structure, c: Coefficients, st: State, trace: Trace, d: int, day: float, step_end: float
) -> None:
    """Bring everything that depends on the rungs up to date after some have changed."""
    find_conditions(s, st)
    shifts = st.counts[ADOPTED] > 0 and settle_options(s, st, trace, day)
    for ladder in range(st.rung.shape[0]):
        if st.has_changed[ladder]:
            st.has_changed[ladder] = False
            shifts = shifts or s.shifts[ladder]
            for entry in range(s.reader_start[ladder], s.reader_start[ladder + 1]):
                st.is_stale[s.reader_move[entry]] = True
            option = np.int64(ladder) - s.n_plain_ladders
            if option >= 0:
                for entry in range(s.effect_start[option], s.effect_start[option + 1]):
                    combine_options(s, c, st, d, s.effect_move[entry])
                    st.is_stale[s.effect_move[entry]] = True
    for m in range(st.is_stale.shape[0]):
        if st.is_stale[m]:
            st.is_stale[m] = False
            set_factor(s, c, st, d, m, day, step_end)
    if shifts:
        find_rests(s, c, st, d, st.new_rest)
        for i in range(st.value.shape[0]):
            if st.new_rest[i] != st.rest[i]:
                disturb(st, c, d, i, day, st.new_rest[i], 0.0)
    watch_conditions(s, st, day)


@inlined
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
) -> bool:
    """Let move ``m`` happen, up to the rungs it leads to; return whether any rung changed.

    `follow_indicators` finds when it is due again.
    """
    record(trace, day, m)
    if st.times[m] == 0:
        st.first[m] = day
    st.times[m] += 1
    gap = st.spare[m]
    if st.times[m] & 1 == 0:
        gap, st.spare[m] = gap_pair(keys[0, m], keys[1, m], lane[0], lane[1], st.times[m] >> 1)
    run_down(s, c, st, d, m, day)
    st.left[st.slot[m]] = gap
    changed = False
    for entry in range(s.then_start[m], s.then_start[m + 1]):
        ladder, rung = s.then_ladder[entry], s.then_rung[entry]
        if ladder >= s.n_plain_ladders:
            option = ladder - s.n_plain_ladders
            if st.phase[option] == IN_FORCE or st.switch_day[option] < np.inf:
                st.phase[option] = OVER
                st.switch_day[option] = np.inf
                changed = True
        elif st.rung[ladder] != rung:
            st.rung[ladder] = rung
            st.has_changed[ladder] = True
            changed = True
    return changed


@inlined
def next_switch(st: State) -> int:
    """Return the option that starts or ends next, ends first; -1 if there is none."""
    best, option = np.inf, -1
    for wanted in (IN_FORCE, BEFORE):
        for o in range(st.phase.shape[0]):
            if st.phase[o] == wanted and st.switch_day[o] < best:
                best, option = st.switch_day[o], o
    return option


@inlined
def dated_move_happens(
    s: Structure, c: Coefficients, st: State, d: int, m: int, day: float
) -> bool:
    """Run the cumulative hazard of a date through the move's clock; return whether it rings."""
    if not st.possible[m]:
        return False
    q = st.slot[m]
    st.left[q] -= cumulative_hazard(s, c, st, d, m, day)
    return st.left[q] <= 0.0


@inlined
def switch_option(c: Coefficients, st: State, d: int, option: int) -> None:
    """Let an option start, or end."""
    st.phase[option] += 1
    ends = c.option_end[d, option] if st.phase[option] == IN_FORCE else np.inf
    st.switch_day[option] = ends


@inlined
def jump(s: Structure, c: Coefficients, st: State, d: int, m: int, day: float) -> None:
    """Let the indicators jump that a move changes."""
    for entry in range(s.jump_start[m], s.jump_start[m + 1]):
        i = s.jump_indicator[entry]
        disturb(st, c, d, i, day, st.rest[i], c.jump[d, entry])
