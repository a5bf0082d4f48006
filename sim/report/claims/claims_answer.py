"""What the claims of a scenario answer: whether the model does what its text says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis.claims import Shown
from sim.report.answer import Rows, WithDocument, WithRows, WithSheets
from sim.report.claims.claims_document import claims_document, claims_rows
from sim.report.claims.claims_sheet import claims_sheet
from sim.report.scenario.scenario_types import ClaimsDocument
from sim.report.tables import Sheet
from sim.report.wording import sizes_in_words


@dataclass(frozen=True)
class ClaimsAnswer(WithSheets, WithDocument, WithRows):
    """What every mechanism of every claim does.

    Attributes
    ----------
    version
        Of the program that tried the claims.
    title, sha256
        Of the scenario.
    sizes
        Draws, replications and seed.
    shown
        One for each effect that a claim names.
    """

    version: str
    title: str
    sha256: str
    sizes: tuple[int, int, int]
    shown: Sequence[Shown]

    def sheets(self, width: int | None) -> list[Sheet]:
        """Return the sheet of the claims."""
        return [claims_sheet(self.title, self.shown, sizes_in_words(*self.sizes))]

    @property
    def document(self) -> ClaimsDocument:
        """The JSON document."""
        return claims_document(self.version, self.title, self.sha256, self.sizes, self.shown)

    @property
    def rows(self) -> Rows:
        """One row per effect."""
        return claims_rows(self.shown)
