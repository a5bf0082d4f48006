"""Options in force: the rungs they are on, and what they do together to the hazard of a move."""

from __future__ import annotations

import numpy as np

from sim.engine.loop.coefficients import Coefficients
from sim.engine.loop.compiled import inlined
from sim.engine.loop.conditions import NO_CONDITION
from sim.engine.loop.state import IN_FORCE, OVER, State, bit, find_conditions
from sim.engine.loop.structure import Structure
from sim.engine.loop.trace import Trace, option_code, record
from sim.results.option_rungs import ABSENT, ACTIVE, ENDED, SUSPENDED


@inlined
def settle_options(s: Structure, st: State, trace: Trace, day: float) -> bool:
    """Bring the options' rungs in line with their needs; return whether any rung changed.

    The conditions of the state must be up to date, and stay so.
    """
    changed = False
    for option in s.option_order:
        rung = ABSENT
        if st.phase[option] == IN_FORCE:
            condition = s.option_condition[option]
            rung = ACTIVE if condition == NO_CONDITION or bit(st.holds, condition) else SUSPENDED
        elif st.phase[option] == OVER:
            rung = ENDED
        if st.rung[s.n_plain_ladders + option] != rung:
            st.rung[s.n_plain_ladders + option] = rung
            st.has_changed[s.n_plain_ladders + option] = True
            record(trace, day, option_code(st.slot.shape[0], option, rung))
            # Another option may need this one.
            find_conditions(s, st)
            changed = True
    return changed


#: Strengths that differ by less than this share of themselves are equal: 0.1 is as strong as 10,
#: whatever the last bits of their logarithms.
EQUAL = 1e-9


@inlined
def combine_options(s: Structure, c: Coefficients, st: State, d: int, m: int) -> None:
    """Set the options' log term of a move: each next weaker ratio counts less by the overlap.

    Ratios are taken in the order of their strength, each time the strongest of those left together
    with all that are as strong up to rounding.  These share their weights, and where they have
    opposite directions they cancel exactly; so neither the order of the options nor the last bit of
    a ratio matters.
    """
    first, end = s.acting_start[m], s.acting_start[m + 1]
    total, weight, last = 0.0, 1.0, np.inf
    while True:
        strongest = 0.0
        for entry in range(first, end):
            size = _acting_size(s, c, st, d, s.acting_option[entry], m)
            if size < last and size > strongest:
                strongest = size
        if strongest == 0.0:
            break
        least, balance, equals = (1.0 - EQUAL) * strongest, 0, 0
        for entry in range(first, end):
            option = s.acting_option[entry]
            if least <= _acting_size(s, c, st, d, option, m) < last:
                balance += 1 if c.option_ratio[d, option, m] > 0.0 else -1
                equals += 1
        for _ in range(equals):
            total += weight * (strongest * balance / equals)
            weight *= c.overlap[d]
        last = least
    st.option_ratio[m] = total


@inlined
def _acting_size(s: Structure, c: Coefficients, st: State, d: int, option: int, m: int) -> float:
    """Return the size of an option's log ratio on a move, 0 while the option is not active."""
    if st.rung[s.n_plain_ladders + option] != ACTIVE:
        return 0.0
    return abs(c.option_ratio[d, option, m])
