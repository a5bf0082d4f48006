"""Indicators: their exact levels, how they relax, and what disturbs them.

Between two disturbances a level is ``rest + (value - rest) * exp((since - day) / time constant)``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.engine.loop.coefficients import Coefficients
from sim.engine.loop.compiled import inlined, inlined_distinct
from sim.engine.loop.elementary import exponential
from sim.engine.loop.slots import filled
from sim.engine.loop.state import State
from sim.engine.loop.structure import Structure
from sim.results.option_rungs import ACTIVE

Floats = npt.NDArray[np.float64]

#: Nodes of the two-point Gauss-Legendre rule on the unit interval, and their distance.
EARLY, LATE = 0.5 - np.sqrt(3.0) / 6.0, 0.5 + np.sqrt(3.0) / 6.0
DISTANCE = LATE - EARLY


@inlined
def level(st: State, c: Coefficients, d: int, i: int, day: float) -> float:
    """Return the exact level of an indicator on a day of the present step."""
    rest = st.rest[i]
    return rest + (st.value[i] - rest) * exponential((st.since[i] - day) * c.decay[d, i])


@inlined
def disturb(
    st: State, c: Coefficients, d: int, i: int, day: float, rest: float, jump: float
) -> None:
    """Move an indicator's origin to ``day``, with a new rest and a jump, and mark it as touched."""
    before = level(st, c, d, i, day)
    st.integral[i] += st.rest[i] * (day - st.since[i]) + c.time_constant[d, i] * (
        st.value[i] - before
    )
    st.value[i] = min(1.0, max(0.0, before + jump))
    st.since[i] = day
    st.rest[i] = rest
    st.touched[i] = True


@inlined
def relax(c: Coefficients, st: State, d: int, day: float) -> None:
    """Move the origin of every indicator to ``day``, at the level that it has then."""
    _relax(day, c.decay[d], c.time_constant[d], st.rest, st.value, st.since, st.integral)


@inlined_distinct
def _relax(
    day: float,
    decay: Floats,
    time_constant: Floats,
    rest: Floats,
    value: Floats,
    since: Floats,
    integral: Floats,
) -> None:
    for i in range(filled(decay.shape[0])):
        new = rest[i] + (value[i] - rest[i]) * exponential((since[i] - day) * decay[i])
        integral[i] += rest[i] * (day - since[i]) + time_constant[i] * (value[i] - new)
        value[i] = new
        since[i] = day


@inlined
def find_rests(s: Structure, c: Coefficients, st: State, d: int, out: Floats) -> None:
    """Write into ``out`` the levels to which the indicators relax on the present rungs."""
    for i in range(out.shape[0]):
        out[i] = c.rest[d, i]
    for ladder in range(s.n_plain_ladders):
        row = s.shift_row[s.first_rung[ladder] + st.rung[ladder]]
        if row >= 0:
            for i in range(out.shape[0]):
                out[i] += c.rung_shift[d, row, i]
    for option in range(st.phase.shape[0]):
        if st.rung[s.n_plain_ladders + option] == ACTIVE:
            for i in range(out.shape[0]):
                out[i] += c.option_shift[d, option, i]
    for i in range(out.shape[0]):
        out[i] = min(1.0, max(0.0, out[i]))


@inlined
def find_nodes(st: State, c: Coefficients, d: int, day: float, step_end: float) -> None:
    """Find the level of every indicator at the two nodes between now and the step's end."""
    early, late = day + EARLY * (step_end - day), day + LATE * (step_end - day)
    _find_levels(early, late, c.decay[d], st.rest, st.value, st.since, st.early, st.late)


@inlined
def find_nodes_of_step(st: State) -> None:
    """Find the levels at the nodes of a whole step, at whose start all indicators were relaxed."""
    _find_levels_of_step(st.rest, st.value, st.decay_early, st.decay_late, st.early, st.late)


@inlined_distinct
def _find_levels_of_step(
    rest: Floats,
    value: Floats,
    decay_early: Floats,
    decay_late: Floats,
    at_early: Floats,
    at_late: Floats,
) -> None:
    for i in range(filled(rest.shape[0])):
        at_early[i] = rest[i] + (value[i] - rest[i]) * decay_early[i]
        at_late[i] = rest[i] + (value[i] - rest[i]) * decay_late[i]


@inlined_distinct
def _find_levels(
    early: float,
    late: float,
    decay: Floats,
    rest: Floats,
    value: Floats,
    since: Floats,
    at_early: Floats,
    at_late: Floats,
) -> None:
    for i in range(filled(decay.shape[0])):
        distance = value[i] - rest[i]
        at_early[i] = rest[i] + distance * exponential((since[i] - early) * decay[i])
        at_late[i] = rest[i] + distance * exponential((since[i] - late) * decay[i])
