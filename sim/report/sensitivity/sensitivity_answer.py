"""What sensitivity answers: what an outcome, an option and the choice hang on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis.estimates import estimate_one
from sim.analysis.sensitivity import Sensitivity
from sim.analysis.switching import Switch
from sim.report.answer import Rows, WithDocument, WithRows, WithSheets
from sim.report.decision_types import SensitivityDocument
from sim.report.sensitivity.sensitivity_document import sensitivity_document, sensitivity_rows
from sim.report.sensitivity.sensitivity_sheet import sensitivity_sheet
from sim.report.tables import Sheet
from sim.results.results import Results


@dataclass(frozen=True)
class SensitivityAnswer(WithSheets, WithDocument, WithRows):
    """What things hang on.

    Attributes
    ----------
    found
        Of the outcome itself, of options, or of both.
    switches
        What the choice hangs on; empty if there is nothing to choose.
    weight
        Weight of cost in that choice, in units of the outcome.
    """

    results: Results
    outcome: str
    found: Sequence[Sensitivity]
    switches: Sequence[Switch]
    weight: float = 0.0
    offered: bool = False

    def sheets(self, width: int | None) -> list[Sheet]:
        """Return the sheet of what things hang on."""
        sheet = sensitivity_sheet(
            self.results,
            self.outcome,
            estimate_one(self.results, self.outcome),
            self.found,
            self.switches,
            weight=self.weight,
            offered=self.offered,
        )
        return [sheet]

    @property
    def document(self) -> SensitivityDocument:
        """The JSON document."""
        return sensitivity_document(
            self.results,
            self.outcome,
            self.found,
            self.switches,
            weight=self.weight,
            offered=self.offered,
        )

    @property
    def rows(self) -> Rows:
        """One row per subject and quantity."""
        return sensitivity_rows(self.found)
