"""The state of replications that go abreast, and how they enter and leave their lanes.

`sim.engine.loop.batched` is the loop.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.engine.loop.coefficients import Coefficients
from sim.engine.loop.compiled import inlined, inlined_distinct
from sim.engine.loop.elementary import exponential, logarithm
from sim.engine.loop.held import N_COLUMNS, N_OBSERVED, cease_to_hold_in_lane, clear_held_in_lane
from sim.engine.loop.lanes import Lanes, Observed
from sim.engine.loop.streams import uniform_pair
from sim.engine.loop.structure import Structure

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

#: Replications that go abreast.
LANES = 32
#: Lanes without a replication, and without an event.
IDLE, NOBODY = -1, -1.0


class Batch(NamedTuple):
    """The state of all lanes; the last axis of each array is the lane.

    Attributes
    ----------
    number, row, draw, replication : (lane,)
        Which replication of the block a lane is at, or `IDLE`, the row of its draw in the
        coefficients, and what keys its streams.
    day, mover, gap : (lane,)
        The present, the move that happens, and its next gap.
    due, due_mover : (lane,)
        Day of the next event, and the move.
    finished : (lane,)
        Lanes that have come to the horizon.
    zero : (1,)
        Zero.
    n_events : (lane,)
    log_rate, base : (move, lane)
        Log of the hazard with no modifier, and the hazard.
    rung_ratio : (entry, lane)
        As in the coefficients.
    factor, left, clock, times, first : (move, lane)
        As in `sim.engine.loop.state.State`.
    fresh : (move, lane)
        First gaps of the replications that come next.
    rung : (ladder, lane)
    holds : (condition, lane)
        1 or 0.
    held : (condition, column, lane)
        As in `sim.engine.loop.held`.
    possible, log_factor : (lane,)
        Scratch.
    """

    number: Ints
    row: Ints
    draw: Ints
    replication: Ints
    day: Floats
    mover: Floats
    gap: Floats
    due: Floats
    due_mover: Floats
    finished: Ints
    zero: Words
    n_events: Ints
    log_rate: Floats
    base: Floats
    rung_ratio: Floats
    factor: Floats
    left: Floats
    clock: Floats
    times: Ints
    first: Floats
    fresh: Floats
    rung: Words
    holds: Words
    held: Floats
    possible: Words
    log_factor: Floats


def new_batch(s: Structure) -> Batch:
    """Return an empty state of the right shapes."""
    moves, ladders, conditions = s.is_rated.shape[0], s.start_rung.shape[0], s.n_conditions

    def ints(*shape: int) -> Ints:
        return np.zeros((*shape, LANES), np.int64)

    def words(*shape: int) -> Words:
        return np.zeros((*shape, LANES), np.uint64)

    def floats(*shape: int) -> Floats:
        return np.zeros((*shape, LANES))

    return Batch(
        number=np.full(LANES, IDLE, np.int64),
        row=np.full(LANES, IDLE, np.int64),
        draw=ints(),
        replication=ints(),
        day=floats(),
        mover=floats(),
        gap=floats(),
        due=floats(),
        due_mover=floats(),
        finished=ints(),
        zero=np.zeros(1, np.uint64),
        n_events=ints(),
        log_rate=floats(moves),
        base=floats(moves),
        rung_ratio=floats(s.rung_ladder.shape[0]),
        factor=floats(moves),
        left=floats(moves),
        clock=floats(moves),
        times=ints(moves),
        first=floats(moves),
        fresh=floats(moves),
        rung=words(ladders),
        holds=words(conditions),
        held=floats(conditions, N_COLUMNS),
        possible=words(),
        log_factor=floats(),
    )


@inlined
def write_down(s: Structure, st: Batch, b: int, observed: Observed) -> None:
    """Write down what was observed in a lane."""
    lane = st.number[b]
    for m in range(st.times.shape[0]):
        observed.times[lane, m] = st.times[m, b]
        observed.first[lane, m] = st.first[m, b]
    for condition in range(s.n_conditions):
        if st.holds[condition, b]:
            cease_to_hold_in_lane(st.held, condition, b, s.horizon)
        for column in range(N_OBSERVED):
            observed.held[lane, condition, column] = st.held[condition, column, b]


@inlined
def load(s: Structure, c: Coefficients, st: Batch, b: int, lanes: Lanes, lane: int) -> None:
    """Put a replication into a lane, on day 0.

    The factors may stay: a clock that shows day 0 is not run down on day 0.
    """
    d = lanes.row[lane]
    if d != st.row[b]:
        st.row[b] = d
        for m in range(st.left.shape[0]):
            st.log_rate[m, b] = c.log_rate[d, m]
            st.base[m, b] = exponential(c.log_rate[d, m])
        for entry in range(st.rung_ratio.shape[0]):
            st.rung_ratio[entry, b] = c.rung_ratio[d, entry]
    st.number[b] = lane
    st.draw[b], st.replication[b] = lanes.draw[lane], lanes.replication[lane]
    st.day[b] = 0.0
    st.n_events[b] = 0
    for m in range(st.left.shape[0]):
        st.left[m, b] = st.fresh[m, lane % LANES]
        st.clock[m, b] = 0.0
        st.times[m, b] = 0
        st.first[m, b] = np.inf
    for ladder in range(st.rung.shape[0]):
        st.rung[ladder, b] = s.start_rung[ladder]
    for condition in range(s.n_conditions):
        st.holds[condition, b] = 0
    clear_held_in_lane(st.held, b)


@inlined_distinct
def draw_fresh(k0: np.uint64, k1: np.uint64, draw: Ints, replication: Ints, fresh: Floats) -> None:
    """Write the first gap of a clock in each of some replications."""
    for b in range(draw.shape[0]):
        fresh[b], _ = uniform_pair(k0, k1, draw[b], replication[b], 0)
    for b in range(draw.shape[0]):
        fresh[b] = -logarithm(fresh[b])
