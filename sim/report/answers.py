"""What results say, as numbers and as a table that shows itself."""

from __future__ import annotations

from sim.analysis.comparison import Comparison, compare
from sim.analysis.estimates import Estimate, estimate_world
from sim.errors import UsageError
from sim.report.compare.compare_sheet import compare_sheet
from sim.report.page import Page
from sim.report.run.run_sheet import run_sheet
from sim.results.results import Results


def estimates(results: Results) -> dict[str, Estimate]:
    """Return what a run says about each outcome."""
    return estimate_world(results, results.baseline)


def differences(results: Results) -> Comparison:
    """Return what a comparison says about each option and outcome."""
    return compare(results)


def table(results: Results, outcome: str | None = None) -> Page:
    """Return the table that the command line prints; it shows itself, in a notebook too.

    Parameters
    ----------
    results
        From `run` or from `compare`.
    outcome
        What the options of a comparison are compared by; the objective if left out.

    Raises
    ------
    UsageError
        If there is no such outcome, or none is named and the scenario has no objective.
    """
    if outcome is not None:
        results.outcome_index(outcome)
    if not results.adopted:
        return Page(run_sheet(results, estimates(results)))
    name = outcome or results.header.objective
    if name is None:
        names = ", ".join(info.name for info in results.outcomes)
        raise UsageError(f"the scenario has no objective: name an outcome; known: {names}")
    return Page(compare_sheet(results, compare(results, [name]), name))
