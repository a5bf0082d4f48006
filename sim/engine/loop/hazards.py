"""Factors, and the clocks that hazards run down, one move at a time.

The hazard of a move is a factor (baseline, traits, rungs, options; 0 while it is not possible)
times the hazard ratio of the indicators, a straight line in time
(`sim.engine.loop.linear_hazards`).

A move's clock is touched only when the move's own factor changes bit for bit, or when an indicator
that modifies it moves on.  So what changes nothing changes no bit, and a change of the factor alone
scales a hazard that is otherwise the same in both worlds.
"""

from __future__ import annotations

import numpy as np

from sim.engine.loop.coefficients import Coefficients
from sim.engine.loop.compiled import inlined
from sim.engine.loop.elementary import exponential, fma, power
from sim.engine.loop.levels import find_nodes, level
from sim.engine.loop.linear_hazards import lay_lines, put_to_sleep, time_along_line, wake
from sim.engine.loop.slots import filled
from sim.engine.loop.state import (
    ENABLED,
    FOLLOWERS_MOVED,
    FOLLOWING,
    OTHERS_MOVED,
    State,
)
from sim.engine.loop.structure import Structure

# More than any number of a move.
_NOBODY = 2**32


@inlined
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


@inlined
def run_down(s: Structure, c: Coefficients, st: State, d: int, m: int, day: float) -> None:
    """Run a move's clock down to the present."""
    q = st.slot[m]
    reading = clock_reading(s, c, st, d, m, day)
    u = reading - st.clock[q]
    st.left[q] -= st.factor[q] * (u * fma(0.5 * st.slope[q], u, st.ratio[q]))
    st.ratio[q] += st.slope[q] * u
    st.clock[q] = reading


@inlined
def look_ahead(s: Structure, c: Coefficients, st: State, d: int, m: int, step_end: float) -> None:
    """Note the day on which a move happens before its line ends, ``inf`` if it does not.

    The line of a move that no indicator modifies ends at the horizon.  Most moves do not happen
    before something changes, and that takes no root to find out.
    """
    q, w = st.slot[m], s.weibull_row[m]
    follows = s.indicator_start[m] < s.indicator_start[m + 1]
    end = step_end if follows else s.horizon
    u = clock_reading(s, c, st, d, m, end) - st.clock[q]
    ratio, slope, factor = st.ratio[q], st.slope[q], st.factor[q]
    due = np.inf
    if st.left[q] < factor * (u * fma(0.5 * slope, u, ratio)):
        due = st.clock[q] + time_along_line(st.left[q] / factor, ratio, slope)
        if w >= 0:
            due = st.possible_since[m] + power(due / c.scale_power[d, w], 1.0 / c.shape[d, w])
    st.due[q] = due
    st.counts[FOLLOWERS_MOVED if s.is_follower[m] else OTHERS_MOVED] = 1


@inlined
def is_possible(s: Structure, st: State, m: int) -> bool:
    """Return whether the rungs allow a move."""
    possible = True
    for entry in range(s.when_start[m], s.when_start[m + 1]):
        rungs = s.when_rungs[entry] >> np.uint64(st.rung[s.when_ladder[entry]])
        possible = possible and rungs & np.uint64(1) != 0
    return possible


@inlined
def log_factor(s: Structure, c: Coefficients, st: State, d: int, m: int) -> float:
    """Return the log of a move's hazard without the indicators' part."""
    total = c.log_rate[d, m] + st.option_ratio[m]
    for entry in range(s.rung_start[m], s.rung_start[m + 1]):
        if st.rung[s.rung_ladder[entry]] == s.rung_rung[entry]:
            total += c.rung_ratio[d, entry]
    return total


@inlined
def set_factor(
    s: Structure, c: Coefficients, st: State, d: int, m: int, day: float, step_end: float
) -> None:
    """Bring the factor of a move up to date with the rungs and options."""
    possible, log_static = is_possible(s, st, m), log_factor(s, c, st, d, m)
    if possible == st.possible[m] and log_static == st.log_static[m]:
        return
    begins = possible and not st.possible[m]
    st.possible[m] = possible
    st.log_static[m] = log_static
    if begins:
        st.possible_since[m] = day
    factor = exponential(log_static) if possible and s.is_rated[m] else 0.0
    if factor == st.factor[st.slot[m]]:
        return
    run_down(s, c, st, d, m, day)
    st.factor[st.slot[m]] = factor
    if s.is_follower[m] and begins:
        wake(st, m)
    elif s.is_follower[m] and not possible:
        put_to_sleep(st, m)
    else:
        if begins and s.indicator_start[m] < s.indicator_start[m + 1]:
            st.follows[st.slot[m]] = 1
            st.counts[FOLLOWING] = 1
        look_ahead(s, c, st, d, m, step_end)


