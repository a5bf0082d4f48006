"""Interrupts that are heard at once, whatever the process is busy with.

Python raises `KeyboardInterrupt` between two instructions of its own: not while the main thread
compiles or is inside compiled code, which can take half a minute.  So a thread of its own is woken
by every signal, and ends the process if the main thread has not done so within `GRACE` seconds, or
at the second interrupt.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic

#: Seconds that the main thread has to end in order.
GRACE = 1.0

INTERRUPTED = 130

_last_words: list[Callable[[], str]] = []
_heard: list[float] = []


def listen() -> None:
    """Begin to listen; only the main thread can."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    try:
        signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    except ValueError:  # not in the main thread
        return
    threading.Thread(
        target=_watch, args=(ours, theirs), daemon=True, name="sim-hears-interrupts"
    ).start()


def interrupted() -> bool:
    """Return whether there was an interrupt, even if something swallowed the exception."""
    return bool(_heard)


@contextmanager
def last_words(tell: Callable[[], str]) -> Iterator[None]:
    """Have something said at an interrupt within, if ``tell`` returns any text."""
    _last_words.append(tell)
    try:
        yield
    finally:
        _last_words.remove(tell)


def leave_at_once() -> None:
    """End the process if a thread still is inside compiled code; otherwise it can end by itself."""
    if all(
        thread.daemon or thread is threading.current_thread() for thread in threading.enumerate()
    ):
        return
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(INTERRUPTED)


def _watch(ours: socket.socket, theirs: socket.socket) -> None:
    with ours, theirs:
        while True:
            number = ours.recv(1)
            if number != bytes([signal.SIGINT]):
                continue
            _heard.append(monotonic())
            ours.settimeout(GRACE)
            with suppress(TimeoutError):
                while ours.recv(1) != bytes([signal.SIGINT]):
                    pass
            # The streams may be locked by the thread that hangs, so they are passed by.
            words = [words for tell in reversed(_last_words) if (words := tell())]
            text = "\n".join([*words, "interrupted"]) + "\n"
            with suppress(OSError):
                os.write(2, text.encode("utf-8", "replace"))
            os._exit(INTERRUPTED)
