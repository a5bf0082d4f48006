"""How a result shows itself: what it says in a few lines, and as a table where that can be shown.

The words and tables are those of `sim.report`, which knows every result and which no result knows.
So a result only asks, here, and `sim.report.display` answers, for each class.  It is loaded when
first asked, by name: workers, which look at nothing, do without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from importlib import import_module
from typing import TypeVar, overload

Item = TypeVar("Item", covariant=True)

_ANSWERS = "sim.report.display"


@singledispatch
def in_short(result: object) -> str:
    """Return what a result says, in one line or a few."""
    return object.__repr__(result)


@singledispatch
def as_markdown(result: object) -> str:
    """Return a result as Markdown: its table, or what it says in short if it has none."""
    return f"`{in_short(result)}`"


class Displayed:
    """What shows itself; a dataclass has to be one ``with repr=False``."""

    def __repr__(self) -> str:
        """Return the answer, in one line or a few."""
        import_module(_ANSWERS)
        return in_short(self)

    def _repr_markdown_(self) -> str:
        """Return what a notebook shows."""
        import_module(_ANSWERS)
        return as_markdown(self)


@dataclass(frozen=True, repr=False, eq=False)
class ByName(Displayed, Mapping[str, Item]):
    """Results of one kind by their names."""

    found: Mapping[str, Item]

    def __getitem__(self, name: str) -> Item:
        """Return the result of that name."""
        return self.found[name]

    def __iter__(self) -> Iterator[str]:
        """Return the names, in their order."""
        return iter(self.found)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.found)


@dataclass(frozen=True, repr=False)
class InOrder(Displayed, Sequence[Item]):
    """Results of one kind in their order."""

    found: tuple[Item, ...]

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, index: int | slice) -> Item | tuple[Item, ...]:
        """Return one, or some."""
        return self.found[index]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.found)
