"""The compiled loop: a world, replication by replication, from the start to the horizon.

The data flow:

- `structure` and `coefficients` are the model, the same in every replication of a draw;
- `state` is everything that changes, in three groups: the rungs, with the factor of each move that
  follows from them (`hazards`, `options`); the levels of the indicators (`levels`); and the clock
  of each move, with the line of its hazard and the day on which it is due (`lines`);
- rungs and levels change at events only (`events`), which mark what depends on them; then the
  marked factors are found anew, and the marked lines are laid anew.

Models without indicators have a loop of their own where they can (`abreast`).

The order of things, once and for all:

1. At the start of a step every indicator relaxes to the new day.
2. Hazards are drawn as straight lines to the end of the step (`sim.engine.loop.linear_hazards`).
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

import numpy as np
import numpy.typing as npt

from sim.engine.loop.coefficients import Coefficients
from sim.engine.loop.compiled import compiled, inlined
from sim.engine.loop.elementary import exponential
from sim.engine.loop.events import (
    dated_move_happens,
    happen,
    jump,
    next_switch,
    switch_option,
    update_rungs,
)
from sim.engine.loop.hazards import (
    follow_indicators,
    is_possible,
    log_factor,
    look_ahead,
    next_move,
    start_lines,
)
from sim.engine.loop.held import N_OBSERVED, cease_to_hold, clear_held
from sim.engine.loop.lanes import MAX_EVENTS, Lanes, Observed
from sim.engine.loop.levels import (
    EARLY,
    LATE,
    find_nodes,
    find_nodes_of_step,
    find_rests,
    relax,
)
from sim.engine.loop.linear_hazards import wake
from sim.engine.loop.state import (
    ADOPTED,
    BEFORE,
    ENABLED,
    FOLLOWERS_MOVED,
    FOLLOWING,
    OTHERS_MOVED,
    State,
    bit,
    find_conditions,
    watch_conditions,
)
from sim.engine.loop.streams import draw_first_gaps
from sim.engine.loop.structure import Structure
from sim.engine.loop.trace import Trace

Bits = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

# What comes next if no rated move does.
_STEP_END, _SWITCH, _DATE = 0, 1, 2


@inlined
def _prepare_draw(s: Structure, c: Coefficients, st: State, d: int) -> None:
    """Find what every replication of a draw starts with."""
    for ladder in range(st.rung.shape[0]):
        st.rung[ladder] = s.start_rung[ladder]
    st.phase[:] = BEFORE
    st.option_ratio[:] = 0.0
    for m in range(st.slot.shape[0]):
        possible, log_static = is_possible(s, st, m), log_factor(s, c, st, d, m)
        st.start_possible[m] = possible
        st.start_log_static[m] = log_static
        st.start_factor[m] = exponential(log_static) if possible and s.is_rated[m] else 0.0
    find_rests(s, c, st, d, st.start_rest)
    for i in range(st.value.shape[0]):
        st.decay_early[i] = exponential(-EARLY * s.step * c.decay[d, i])
        st.decay_late[i] = exponential(-LATE * s.step * c.decay[d, i])


@inlined
def _begin(
    s: Structure, c: Coefficients, st: State, keys: Bits, d: int, lane: tuple[int, int]
) -> None:
    """Put the state at day 0, before anything has happened."""
    n_moves = st.slot.shape[0]
    draw_first_gaps(keys[0], keys[1], lane[0], lane[1], st.gap, st.spare)
    for ladder in range(st.rung.shape[0]):
        st.rung[ladder] = s.start_rung[ladder]
    for m in range(n_moves):
        st.possible[m] = st.start_possible[m]
        st.log_static[m] = st.start_log_static[m]
    st.possible_since[:] = 0.0
    st.option_ratio[:] = 0.0
    st.times[:] = 0
    st.first[:] = np.inf
    st.ratio[:] = 1.0
    st.slope[:] = 0.0
    st.clock[:] = 0.0
    st.due[:] = np.inf
    st.counts[ENABLED] = st.counts[FOLLOWING] = 0
    st.counts[FOLLOWERS_MOVED] = st.counts[OTHERS_MOVED] = 1
    for i in range(st.ratios.shape[0]):
        for q in range(s.n_followers):
            st.ratios[i, q] = c.follower_ratio[d, i, q]
    for m in range(n_moves):
        q = s.first_slot[m]
        st.move[q] = m
        st.slot[m] = q
        st.left[q] = st.gap[m]
        st.factor[q] = st.start_factor[m]
    for m in range(n_moves):
        if st.possible[m] and s.is_follower[m]:
            wake(st, m)
        elif st.possible[m] and s.is_rated[m]:
            look_ahead(s, c, st, d, m, 0.0)
    for i in range(st.value.shape[0]):
        st.rest[i] = st.start_rest[i]
        st.value[i] = c.start[d, i]
        st.since[i] = 0.0
        st.integral[i] = 0.0
        st.touched[i] = False
    clear_held(st.held)
    st.held_before[:] = 0
    find_conditions(s, st)
    watch_conditions(s, st, 0.0)


@inlined
def _adopt(c: Coefficients, st: State, d: int, adopted: Bools) -> None:
    """Set the calendar of the options."""
    st.counts[ADOPTED] = 0
    for option in range(adopted.shape[0]):
        st.phase[option] = BEFORE
        st.switch_day[option] = c.option_start[d, option] if adopted[option] else np.inf
        st.counts[ADOPTED] += adopted[option]


@inlined
def _start_step(
    s: Structure, c: Coefficients, st: State, d: int, day: float, step_end: float
) -> None:
    """Relax every indicator to the start of a step, and lay the lines to its end."""
    relax(c, st, d, day)
    if step_end - day == s.step:
        find_nodes_of_step(st)
    else:
        find_nodes(st, c, d, day, step_end)
    start_lines(s, c, st, d, day, step_end)


@inlined
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
    _adopt(c, st, d, adopted)
    # Without indicators nothing changes between events, and one step is exact.
    step = s.step if st.value.shape[0] else s.horizon
    n_steps = max(1, int(np.ceil(s.horizon / step - 1e-9)))
    switch, dated, n_events = next_switch(st), 0, 0
    for number in range(n_steps):
        day = number * step
        step_end = (number + 1) * step if number + 1 < n_steps else s.horizon
        if st.value.shape[0]:
            _start_step(s, c, st, d, day, step_end)
        while True:
            until, what = step_end, _STEP_END
            if switch >= 0 and st.switch_day[switch] < until:
                until, what = st.switch_day[switch], _SWITCH
            if dated < s.dated_day.shape[0] and s.dated_day[dated] < until:
                until, what = s.dated_day[dated], _DATE
            m, day = next_move(s, st, day, until)
            changed = False
            if m < 0 and what == _STEP_END:
                break
            if m < 0 and what == _SWITCH:
                switch_option(c, st, d, switch)
                changed = True
            elif m < 0:
                tried = int(s.dated_move[dated])
                dated += 1
                m = tried if dated_move_happens(s, c, st, d, tried, day) else -1
            if m >= 0:
                changed = happen(s, c, st, keys, trace, d, lane, m, day)
                n_events += 1
                if n_events > MAX_EVENTS:
                    return False
            if changed:
                update_rungs(s, c, st, trace, d, day, step_end)
                switch = next_switch(st)
            if m >= 0:
                jump(s, c, st, d, m, day)
            follow_indicators(s, c, st, d, m, day, step_end)
    relax(c, st, d, s.horizon)
    for condition in range(s.n_conditions):
        if bit(st.holds, condition):
            cease_to_hold(st.held, condition, s.horizon)
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
    keys : ndarray, shape (2, move)
        Keys of the moves' clocks.
    state
        Scratch of the right shapes.

    Returns
    -------
    int
        -1, or the lane that had more than `MAX_EVENTS` events; its counts are in ``observed``.
    """
    prepared = -1
    for lane in range(lanes.row.shape[0]):
        if lanes.row[lane] != prepared:
            prepared = lanes.row[lane]
            _prepare_draw(structure, coefficients, state, prepared)
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
            for column in range(N_OBSERVED):
                observed.held[lane, condition, column] = state.held[condition, column]
        for i in range(observed.integral.shape[1]):
            observed.integral[lane, i] = state.integral[i]
        if not finished:
            return lane
    return -1
