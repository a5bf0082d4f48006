"""The illness model in SimPy: one process a history, one event a transition."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import simpy

from tests.benchmarks.illness import STATES, YEARS, rate_matrix


def prepare(n: int, seed: int) -> Callable[[], npt.NDArray[np.float64]]:
    """Return a program for ``n`` histories."""
    return lambda: _shares(n, seed)


def _shares(n: int, seed: int) -> npt.NDArray[np.float64]:
    """Return the share in each state."""
    rng = random.Random(seed)
    rates = rate_matrix()
    leaving = [-float(rates[s, s]) for s in range(len(STATES))]
    targets = [[t for t in range(len(STATES)) if t != s] for s in range(len(STATES))]
    weights = [[float(rates[s, t]) for t in targets[s]] for s in range(len(STATES))]
    state = [0] * n

    def history(env: simpy.Environment, number: int) -> Iterator[simpy.Event]:
        while leaving[state[number]] > 0.0:
            now = state[number]
            yield env.timeout(rng.expovariate(leaving[now]))
            state[number] = rng.choices(targets[now], weights[now])[0]

    env = simpy.Environment()
    for number in range(n):
        env.process(history(env, number))
    env.run(until=YEARS)
    return np.bincount(state, minlength=len(STATES)) / n
