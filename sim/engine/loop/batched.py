"""The loop for models without indicators: many replications abreast.

Without indicators, shapes, dates and options in force all hazards are constant between events, and
what happens to a clock is a few additions and multiplications.  So instead of one replication at a
time, `LANES` of them go abreast, each at a day of its own:

1. For each move, in all lanes: is it possible, what is its factor, has that changed (then its clock
   is run down), and when is it due?  The first of all moves is the next event of the lane.
2. A lane with no event before the horizon is finished: what was observed is written down, and the
   lane starts the next replication.
3. In all other lanes the move happens: the next gap of its clock, the rungs that it leads to, the
   conditions that begin or cease to hold.

Lanes are independent, and every number is found by the same operations as in
`sim.engine.loop.kernel`: a replication has the same bits in any lane, and in the loop for one at a
time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.engine.loop.batched_state import (
    IDLE,
    LANES,
    NOBODY,
    Batch,
    draw_fresh,
    load,
    write_down,
)
from sim.engine.loop.coefficients import Coefficients
from sim.engine.loop.compiled import compiled, inlined, inlined_distinct
from sim.engine.loop.elementary import choose, exponential, logarithm, replace
from sim.engine.loop.held import note_batched
from sim.engine.loop.lanes import MAX_EVENTS, Lanes, Observed
from sim.engine.loop.slots import filled
from sim.engine.loop.streams import uniform_pair
from sim.engine.loop.structure import Structure
from sim.model.model import Model

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

_LANES = np.uint64(LANES)


def goes_batched(model: Model, lanes: Lanes) -> bool:
    """Return whether these lanes can go abreast: nothing changes a hazard between events."""
    return (
        not model.indicators
        and all(move.rate is not None and move.shape is None for move in model.moves)
        and not lanes.adopted.any()
    )


@inlined_distinct
def _keep_allowed(rung: Words, rungs: np.uint64, possible: Words) -> None:
    for b in range(filled(rung.shape[0])):
        possible[b] &= rungs >> rung[b]


@inlined_distinct
def _add_ratio(rung: Words, on: np.uint64, ratio: Floats, log_factor: Floats) -> None:
    for b in range(filled(rung.shape[0])):
        log_factor[b] += choose(rung[b] == on, ratio[b], 0.0)


@inlined_distinct
def _exponentiate(values: Floats) -> None:
    for b in range(filled(values.shape[0])):
        values[b] = exponential(values[b])


@inlined_distinct
def _run_clock(
    m: float,
    horizon: float,
    possible: Words,
    hazard: Floats,
    mover: Floats,
    gap: Floats,
    day: Floats,
    factor: Floats,
    left: Floats,
    clock: Floats,
    times: Ints,
    first: Floats,
    due: Floats,
    due_mover: Floats,
) -> None:
    """Bring a move's clock up to date, and note the lanes in which it is the first so far."""
    for b in range(filled(day.shape[0])):
        happened = mover[b] == m
        times[b] += happened
        first[b] = replace(happened & (day[b] < first[b]), day[b], first[b])
        new = choose(possible[b] & np.uint64(1) != 0, hazard[b], 0.0)
        changed = new != factor[b]
        run = choose(happened, gap[b], left[b] - factor[b] * (day[b] - clock[b]))
        now_left = replace(changed | happened, run, left[b])
        reading = replace(changed | happened, day[b], clock[b])
        happens = now_left < new * (horizon - reading)
        when = choose(happens, reading + now_left / new, np.inf)
        earlier = when < due[b]
        left[b], clock[b], factor[b] = now_left, reading, new
        due_mover[b] = replace(earlier, m, due_mover[b])
        due[b] = replace(earlier, when, due[b])


@inlined
def _find_next(s: Structure, st: Batch) -> None:
    """Find the next move of every lane and its day, ``inf`` if there is none."""
    for b in range(LANES):
        st.due[b] = np.inf
    for m in range(st.left.shape[0]):
        for b in range(LANES):
            st.possible[b] = np.uint64(1)
        for entry in range(s.when_start[m], s.when_start[m + 1]):
            _keep_allowed(st.rung[s.when_ladder[entry]], s.when_rungs[entry], st.possible)
        hazard = st.base[m]
        if s.rung_start[m] < s.rung_start[m + 1]:
            hazard = st.log_factor
            for b in range(LANES):
                hazard[b] = st.log_rate[m, b]
            for entry in range(s.rung_start[m], s.rung_start[m + 1]):
                on = np.uint64(s.rung_rung[entry])
                _add_ratio(st.rung[s.rung_ladder[entry]], on, st.rung_ratio[entry], hazard)
            _exponentiate(hazard)
        _run_clock(
            np.float64(m),
            s.horizon,
            st.possible,
            hazard,
            st.mover,
            st.gap,
            st.day,
            st.factor[m],
            st.left[m],
            st.clock[m],
            st.times[m],
            st.first[m],
            st.due,
            st.due_mover,
        )


