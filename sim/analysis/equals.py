"""Alternatives that are the same in every history, whatever they are called."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.analysis.alternatives import Alternatives

#: Numbers that differ by less than this part of the largest differ by rounding.
_ROUNDING = 1e-12


def stand_ins(choice: Alternatives) -> npt.NDArray[np.intp]:
    """Return the position of the alternative that stands for each, itself or one just like it.

    Two sets may differ in an option that never starts, or that nobody consents to.  All that is
    estimated of them must agree to the last digit, or chance would decide which of them is better.
    The one with the fewest options stands for the others; the baseline, whose column is the outcome
    and not a change, for itself.
    """
    n = len(choice.names)
    sets = choice.sets
    order = sorted(range(1, n), key=lambda k: (len(choice.members[k]), sets[k], k))
    columns = np.concatenate([choice.values, choice.variance, choice.parts.reshape(-1, n)])
    rounding = _ROUNDING * float(np.max(np.abs(columns), initial=0.0))
    found = np.arange(n)
    distinct: list[int] = []
    for k in order:
        gaps = np.max(np.abs(columns[:, distinct] - columns[:, [k]]), axis=0, initial=0.0)
        equal = np.flatnonzero(gaps <= rounding)
        if len(equal):
            found[k] = distinct[equal[0]]
        else:
            distinct.append(k)
    return found


def unchanged(choice: Alternatives) -> npt.NDArray[np.bool_]:
    """Return whether each alternative changes nothing in any history, shape (alternative,)."""
    parts = np.any(choice.parts, axis=(0, 1))
    found = ~(np.any(choice.values, axis=0) | np.any(choice.variance, axis=0) | parts)
    found[0] = False
    return np.asarray(found)
