"""What programs get of a comparison: JSON as promised in ``docs/reference``, and rows."""

from __future__ import annotations

from typing import Any

from sim.analysis.comparison import Change, Comparison
from sim.report.answer import Rows
from sim.report.document_types import ChangeDocument, CompareDocument, OptionDocument
from sim.report.documents import chosen, ends, header_document, outcomes_document
from sim.results.descriptions import OptionInfo
from sim.results.results import Results

COMPARE_COLUMNS = (
    "option", "mode", "outcome", "kind", "unit", "better", "baseline", "baseline_se",
    "baseline_low", "baseline_high", "estimate", "estimate_se", "estimate_low", "estimate_high",
    "difference", "se", "interval_low", "interval_high", "interval_error", "ratio", "ratio_se",
    "p_better", "p_better_se", "rank", "confidence_low", "confidence_high", "ratio_confidence_low",
    "ratio_confidence_high", "unreachable",
)  # fmt: skip


def compare_document(results: Results, comparison: Comparison) -> CompareDocument:
    """Return the JSON document of a comparison."""
    names = [info.name for info in chosen(results, comparison.baseline)]
    options = {}
    for option, adopted in comparison.adopted.items():
        changes = {name: _change(adopted[name]) for name in names}
        options[option] = _option(results.options[option], changes)
        if option in comparison.offered:
            offered = comparison.offered[option]
            options[option]["offered"] = {name: _change(offered[name]) for name in names}
    return {
        **header_document(results),
        "baseline": outcomes_document(results, comparison.baseline),
        "options": options,
    }


def compare_rows(results: Results, comparison: Comparison) -> Rows:
    """Return one row per option, mode and outcome."""
    rows: list[list[Any]] = []
    for option in comparison.adopted:
        for mode, worlds in (("adopted", comparison.adopted), ("offered", comparison.offered)):
            if option not in worlds:
                continue
            for info in chosen(results, comparison.baseline):
                base, c = comparison.baseline[info.name], worlds[option][info.name]
                row: list[Any] = [option, mode, info.name, info.kind, info.unit, info.better]
                row += [base.estimate, base.se, *ends(base.interval)]
                row += [c.estimate, c.estimate_se, *ends(c.estimate_interval)]
                row += [c.difference, c.se, *ends(c.interval), c.interval_error]
                row += [c.ratio, c.ratio_se]
                row += [c.p_better, c.p_better_se, c.rank]
                row += [*ends(c.confidence), *ends(c.ratio_confidence), c.unreachable]
                rows.append(row)
    return Rows(COMPARE_COLUMNS, rows)


def _option(info: OptionInfo, adopted: dict[str, ChangeDocument]) -> OptionDocument:
    return {
        "title": info.title,
        "by": list(info.by),
        "consent": info.consent,
        "cost": info.cost,
        "members": list(info.members),
        "basis": list(info.basis),
        "adopted": adopted,
    }


def _change(c: Change) -> ChangeDocument:
    return {
        "estimate": c.estimate,
        "estimate_se": c.estimate_se,
        "estimate_interval": c.estimate_interval,
        "difference": c.difference,
        "se": c.se,
        "confidence": c.confidence,
        "interval": c.interval,
        "interval_error": c.interval_error,
        "ratio": c.ratio,
        "ratio_se": c.ratio_se,
        "ratio_confidence": c.ratio_confidence,
        "p_better": c.p_better,
        "p_better_se": c.p_better_se,
        "rank": c.rank,
        "unreachable": c.unreachable,
    }
