"""The illness model by hand in numpy: all histories in one array, one year at a time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from tests.benchmarks.illness import YEARS, yearly_probabilities

Floats = npt.NDArray[np.float64]
Program = Callable[[], Floats]


def prepare(n: int, seed: int) -> Program:
    """Return a program that looks up the rows of the matrix that the histories are in."""
    return lambda: _shares(n, seed)


def prepare_tuned(n: int, seed: int) -> Program:
    """Return a program with small integers and one column of the matrix at a time."""
    return lambda: _shares_tuned(n, seed)


def _shares(n: int, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    cumulative = yearly_probabilities().cumsum(axis=1)[:, :3]
    state = np.zeros(n, np.int64)
    for _ in range(YEARS):
        state = (rng.random(n)[:, None] > cumulative[state]).sum(axis=1)
    return np.bincount(state, minlength=4) / n


def _shares_tuned(n: int, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    columns = yearly_probabilities().cumsum(axis=1).T[:3].copy()
    state = np.zeros(n, np.int8)
    for _ in range(YEARS):
        u = rng.random(n)
        first, second, third = (column[state] for column in columns)
        state = (u > first).view(np.int8) + (u > second) + (u > third)
    return np.bincount(state, minlength=4) / n
