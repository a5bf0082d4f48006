"""What results say, as numbers and as a table that shows itself."""

from __future__ import annotations

from sim.analysis.comparison import Comparison, compare
from sim.analysis.estimates import Estimates, estimate_world
from sim.report.compare.compare_answer import CompareAnswer
from sim.report.page import Page
from sim.report.run.run_answer import RunAnswer
from sim.report.sheets import Showable, sheet_of
from sim.results.results import Results


def answer_of(
    results: Results, outcomes: tuple[str, ...] = (), *, all_outcomes: bool = False
) -> RunAnswer | CompareAnswer:
    """Return what a run or a comparison answers, also one that was kept.

    Parameters
    ----------
    outcomes, all_outcomes
        As in `CompareAnswer`; nothing to a run.
    """
    if results.adopted:
        return CompareAnswer(results, outcomes, all_outcomes)
    return RunAnswer(results)


def estimates(results: Results) -> Estimates:
    """Return what a run says about each outcome."""
    return Estimates(estimate_world(results, results.baseline), results)


def differences(results: Results) -> Comparison:
    """Return what a comparison says about each option and outcome."""
    return compare(results)


def table(result: Showable, outcome: str | None = None) -> Page:
    """Return the table that the command line prints; it shows itself, in a notebook too.

    Parameters
    ----------
    result
        From any function of `sim` that simulates or analyses.
    outcome
        What the options of a comparison are compared by; if left out, the objective, or all
        outcomes where there is none.

    Raises
    ------
    UsageError
        If there is no such outcome, or if one is named for what is no comparison.
    """
    return Page(sheet_of(result, outcome))
