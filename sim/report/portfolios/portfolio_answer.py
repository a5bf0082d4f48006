"""What portfolios answer: which combination, at what cost, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.portfolios import Portfolios
from sim.report.answer import Rows, WithDocument, WithRows, WithSheets
from sim.report.decision_types import PortfoliosDocument
from sim.report.portfolios.portfolio_document import portfolio_document, portfolio_rows
from sim.report.sheets import sheet_of
from sim.report.tables import Sheet


@dataclass(frozen=True)
class PortfoliosAnswer(WithSheets, WithDocument, WithRows):
    """What is worth its cost."""

    found: Portfolios

    def sheets(self, width: int | None) -> list[Sheet]:
        """Return the sheet of the decision."""
        return [sheet_of(self.found)]

    @property
    def document(self) -> PortfoliosDocument:
        """The JSON document."""
        return portfolio_document(self.found.results, self.found)

    @property
    def rows(self) -> Rows:
        """One row per alternative."""
        return portfolio_rows(self.found.results, self.found)
