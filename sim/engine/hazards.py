"""Hazards within a step, and the clocks that they run down.

The hazard of a move is a factor (baseline, traits, rungs, options; 0 while it is not possible)
times the hazard ratio of the indicators, which changes with time.  Between two changes that ratio
is taken as a straight line: its mean is that of Gauss and Legendre's rule with two nodes, so the
integral over the interval is of fourth order, and its slope is that between the nodes, so that an
event inside the interval finds the clocks run down by what they should be.

A move's clock is touched only when the move's own factor changes bit for bit, or when an indicator
that modifies it moves on.  So what changes nothing changes no bit, and a change of the factor alone
scales a hazard that is otherwise the same in both worlds.
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

from sim.engine.coefficients import Coefficients
from sim.engine.elementary import exponential, exponentials, power
from sim.engine.state import State, find_levels, level
from sim.engine.structure import Structure

Floats = npt.NDArray[np.float64]

#: Nodes of the two-point Gauss-Legendre rule on the unit interval, and their distance.
EARLY, LATE = 0.5 - np.sqrt(3.0) / 6.0, 0.5 + np.sqrt(3.0) / 6.0
_DISTANCE = LATE - EARLY


@numba.njit(_nrt=False, forceinline=True)
def clock_reading(s: Structure, c: Coefficients, st: State, d: int, m: int, day: float) -> float:
    """Return what a move's clock shows on a day: the day, or for a Weibull move its scaled age.

    A Weibull move's cumulative baseline hazard (r u)**k is r times r**(k - 1) u**k, so its
    integrated hazard is that of a constant baseline r run over this reading: exact for any shape.
    """
    w = s.weibull_row[m]
    if w < 0:
        return day
    age = max(0.0, day - st.possible_since[m])
    return c.scale_power[d, w] * power(age, c.shape[d, w])


@numba.njit(_nrt=False, forceinline=True)
def run_down(s: Structure, c: Coefficients, st: State, d: int, m: int, day: float) -> None:
    """Run a move's clock down to the present."""
    reading = clock_reading(s, c, st, d, m, day)
    u = reading - st.clock[m]
    st.left[m] -= st.factor[m] * (u * (st.ratio[m] + 0.5 * st.slope[m] * u))
    st.ratio[m] += st.slope[m] * u
    st.clock[m] = reading


@numba.njit(_nrt=False, forceinline=True)
def look_ahead(s: Structure, c: Coefficients, st: State, d: int, m: int, step_end: float) -> None:
    """Note the day on which a move happens before its line ends, ``inf`` if it does not.

    The line of a move that no indicator modifies ends at the horizon.  Most moves do not happen
    before something changes, and that takes no root to find out.
    """
    w = s.weibull_row[m]
    follows = s.indicator_start[m] < s.indicator_start[m + 1]
    end = step_end if follows else s.horizon
    u = clock_reading(s, c, st, d, m, end) - st.clock[m]
    ratio, slope, factor, left = st.ratio[m], st.slope[m], st.factor[m], st.left[m]
    due = np.inf
    if left < factor * (u * (ratio + 0.5 * slope * u)):
        wait = left / factor
        root = np.sqrt(max(0.0, ratio * ratio + 2.0 * slope * wait))
        due = st.clock[m] + 2.0 * wait / (ratio + root)
        if w >= 0:
            due = st.possible_since[m] + power(due / c.scale_power[d, w], 1.0 / c.shape[d, w])
    st.due[m] = due


@numba.njit(_nrt=False, forceinline=True)
def set_factor(
    s: Structure, c: Coefficients, st: State, d: int, m: int, day: float, step_end: float
) -> None:
    """Bring the factor of a move up to date with the rungs and options."""
    possible = True
    for entry in range(s.when_start[m], s.when_start[m + 1]):
        rungs = s.when_rungs[entry] >> np.uint64(st.rung[s.when_ladder[entry]])
        possible = possible and rungs & np.uint64(1) != 0
    log_static = c.log_rate[d, m] + st.option_ratio[m]
    for entry in range(s.rung_start[m], s.rung_start[m + 1]):
        if st.rung[s.rung_ladder[entry]] == s.rung_rung[entry]:
            log_static += c.rung_ratio[d, entry]
    if possible == st.possible[m] and log_static == st.log_static[m]:
        return
    st.log_static[m] = log_static
    if possible and not st.possible[m]:
        st.possible_since[m] = day
    st.possible[m] = possible
    factor = exponential(log_static) if possible and s.is_rated[m] else 0.0
    if factor != st.factor[m]:
        run_down(s, c, st, d, m, day)
        # The line of an idle move is not kept up to date.
        st.follows[m] = st.follows[m] or st.factor[m] == 0.0
        st.factor[m] = factor
        look_ahead(s, c, st, d, m, step_end)


@numba.njit(_nrt=False, forceinline=True)
def lay_line(
    s: Structure,
    c: Coefficients,
    st: State,
    d: int,
    m: int,
    day: float,
    step_end: float,
    early: float,
    late: float,
) -> None:
    """Take the indicators' hazard ratio of a move as a straight line from now to the step's end.

    Parameters
    ----------
    early, late
        The ratio at the two nodes of the interval.
    """
    span = step_end - day
    run_down(s, c, st, d, m, day)
    mean, slope = 0.5 * (early + late), 0.0
    if span > 0.0 and s.weibull_row[m] < 0:
        # A steeper line would fall below zero inside the interval.
        limit = mean * (2.0 / span)
        slope = min(limit, max(-limit, (late - early) * (1.0 / (_DISTANCE * span))))
    st.ratio[m] = mean - 0.5 * span * slope
    st.slope[m] = slope
    look_ahead(s, c, st, d, m, step_end)


