"""One replication, event by event: the same bits as in a run, with a log."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.engine.block import clock_keys, observe
from sim.engine.coefficients import build_coefficients
from sim.engine.kernel import Lanes
from sim.engine.parameters import draw_parameters
from sim.engine.structure import build_structure
from sim.engine.trace import Trace
from sim.model import OPTION_RUNGS, Model

#: Room for events in the first attempt; a longer history is run again with enough.
_ROOM = 4096


@dataclass(frozen=True)
class Event:
    """Something that happened.

    Attributes
    ----------
    day
        Days since the start.
    move
        Name of the move; empty if an option changed its rung.
    option, rung
        Name of the option and the rung it went to; empty for a move.
    """

    day: float
    move: str = ""
    option: str = ""
    rung: str = ""


def history(
    model: Model, seed: int, draw: int, replication: int, options: tuple[int, ...] = ()
) -> list[Event]:
    """Return the events of one replication, in order.

    Parameters
    ----------
    options
        Options that are adopted.

    Raises
    ------
    RunError
        If the replication has an absurd number of events.
    """
    parameters = draw_parameters(model, seed, draw + 1)[draw:]
    adopted = np.zeros((1, len(model.options)), np.bool_)
    adopted[0, list(options)] = True
    zero = np.zeros(1, np.int64)
    lanes = Lanes(zero, zero + draw, zero + replication, adopted)
    room = _ROOM
    while True:
        trace = Trace(np.empty(room), np.empty(room, np.int64), np.zeros(1, np.int64))
        observe(
            model,
            build_structure(model),
            build_coefficients(model, parameters),
            clock_keys(model, seed),
            lanes,
            trace,
        )
        length = int(trace.length[0])
        if length <= room:
            return [
                _event(model, float(day), int(code))
                for day, code in zip(trace.day[:length], trace.code[:length], strict=True)
            ]
        room = length


def _event(model: Model, day: float, code: int) -> Event:
    if code < len(model.moves):
        return Event(day, move=model.moves[code].name)
    option, rung = divmod(code - len(model.moves), len(OPTION_RUNGS))
    return Event(day, option=model.options[option].name, rung=OPTION_RUNGS[rung])
