"""What a table holds, before it is known where it will be shown.

A `Sheet` answers first (title and lead), then lists (tables), then explains (notes).  A column may
belong to the wide layout only, or to the narrow one, so that eighty columns get a table that was
made for them and not a wide one squeezed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

Item = TypeVar("Item")
Align = Literal["left", "right"]
Shown = Literal["always", "wide", "narrow"]

#: Quantities that a table lists at most, and alternatives tied with the best that a sentence names;
#: the others are counted.
MOST_QUANTITIES, MOST_TIED_NAMED = 15, 2


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes
    ----------
    heading
        Meaning and unit.
    flexible
        Whether its text may be broken over lines; numbers may not.
    shown
        In which layout it appears; Markdown shows the wide one.
    spare
        If above 0, the wide layout can do without it; the highest goes first.
    aside
        What it is called in the note on what was left out; empty if another column has the same.
    """

    heading: str
    align: Align = "left"
    flexible: bool = False
    shown: Shown = "always"
    spare: int = 0
    aside: str = ""


@dataclass(frozen=True)
class Group:
    """Rows that belong together, as tuples of one text per column."""

    rows: tuple[tuple[str, ...], ...]
    heading: str = ""


@dataclass(frozen=True)
class Table:
    """Columns and groups of rows under an optional heading."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    heading: str = ""

    def __post_init__(self) -> None:
        """Check that every row has one text per column."""
        for group in self.groups:
            for row in group.rows:
                if len(row) != len(self.columns):
                    raise ValueError(f"row {row!r} does not fit {len(self.columns)} columns")


@dataclass(frozen=True)
class Sheet:
    """A page of text: the answer, the tables behind it, and what they mean."""

    title: str
    lead: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


def evenly(items: Sequence[Item], most: int) -> list[Item]:
    """Return so many items at most, evenly spaced, the first and the last included.

    Examples
    --------
    >>> evenly([0, 1, 2, 3, 4, 5, 6], 3)
    [0, 3, 6]
    """
    if len(items) <= most:
        return list(items)
    last = len(items) - 1
    return [items[round(step * last / (most - 1))] for step in range(most)]


def simple_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], heading: str = ""
) -> Table:
    """Return a table of text whose columns all appear in every layout and may all be broken."""
    columns = tuple(Column(name, flexible=True) for name in headings)
    return Table(columns, (Group(tuple(tuple(row) for row in rows)),), heading)
