"""What the claims of a scenario answer: whether the model does what its text says."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.claims import CheckedClaims
from sim.report.answer import Rows, WithDocument, WithRows, WithSheets
from sim.report.claims.claims_document import claims_document, claims_rows
from sim.report.scenario.scenario_types import ClaimsDocument
from sim.report.sheets import sheet_of
from sim.report.tables import Sheet


@dataclass(frozen=True)
class ClaimsAnswer(WithSheets, WithDocument, WithRows):
    """What every mechanism of every claim does.

    Attributes
    ----------
    version
        Of the program that tried the claims.
    sha256
        Of the scenario.
    """

    version: str
    sha256: str
    found: CheckedClaims

    def sheets(self, width: int | None) -> list[Sheet]:
        """Return the sheet of the claims."""
        return [sheet_of(self.found)]

    @property
    def document(self) -> ClaimsDocument:
        """The JSON document."""
        return claims_document(self.version, self.sha256, self.found)

    @property
    def rows(self) -> Rows:
        """One row per effect."""
        return claims_rows(self.found)
