"""What scenario discovery answers: in which futures something fails."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.discovery import Discovery
from sim.analysis.estimates import estimate_one
from sim.report.answer import Rows, WithDocument, WithRows, WithSheets
from sim.report.decision_types import DiscoverDocument
from sim.report.discover.discovery_document import discovery_document, discovery_rows
from sim.report.discover.discovery_sheet import discovery_sheet
from sim.report.tables import Sheet
from sim.results.results import Results


@dataclass(frozen=True)
class DiscoverAnswer(WithSheets, WithDocument, WithRows):
    """The box of futures in which something fails.

    Attributes
    ----------
    option
        Name of the option or portfolio in force, None for no new measure.
    useless
        Whether failure is to improve nothing, and not a value of the outcome.
    density
        Least density that was wanted of the box.
    """

    results: Results
    outcome: str
    found: Discovery
    option: str | None = None
    useless: bool = False
    offered: bool = False
    density: float | None = None

    def sheets(self, width: int | None) -> list[Sheet]:
        """Return the sheet of the discovery."""
        sheet = discovery_sheet(
            self.results,
            self.outcome,
            estimate_one(self.results, self.outcome),
            self.found,
            option=self.option,
            useless=self.useless,
            offered=self.offered,
            density=self.density,
        )
        return [sheet]

    @property
    def document(self) -> DiscoverDocument:
        """The JSON document."""
        return discovery_document(
            self.results, self.outcome, self.found, option=self.option, offered=self.offered
        )

    @property
    def rows(self) -> Rows:
        """One row per limit of the box."""
        return discovery_rows(self.found)
