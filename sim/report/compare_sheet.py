"""The table of a comparison: what each option would change in one outcome, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim.analysis.comparison import Change, Comparison
from sim.analysis.ranking import close_calls
from sim.descriptions import OptionInfo, OutcomeInfo
from sim.report import numbers
from sim.report.best import TIE_NOTE, Best, Kind, Wording, best_of
from sim.report.combinations import (
    Letters,
    brief_title,
    by_size,
    is_combination,
    letters_for,
    row_title,
)
from sim.report.compare_notes import (
    UNKNOWN,
    cannot_reach,
    close_notes,
    letter_notes,
    meaning_notes,
    poorly_known,
)
from sim.report.tables import Column, Group, Sheet, Table
from sim.report.wording import (
    baseline_sentence,
    counted,
    has_width,
    scene,
)
from sim.results import Results

Cell = Callable[["Row"], str]

#: What stands for a change that could be, and that not one history shows.
UNSEEN = "none seen"

#: What there is a best of, in the order in which it is said.
_NOUNS = ("option", "pair", "of three or more", "portfolio")


@dataclass(frozen=True)
class Row:
    """One alternative in the table.

    Attributes
    ----------
    place
        1 for the best in its part of the table; those with the same estimate share it.
    """

    info: OptionInfo
    adopted: Change
    offered: Change | None
    place: int


def compare_sheet(results: Results, comparison: Comparison, outcome: str) -> Sheet:
    """Return the sheet that compares all options by one outcome.

    Raises
    ------
    UsageError
        If there is no such outcome.
    """
    info = results.outcomes[results.outcome_index(outcome)]
    options, portfolios = grouped(results, comparison, outcome)
    letters = letters_for(results, options)
    columns = _columns(results, info, letters)
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
    best = _best(results, comparison, info, parts, letters) if _ranks(info) else None
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
            *(close_notes(results, close, letters) if _ranks(info) else ()),
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


def _ranks(info: OutcomeInfo) -> bool:
    return info.better != "neither"


def _costs(results: Results) -> list[tuple[Column, Cell]]:
    """Return the column of costs, if the scenario says any: who says none does not mean free."""
    if not any(option.cost for option in results.options.values()):
        return []
    return [
        (
            Column("Cost", "right", shown="wide", spare=1, aside="cost"),
            lambda row: numbers.exact(row.info.cost),
        )
    ]


def _columns(results: Results, info: OutcomeInfo, letters: Letters) -> list[tuple[Column, Cell]]:
    scale = numbers.scale_of(info.unit)
    bare = scale.bare
    unit = "" if scale.change else f", {info.unit}"
    columns: list[tuple[Column, Cell]] = [
        (Column("Option", flexible=True), lambda row: row_title(row.info, letters)),
        (
            Column("By", flexible=True, shown="wide", aside="who must act"),
            lambda row: ", ".join(row.info.by) or numbers.NOTHING,
        ),
        (
            Column("Consent", "right", shown="wide", aside="their consent"),
            lambda row: (
                numbers.NOTHING if row.info.consent is None else numbers.percent(row.info.consent)
            ),
        ),
        *_costs(results),
        (
            Column(f"{info.title}{unit}", "right", shown="wide"),
            lambda row: numbers.level(row.adopted.estimate, row.adopted.estimate_se, scale),
        ),
        (
            Column("90 %", "right", shown="wide", spare=2, aside="more intervals"),
            lambda row: _range(numbers.level_range, row.adopted.estimate_interval, scale),
        ),
        (
            Column(f"With it, {scale.level or info.unit}", "right", shown="narrow"),
            lambda row: numbers.level(row.adopted.estimate, row.adopted.estimate_se, bare),
        ),
        (
            Column("Change if adopted", "right", shown="wide"),
            lambda row: _change(row.adopted, scale),
        ),
        (
            Column(f"Change, {scale.change or info.unit}", "right", shown="narrow"),
            lambda row: _change(row.adopted, bare),
        ),
        (
            Column("90 %", "right"),
            lambda row: (
                ""
                if row.adopted.null
                else _range(numbers.change_range, row.adopted.interval, scale)
            ),
        ),
        (
            Column("±", "right"),
            lambda row: _error(row.adopted, scale),
        ),
    ]
    if results.offered:
        columns += [
            (
                Column("If offered", "right", shown="wide"),
                lambda row: _change(row.offered, scale) if row.offered else "",
            ),
            (
                Column("If offered", "right", shown="narrow"),
                lambda row: _change(row.offered, bare) if row.offered else "",
            ),
            (
                Column("±", "right", shown="wide", spare=3, aside="more errors"),
                lambda row: _error(row.offered, scale) if row.offered else "",
            ),
        ]
    if letters:
        columns.insert(0, (Column(""), lambda row: letters.get(row.info.name, "")))
    if _ranks(info):
        columns.append(
            (
                Column("Helps", "right"),
                lambda row: _helps(row.adopted),
            )
        )
        columns.insert(0, (Column("#", "right", shown="wide"), lambda row: str(row.place)))
    return columns


def _change(change: Change, scale: numbers.Scale) -> str:
    """Return a change; where none was seen that could be, that it was not seen."""
    if change.null:
        return "0" if cannot_reach(change) else UNSEEN
    return numbers.change(change.difference, change.se, scale)


def _error(change: Change, scale: numbers.Scale) -> str:
    """Return the error of a change; of one that was not seen, if there is a bound to tell."""
    return numbers.plus_minus(change.se, scale) if change.se or not change.null else ""


def _range(
    as_text: Callable[[float, float, numbers.Scale], str],
    interval: tuple[float, float] | None,
    scale: numbers.Scale,
) -> str:
    """Return an interval; blank if there is none to tell."""
    return f"({as_text(*interval, scale)})" if has_width(interval) else ""


def _helps(change: Change) -> str:
    """Return the share of draws in which an option helps, in brackets if it is poorly known.

    Blank if it is not known at all.
    """
    if cannot_reach(change):
        return numbers.NOTHING
    if change.null or change.p_better is None or (change.p_better_se or 0.0) > UNKNOWN:
        return ""
    text = numbers.share(change.p_better, change.p_better_se)
    return f"({text})" if poorly_known(change) else text


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
        text = _range(numbers.change_range, changes[name].interval, scale)
        return f" {text}" if text else ""

    return best_of(
        results,
        info,
        kinds,
        Wording(lambda name: brief_title(results.options[name], letters), interval, "if adopted"),
        unreachable={name: cannot_reach(change) for name, change in changes.items()},
    )


def _noun(info: OptionInfo, letters: Letters) -> str:
    """Return what kind of thing is the best of its kind."""
    if len(info.members) == 1 and info.name == info.members[0]:
        return "option"
    if not letters or not is_combination(info):
        return "portfolio"
    return "pair" if len(info.members) == 2 else "of three or more"
