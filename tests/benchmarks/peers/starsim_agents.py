"""The illness model in Starsim: one agent a history, common random numbers on, a step a year.

One draw a person and year, looked up in the matrix, is not faster than a decision for each pair.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import starsim as ss

from tests.benchmarks.illness import STATES, YEARS, yearly_probabilities


class _Illness(ss.Module):
    """A decision of its own, with a stream of its own, for every pair of states."""

    def __init__(self) -> None:
        super().__init__()
        self.define_states(ss.FloatArr("state", default=0.0))
        self.decisions = []
        for start, row in enumerate(yearly_probabilities()):
            left = 1.0
            for end, probability in enumerate(row):
                if end != start and probability > 0.0:
                    chance = ss.bernoulli(p=min(1.0, probability / left))
                    # As an attribute of the module it is found, and gets its stream.
                    setattr(self, f"from_{start}_to_{end}", chance)
                    self.decisions.append((start, end, chance))
                    left -= probability

    def step(self) -> None:
        waiting = [(self.state == number).uids for number in range(len(STATES))]
        for start, end, chance in self.decisions:
            moved, stayed = chance.split(waiting[start])
            self.state[moved] = float(end)
            waiting[start] = stayed


def prepare(n: int, seed: int) -> Callable[[], npt.NDArray[np.float64]]:
    """Return a program that runs a simulation, made and initialised before the clock starts."""
    simulation = ss.Sim(
        n_agents=n, modules=_Illness(), start=0, dur=YEARS - 1, dt=1.0, rand_seed=seed, verbose=0
    )
    simulation.init()

    def program() -> npt.NDArray[np.float64]:
        simulation.run(verbose=0)
        states = np.asarray(next(iter(simulation.modules)).state.values, np.int64)
        return np.bincount(states, minlength=len(STATES)) / n

    return program
