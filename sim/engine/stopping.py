"""How a block that is under way in a thread learns that nobody waits for it any more.

A thread cannot be ended from outside.  So the threads of a pool carry a flag, and a block looks at
it between its worlds and every `sim.engine.block_setup.LANES_AT_ONCE` replications, which changes
no bit.
"""

from __future__ import annotations

import threading

_thread = threading.local()


class StoppedError(Exception):
    """A block was given up because nobody waits for it; never seen outside of its thread."""


def stop_at(flag: threading.Event) -> None:
    """Have the blocks that are run in this thread given up once the flag is set."""
    _thread.flag = flag


def stop_if_asked() -> None:
    """Give up the block if the flag of this thread is set.

    Raises
    ------
    StoppedError
        If it is.
    """
    flag: threading.Event | None = getattr(_thread, "flag", None)
    if flag is not None and flag.is_set():
        raise StoppedError
