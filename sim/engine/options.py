"""Options in force: the rungs they are on, and what they do together to the hazard of a move."""

from __future__ import annotations

import numba
import numpy as np

from sim.engine.coefficients import Coefficients
from sim.engine.state import State, bit, find_conditions
from sim.engine.structure import Structure
from sim.engine.trace import Trace, record
from sim.model import ABSENT, ACTIVE, ENDED, SUSPENDED


@numba.njit(_nrt=False, forceinline=True)
def settle_options(s: Structure, st: State, trace: Trace, day: float) -> bool:
    """Bring the options' rungs in line with their needs; return whether any rung changed."""
    changed = False
    for option in s.option_order:
        if st.in_force[option] == 1:
            condition = s.option_condition[option]
            if condition >= 0:
                find_conditions(s, st, st.held_before)
            rung = ACTIVE if condition < 0 or bit(st.held_before, condition) else SUSPENDED
        else:
            rung = ENDED if st.in_force[option] == 2 else ABSENT
        if st.rung[s.n_plain_ladders + option] != rung:
            st.rung[s.n_plain_ladders + option] = rung
            st.has_changed[s.n_plain_ladders + option] = True
            record(trace, day, st.left.shape[0] + 4 * option + rung)
            changed = True
    return changed


@numba.njit(_nrt=False, forceinline=True)
def combine_options(s: Structure, c: Coefficients, st: State, d: int) -> None:
    """Set the options' log term of every move: each next weaker ratio counts less by the overlap.

    Ratios are taken in the order of their strength, each time the strongest of those left, so that
    neither the order of the options nor ties matter.
    """
    n_options = st.in_force.shape[0]
    for m in range(st.option_ratio.shape[0]):
        total, weight, last, used = 0.0, 1.0, np.inf, 0
        while used < n_options:
            strongest, signed, ties = 0.0, 0.0, 0
            for option in range(n_options):
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
