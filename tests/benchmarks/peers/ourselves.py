"""The illness model in `sim`: events in continuous time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

import sim
from tests.benchmarks.illness import RATES, STATES, YEARS

Floats = npt.NDArray[np.float64]
Program = Callable[[], Floats]

MOVES = "\n".join(
    f"  {start}_{end}: "
    f"{{when: {{health: {start}}}, rate: {rate} per year, then: {{health: {end}}}}}"
    for (start, end), rate in RATES.items()
)
SCENARIO = f"""
sim: 1
title: An illness with four states
start: 2023-01-01
horizon: {YEARS} years
step: {YEARS} years
ladders: {{health: {{rungs: [{", ".join(STATES)}]}}}}
moves:
{MOVES}
outcomes:
  sick: {{count: healthy_sick}}
  recovered: {{count: sick_healthy}}
  sicker: {{count: sick_sicker}}
  healthy_dead: {{count: healthy_dead}}
  sick_dead: {{count: sick_dead}}
  sicker_dead: {{count: sicker_dead}}
"""
#: Histories of one draw: a run is cut into draws, as one with uncertain numbers would be.
PER_DRAW = 1000


def prepare(n: int, seed: int) -> Program:
    """Return a program for one thread."""
    return _prepare(n, seed, workers=1)


def prepare_two(n: int, seed: int) -> Program:
    """Return a program for two threads."""
    return _prepare(n, seed, workers=2)


def _prepare(n: int, seed: int, workers: int) -> Program:
    scenario = sim.loads(SCENARIO)
    draws, replications = n // PER_DRAW, PER_DRAW

    def program() -> Floats:
        run = sim.run(scenario, draws=draws, replications=replications, seed=seed, workers=workers)
        return _shares(run.baseline.outcome.mean.mean(axis=0))

    return program


def _shares(counts: Floats) -> Floats:
    """Return the share in each state, from how often each transition happened."""
    sick, recovered, sicker, healthy_dead, sick_dead, sicker_dead = counts
    return np.array(
        [
            1 - sick + recovered - healthy_dead,
            sick - recovered - sicker - sick_dead,
            sicker - sicker_dead,
            healthy_dead + sick_dead + sicker_dead,
        ]
    )
