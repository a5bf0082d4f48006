"""What programs get of a sensitivity analysis: JSON as promised in ``docs/reference``, and rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.analysis.sensitivity import Influence, Sensitivity
from sim.analysis.switching import Switch
from sim.report.answer import Rows
from sim.report.decision_types import (
    InfluenceDocument,
    QuantityDocument,
    SensitivityDocument,
    SwitchDocument,
)
from sim.report.documents import header_document
from sim.results.descriptions import QuantityInfo
from sim.results.results import Results

SENSITIVITY_COLUMNS = (
    "subject", "quantity", "unit", "basis", "source", "low", "high", "at_low", "at_high", "swing",
    "swing_se", "first", "first_low", "first_high", "total", "total_low", "total_high",
)  # fmt: skip


def sensitivity_document(
    results: Results,
    outcome: str,
    found: Sequence[Sensitivity],
    switches: Sequence[Switch],
    *,
    weight: float,
    offered: bool,
) -> SensitivityDocument:
    """Return the JSON document of a sensitivity analysis."""
    info = results.outcome(outcome)
    return {
        **header_document(results),
        "outcome": outcome,
        "unit": info.unit,
        "better": info.better,
        "offered": offered,
        "subjects": {
            one.alternative: {
                "mean": one.mean,
                "deviation": one.deviation,
                "noise_share": one.noise_share,
                "explained": one.explained,
                "quantities": [_influence(influence) for influence in one.influences],
            }
            for one in found
        },
        "choice": {"weight": weight, "quantities": [switch_document(s) for s in switches]},
    }


def quantity_document(quantity: QuantityInfo) -> QuantityDocument:
    """Return what a quantity is, for all documents that list quantities."""
    return {
        "quantity": quantity.name,
        "unit": quantity.unit,
        "actors": list(quantity.actors),
        "source": quantity.source,
        "basis": quantity.basis,
    }


def switch_document(switch: Switch) -> SwitchDocument:
    """Return what a quantity does to the choice."""
    return {
        **quantity_document(switch.quantity),
        "best_at_low": switch.at_low,
        "best_at_high": switch.at_high,
        "thresholds": [
            {"value": t.value, "below": t.below, "above": t.above} for t in switch.thresholds
        ],
        "swapped": switch.swapped,
        "pairs": switch.pairs,
    }


def sensitivity_rows(found: Sequence[Sensitivity]) -> Rows:
    """Return one row per subject and quantity."""
    rows: list[list[Any]] = []
    for one in found:
        for influence in one.influences:
            quantity = influence.quantity
            row: list[Any] = [one.alternative, quantity.name, quantity.unit, quantity.basis]
            row += [quantity.source, influence.low, influence.high, influence.at_low]
            row += [influence.at_high, influence.swing, influence.swing_se]
            row += [influence.first, *influence.first_interval]
            row += [influence.total, *influence.total_interval]
            rows.append(row)
    return Rows(SENSITIVITY_COLUMNS, rows)


def _influence(influence: Influence) -> InfluenceDocument:
    return {
        **quantity_document(influence.quantity),
        "low": influence.low,
        "high": influence.high,
        "at_low": influence.at_low,
        "at_high": influence.at_high,
        "swing": influence.swing,
        "swing_se": influence.swing_se,
        "first": influence.first,
        "first_interval": influence.first_interval,
        "total": influence.total,
        "total_interval": influence.total_interval,
    }
