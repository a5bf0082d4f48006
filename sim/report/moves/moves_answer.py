"""What the moves of a world answer: how often each happens."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.frequency import Frequencies
from sim.report.answer import Rows, WithDocument, WithRows, WithSheets
from sim.report.document_types import MovesDocument
from sim.report.moves.moves_document import moves_document, moves_rows
from sim.report.sheets import sheet_of
from sim.report.tables import Sheet


@dataclass(frozen=True)
class MovesAnswer(WithSheets, WithDocument, WithRows):
    """How often every move happens in the world that was run."""

    found: Frequencies

    def sheets(self, width: int | None) -> list[Sheet]:
        """Return the sheet of the moves."""
        return [sheet_of(self.found)]

    @property
    def document(self) -> MovesDocument:
        """The JSON document."""
        return moves_document(self.found.results, self.found)

    @property
    def rows(self) -> Rows:
        """One row per move."""
        return moves_rows(self.found)
