"""The tables that say where the numbers of a scenario come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from sim.report.numbers import NOTHING, percent
from sim.report.tables import Column, Group, Table, simple_table
from sim.scenario.quantity import BASES, Quantity
from sim.scenario.schema import Scenario, quantities

_MEANING: dict[str | None, str] = {
    "article": "the text that the scenario is built on says so",
    "data": "counted or measured",
    "literature": "found in studies of other cases",
    "judgement": "estimated by the authors of the file",
    None: "not said",
}


def sources_table(scenario: Scenario) -> Iterator[Table]:
    """Yield the list of references, each with the numbers that name it."""
    uses = Counter(quantity.source for _, _, quantity in quantities(scenario))
    rows = []
    for name, source in scenario.sources.items():
        reference = ", ".join(
            filter(None, (source.author, source.title, str(source.year or "") or None))
        )
        remark = f"{reference}. {source.note}" if source.note else reference
        rows.append((name, remark, source.url or NOTHING, str(uses[name])))
    if rows:
        yield simple_table(("Source", "Reference", "Address", "Numbers"), rows, "Sources")


def numbers_tables(scenario: Scenario) -> Iterator[Table]:
    """Yield how many numbers rest on what, and every number with where it comes from."""
    numbers = [(path, quantity) for path, _, quantity in quantities(scenario)]
    bases = Counter(quantity.basis for _, quantity in numbers)
    known: list[str | None] = [basis for basis in BASES if bases[basis]]
    rows = [
        (basis or NOTHING, _MEANING[basis], str(bases[basis]), percent(bases[basis] / len(numbers)))
        for basis in [*known, *([None] if bases[None] else [])]
    ]
    yield simple_table(("Basis", "Meaning", "Numbers", "Share"), rows, "What the numbers rest on")
    yield _every_number(scenario, numbers)


def _every_number(scenario: Scenario, numbers: list[tuple[str, Quantity]]) -> Table:
    columns = (
        Column("Number", flexible=True),
        Column("Value", flexible=True),
        Column("Basis"),
        Column("Source", flexible=True),
        Column("Note", flexible=True),
    )
    ordered = sorted(numbers, key=lambda number: _place(scenario, number[0]))
    groups = []
    for entry, inside in groupby(ordered, key=lambda number: _entry(number[0])):
        heading, note = _heading(scenario, entry)
        rows = tuple(
            (
                path.removeprefix(f"{entry}."),
                quantity.text,
                quantity.basis or NOTHING,
                quantity.source or NOTHING,
                "" if quantity.note == note else quantity.note or "",
            )
            for path, quantity in inside
        )
        groups.append(Group(rows, heading))
    return Table(columns, tuple(groups), "Numbers")


def _entry(path: str) -> str:
    """Return the entry of the file that a number belongs to, such as ``moves.clash``."""
    section, _, rest = path.partition(".")
    return f"{section}.{rest.partition('.')[0]}" if rest else section


def _place(scenario: Scenario, path: str) -> tuple[int, int]:
    """Return where the entry of a number comes in the file: section, entry in it."""
    section, _, rest = path.partition(".")
    entries = getattr(scenario, section)
    place = list(entries).index(rest.partition(".")[0]) if rest else 0
    return list(type(scenario).model_fields).index(section), place


def _heading(scenario: Scenario, path: str) -> tuple[str, str | None]:
    """Return what stands over the numbers of an entry, and the note that they share."""
    section, _, name = path.partition(".")
    if not name:
        return path, None
    entry = getattr(scenario, section)[name]
    title = getattr(entry, "title", None) or getattr(entry, "name", None)
    heading = f"{path}: {title}" if title else path
    return (f"{heading}. {entry.note}" if entry.note else heading), entry.note
