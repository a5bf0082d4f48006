"""What a run answers: the outcomes of one world."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sim.analysis.estimates import Estimate, estimate_world
from sim.report.answer import Rows, WithDocument, WithRows, WithSheets
from sim.report.document_types import RunDocument
from sim.report.run.run_document import run_document, run_rows
from sim.report.run.run_sheet import run_sheet
from sim.report.tables import Sheet
from sim.results.results import Results


@dataclass(frozen=True)
class RunAnswer(WithSheets, WithDocument, WithRows):
    """The outcomes of the world that was run."""

    results: Results

    @cached_property
    def estimates(self) -> dict[str, Estimate]:
        """What the run says about each outcome."""
        return estimate_world(self.results, self.results.baseline)

    def sheets(self, width: int | None) -> list[Sheet]:
        """Return the sheet of the world."""
        return [run_sheet(self.results, self.estimates)]

    @property
    def document(self) -> RunDocument:
        """The JSON document."""
        return run_document(self.results, self.estimates)

    @property
    def rows(self) -> Rows:
        """One row per outcome."""
        return run_rows(self.results, self.estimates)
