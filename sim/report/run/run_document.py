"""What programs get of one world: JSON as promised in ``docs/reference``, and rows."""

from __future__ import annotations

from typing import Any

from sim.analysis.estimates import Estimate
from sim.report.answer import Rows
from sim.report.document_types import RunDocument
from sim.report.documents import chosen, ends, header_document, outcomes_document
from sim.results.results import Results

RUN_COLUMNS = (
    "outcome", "kind", "unit", "better", "estimate", "se", "interval_low", "interval_high",
    "interval_error", "share_epistemic", "likelihood", "q05", "q50", "q95", "weeks_to_q05",
    "weeks_to_q50", "weeks_to_q95", "confidence_low", "confidence_high",
)  # fmt: skip


def run_document(results: Results, estimates: dict[str, Estimate]) -> RunDocument:
    """Return the JSON document of one world.

    Parameters
    ----------
    estimates
        By outcome; outcomes that are not in it are left out.
    """
    world = results.baseline
    return {
        **header_document(results),
        "world": {"options": list(world.options), "offered": world.offered},
        "outcomes": outcomes_document(results, estimates),
    }


def run_rows(results: Results, estimates: dict[str, Estimate]) -> Rows:
    """Return one row per outcome."""
    rows: list[list[Any]] = []
    for info in chosen(results, estimates):
        e = estimates[info.name]
        row: list[Any] = [
            info.name,
            info.kind,
            info.unit,
            info.better,
            e.estimate,
            e.se,
            *ends(e.interval),
            e.interval_error,
        ]
        row += [e.share_epistemic, e.likelihood, *(e.quantiles or (None,) * 3)]
        row += e.weeks_to or (None,) * 3
        row += ends(e.confidence)
        rows.append(row)
    return Rows(RUN_COLUMNS, rows)
