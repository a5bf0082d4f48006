"""A log of what happened in one replication, written by the compiled loop when somebody asks."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.engine.loop.compiled import inlined
from sim.results.option_rungs import N_OPTION_RUNGS


class Trace(NamedTuple):
    """A log of events, for a single replication; of length 0 when nobody asks.

    Attributes
    ----------
    day : (entry,)
    code : (entry,)
        The move; or the `option_code` when an option changes its rung.
    length : (1,)
        Number of events, which may exceed the room for them.
    """

    day: npt.NDArray[np.float64]
    code: npt.NDArray[np.int64]
    length: npt.NDArray[np.int64]


def no_trace() -> Trace:
    """Return a log for when nobody asks."""
    return Trace(np.empty(0), np.empty(0, np.int64), np.zeros(1, np.int64))


@inlined
def option_code(n_moves: int, option: int, rung: int) -> int:
    """Return the code of an option that gets to a rung."""
    return n_moves + N_OPTION_RUNGS * option + rung


@inlined
def record(trace: Trace, day: float, code: int) -> None:
    """Append an event, or only count it where there is no room."""
    if trace.day.shape[0]:
        if trace.length[0] < trace.day.shape[0]:
            trace.day[trace.length[0]] = day
            trace.code[trace.length[0]] = code
        trace.length[0] += 1
