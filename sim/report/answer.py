"""What a question answers, before it is known who will read it.

The data flow of every question, from the command or from Python::

    scenario, what is asked  -> results                 sim.pipeline
    results                  -> what they say           sim.analysis
    what they say            -> an answer               sim.report.<question>.<question>_answer
    answer, a format's name  -> text                    sim.report.formats, the list of formats
    text                     -> standard output         sim.cli.output.emit
                                ``tables/`` of a run    sim.runs.tables

An answer is a frozen dataclass that extends the parts below that it has, and builds each when it is
asked for it: nobody waits for a table that nobody reads.  A format writes one of the parts, and so
every answer that has it; which formats a command offers follows from the parts of its answer.

A new question takes what it computes (`sim.analysis`), a folder here with its answer, a function
that asks it (`sim.cli`), and what is typed for that (``app``, ``app_runs`` or ``app_decide``).  Its
JSON Schema is made from the type of the answer's document.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sim.report.tables import Sheet


class Rows(NamedTuple):
    """A table for programs: one name per column, and rows of values in full precision."""

    header: tuple[str, ...]
    values: Sequence[Sequence[Any]]


class Answer(ABC):  # noqa: B024  (what answers have in common is that they have parts)
    """What a question answers."""


class WithSheets(Answer):
    """An answer that people read in tables."""

    @abstractmethod
    def sheets(self, width: int | None) -> list[Sheet]:
        """Return the sheets, to be read one after the other.

        Parameters
        ----------
        width
            Columns of text that there are; None for as many as it takes.
        """


class WithText(Answer):
    """An answer that people read line by line, in no table."""

    @property
    @abstractmethod
    def text(self) -> str:
        """The lines."""


class WithDocument(Answer):
    """An answer that programs read as a JSON document."""

    @property
    @abstractmethod
    def document(self) -> Mapping[str, object]:
        """The document, as its JSON Schema in ``docs/reference`` promises it."""


class WithRows(Answer):
    """An answer that programs read as one flat table."""

    @property
    @abstractmethod
    def rows(self) -> Rows:
        """The table."""