@inlined
def start_lines(
    s: Structure, c: Coefficients, st: State, d: int, day: float, step_end: float
) -> None:
    """Lay the line of every possible move that an indicator modifies, at the start of a step."""
    for q in range(st.counts[ENABLED]):
        st.follows[q] = 1
    for m in s.weibull_followers:
        st.follows[st.slot[m]] = 1
    st.counts[FOLLOWING] = 0
    lay_lines(st, day, step_end)
    _lay_weibull_lines(s, c, st, d, day, step_end)


@inlined
def follow_indicators(
    s: Structure, c: Coefficients, st: State, d: int, m: int, day: float, step_end: float
) -> None:
    """Lay the lines anew, to the step's end, where an indicator was touched or a move awoke.

    Parameters
    ----------
    m
        The move that has just happened, or -1; if its line goes on, it is due anew.
    """
    for i in range(st.touched.shape[0]):
        if st.touched[i]:
            st.touched[i] = False
            for entry in range(s.follower_start[i], s.follower_start[i + 1]):
                st.follows[st.slot[s.follower_move[entry]]] = 1
            if s.follower_start[i] < s.follower_start[i + 1]:
                st.counts[FOLLOWING] = 1
    if m >= 0 and not st.follows[st.slot[m]]:
        look_ahead(s, c, st, d, m, step_end)
    if st.counts[FOLLOWING]:
        st.counts[FOLLOWING] = 0
        find_nodes(st, c, d, day, step_end)
        lay_lines(st, day, step_end)
        _lay_weibull_lines(s, c, st, d, day, step_end)


@inlined
def _lay_weibull_lines(
    s: Structure, c: Coefficients, st: State, d: int, day: float, step_end: float
) -> None:
    """Lay the lines of moves with a shape, which are level; those that are not possible wait."""
    for m in s.weibull_followers:
        q = st.slot[m]
        if st.follows[q] and st.possible[m]:
            early, late = 0.0, 0.0
            for entry in range(s.indicator_start[m], s.indicator_start[m + 1]):
                i, ratio = s.indicator_number[entry], c.entry_ratio[d, entry]
                early = fma(ratio, st.early[i], early)
                late = fma(ratio, st.late[i], late)
            run_down(s, c, st, d, m, day)
            st.ratio[q] = 0.5 * (exponential(early) + exponential(late))
            look_ahead(s, c, st, d, m, step_end)
        st.follows[q] = 0


@inlined
def _find_first(st: State, group: int, begin: int, end: int) -> None:
    """Find who is due first among some slots, and when: the first by name of several."""
    move, first, n = np.int64(_NOBODY), np.inf, 0
    # Few are due at all.  Listing them without a branch spares the processor wrong guesses.
    for q in range(begin, end):
        st.listed[n] = q
        n += st.due[q] < np.inf
    for place in range(n):
        q = st.listed[place]
        if st.due[q] < 0.0:
            length = time_along_line(st.left[q] / st.factor[q], st.ratio[q], st.slope[q])
            st.due[q] = max(0.0, st.clock[q] + length)
        if st.due[q] < first or (st.due[q] == first and st.move[q] < move):
            move, first = np.int64(st.move[q]), st.due[q]
    st.first_move[group], st.first_due[group] = move, first


@inlined
def next_move(s: Structure, st: State, day: float, until: float) -> tuple[int, float]:
    """Return the rated move that happens first before ``until`` and when; (-1, until) if none."""
    if st.counts[FOLLOWERS_MOVED]:
        st.counts[FOLLOWERS_MOVED] = 0
        _find_first(st, 0, 0, st.counts[ENABLED])
    if st.counts[OTHERS_MOVED]:
        st.counts[OTHERS_MOVED] = 0
        _find_first(st, 1, filled(s.n_followers), s.n_slots)
    move, first = st.first_move[0], st.first_due[0]
    if st.first_due[1] < first or (st.first_due[1] == first and st.first_move[1] < move):
        move, first = st.first_move[1], st.first_due[1]
    if first < until:
        return move, max(first, day)
    return -1, until


@inlined
def cumulative_hazard(
    s: Structure, c: Coefficients, st: State, d: int, m: int, day: float
) -> float:
    """Return the cumulative hazard of a dated move on its date."""
    log_hazard = st.log_static[m]
    for entry in range(s.indicator_start[m], s.indicator_start[m + 1]):
        i = s.indicator_number[entry]
        log_hazard += c.entry_ratio[d, entry] * level(st, c, d, i, day)
    return exponential(log_hazard) if log_hazard > -np.inf else 0.0
