"""Times of several programs, taken in turns, so that a busy machine is busy for all of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping

Program = Callable[[], object]


def in_turns(makers: Mapping[str, Callable[[], Program]], rounds: int) -> dict[str, list[float]]:
    """Return the seconds that each program took, round by round.

    Parameters
    ----------
    makers
        Each makes a program, afresh for every round, and what it does is not timed.  Every program
        runs once before the first round, so that compiling and importing do not count.
    """
    for make in makers.values():
        make()()
    seconds: dict[str, list[float]] = {name: [] for name in makers}
    for _ in range(rounds):
        for name, make in makers.items():
            program = make()
            start = time.perf_counter()
            program()
            seconds[name].append(time.perf_counter() - start)
    return seconds


def ratio(slower: list[float], faster: list[float]) -> float:
    """Return how many times longer one program took than another: the median over the rounds."""
    return statistics.median(a / b for a, b in zip(slower, faster, strict=True))
