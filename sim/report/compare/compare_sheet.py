"""The table of a comparison: what each option would change in one outcome, best first."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.comparison import Comparison
from sim.analysis.ranking import close_calls
from sim.report import numbers
from sim.report.compare.best import TIE_NOTE, Best, Kind, Wording, best_of
from sim.report.compare.combinations import (
    Letters,
    brief_title,
    by_size,
    is_combination,
    letters_for,
)
from sim.report.compare.compare_columns import Row, columns_of, interval_text
from sim.report.compare.compare_notes import (
    close_notes,
    letter_notes,
    meaning_notes,
)
from sim.report.tables import Group, Sheet, Table
from sim.report.wording import (
    baseline_sentence,
    counted,
    scene,
)
from sim.results.descriptions import OptionInfo, OutcomeInfo
from sim.results.results import Results

#: What there is a best of, in the order in which it is said.
_NOUNS = ("option", "pair", "of three or more", "portfolio")


def compare_sheet(results: Results, comparison: Comparison, outcome: str) -> Sheet:
    """Return the sheet that compares all options by one outcome.

    Raises
    ------
    UsageError
        If there is no such outcome.
    """
    info = results.outcome(outcome)
    options, portfolios = grouped(results, comparison, outcome)
    letters = letters_for(results, options)
    columns = columns_of(results, info, letters)
    parts = sections(results, options, portfolios, letters)
    groups = tuple(
        Group(
            tuple(
                tuple(cell(row) for _, cell in columns)
                for row in _rows(results, comparison, names, outcome)
            ),
            heading if len(parts) > 1 else "",
        )
        for heading, names in parts
    )
    best = _best(results, comparison, info, parts, letters) if info.ranks else None
    close = [call for _, names in parts for call in close_calls(results, outcome, names)]
    return Sheet(
        title=f"{scene(results.header)}: {compared(parts)} against no new measure",
        lead=(
            baseline_sentence(info, comparison.baseline[info.name], results.header),
            *((best.sentence,) if best else ()),
        ),
        tables=(Table(tuple(column for column, _ in columns), groups),),
        notes=(
            *meaning_notes(results, comparison, info),
            *((TIE_NOTE,) if best and best.tied else ()),
            *letter_notes(letters),
            *(close_notes(results, close, letters) if info.ranks else ()),
        ),
    )


def grouped(results: Results, comparison: Comparison, outcome: str) -> tuple[list[str], list[str]]:
    """Return the names of the options and of the portfolios, each best first if one is better."""
    changes = comparison.adopted
    names = sorted(changes, key=lambda name: changes[name][outcome].rank or 0)
    options = [name for name in names if results.options[name].members == (name,)]
    return options, [name for name in names if name not in options]


def sections(
    results: Results, options: list[str], portfolios: list[str], letters: Letters
) -> list[tuple[str, list[str]]]:
    """Return what is compared in parts with headings: options, combinations by size, portfolios."""
    combined = [name for name in portfolios if letters and is_combination(results.options[name])]
    named = [name for name in portfolios if name not in set(combined)]
    parts = [("Options", options), *by_size(results, combined), ("Portfolios", named)]
    return [(heading, names) for heading, names in parts if names]


def _rows(
    results: Results, comparison: Comparison, names: list[str], outcome: str
) -> Iterator[Row]:
    """Yield the rows of one part of the table, best first."""
    ranks = [comparison.adopted[name][outcome].rank for name in names]
    for name, rank in zip(names, ranks, strict=True):
        offered = comparison.offered.get(name)
        yield Row(
            results.options[name],
            comparison.adopted[name][outcome],
            offered[outcome] if offered else None,
            1 + ranks.index(rank),
        )


def compared(parts: list[tuple[str, list[str]]]) -> str:
    """Return how many options, combinations and portfolios are compared."""
    named = {"Options": "option", "Portfolios": "portfolio"}
    counts: dict[str, int] = {}
    for heading, names in parts:
        noun = named.get(heading, "combination")
        counts[noun] = counts.get(noun, 0) + len(names)
    texts = [counted(n, noun) for noun, n in counts.items()]
    return " and ".join(filter(None, (", ".join(texts[:-1]), *texts[-1:]))) or "nothing"


def _best(
    results: Results,
    comparison: Comparison,
    info: OutcomeInfo,
    parts: list[tuple[str, list[str]]],
    letters: Letters,
) -> Best:
    """Return what is best, of each kind that the table has."""
    changes = {name: change[info.name] for name, change in comparison.adopted.items()}
    ordered = sorted(
        (name for _, names in parts for name in names), key=lambda name: changes[name].rank or 0
    )
    kinds = [
        Kind(noun, [name for name in ordered if _noun(results.options[name], letters) == noun])
        for noun in _NOUNS
    ]
    scale = numbers.scale_of(info.unit)

    def interval(name: str) -> str:
        text = interval_text(numbers.change_range, changes[name].interval, scale)
        return f" {text}" if text else ""

    return best_of(
        results,
        info,
        kinds,
        Wording(lambda name: brief_title(results.options[name], letters), interval, "if adopted"),
        unreachable={name: change.unreachable for name, change in changes.items()},
    )


def _noun(info: OptionInfo, letters: Letters) -> str:
    """Return what kind of thing is the best of its kind."""
    if len(info.members) == 1 and info.name == info.members[0]:
        return "option"
    if not letters or not is_combination(info):
        return "portfolio"
    return "pair" if len(info.members) == 2 else "of three or more"
