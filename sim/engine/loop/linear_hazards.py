"""Hazards that follow the indicators: laid as straight lines, all at once.

The indicators' part of a hazard, a product of hazard ratios to the power of levels, changes all the
time.  Until the end of the step it is taken as a straight line: its mean is that of Gauss and
Legendre's rule with two nodes, so the integral is of fourth order, and its slope is that between
the nodes, so that an event inside finds the clocks run down by what they should be.

This is where most of the time goes, so it is written for the processor: the followers that are
possible just now (*enabled*) stand in the first slots, and each loop below goes over them without a
branch, several at a time.  Only ``follows`` says for which of them a line is laid.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.engine.loop.compiled import inlined, inlined_distinct
from sim.engine.loop.elementary import choose, exponential, fma, replace
from sim.engine.loop.levels import DISTANCE
from sim.engine.loop.slots import ROWS, filled
from sim.engine.loop.state import ENABLED, FOLLOWERS_MOVED, FOLLOWING, State

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@inlined
def swap_slots(st: State, one: int, other: int) -> None:
    """Let the moves in two slots change places, with all that belongs to them."""
    st.move[one], st.move[other] = st.move[other], st.move[one]
    st.slot[st.move[one]], st.slot[st.move[other]] = one, other
    st.factor[one], st.factor[other] = st.factor[other], st.factor[one]
    st.ratio[one], st.ratio[other] = st.ratio[other], st.ratio[one]
    st.slope[one], st.slope[other] = st.slope[other], st.slope[one]
    st.left[one], st.left[other] = st.left[other], st.left[one]
    st.clock[one], st.clock[other] = st.clock[other], st.clock[one]
    st.due[one], st.due[other] = st.due[other], st.due[one]
    st.follows[one], st.follows[other] = st.follows[other], st.follows[one]
    for i in range(st.ratios.shape[0]):
        st.ratios[i, one], st.ratios[i, other] = st.ratios[i, other], st.ratios[i, one]


@inlined
def wake(st: State, m: int) -> None:
    """Put a follower that has become possible among the enabled ones, to have its line laid."""
    q = st.counts[ENABLED]
    swap_slots(st, st.slot[m], q)
    st.follows[q] = 1
    st.counts[ENABLED] = q + 1
    st.counts[FOLLOWING] = 1


@inlined
def put_to_sleep(st: State, m: int) -> None:
    """Take a follower that is no longer possible from those that are enabled."""
    q = st.slot[m]
    st.due[q] = np.inf
    st.counts[FOLLOWERS_MOVED] = 1
    st.counts[ENABLED] -= 1
    swap_slots(st, q, st.counts[ENABLED])


@inlined_distinct
def _find_parts(
    n: int, ratios: Floats, early: Floats, late: Floats, at_early: Floats, at_late: Floats
) -> None:
    """Find the indicators' part of the hazards of the first ``n`` slots at the two nodes."""
    for q in range(n):
        at_early[q] = 0.0
        at_late[q] = 0.0
    for i in range(0, ratios.shape[0], ROWS):
        a, b, c = ratios[i], ratios[i + 1], ratios[i + 2]
        early_a, early_b, early_c = early[i], early[i + 1], early[i + 2]
        late_a, late_b, late_c = late[i], late[i + 1], late[i + 2]
        for q in range(n):
            sum_early = fma(a[q], early_a, at_early[q])
            sum_late = fma(a[q], late_a, at_late[q])
            at_early[q] = fma(c[q], early_c, fma(b[q], early_b, sum_early))
            at_late[q] = fma(c[q], late_c, fma(b[q], late_b, sum_late))
    for q in range(n):
        at_early[q] = exponential(at_early[q])
        at_late[q] = exponential(at_late[q])


@inlined_distinct
def _lay(
    n: int,
    day: float,
    span: float,
    at_early: Floats,
    at_late: Floats,
    factor: Floats,
    ratio: Floats,
    slope: Floats,
    left: Floats,
    clock: Floats,
    due: Floats,
    follows: Ints,
) -> None:
    """Run the marked clocks among the first ``n`` slots down along their old lines; lay the new.

    A move that happens on its new line has -1 for its ``due``, until somebody asks for the day.
    """
    per_day, steepest, half = 1.0 / (DISTANCE * span), 2.0 / span, 0.5 * span
    for q in range(n):
        early, late = at_early[q], at_late[q]
        mean = 0.5 * (early + late)
        # A steeper line would fall below zero before the step ends.
        limit = mean * steepest
        new_slope = min(limit, max(-limit, (late - early) * per_day))
        u = day - clock[q]
        new_left = left[q] - factor[q] * (u * fma(0.5 * slope[q], u, ratio[q]))
        laid = follows[q] != 0
        happens = new_left < factor[q] * (span * mean)
        left[q] = replace(laid, new_left, left[q])
        ratio[q] = replace(laid, mean - half * new_slope, ratio[q])
        slope[q] = replace(laid, new_slope, slope[q])
        clock[q] = replace(laid, day, clock[q])
        due[q] = replace(laid, choose(happens, -1.0, np.inf), due[q])
        follows[q] = 0


@inlined
def lay_lines(st: State, day: float, step_end: float) -> None:
    """Lay the lines of enabled followers that ``follows`` marks, from the levels at the nodes."""
    n = filled(st.counts[ENABLED])
    st.counts[FOLLOWERS_MOVED] = 1
    _find_parts(n, st.ratios, st.early, st.late, st.at_early, st.at_late)
    _lay(
        n,
        day,
        step_end - day,
        st.at_early,
        st.at_late,
        st.factor,
        st.ratio,
        st.slope,
        st.left,
        st.clock,
        st.due,
        st.follows,
    )


@inlined
def time_along_line(area: float, ratio: float, slope: float) -> float:
    """Return how far to go along a line for an ``area`` below it."""
    root = np.sqrt(max(0.0, ratio * ratio + 2.0 * slope * area))
    return 2.0 * area / (ratio + root)
