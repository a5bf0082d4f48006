"""Numbers that rest on nothing."""

from __future__ import annotations

from collections.abc import Iterator

from sim.audit.findings import Finding
from sim.scenario.schema import Scenario, quantities

_LISTED = 6


def doubtful_provenance(scenario: Scenario) -> Iterator[Finding]:
    """Yield numbers without source or basis, and sources that nothing names."""
    yield from _unsourced(scenario)


def _unsourced(scenario: Scenario) -> Iterator[Finding]:
    """Yield one finding for each entry with numbers that lack a source or a basis."""
    missing: dict[str, dict[str, list[str]]] = {}
    used = set()
    for path, _, quantity in quantities(scenario):
        used.add(quantity.source)
        head, _, name = path.partition(".")
        entry = f"{head}.{name.partition('.')[0]}" if name else head
        for what in ("source", "basis"):
            if getattr(quantity, what) is None:
                inside = path.removeprefix(f"{entry}.")
                missing.setdefault(entry, {}).setdefault(what, []).append(inside)
    for entry, lacks in missing.items():
        for what, places in lacks.items():
            number = "1 number" if len(places) == 1 else f"{len(places)} numbers"
            yield Finding("warning", entry, f"{number} without a {what}: {_some(places)}")
    for name in scenario.sources:
        if name not in used and not _cited(scenario, name):
            yield Finding("note", f"sources.{name}", "no number and no claim names it")


def _some(names: list[str]) -> str:
    """Return the first of a list of names."""
    return ", ".join(names[:_LISTED]) + (", ..." if len(names) > _LISTED else "")


def _cited(scenario: Scenario, source: str) -> bool:
    sections = ("actors", "indicators", "ladders", "tallies", "moves", "options", "claims")
    return any(
        entry.source == source
        for section in sections
        for entry in getattr(scenario, section).values()
    )
