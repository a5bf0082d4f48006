"""What a comparison answers: what options and portfolios change, against no new measure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sim.analysis.comparison import Comparison, compare
from sim.report.answer import Rows, WithDocument, WithRows, WithSheets
from sim.report.compare.compare_document import compare_document, compare_rows
from sim.report.compare.compare_sheet import compare_sheet
from sim.report.compare.matrix_sheet import matrix_sheet, outcomes_abreast
from sim.report.document_types import CompareDocument
from sim.report.tables import Sheet
from sim.results.results import Results


@dataclass(frozen=True)
class CompareAnswer(WithSheets, WithDocument, WithRows):
    """What each world changes.

    Attributes
    ----------
    outcomes
        By which to compare; empty for the objective in the tables, and for all in what programs
        get.
    all_outcomes
        Whether the tables are one compact one of all outcomes, as they are without an objective.
    """

    results: Results
    outcomes: tuple[str, ...] = ()
    all_outcomes: bool = False

    @cached_property
    def comparison(self) -> Comparison:
        """What the worlds change in the outcomes asked for, or in all."""
        return compare(self.results, self.outcomes or None)

    @cached_property
    def _tables(self) -> list[Sheet]:
        """One sheet for each outcome asked for, or for the objective."""
        objective = self.results.header.objective
        names = self.outcomes or ((objective,) if objective else ())
        if self.all_outcomes or not names:
            return []
        comparison = self.comparison if self.outcomes else compare(self.results, names)
        return [compare_sheet(self.results, comparison, name) for name in names]

    def sheets(self, width: int | None) -> list[Sheet]:
        """Return one sheet per outcome, or the compact one."""
        if self._tables:
            return self._tables
        if width is None:
            abreast = len(self.results.outcomes)
        else:
            abreast = outcomes_abreast(self.results, self.comparison, width)
        return [matrix_sheet(self.results, self.comparison, abreast)]

    @property
    def document(self) -> CompareDocument:
        """The JSON document."""
        return compare_document(self.results, self.comparison)

    @property
    def rows(self) -> Rows:
        """One row per option, mode and outcome."""
        return compare_rows(self.results, self.comparison)
