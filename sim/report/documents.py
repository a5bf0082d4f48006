"""What programs get: JSON as promised in ``docs/reference``, and CSV, both in full precision.

A number that does not exist is ``null`` in JSON and empty in CSV; neither ever holds NaN or an
infinity.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from sim.analysis.claims import Shown
from sim.analysis.comparison import Change, Comparison
from sim.analysis.draws import Interval
from sim.analysis.estimates import Estimate
from sim.report.document_types import (
    ChangeDocument,
    CompareDocument,
    HeaderDocument,
    OptionDocument,
    OutcomeDocument,
    Quantiles,
    RunDocument,
)
from sim.report.scenario.scenario_types import ClaimsDocument, ShownDocument
from sim.results.descriptions import OptionInfo, OutcomeInfo
from sim.results.results import Results

RUN_COLUMNS = (
    "outcome", "kind", "unit", "better", "estimate", "se", "interval_low", "interval_high",
    "interval_error", "share_epistemic", "likelihood", "q05", "q50", "q95", "weeks_to_q05",
    "weeks_to_q50", "weeks_to_q95", "confidence_low", "confidence_high",
)  # fmt: skip

COMPARE_COLUMNS = (
    "option", "mode", "outcome", "kind", "unit", "better", "baseline", "baseline_se",
    "baseline_low", "baseline_high", "estimate", "estimate_se", "estimate_low", "estimate_high",
    "difference", "se", "interval_low", "interval_high", "interval_error", "ratio", "ratio_se",
    "p_better", "p_better_se", "rank", "confidence_low", "confidence_high", "ratio_confidence_low",
    "ratio_confidence_high", "unreachable",
)  # fmt: skip


def run_document(results: Results, estimates: Mapping[str, Estimate]) -> RunDocument:
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
        "outcomes": _outcomes(results, estimates),
    }


def compare_document(
    results: Results, comparison: Comparison, outcomes: Sequence[str] | None = None
) -> CompareDocument:
    """Return the JSON document of a comparison.

    Parameters
    ----------
    outcomes
        Names to keep; None for all.
    """
    names = [info.name for info in _chosen(results, outcomes)]
    baseline = {name: comparison.baseline[name] for name in names}
    options = {}
    for option, adopted in comparison.adopted.items():
        changes = {name: _change(adopted[name]) for name in names}
        options[option] = _option(results.options[option], changes)
        if option in comparison.offered:
            offered = comparison.offered[option]
            options[option]["offered"] = {name: _change(offered[name]) for name in names}
    return {
        **header_document(results),
        "baseline": _outcomes(results, baseline),
        "options": options,
    }


def run_csv(results: Results, estimates: Mapping[str, Estimate]) -> str:
    """Return one row per outcome."""
    rows: list[list[Any]] = []
    for info in _chosen(results, list(estimates)):
        e = estimates[info.name]
        row: list[Any] = [
            info.name,
            info.kind,
            info.unit,
            info.better,
            e.estimate,
            e.se,
            *_ends(e.interval),
            e.interval_error,
        ]
        row += [e.share_epistemic, e.likelihood, *(e.quantiles or (None,) * 3)]
        row += e.weeks_to or (None,) * 3
        row += _ends(e.confidence)
        rows.append(row)
    return to_csv(RUN_COLUMNS, rows)


def compare_csv(
    results: Results, comparison: Comparison, outcomes: Sequence[str] | None = None
) -> str:
    """Return one row per option, mode and outcome."""
    rows: list[list[Any]] = []
    for option in comparison.adopted:
        for mode, worlds in (("adopted", comparison.adopted), ("offered", comparison.offered)):
            if option not in worlds:
                continue
            for info in _chosen(results, outcomes):
                base, c = comparison.baseline[info.name], worlds[option][info.name]
                row: list[Any] = [option, mode, info.name, info.kind, info.unit, info.better]
                row += [base.estimate, base.se, *_ends(base.interval)]
                row += [c.estimate, c.estimate_se, *_ends(c.estimate_interval)]
                row += [c.difference, c.se, *_ends(c.interval), c.interval_error]
                row += [c.ratio, c.ratio_se]
                row += [c.p_better, c.p_better_se, c.rank]
                row += [*_ends(c.confidence), *_ends(c.ratio_confidence), c.unreachable]
                rows.append(row)
    return to_csv(COMPARE_COLUMNS, rows)


def claims_document(
    version: str, title: str, sha256: str, sizes: tuple[int, int, int], shown: Sequence[Shown]
) -> ClaimsDocument:
    """Return the JSON document of the claims of a scenario.

    Parameters
    ----------
    sizes
        Draws, replications and seed.
    """
    draws, replications, seed = sizes
    return {
        "sim": version,
        "scenario": {"title": title, "sha256": sha256},
        "seed": seed,
        "draws": draws,
        "replications": replications,
        "claims": [_shown(one) for one in shown],
    }


def claims_csv(shown: Sequence[Shown]) -> str:
    """Return one row per effect of a claim; lists are separated by spaces."""
    rows: list[list[Any]] = []
    for one in shown:
        document = _shown(one)
        rows.append(
            [" ".join(value) if isinstance(value, list) else value for value in document.values()]
        )
    return to_csv(tuple(ShownDocument.__annotations__), rows)


def to_json(document: Mapping[str, object]) -> str:
    """Return a document as text."""
    return json.dumps(_finite(document), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def header_document(results: Results) -> HeaderDocument:
    """Return what every document begins with: what was run, and how to repeat it."""
    header = results.header
    return {
        "sim": header.version,
        "scenario": {
            "title": header.title,
            "question": header.question,
            "sha256": header.sha256,
            "start": header.start.isoformat(),
            "horizon_days": header.horizon_days,
            "objective": header.objective,
            "uncertain": header.uncertain,
        },
        "without": list(header.without),
        "seed": header.seed,
        "draws": header.draws,
        "replications": header.replications,
    }


def _chosen(results: Results, names: Sequence[str] | None) -> list[OutcomeInfo]:
    return [info for info in results.outcomes if names is None or info.name in names]


def _outcomes(results: Results, estimates: Mapping[str, Estimate]) -> dict[str, OutcomeDocument]:
    return {
        info.name: _outcome(info, estimates[info.name])
        for info in _chosen(results, list(estimates))
    }


def _outcome(info: OutcomeInfo, e: Estimate) -> OutcomeDocument:
    return {
        "title": info.title,
        "kind": info.kind,
        "unit": info.unit,
        "better": info.better,
        "estimate": e.estimate,
        "se": e.se,
        "confidence": e.confidence,
        "interval": e.interval,
        "interval_error": e.interval_error,
        "share_epistemic": e.share_epistemic,
        "likelihood": e.likelihood,
        "quantiles": _by_quantile(e.quantiles),
        "weeks_to": _by_quantile(e.weeks_to),
        "incidence": None
        if e.incidence is None
        else [{"weeks": p.weeks, "estimate": p.estimate, "se": p.se} for p in e.incidence],
    }


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


def _shown(one: Shown) -> ShownDocument:
    return {
        "claim": one.claim,
        "says": one.says,
        "path": list(one.path),
        "given": list(one.given),
        "within_days": one.within_days,
        "effect": one.effect,
        "on": one.on,
        "title": one.title,
        "unit": one.unit,
        "estimate": one.estimate,
        "estimate_se": one.estimate_se,
        "difference": one.difference,
        "se": one.se,
        "verdict": one.verdict,
    }


def _by_quantile(values: Sequence[float | None] | None) -> Quantiles | None:
    if values is None:
        return None
    low, middle, high = values
    return {"0.05": low, "0.5": middle, "0.95": high}


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return interval or (None, None)


def _finite(value: Any) -> Any:
    """Return the same data with null for every number that JSON has no word for."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def to_csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return rows as text; what does not exist is empty."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[_finite(value) for value in row] for row in rows])
    return stream.getvalue()
