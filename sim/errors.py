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
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class SimError(Exception):
    """Base of all errors that this package raises on purpose.

    Parameters
    ----------
    message
        What is wrong; long words in it are shortened.
    """

    exit_code = 1

    def __init__(self, message: str = "") -> None:
        super().__init__(brief(message))


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
        where = f"{self.file}:{self.line}:{self.column}: "
        head = _printable(f"{where}{brief(f'{place}{self.message}')}")
        if not self.source_line:
            return head
        # Of a long line, what is around the place.
        first = max(0, min(self.column - _LONGEST_LINE // 2, len(self.source_line) - _LONGEST_LINE))
        text = _printable(self.source_line[first : first + _LONGEST_LINE])
        if first:
            text = "..." + text[3:]
        if first + _LONGEST_LINE < len(self.source_line):
            text = text[:-3] + "..."
        caret = " " * (self.column - 1 - first) + "^"
        return f"{head}\n{self.line:>5} | {text}\n      | {caret}"


#: Characters of a name or value that a message repeats.
_MOST_SHOWN = 60
#: Characters of a word and of a path in any message, and of a line of a file.
_LONGEST_WORD, _LONGEST_PATH, _LONGEST_LINE = 120, 400, 160


def shortened(text: str, most: int = _MOST_SHOWN) -> str:
    """Return a text as a message may repeat it: cut in the middle if it is long.

    Examples
    --------
    >>> shortened("war")
    'war'
    >>> shortened("a" * 5000 + "z", 11)
    'aaaaa...aaz'
    """
    if len(text) <= most:
        return text
    end = most // 4 + 1
    return f"{text[: most - end - 3]}...{text[-end:]}"


def brief(message: str) -> str:
    """Return a message in which no word is so long that the rest is lost.

    Nor can anything in it steer the terminal; it may have several lines.
    """

    def cut(match: re.Match[str]) -> str:
        word = match[0]
        return shortened(word, _LONGEST_PATH if "/" in word or "\\" in word else _LONGEST_WORD)

    lines = re.sub(rf"\S{{{_LONGEST_WORD + 1},}}", cut, message).split("\n")
    return "\n".join(map(_printable, lines))


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
        # Each problem is brief already, but for paths and lines of the file.
        Exception.__init__(self, "\n".join(problem.render() for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        """Pickle by the problems, so that the error survives a process pool."""
        return type(self), (self.problems,)


def check_names(noun: str, names: Iterable[str], known: Iterable[str], purpose: str = "") -> None:
    """Check that there is something of every name.

    Parameters
    ----------
    noun
        What the names are of, such as ``outcome``.
    purpose
        What they are wanted for, if the message should say it, with a space before it.

    Raises
    ------
    UsageError
        For the first name that is not known, with the nearest that is, or all of them.
    """
    there = list(known)
    for name in names:
        if name not in there:
            hint = nearest(name, there) or "; the scenario has none"
            raise UsageError(f"no {noun} '{name}'{purpose}{hint}")


def no_objective(known: Iterable[str], advice: str = ": name an outcome") -> UsageError:
    """Return the error that nobody named an outcome, and the scenario has no objective.

    Parameters
    ----------
    known
        Names of the outcomes.
    advice
        What to do, or what is impossible now.
    """
    return UsageError(f"the scenario has no objective{advice}{nearest('', known)}")


def no_options(purpose: str) -> UsageError:
    """Return the error that the scenario has no options, such as ``to compare``."""
    return UsageError(f"the scenario has no options {purpose}")


def no_direction(outcome: str, so: str = "", verb: str = "is chosen") -> UsageError:
    """Return the error that neither more nor less of an outcome is better.

    Parameters
    ----------
    so
        What follows from that, if the message should say it.
    verb
        What cannot be done by it.
    """
    return UsageError(f"nothing {verb} by '{outcome}': neither more nor less of it is better{so}")


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
    inside = [candidate for candidate in names if name and candidate.startswith(f"{name}.")]
    if len(inside) > 1:  # One of them would be a guess at which.
        return f"; these begin so: {_listed(inside)}"
    close = difflib.get_close_matches(str(name), names, 1, 0.6)
    if close:
        return differing(str(name), close[0])
    if not names:
        return ""
    return f"; known: {_listed(names)}"


def differing(name: str, close: str, shown: str = "") -> str:
    """Return a hint at a name that is close to what was found, as a question or as another thing.

    A name with other digits in it, or without its "not", is no misspelling of the first.

    Parameters
    ----------
    shown
        How to write it, if not as it is.

    Examples
    --------
    >>> differing("frnt", "front")
    "; did you mean 'front'?"
    >>> differing("crisis-2024", "crisis-2023")
    "; there is 'crisis-2023', which is another"
    """
    written = shortened(shown or close)
    renumbered = _digits(name) and _digits(close) and _digits(name) != _digits(close)
    if not renumbered and _denies(name) == _denies(close):
        return f"; did you mean '{written}'?"
    return f"; there is '{written}', which is another"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(shortened, names[:12])) + (", ..." if len(names) > 12 else "")


def _digits(name: str) -> str:
    return re.sub(r"\D", "", name)


def _denies(name: str) -> bool:
    return re.match(r"(?:not?|non|never|anti|un|without)[_ -]", name.lower()) is not None
