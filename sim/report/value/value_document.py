"""What programs get of the value of information: JSON as promised in the reference, and rows."""

from __future__ import annotations

from typing import Any

from sim.analysis.value_of_information import ValueOfInformation, Worth
from sim.report.answer import Rows
from sim.report.decision_types import ValueDocument, WorthDocument
from sim.report.documents import header_document
from sim.report.portfolios.portfolio_document import confidence_document
from sim.report.sensitivity.sensitivity_document import switch_document
from sim.results.results import Results

VALUE_COLUMNS = (
    "name", "weight", "known", "known_se", "halved", "halved_se", "best_at_low", "best_at_high",
    "thresholds", "unit", "basis", "source", "quantities",
)  # fmt: skip


def value_document(
    results: Results, outcome: str, found: ValueOfInformation, *, offered: bool
) -> ValueDocument:
    """Return the JSON document of the value of information."""
    info = results.outcome(outcome)
    names = list(found.names)
    return {
        **header_document(results),
        "outcome": outcome,
        "unit": info.unit,
        "better": info.better,
        "offered": offered,
        "grouping": found.grouping,
        "curve": [confidence_document(names, at) for at in found.curve],
        "here": confidence_document(names, found.here),
        "all_identified": found.all_identified,
        "all_identified_se": found.all_identified_se,
        "not_identified": found.not_identified,
        "worths": [_worth(worth) for worth in found.worths],
    }


def value_rows(found: ValueOfInformation) -> Rows:
    """Return one row per quantity or group."""
    rows: list[list[Any]] = []
    for worth in found.worths:
        row: list[Any] = [worth.name, found.here.weight, worth.known, worth.known_se]
        row += [worth.halved, worth.halved_se]
        switch = worth.switch
        if switch is None:
            row += [None] * 6
        else:
            row += [switch.at_low, switch.at_high]
            row += [" ".join(repr(threshold.value) for threshold in switch.thresholds)]
            row += [switch.quantity.unit, switch.quantity.basis, switch.quantity.source]
        rows.append([*row, len(worth.quantities)])
    return Rows(VALUE_COLUMNS, rows)


def _worth(worth: Worth) -> WorthDocument:
    return {
        "name": worth.name,
        "quantities": list(worth.quantities),
        "known": worth.known,
        "known_se": worth.known_se,
        "halved": worth.halved,
        "halved_se": worth.halved_se,
        "choice": None if worth.switch is None else switch_document(worth.switch),
    }
