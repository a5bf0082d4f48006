"""``sim check``: whether a scenario is right, and whether everything in it matters."""

from __future__ import annotations

from sim import pipeline
from sim.cli.output import write
from sim.pipeline import Finding
from sim.report.documents import to_json
from sim.report.scenario.scenario_types import CheckDocument, FindingDocument
from sim.report.wording import counted

_HEADINGS = {"warning": "Warnings", "note": "Notes"}


def check(source: str, *, strict: bool, form: str) -> None:
    """Write the findings; if strict, leave with 1 on a warning.

    A file with an error is no scenario: loading it raises `ScenarioError`, which is 1 in any case.
    """
    findings = pipeline.check(pipeline.load(source))
    findings = sorted(findings, key=lambda finding: (finding.file or "", finding.line or 0))
    n = {severity: sum(f.severity == severity for f in findings) for severity in _HEADINGS}
    if form == "json":
        listed: list[FindingDocument] = [
            {
                "severity": f.severity,
                "path": f.path,
                "message": f.message,
                "file": f.file,
                "line": f.line,
            }
            for f in findings
        ]
        document: CheckDocument = {"findings": listed, "counts": n}
        write(to_json(document))
    else:
        write(_report(source, findings, n))
    if strict and n["warning"]:
        raise SystemExit(1)


def _report(source: str, findings: list[Finding], n: dict[str, int]) -> str:
    lines: list[str] = []
    for severity, heading in _HEADINGS.items():
        if not n[severity]:
            continue
        lines.append(heading)
        for finding in findings:
            if finding.severity == severity:
                place = f"{finding.file}:{finding.line}: " if finding.line else ""
                lines.append(f"  {place}{finding.path}: {finding.message}")
        lines.append("")
    counts = ", ".join(counted(n[severity], severity) for severity in _HEADINGS)
    lines.append(f"{source}: no errors; {counts}.")
    return "\n".join(lines) + "\n"
