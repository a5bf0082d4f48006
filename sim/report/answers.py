"""What results say, as numbers and as a table that shows itself."""

from __future__ import annotations

from sim.analysis.alternatives import chosen_outcome
from sim.analysis.comparison import Comparison, compare
from sim.analysis.estimates import Estimate, estimate_world
from sim.report.compare.compare_answer import CompareAnswer
from sim.report.page import Page
from sim.report.run.run_answer import RunAnswer
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
    outcomes = (chosen_outcome(results, outcome),) if results.adopted else ()
    (sheet,) = answer_of(results, outcomes).sheets(None)
    return Page(sheet)
