"""An executor with what the engine has to know of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import NamedTuple


class Pool(NamedTuple):
    """An executor, and what there is to know of it.

    Attributes
    ----------
    at_once
        How many blocks it can run at once.
    check
        To be called when nothing has come back for a while; raises `RunError` if nobody is left who
        could run a block.
    """

    executor: Executor
    at_once: int
    check: Callable[[], None] = lambda: None


def asked(executor: Executor, at_once: int) -> Pool:
    """Return an executor that is asked, when nothing comes back, whether it still takes work.

    A pool of processes that breaks while a task is handed in may forget that task (a race in
    `concurrent.futures`): it would be waited for without end, but the next one is refused.
    """
    return Pool(executor, at_once, lambda: _hand_in_nothing(executor))


def _hand_in_nothing(executor: Executor) -> None:
    executor.submit(int)
