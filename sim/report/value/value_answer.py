"""What the value of information answers: what it would be worth to know more, about what first."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.value_of_information import ValueOfInformation
from sim.report.answer import Rows, WithDocument, WithRows, WithSheets
from sim.report.decision_types import ValueDocument
from sim.report.sheets import sheet_of
from sim.report.tables import Sheet
from sim.report.value.value_document import value_document, value_rows


@dataclass(frozen=True)
class ValueAnswer(WithSheets, WithDocument, WithRows):
    """What would be worth finding out."""

    found: ValueOfInformation

    def sheets(self, width: int | None) -> list[Sheet]:
        """Return the sheet of the value of information."""
        return [sheet_of(self.found)]

    @property
    def document(self) -> ValueDocument:
        """The JSON document."""
        found = self.found
        return value_document(found.results, found.outcome, found, offered=found.offered)

    @property
    def rows(self) -> Rows:
        """One row per quantity or group."""
        return value_rows(self.found)
