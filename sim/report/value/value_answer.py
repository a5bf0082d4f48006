"""What the value of information answers: what it would be worth to know more, about what first."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.estimates import estimate_one
from sim.analysis.value_of_information import ValueOfInformation
from sim.report.answer import Rows, WithDocument, WithRows, WithSheets
from sim.report.decision_types import ValueDocument
from sim.report.tables import Sheet
from sim.report.value.value_document import value_document, value_rows
from sim.report.value.value_sheet import value_sheet
from sim.results.results import Results


@dataclass(frozen=True)
class ValueAnswer(WithSheets, WithDocument, WithRows):
    """What would be worth finding out."""

    results: Results
    outcome: str
    found: ValueOfInformation
    offered: bool = False

    def sheets(self, width: int | None) -> list[Sheet]:
        """Return the sheet of the value of information."""
        baseline = estimate_one(self.results, self.outcome)
        return [value_sheet(self.results, self.outcome, baseline, self.found, offered=self.offered)]

    @property
    def document(self) -> ValueDocument:
        """The JSON document."""
        return value_document(self.results, self.outcome, self.found, offered=self.offered)

    @property
    def rows(self) -> Rows:
        """One row per quantity or group."""
        return value_rows(self.found)
