"""The parts of the JSON documents, as promised in ``docs/reference``, that several of them have."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from sim.analysis.draws import Interval
from sim.analysis.estimates import Estimate
from sim.report.document_types import HeaderDocument, OutcomeDocument, Quantiles
from sim.results.descriptions import OutcomeInfo
from sim.results.results import Results


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


def chosen(results: Results, names: Container[str]) -> list[OutcomeInfo]:
    """Return the outcomes of these names, in the order of the results."""
    return [info for info in results.outcomes if info.name in names]


def outcomes_document(
    results: Results, estimates: Mapping[str, Estimate]
) -> dict[str, OutcomeDocument]:
    """Return what a document says about every outcome that is estimated."""
    return {info.name: _outcome(info, estimates[info.name]) for info in chosen(results, estimates)}


def ends(interval: Interval | None) -> tuple[float | None, float | None]:
    """Return the two cells of an interval, empty where there is none."""
    return interval or (None, None)


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


def _by_quantile(values: Sequence[float | None] | None) -> Quantiles | None:
    if values is None:
        return None
    low, middle, high = values
    return {"0.05": low, "0.5": middle, "0.95": high}
