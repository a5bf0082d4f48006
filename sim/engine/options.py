"""Options in force: the rungs they are on, and what they do together to the hazard of a move."""

from __future__ import annotations

import numpy as np

from sim.engine.coefficients import Coefficients
from sim.engine.compiled import inlined
from sim.engine.state import State, bit, find_conditions
from sim.engine.structure import Structure
from sim.engine.trace import Trace, record
from sim.model import ABSENT, ACTIVE, ENDED, SUSPENDED


@inlined
def settle_options(s: Structure, st: State, trace: Trace, day: float) -> bool:
    """Bring the options' rungs in line with their needs; return whether any rung changed.

    The conditions of the state must be up to date, and stay so.
    """
    changed = False
    for option in s.option_order:
        rung = ABSENT
        if st.in_force[option] == 1:
            condition = s.option_condition[option]
            rung = ACTIVE if condition < 0 or bit(st.holds, condition) else SUSPENDED
        elif st.in_force[option] == 2:
            rung = ENDED
        if st.rung[s.n_plain_ladders + option] != rung:
            st.rung[s.n_plain_ladders + option] = rung
            st.has_changed[s.n_plain_ladders + option] = True
            record(trace, day, st.slot.shape[0] + 4 * option + rung)
            # Another option may need this one.
            find_conditions(s, st)
            changed = True
    return changed


@inlined
def combine_options(s: Structure, c: Coefficients, st: State, d: int, m: int) -> None:
    """Set the options' log term of a move: each next weaker ratio counts less by the overlap.

    Ratios are taken in the order of their strength, each time the strongest of those left, so that
    neither the order of the options nor ties matter.
    """
    first, end = s.acting_start[m], s.acting_start[m + 1]
    total, weight, last, used = 0.0, 1.0, np.inf, np.int64(0)
    while used < np.int64(end) - np.int64(first):
        strongest, signed, ties = 0.0, 0.0, 0
        for entry in range(first, end):
            option = s.acting_option[entry]
            ratio = c.option_ratio[d, option, m]
            if st.rung[s.n_plain_ladders + option] != ACTIVE or ratio == 0.0:
                continue
            if abs(ratio) < last and abs(ratio) > strongest:
                strongest, signed, ties = abs(ratio), ratio, 1
            elif abs(ratio) == strongest:
                signed += ratio
                ties += 1
        if ties == 0:
            break
        for _ in range(ties):
            total += weight * (signed / ties)
            weight *= c.overlap[d]
        last = strongest
        used += ties
    st.option_ratio[m] = total
