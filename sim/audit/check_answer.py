"""What a check answers: what is doubtful in a scenario, by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sim.audit.findings import Finding
from sim.report.answer import WithDocument, WithText
from sim.report.scenario.scenario_types import CheckDocument, FindingDocument
from sim.report.wording import counted

_HEADINGS = {"warning": "Warnings", "note": "Notes"}


@dataclass(frozen=True)
class CheckAnswer(WithText, WithDocument):
    """What was found.

    Attributes
    ----------
    source
        The scenario, as it was named.
    found
        In any order.
    """

    source: str
    found: Sequence[Finding]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many there are of each severity."""
        return {
            severity: sum(finding.severity == severity for finding in self.found)
            for severity in _HEADINGS
        }

    @property
    def text(self) -> str:
        """One line per finding, and how many there are."""
        lines: list[str] = []
        for severity, heading in _HEADINGS.items():
            if not self.counts[severity]:
                continue
            lines.append(heading)
            for finding in self._by_line():
                if finding.severity == severity:
                    place = f"{finding.file}:{finding.line}: " if finding.line else ""
                    lines.append(f"  {place}{finding.path}: {finding.message}")
            lines.append("")
        counts = ", ".join(counted(n, severity) for severity, n in self.counts.items())
        lines.append(f"{self.source}: no errors; {counts}.")
        return "\n".join(lines) + "\n"

    @property
    def document(self) -> CheckDocument:
        """The JSON document."""
        listed: list[FindingDocument] = [
            {
                "severity": finding.severity,
                "path": finding.path,
                "message": finding.message,
                "file": finding.file,
                "line": finding.line,
            }
            for finding in self._by_line()
        ]
        return {"findings": listed, "counts": self.counts}

    def _by_line(self) -> list[Finding]:
        return sorted(self.found, key=lambda finding: (finding.file or "", finding.line or 0))
