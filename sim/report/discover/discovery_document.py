"""What programs get of scenario discovery: JSON as promised in ``docs/reference``, and rows."""

from __future__ import annotations

from sim.analysis.discovery import Discovery
from sim.report.answer import Rows
from sim.report.decision_types import DiscoverDocument
from sim.report.documents import header_document
from sim.report.sensitivity.sensitivity_document import quantity_document
from sim.results.results import Results

DISCOVERY_COLUMNS = (
    "quantity", "unit", "basis", "source", "side", "value", "share", "quasi_p", "density",
    "coverage", "mass", "held_out_density", "held_out_coverage",
)  # fmt: skip


def discovery_document(
    results: Results, outcome: str, found: Discovery, *, option: str | None, offered: bool
) -> DiscoverDocument:
    """Return the JSON document of a discovery."""
    info = results.outcome(outcome)
    return {
        **header_document(results),
        "outcome": outcome,
        "unit": info.unit,
        "better": info.better,
        "option": option,
        "offered": offered,
        "threshold": found.threshold,
        "failing": found.failing,
        "explained": found.explained,
        "searched": found.searched,
        "box": {
            "density": found.box.density,
            "coverage": found.box.coverage,
            "mass": found.box.mass,
            "held_out_density": found.held_out_density,
            "held_out_coverage": found.held_out_coverage,
            "limits": [
                {
                    **quantity_document(limit.quantity),
                    "side": "upper" if limit.upper else "lower",
                    "value": limit.value,
                    "share": limit.share,
                    "quasi_p": limit.p,
                }
                for limit in found.limits
            ],
        },
        "trajectory": [
            {
                "density": box.density,
                "coverage": box.coverage,
                "mass": box.mass,
                "limits": len(box.limited),
            }
            for box in found.trajectory
        ],
    }


def discovery_rows(found: Discovery) -> Rows:
    """Return one row per limit of the box."""
    rows = [
        [
            limit.quantity.name,
            limit.quantity.unit,
            limit.quantity.basis,
            limit.quantity.source,
            "upper" if limit.upper else "lower",
            limit.value,
            limit.share,
            limit.p,
            found.box.density,
            found.box.coverage,
            found.box.mass,
            found.held_out_density,
            found.held_out_coverage,
        ]
        for limit in found.limits
    ]
    return Rows(DISCOVERY_COLUMNS, rows)
