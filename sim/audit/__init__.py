"""What is doubtful in a scenario that is valid: found by reading it, and by a short trial run.

A file can say nothing wrong and still not do what its author thinks: a rung that no move leads to,
an option that touches nothing, an outcome that is always zero, a number from nowhere.
"""

from __future__ import annotations

from dataclasses import replace

from sim.audit.findings import Finding
from sim.audit.reading import idle, unread
from sim.audit.sources import doubtful_provenance
from sim.audit.tails import missing_moments
from sim.audit.trial import tried
from sim.scenario.schema import Scenario

__all__ = ["Finding", "check"]


def check(scenario: Scenario, *, draws: int = 200, replications: int = 10) -> list[Finding]:
    """Return what is doubtful in a valid scenario.

    Parameters
    ----------
    draws, replications
        Size of the trial run.
    """
    found = list(idle(scenario))
    explained = {finding.path for finding in found}
    found += [*unread(scenario), *doubtful_provenance(scenario), *missing_moments(scenario)]
    # What reading explains already, the trial need not say again.
    found += [
        finding for finding in tried(scenario, draws, replications) if finding.path not in explained
    ]
    return [_placed(scenario, finding) for finding in found]


def _placed(scenario: Scenario, finding: Finding) -> Finding:
    place = scenario.place_of(finding.path)
    return finding if place is None else replace(finding, file=place.file, line=place.line)
