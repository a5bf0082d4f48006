"""What the moves of a world answer: how often each happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.analysis.frequency import Frequency
from sim.report.answer import Rows, WithDocument, WithRows, WithSheets
from sim.report.document_types import MovesDocument
from sim.report.moves.moves_document import moves_document, moves_rows
from sim.report.moves.moves_sheet import moves_sheet
from sim.report.tables import Sheet
from sim.results.results import Results


@dataclass(frozen=True)
class MovesAnswer(WithSheets, WithDocument, WithRows):
    """How often every move happens in the world that was run.

    Attributes
    ----------
    found
        By move, in the order of the scenario.
    """

    results: Results
    found: Mapping[str, Frequency]

    def sheets(self, width: int | None) -> list[Sheet]:
        """Return the sheet of the moves."""
        return [moves_sheet(self.results, self.found)]

    @property
    def document(self) -> MovesDocument:
        """The JSON document."""
        return moves_document(self.results, self.found)

    @property
    def rows(self) -> Rows:
        """One row per move."""
        return moves_rows(self.found)