@numba.njit(_nrt=False, forceinline=True)
def draw_all_lines(
    s: Structure, c: Coefficients, st: State, d: int, day: float, step_end: float
) -> None:
    """Lay the lines of every move that an indicator modifies, from the levels at the nodes."""
    log_early, log_late, span = st.log_early, st.log_late, step_end - day
    n_moves = log_early.shape[0]
    st.follows[:] = False
    log_early[:] = 0.0
    log_late[:] = 0.0
    for i in range(st.value.shape[0]):
        early, late = st.early[i], st.late[i]
        ratios = c.indicator_ratio[d, i]
        for m in range(n_moves):
            log_early[m] += ratios[m] * early
            log_late[m] += ratios[m] * late
    exponentials(log_early, st.at_early, st.scratch)
    exponentials(log_late, st.at_late, st.scratch)
    at_early, at_late, is_plain = st.at_early, st.at_late, s.is_plain
    factor, ratio, slope, left, clock, due = (
        st.factor,
        st.ratio,
        st.slope,
        st.left,
        st.clock,
        st.due,
    )
    per_day, steepest, half = 1.0 / (_DISTANCE * span), 2.0 / span, 0.5 * span
    rings = 0
    # The same as `lay_line`, for many moves at once.
    for m in range(n_moves):
        u = day - clock[m]
        mean = 0.5 * (at_early[m] + at_late[m])
        limit = mean * steepest
        steep = min(limit, max(-limit, (at_late[m] - at_early[m]) * per_day))
        run = left[m] - factor[m] * (u * (ratio[m] + 0.5 * slope[m] * u))
        left[m] = run if is_plain[m] else left[m]
        ratio[m] = mean - half * steep if is_plain[m] else ratio[m]
        slope[m] = steep if is_plain[m] else slope[m]
        clock[m] = day if is_plain[m] else clock[m]
        due[m] = np.inf if is_plain[m] else due[m]
        rings += is_plain[m] & (left[m] < factor[m] * (span * (ratio[m] + slope[m] * half)))
    for m in s.weibull_followers:
        lay_line(s, c, st, d, m, day, step_end, at_early[m], at_late[m])
    if rings:
        for m in range(n_moves):
            if is_plain[m]:
                look_ahead(s, c, st, d, m, step_end)


@numba.njit(_nrt=False, forceinline=True)
def follow_indicators(
    s: Structure, c: Coefficients, st: State, d: int, day: float, step_end: float
) -> None:
    """Lay the lines anew, to the step's end, where an indicator was touched or a move awoke."""
    for i in range(st.value.shape[0]):
        if st.touched[i]:
            st.touched[i] = False
            for entry in range(s.follower_start[i], s.follower_start[i + 1]):
                st.follows[s.follower_move[entry]] = True
    n = 0
    for m in range(st.left.shape[0]):
        if st.follows[m]:
            st.follows[m] = False
            if st.factor[m] > 0.0 and s.indicator_start[m] < s.indicator_start[m + 1]:
                st.listed[n] = m
                n += 1
    if n == 0:
        return
    find_levels(st, c, d, day + EARLY * (step_end - day), st.early)
    find_levels(st, c, d, day + LATE * (step_end - day), st.late)
    for j in range(n):
        m = st.listed[j]
        early, late = 0.0, 0.0
        for entry in range(s.indicator_start[m], s.indicator_start[m + 1]):
            i = s.indicator_number[entry]
            ratio = c.entry_ratio[d, entry]
            early += ratio * st.early[i]
            late += ratio * st.late[i]
        st.log_early[j], st.log_late[j] = early, late
    exponentials(st.log_early[:n], st.at_early[:n], st.scratch[:n])
    exponentials(st.log_late[:n], st.at_late[:n], st.scratch[:n])
    for j in range(n):
        lay_line(s, c, st, d, st.listed[j], day, step_end, st.at_early[j], st.at_late[j])


@numba.njit(_nrt=False, forceinline=True)
def next_move(st: State, day: float, until: float) -> tuple[int, float]:
    """Return the rated move that happens first before ``until`` and when; (-1, until) if none."""
    move, first = -1, until
    for m in range(st.due.shape[0]):
        if st.due[m] < first:
            move, first = m, st.due[m]
    return move, max(first, day)


@numba.njit(_nrt=False, forceinline=True)
def restart_clock(
    s: Structure,
    c: Coefficients,
    st: State,
    d: int,
    m: int,
    day: float,
    step_end: float,
    gap: float,
) -> None:
    """Give a move that has just happened the next gap of its clock."""
    run_down(s, c, st, d, m, day)
    st.left[m] = gap
    look_ahead(s, c, st, d, m, step_end)


@numba.njit(_nrt=False, forceinline=True)
def cumulative_hazard(
    s: Structure, c: Coefficients, st: State, d: int, m: int, day: float
) -> float:
    """Return the cumulative hazard of a dated move on its date."""
    log_hazard = st.log_static[m]
    for entry in range(s.indicator_start[m], s.indicator_start[m + 1]):
        i = s.indicator_number[entry]
        log_hazard += c.entry_ratio[d, entry] * level(st, c, d, i, day)
    return exponential(log_hazard) if log_hazard > -np.inf else 0.0