@inlined_distinct
def _go(
    horizon: float,
    due: Floats,
    due_mover: Floats,
    day: Floats,
    mover: Floats,
    n_events: Ints,
) -> int:
    """Let each lane go to its next event; return the most events that a lane has had."""
    most = 0
    for b in range(filled(due.shape[0])):
        goes = due[b] < horizon
        day[b] = replace(goes, max(day[b], due[b]), day[b])
        mover[b] = choose(goes, due_mover[b], NOBODY)
        n_events[b] += goes
        most = max(most, n_events[b])
    return most


@inlined_distinct
def _draw_gaps(
    mover: Floats,
    k0: Words,
    k1: Words,
    draw: Ints,
    replication: Ints,
    times: Ints,
    gap: Floats,
) -> None:
    """Find the next gap of the clock of the move that happens in each lane."""
    for b in range(filled(mover.shape[0])):
        m = np.uint64(max(mover[b], 0.0))
        k = times[m * _LANES + np.uint64(b)] + 1
        even, odd = uniform_pair(k0[m], k1[m], draw[b], replication[b], k >> 1)
        gap[b] = choose(k & 1 == 0, even, odd)
    # Two loops, since the processor looks ahead only so far: a short body overlaps with the next.
    for b in range(filled(mover.shape[0])):
        gap[b] = -logarithm(gap[b])


@inlined_distinct
def _climb(m: float, to: np.uint64, zero: np.uint64, mover: Floats, rung: Words) -> None:
    """Put a ladder on the rung that a move leads to, where it happens."""
    for b in range(filled(rung.shape[0])):
        # A zero that the compiler does not know of; see `replace`.
        rung[b] = to if mover[b] == m else rung[b] + zero


@inlined
def _watch_conditions(s: Structure, st: Batch) -> None:
    for condition in range(s.n_conditions):
        now = st.possible
        for b in range(LANES):
            now[b] = np.uint64(1)
        for ladder in range(st.rung.shape[0]):
            rungs = s.held_rungs[condition, ladder]
            if rungs != ~np.uint64(0):
                _keep_allowed(st.rung[ladder], rungs, now)
        note_batched(st.day, now, st.holds[condition], st.held[condition])


@compiled
def simulate_batched(
    structure: Structure,
    coefficients: Coefficients,
    keys: Words,
    lanes: Lanes,
    state: Batch,
    observed: Observed,
) -> int:
    """Run every lane and write down what was observed.

    Parameters and what is returned are those of `sim.engine.loop.kernel.simulate`.
    """
    n, following, running = lanes.row.shape[0], 0, 0
    times = state.times.reshape(-1)
    for b in range(LANES):
        state.mover[b] = NOBODY
        state.day[b] = structure.horizon
    while True:
        _find_next(structure, state)
        most = _go(
            structure.horizon,
            state.due,
            state.due_mover,
            state.day,
            state.mover,
            state.n_events,
        )
        if most > MAX_EVENTS:
            b = int(state.n_events.argmax())
            write_down(structure, state, b, observed)
            return state.number[b]
        n_finished = 0
        for b in range(LANES):
            state.finished[n_finished] = b
            n_finished += state.due[b] >= structure.horizon
        for place in range(n_finished):
            b = state.finished[place]
            if state.number[b] != IDLE:
                write_down(structure, state, b, observed)
                state.number[b] = IDLE
                running -= 1
            if following < n:
                if following % LANES == 0:
                    end = min(n, following + LANES)
                    draw, replication = lanes.draw[following:end], lanes.replication[following:end]
                    for m in range(keys.shape[1]):
                        draw_fresh(keys[0, m], keys[1, m], draw, replication, state.fresh[m])
                load(structure, coefficients, state, b, lanes, following)
                following += 1
                running += 1
        if running == 0:
            return -1
        _draw_gaps(state.mover, keys[0], keys[1], state.draw, state.replication, times, state.gap)
        for m in range(state.left.shape[0]):
            for entry in range(structure.then_start[m], structure.then_start[m + 1]):
                ladder, to = structure.then_ladder[entry], np.uint64(structure.then_rung[entry])
                # Options are not adopted here, and one that is not adopted stays absent.
                if ladder < structure.n_plain_ladders:
                    _climb(np.float64(m), to, state.zero[0], state.mover, state.rung[ladder])
        _watch_conditions(structure, state)
