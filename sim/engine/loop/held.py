"""What is written down of each condition while it holds: when first, and for how long.

One array has it all, so that something more to write down is a column here and nothing elsewhere.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.engine.loop.compiled import inlined, inlined_distinct
from sim.engine.loop.elementary import choose, replace
from sim.engine.loop.slots import filled

Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint64]

#: Columns: the first day on which it holds, or ``inf``, and the days in all.
FIRST_DAY, DAYS = range(2)
N_OBSERVED = 2
#: Then what is needed on the way: the day on which it last began to hold.
_SINCE = 2
N_COLUMNS = 3


@inlined
def clear_held(held: Floats) -> None:
    """Forget what was written down of all conditions.

    Parameters
    ----------
    held : ndarray, shape (condition, column)
    """
    for condition in range(held.shape[0]):
        held[condition, FIRST_DAY] = np.inf
        held[condition, DAYS] = 0.0


@inlined
def begin_to_hold(held: Floats, condition: int, day: float) -> None:
    """Note that a condition begins to hold."""
    held[condition, _SINCE] = day
    if held[condition, FIRST_DAY] == np.inf:
        held[condition, FIRST_DAY] = day


@inlined
def cease_to_hold(held: Floats, condition: int, day: float) -> None:
    """Note that a condition ceases to hold, or that it is looked at no longer."""
    held[condition, DAYS] += day - held[condition, _SINCE]


@inlined
def clear_held_in_lane(held: Floats, b: int) -> None:
    """Forget what was written down of all conditions in one of the lanes that go abreast.

    Parameters
    ----------
    held : ndarray, shape (condition, column, lane)
    """
    for condition in range(held.shape[0]):
        held[condition, FIRST_DAY, b] = np.inf
        held[condition, DAYS, b] = 0.0


@inlined
def cease_to_hold_in_lane(held: Floats, condition: int, b: int, day: float) -> None:
    """Note that a condition is looked at no longer in one of the lanes that go abreast."""
    held[condition, DAYS, b] += day - held[condition, _SINCE, b]


@inlined
def note_batched(day: Floats, now: Words, holds: Words, held: Floats) -> None:
    """Note in which of the lanes that go abreast a condition began or ceased to hold.

    Parameters
    ----------
    day, now, holds : ndarray, shape (lane,)
        The day, whether it holds now, and whether it held before, which is brought up to date.
    held : ndarray, shape (column, lane)
    """
    _note(day, now, holds, held[FIRST_DAY], held[_SINCE], held[DAYS])


@inlined_distinct
def _note(
    day: Floats, now: Words, holds: Words, first: Floats, since: Floats, days: Floats
) -> None:
    for b in range(filled(day.shape[0])):
        holding = now[b] & np.uint64(1)
        begins, ends = holding > holds[b], holding < holds[b]
        first[b] = replace(begins & (day[b] < first[b]), day[b], first[b])
        days[b] += choose(ends, day[b] - since[b], 0.0)
        since[b] = replace(begins, day[b], since[b])
        holds[b] = holding
