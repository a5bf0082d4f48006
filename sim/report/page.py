"""A sheet that shows itself: as text where it is printed, as Markdown in a notebook."""

from __future__ import annotations

from dataclasses import dataclass

from sim.report.render import to_markdown, to_terminal
from sim.report.tables import Sheet

_WIDTH = 100


@dataclass(frozen=True, repr=False)
class Page:
    """A table as the commands print it, with its answer above and its notes below."""

    sheet: Sheet

    def __str__(self) -> str:
        """Return the table as text of a hundred columns."""
        return to_terminal(self.sheet, width=_WIDTH)

    def __repr__(self) -> str:
        """Return the same, for whoever types the name of it."""
        return str(self)

    def _repr_markdown_(self) -> str:
        """Return the table as a notebook shows it."""
        return to_markdown(self.sheet)
