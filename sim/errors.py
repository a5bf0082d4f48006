"""What can go wrong, as one small tree.

::

    SimError                 everything this package raises on purpose        exit 1
    ├── ScenarioError        the scenario file is wrong: every problem at once
    ├── UsageError           the request is wrong: no such scenario, option...  exit 2
    └── RunError             the run cannot be done or cannot go on

Messages say what is wrong, where, what was found and what to do.  Only the command
line prints them and turns them into exit codes.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class SimError(Exception):
    """Base of all errors that this package raises on purpose."""

    exit_code = 1


class UsageError(SimError):
    """The request cannot be understood: an unknown scenario, option or outcome."""

    exit_code = 2


class RunError(SimError):
    """The run cannot be done, or cannot go on."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in a scenario file.

    Attributes
    ----------
    file
        Name of the file as the person gave it.
    line, column
        Place, counted from 1.
    path
        Place in the language, such as ``moves.incident.rate``.
    message
        What is wrong, what was found, what to do.
    source_line
        The text of that line, empty if there is none.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    source_line: str = ""

    def render(self) -> str:
        """Return the problem with its source line and a caret under the place."""
        place = f"{self.path}: " if self.path else ""
        head = _printable(f"{self.file}:{self.line}:{self.column}: {place}{self.message}")
        if not self.source_line:
            return head
        text = _printable(self.source_line)
        caret = " " * (self.column - 1) + "^"
        return f"{head}\n{self.line:>5} | {text}\n      | {caret}"


def _printable(text: str) -> str:
    """Return a text of the same length in which nothing of a file can steer the terminal."""
    return "".join(c if c.isprintable() else " " if c == "\t" else "·" for c in text)


class ScenarioError(SimError):
    """The scenario file is wrong; carries every problem found.

    Parameters
    ----------
    problems
        At least one problem, in any order.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(problem.render() for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        """Pickle by the problems, so that the error survives a process pool."""
        return type(self), (self.problems,)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint to end a message with: the nearest known name, or all of them.

    Parameters
    ----------
    name
        The name that was not found.
    known
        The names that exist, in the order in which they are to be listed.
    """
    names = [str(candidate) for candidate in known]
    close = difflib.get_close_matches(name, names, 1, 0.6)
    if close:
        return f"; did you mean '{close[0]}'?"
    if not names:
        return ""
    listed = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
    return f"; known: {listed}"
