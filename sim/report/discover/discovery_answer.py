"""What scenario discovery answers: in which futures something fails."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.discovery import Discovery
from sim.report.answer import Rows, WithDocument, WithRows, WithSheets
from sim.report.decision_types import DiscoverDocument
from sim.report.discover.discovery_document import discovery_document, discovery_rows
from sim.report.sheets import sheet_of
from sim.report.tables import Sheet


@dataclass(frozen=True)
class DiscoverAnswer(WithSheets, WithDocument, WithRows):
    """The box of futures in which something fails."""

    found: Discovery

    def sheets(self, width: int | None) -> list[Sheet]:
        """Return the sheet of the discovery."""
        return [sheet_of(self.found)]

    @property
    def document(self) -> DiscoverDocument:
        """The JSON document."""
        asked = self.found.question
        return discovery_document(
            self.found.results,
            asked.outcome,
            self.found,
            option=asked.option,
            offered=asked.offered,
        )

    @property
    def rows(self) -> Rows:
        """One row per limit of the box."""
        return discovery_rows(self.found)
