"""The illness model in Mesa: one agent a history, all of them in one model, a step a year."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

import mesa
import numpy as np
import numpy.typing as npt

from tests.benchmarks.illness import YEARS, yearly_probabilities


class _Patient(mesa.Agent):
    def __init__(self, model: mesa.Model) -> None:
        super().__init__(model)
        self.state = 0

    def step(self) -> None:
        self.state = bisect_right(self.model.cumulative[self.state], self.model.random.random())


class _Ward(mesa.Model):
    def __init__(self, n: int, seed: int) -> None:
        super().__init__(rng=seed)
        self.cumulative = yearly_probabilities().cumsum(axis=1)[:, :3].tolist()
        _Patient.create_agents(self, n)

    def step(self) -> None:
        self.agents.do("step")


def prepare(n: int, seed: int) -> Callable[[], npt.NDArray[np.float64]]:
    """Return a program for ``n`` histories."""
    return lambda: _shares(n, seed)


def _shares(n: int, seed: int) -> npt.NDArray[np.float64]:
    """Return the share in each state."""
    ward = _Ward(n, seed)
    for _ in range(YEARS):
        ward.step()
    return np.bincount(ward.agents.get("state"), minlength=4) / n
