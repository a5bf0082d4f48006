"""The tables that say where the numbers of a scenario come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from sim.report.numbers import NOTHING, percent
from sim.report.tables import Column, Group, Table, simple_table
from sim.results.dotted import Dotted
from sim.scenario.file.inheritance import quantities, unsaid
from sim.scenario.quantity.quantity import BASES, Quantity
from sim.scenario.schema import Scenario

#: What stands behind a source that the file calls weak, and behind one that only the file names.
WEAK, BY_DEFAULT = "low confidence", "default"

_MEANING: dict[str | None, str] = {
    "article": "the text that the scenario is built on says so",
    "data": "counted or measured",
    "literature": "found in studies of other cases",
    "judgement": "estimated by the authors of the file",
    None: "not said",
}


@dataclass(frozen=True)
class _Number:
    """A number, and what its provenance is worth.

    Attributes
    ----------
    weak
        Whether its source is of low confidence.
    by_default
        Whether neither it nor its entry says anything, and the default of the file does.
    """

    path: str
    quantity: Quantity
    weak: bool
    by_default: bool

    @property
    def source(self) -> str:
        """Its source, and why to look twice."""
        marks = [mark for mark, so in ((BY_DEFAULT, self.by_default), (WEAK, self.weak)) if so]
        name = self.quantity.source or NOTHING
        return f"{name} ({', '.join(marks)})" if marks else name


def _numbers(scenario: Scenario) -> list[_Number]:
    left = unsaid(scenario)
    return [
        _Number(
            path,
            quantity,
            weak=scenario.is_weak(quantity.source),
            by_default=path in left and bool(quantity.source or quantity.basis),
        )
        for path, _, quantity in quantities(scenario)
    ]


def sources_table(scenario: Scenario) -> Iterator[Table]:
    """Yield the list of references, each with how many numbers rest on it."""
    uses = Counter(quantity.source for _, _, quantity in quantities(scenario))
    rows = []
    for name, source in scenario.sources.items():
        reference = ", ".join(
            filter(None, (source.author, source.title, str(source.year or "") or None))
        )
        remark = f"{reference}. {source.note}" if source.note else reference
        marked = f"{name} ({WEAK})" if source.low_confidence else name
        rows.append((marked, remark, source.url or NOTHING, str(uses[name])))
    if rows:
        yield simple_table(("Source", "Reference", "Address", "Numbers"), rows, "Sources")


def numbers_tables(scenario: Scenario) -> Iterator[Table]:
    """Yield how many numbers rest on what, and every number with where it comes from."""
    numbers = _numbers(scenario)
    yield _bases(numbers)
    yield _every_number(scenario, numbers)


def _bases(numbers: list[_Number]) -> Table:
    """Return how many numbers rest on what; by default and on weak sources, where any do."""
    headings = ["Basis", "Meaning", "Numbers", "Share"]
    less = [
        (heading, Counter(number.quantity.basis for number in numbers if so(number)))
        for heading, so in _LESS
    ]
    less = [(heading, count) for heading, count in less if count]
    bases = Counter(number.quantity.basis for number in numbers)
    rows = [
        (
            basis or NOTHING,
            _MEANING[basis],
            str(bases[basis]),
            percent(bases[basis] / len(numbers)),
            *(str(count[basis]) for _, count in less),
        )
        for basis in (*BASES, None)
        if bases[basis]
    ]
    headings += [heading for heading, _ in less]
    return simple_table(headings, rows, "What the numbers rest on")


_LESS: tuple[tuple[str, Callable[[_Number], bool]], ...] = (
    ("By default", lambda number: number.by_default),
    ("Low confidence", lambda number: number.weak),
)
"""Numbers that rest on less than the others, by the heading under which they are counted."""


def _every_number(scenario: Scenario, numbers: list[_Number]) -> Table:
    columns = (
        Column("Number", flexible=True),
        Column("Value", flexible=True),
        Column("Basis"),
        Column("Source", flexible=True),
        Column("Note", flexible=True),
    )
    ordered = sorted(numbers, key=lambda number: _place(scenario, number.path))
    groups = []
    for entry, inside in groupby(ordered, key=lambda number: Dotted.of(number.path).entry):
        heading, note = _heading(scenario, entry)
        rows = tuple(
            (
                Dotted.of(number.path).inside,
                number.quantity.text,
                number.quantity.basis or NOTHING,
                number.source,
                "" if number.quantity.note == note else number.quantity.note or "",
            )
            for number in inside
        )
        groups.append(Group(rows, heading))
    return Table(columns, tuple(groups), "Numbers")


def _place(scenario: Scenario, path: str) -> tuple[int, int]:
    """Return where the entry of a number comes in the file: section, entry in it."""
    section, *names = Dotted.of(path).parts
    place = list(getattr(scenario, section)).index(names[0]) if names else 0
    return list(type(scenario).model_fields).index(section), place


def _heading(scenario: Scenario, path: str) -> tuple[str, str | None]:
    """Return what stands over the numbers of an entry, and the note that they share."""
    section, name = Dotted.of(path).head, Dotted.of(path).rest
    if not name:
        return path, None
    entry = getattr(scenario, section)[name]
    title = getattr(entry, "title", None) or getattr(entry, "name", None)
    heading = f"{path}: {title}" if title else path
    return (f"{heading}. {entry.note}" if entry.note else heading), entry.note
