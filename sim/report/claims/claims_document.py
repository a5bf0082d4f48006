"""What programs get of the claims: JSON as promised in ``docs/reference``, and rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.analysis.claims import CheckedClaims, Shown
from sim.report.answer import Rows
from sim.report.scenario.scenario_types import ClaimsDocument, ShownDocument


def claims_document(version: str, sha256: str, found: CheckedClaims) -> ClaimsDocument:
    """Return the JSON document of the claims of a scenario."""
    return {
        "sim": version,
        "scenario": {"title": found.title, "sha256": sha256},
        "seed": found.seed,
        "draws": found.draws,
        "replications": found.replications,
        "claims": [_shown(one) for one in found],
    }


def claims_rows(shown: Sequence[Shown]) -> Rows:
    """Return one row per effect of a claim; lists are separated by spaces."""
    rows: list[list[Any]] = []
    for one in shown:
        document = _shown(one)
        rows.append(
            [" ".join(value) if isinstance(value, list) else value for value in document.values()]
        )
    return Rows(tuple(ShownDocument.__annotations__), rows)


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
