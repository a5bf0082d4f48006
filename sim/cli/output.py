"""Standard output and standard error: what a terminal can show, and progress."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from sim.report.answer import Answer
from sim.report.formats import Screen, written

_PLAIN = str.maketrans({"±": "+-", "×": "x", "─": "-", "–": "-", "−": "-", "·": "."})

#: Columns below which tables would lose numbers; the terminal then breaks the lines itself.
NARROWEST = 60


class Progressing:
    """A bar that is told how many blocks are done, and how many there are."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar, self._task = bar, task

    def __call__(self, done: int, total: int) -> None:
        """Show that so many are done."""
        self._bar.update(self._task, completed=done, total=total)

    def describe(self, text: str) -> None:
        """Say what is going on."""
        self._bar.update(self._task, description=text)


def write(text: str) -> None:
    """Write text to standard output, in whatever encoding it has."""
    sys.stdout.write(_in_encoding(text, sys.stdout.encoding or "utf-8"))
    sys.stdout.flush()


def say(message: str) -> None:
    """Write a note to standard error, in whatever encoding it has."""
    print(_in_encoding(message, sys.stderr.encoding or "utf-8"), file=sys.stderr, flush=True)


def emit(answer: Answer, form: str) -> None:
    """Write an answer to standard output in a format, tables as wide as this terminal."""
    write(written(answer, form, Screen(width(), colours())))


def width() -> int | None:
    """Return the columns of the terminal, or those of COLUMNS; None if there is neither."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked) > 0:
        return max(int(asked), NARROWEST)
    return max(shutil.get_terminal_size().columns, NARROWEST) if sys.stdout.isatty() else None


def colours() -> bool:
    """Return whether to write bold and dim: on a terminal that nobody asked to be plain."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


@contextmanager
def progress_bar(title: str) -> Iterator[Progressing | None]:
    """Yield what shows progress on standard error, or None if that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True)
    with bar:
        yield Progressing(bar, bar.add_task(title, total=None))


def _in_encoding(text: str, encoding: str) -> str:
    """Return a text as it is if the encoding has all of it, else with plain signs."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(encoding, "replace").decode(encoding)
    return text
