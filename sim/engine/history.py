"""Replications event by event: the same bits as in a run, with a log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.engine.block_setup import clock_keys, draw_consents, observe
from sim.engine.loop.coefficients import build_coefficients
from sim.engine.loop.lanes import Lanes
from sim.engine.loop.parameters import draw_parameters
from sim.engine.loop.structure import build_structure
from sim.engine.loop.trace import Trace
from sim.engine.plan import Sizes
from sim.model.model import Model
from sim.results.event_log import Histories, LadderInfo
from sim.results.option_rungs import N_OPTION_RUNGS, OPTION_RUNGS
from sim.results.results import Header

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

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
    zero = np.zeros(1, np.int64)
    adopted = np.zeros((1, len(model.options)), np.bool_)
    adopted[0, list(options)] = True
    lanes = Lanes(zero, zero + draw, zero + replication, adopted)
    ((days, codes),) = _logs(model, seed, parameters, lanes)
    return [_event(model, float(day), int(code)) for day, code in zip(days, codes, strict=True)]


def run_histories(
    model: Model, sizes: Sizes, header: Header, options: tuple[int, ...] = (), offered: bool = False
) -> Histories:
    """Return the moves of every replication.

    Parameters
    ----------
    header
        Of a run of the same sizes.
    options, offered
        Options put into the world, and whether their consents are drawn.

    Raises
    ------
    RunError
        If a replication has an absurd number of events.
    """
    parameters = draw_parameters(model, sizes.seed, sizes.draws)
    draw = np.repeat(np.arange(sizes.draws), sizes.replications)
    replication = np.tile(np.arange(sizes.replications), sizes.draws)
    adopted = np.zeros((draw.shape[0], len(model.options)), np.bool_)
    adopted[:, list(options)] = True
    lanes = Lanes(draw, draw, replication, adopted)
    if offered:
        adopted &= draw_consents(model, sizes.seed, parameters, lanes)
    logs = [
        (days[codes < len(model.moves)], codes[codes < len(model.moves)])
        for days, codes in _logs(model, sizes.seed, parameters, lanes)
    ]
    lengths = np.array([days.shape[0] for days, _ in logs])
    return Histories(
        header=header,
        options=tuple(model.options[number].name for number in options),
        moves=tuple(move.name for move in model.moves),
        ladders=tuple(_ladder(model, n) for n in range(model.n_plain_ladders)),
        draw=np.repeat(draw, lengths),
        replication=np.repeat(replication, lengths),
        day=np.concatenate([days for days, _ in logs]),
        move=np.concatenate([codes for _, codes in logs]),
    )


def _logs(
    model: Model, seed: int, parameters: Floats, lanes: Lanes
) -> Iterator[tuple[Floats, Ints]]:
    """Yield the log of every lane: days, and codes as in `Trace`."""
    structure, keys = build_structure(model), clock_keys(model, seed)
    coefficients = build_coefficients(model, parameters)
    room = _ROOM
    for lane in range(lanes.row.shape[0]):
        one = Lanes(
            lanes.row[lane : lane + 1],
            lanes.draw[lane : lane + 1],
            lanes.replication[lane : lane + 1],
            lanes.adopted[lane : lane + 1],
        )
        while True:
            trace = Trace(np.empty(room), np.empty(room, np.int64), np.zeros(1, np.int64))
            observe(model, structure, coefficients, keys, one, trace)
            length = int(trace.length[0])
            if length <= room:
                break
            room = length
        yield trace.day[:length].copy(), trace.code[:length].copy()


def _event(model: Model, day: float, code: int) -> Event:
    if code < len(model.moves):
        return Event(day, move=model.moves[code].name)
    option, rung = divmod(code - len(model.moves), N_OPTION_RUNGS)
    return Event(day, option=model.options[option].name, rung=OPTION_RUNGS[rung])


def _ladder(model: Model, number: int) -> LadderInfo:
    ladder = model.ladders[number]
    return LadderInfo(
        name=ladder.name,
        rungs=ladder.rungs,
        start=ladder.rungs[ladder.start],
        leads={
            move.name: ladder.rungs[rung]
            for move in model.moves
            for where, rung in move.rungs
            if where == number
        },
    )
