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
