"""Numbers that rest on nothing, or on little."""

from __future__ import annotations

from collections.abc import Iterator

from sim.audit.findings import Finding
from sim.results.dotted import Dotted
from sim.scenario.file.inheritance import quantities, unsaid
from sim.scenario.schema import Scenario

_NUMBERS_LISTED = 6


def doubtful_provenance(scenario: Scenario) -> Iterator[Finding]:
    """Yield numbers without source or basis, by default, or of low confidence; unused sources."""
    yield from _unsourced(scenario)
    yield from _left_to_the_file(scenario)
    yield from _of_low_confidence(scenario)


def _unsourced(scenario: Scenario) -> Iterator[Finding]:
    """Yield one finding for each entry with numbers that lack a source or a basis."""
    missing: dict[str, dict[str, list[str]]] = {}
    used = set()
    for path, _, quantity in quantities(scenario):
        used.add(quantity.source)
        place = Dotted.of(path)
        for what in ("source", "basis"):
            if getattr(quantity, what) is None:
                missing.setdefault(place.entry, {}).setdefault(what, []).append(place.inside)
    for entry, lacks in missing.items():
        for what, places in lacks.items():
            number = "1 number" if len(places) == 1 else f"{len(places)} numbers"
            yield Finding("warning", entry, f"{number} without a {what}: {_some(places)}")
    for name in scenario.sources:
        if name not in used and not _cited(scenario, name):
            yield Finding("note", f"sources.{name}", "no number and no claim names it")


def _left_to_the_file(scenario: Scenario) -> Iterator[Finding]:
    """Yield how many numbers have a provenance only because the file has a default."""
    numbers = {path: quantity for path, _, quantity in quantities(scenario)}
    left = [path for path in unsaid(scenario) if numbers[path].source or numbers[path].basis]
    if left:
        rest = "rests" if len(left) == 1 else "rest"
        share = f"{len(left)} of {len(numbers)} numbers ({100.0 * len(left) / len(numbers):.0f} %)"
        message = f"{share} {rest} on the default of the file alone"
        yield Finding("note", "provenance", message)


def _of_low_confidence(scenario: Scenario) -> Iterator[Finding]:
    """Yield one finding with all numbers that rest on a source which the file calls weak."""
    weak = [
        f"{path} ({quantity.source})"
        for path, _, quantity in quantities(scenario)
        if scenario.is_weak(quantity.source)
    ]
    if weak:
        number = "1 number rests" if len(weak) == 1 else f"{len(weak)} numbers rest"
        message = f"{number} on a source of low confidence alone: {_some(weak)}"
        yield Finding("note", "sources", message)


def _some(names: list[str]) -> str:
    """Return the first of a list of names."""
    return ", ".join(names[:_NUMBERS_LISTED]) + (", ..." if len(names) > _NUMBERS_LISTED else "")


def _cited(scenario: Scenario, source: str) -> bool:
    sections = ("actors", "indicators", "ladders", "tallies", "moves", "options", "claims")
    return any(
        entry.source == source
        for section in sections
        for entry in getattr(scenario, section).values()
    )
