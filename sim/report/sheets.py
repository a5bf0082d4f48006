"""The sheet of every result: the table that its command prints."""

from __future__ import annotations

from typing import assert_never

from sim.analysis.claims import CheckedClaims
from sim.analysis.comparison import Comparison, compare
from sim.analysis.discovery import Discovery
from sim.analysis.estimates import Estimates, estimate_one, estimate_world
from sim.analysis.frequency import Frequencies
from sim.analysis.portfolios import Portfolios
from sim.analysis.sensitivity import Sensitivity
from sim.analysis.switching import Switches
from sim.analysis.value_of_information import ValueOfInformation
from sim.errors import UsageError
from sim.report.claims.claims_sheet import claims_sheet
from sim.report.compare.compare_sheet import compare_sheet
from sim.report.compare.matrix_sheet import matrix_sheet
from sim.report.discover.discovery_sheet import discovery_sheet
from sim.report.moves.histories_sheet import histories_sheet
from sim.report.moves.moves_sheet import moves_sheet
from sim.report.portfolios.portfolio_sheet import portfolio_sheet
from sim.report.run.run_sheet import run_sheet
from sim.report.sensitivity.sensitivity_sheet import sensitivity_sheet
from sim.report.tables import Sheet
from sim.report.value.value_sheet import value_sheet
from sim.report.wording import sizes_in_words
from sim.results.event_log import Histories
from sim.results.results import Results

#: What has a table.
Showable = (
    Results
    | Estimates
    | Comparison
    | Portfolios
    | Sensitivity
    | Switches
    | ValueOfInformation
    | Discovery
    | Frequencies
    | CheckedClaims
    | Histories
)


def sheet_of(result: Showable, outcome: str | None = None) -> Sheet:
    """Return the sheet of a result.

    Parameters
    ----------
    outcome
        What a comparison is by; if left out, the objective, or all outcomes without one.

    Raises
    ------
    UsageError
        If there is no such outcome, or if one is named for what is no comparison.
    """
    if outcome is not None:
        _check_outcome(result, outcome)
    match result:
        case Results():
            if not result.adopted:
                return run_sheet(result, estimate_world(result, result.baseline))
            name = outcome or result.header.objective
            return _compared(compare(result, None if name is None else [name]), name)
        case Estimates(found=found, results=results):
            return run_sheet(results, found)
        case Comparison(results=results):
            objective = results.header.objective
            return _compared(
                result, outcome or (objective if objective in result.baseline else None)
            )
        case Portfolios(results=results, outcome=name):
            return portfolio_sheet(results, estimate_one(results, name), result)
        case Sensitivity(results=results, outcome=name, offered=offered):
            baseline = estimate_one(results, name)
            return sensitivity_sheet(
                results, name, baseline, [result], (), weight=0.0, offered=offered
            )
        case Switches(results=results, outcome=name, weight=weight, offered=offered):
            baseline = estimate_one(results, name)
            return sensitivity_sheet(
                results, name, baseline, (), result, weight=weight, offered=offered
            )
        case ValueOfInformation(results=results, outcome=name, offered=offered):
            baseline = estimate_one(results, name)
            return value_sheet(results, name, baseline, result, offered=offered)
        case Discovery(results=results, question=asked):
            return discovery_sheet(
                results,
                asked.outcome,
                estimate_one(results, asked.outcome),
                result,
                option=asked.option,
                useless=asked.useless,
                offered=asked.offered,
                density=asked.density,
            )
        case Frequencies(results=results):
            return moves_sheet(results, result)
        case CheckedClaims():
            size = sizes_in_words(result.draws, result.replications, result.seed)
            return claims_sheet(result.title, result, size)
        case Histories():
            return histories_sheet(result)
        case _:
            assert_never(result)


def _compared(comparison: Comparison, outcome: str | None) -> Sheet:
    results = comparison.results
    if outcome is None:
        return matrix_sheet(results, comparison, len(results.outcomes))
    return compare_sheet(results, comparison, outcome)


def _check_outcome(result: Showable, outcome: str) -> None:
    """Check that a result is one that can be shown by an outcome, and has it.

    Raises
    ------
    UsageError
        If it is not.
    """
    match result:
        case Comparison(baseline=known, results=results):
            results.outcome_index(outcome)
            if outcome not in known:
                raise UsageError(f"'{outcome}' was not compared; known: {', '.join(known)}")
        case Results():
            result.outcome_index(outcome)
        case _:
            raise UsageError("an outcome is for the table of a comparison only")
