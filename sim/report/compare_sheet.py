"""The table of a comparison: what each option would change in one outcome, best first."""

from __future__ import annotations

from collections.abc import Callable

from sim.analysis.comparison import Change, Comparison
from sim.analysis.ranking import close_calls
from sim.descriptions import OptionInfo, OutcomeInfo
from sim.report import numbers
from sim.report.combinations import (
    Letters,
    brief_title,
    by_size,
    is_combination,
    letters_for,
    row_title,
)
from sim.report.compare_notes import UNKNOWN, close_notes, letter_notes, meaning_notes, poorly_known
from sim.report.tables import Column, Group, Sheet, Table
from sim.report.wording import (
    baseline_sentence,
    counted,
    has_width,
    scene,
)
from sim.results import Results

Row = tuple[OptionInfo, Change, Change | None]
Cell = Callable[[Row], str]

#: What there is a best of, in the order in which it is said.
_NOUNS = ("option", "pair", "of three or more", "portfolio")


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
                tuple(cell(_row(results, comparison, name, outcome)) for _, cell in columns)
                for name in names
            ),
            heading if len(parts) > 1 else "",
        )
        for heading, names in parts
    )
    close = [call for _, names in parts for call in close_calls(results, outcome, names)]
    return Sheet(
        title=f"{scene(results.header)}: {compared(parts)} against no new measure",
        lead=_lead(results, comparison, info, parts, letters),
        tables=(Table(tuple(column for column, _ in columns), groups),),
        notes=(
            *meaning_notes(results, comparison, info),
            *letter_notes(letters),
            *(close_notes(results, close, letters) if _ranks(info) else ()),
        ),
        narrow_note="Who must act, their consent and more intervals: in a wider window, or with "
        "--format markdown.",
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


def _row(results: Results, comparison: Comparison, name: str, outcome: str) -> Row:
    offered = comparison.offered.get(name)
    change = comparison.adopted[name][outcome]
    return results.options[name], change, offered[outcome] if offered else None


def _ranks(info: OutcomeInfo) -> bool:
    """Return whether options are ranked by an outcome: not if it has no mean, or no direction."""
    return info.better != "neither" and info.mean_exists


def _costs(results: Results) -> list[tuple[Column, Cell]]:
    """Return the column of costs, if the scenario says any: who says none does not mean free."""
    if not any(option.cost for option in results.options.values()):
        return []
    return [
        (Column("Cost", "right", shown="wide", spare=1), lambda row: numbers.plain(row[0].cost))
    ]


def _columns(results: Results, info: OutcomeInfo, letters: Letters) -> list[tuple[Column, Cell]]:
    scale = numbers.scale_of(info.unit)
    bare = scale.bare
    unit = "" if scale.change else f", {info.unit}"
    columns_before: list[tuple[Column, Cell]] = [
        (Column("Option", flexible=True), lambda row: row_title(row[0], letters)),
        (
            Column("By", flexible=True, shown="wide"),
            lambda row: ", ".join(row[0].by) or numbers.NOTHING,
        ),
        (
            Column("Consent", "right", shown="wide"),
            lambda row: (
                numbers.NOTHING if row[0].consent is None else numbers.percent(row[0].consent)
            ),
        ),
        *_costs(results),
    ]
    columns = [
        *columns_before,
        (
            Column(f"{info.title}{unit}", "right", shown="wide"),
            lambda row: numbers.level(row[1].estimate, row[1].estimate_se, scale),
        ),
        (
            Column("90 %", "right", shown="wide", spare=2),
            lambda row: _range(numbers.level_range, row[1].estimate_interval, scale),
        ),
        (
            Column(f"With it, {scale.level or info.unit}", "right", shown="narrow"),
            lambda row: numbers.level(row[1].estimate, row[1].estimate_se, bare),
        ),
        (
            Column("Change if adopted", "right", shown="wide"),
            lambda row: numbers.change(row[1].difference, row[1].se, scale),
        ),
        (
            Column(f"Change, {scale.change or info.unit}", "right", shown="narrow"),
            lambda row: numbers.change(row[1].difference, row[1].se, bare),
        ),
        (
            Column("90 %", "right"),
            lambda row: "" if row[1].null else _range(numbers.change_range, row[1].interval, scale),
        ),
        (
            Column("±", "right"),
            lambda row: "" if row[1].unreachable else numbers.plus_minus(row[1].se, scale),
        ),
    ]
    if results.offered:
        columns += [
            (
                Column("If offered", "right", shown="wide"),
                lambda row: numbers.change(row[2].difference, row[2].se, scale) if row[2] else "",
            ),
            (
                Column("If offered", "right", shown="narrow"),
                lambda row: numbers.change(row[2].difference, row[2].se, bare) if row[2] else "",
            ),
            (
                Column("±", "right", shown="wide", spare=3),
                lambda row: (
                    numbers.plus_minus(row[2].se, scale)
                    if row[2] and not row[2].unreachable
                    else ""
                ),
            ),
        ]
    if not info.mean_exists:
        known = len(columns_before)
        columns = columns_before + [(column, lambda row: "none") for column, _ in columns[known:]]
    if letters:
        columns.insert(0, (Column(""), lambda row: letters.get(row[0].name, "")))
    if _ranks(info):
        columns.append(
            (
                Column("Helps", "right"),
                lambda row: _helps(row[1]),
            )
        )
        columns.insert(0, (Column("#", "right", shown="wide"), lambda row: str(row[1].rank)))
    return columns


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
    if change.unreachable:
        return numbers.NOTHING
    if change.p_better is None or (change.p_better_se or 0.0) > UNKNOWN:
        return ""
    text = numbers.share(change.p_better)
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


def _lead(
    results: Results,
    comparison: Comparison,
    info: OutcomeInfo,
    parts: list[tuple[str, list[str]]],
    letters: Letters,
) -> tuple[str, ...]:
    if not _ranks(info):
        return (baseline_sentence(info, comparison.baseline[info.name]),)
    firsts: dict[str, str] = {}
    changes = comparison.adopted
    for name in sorted(
        (name for _, names in parts for name in names),
        key=lambda name: changes[name][info.name].rank or 0,
    ):
        firsts.setdefault(_noun(results.options[name], letters), name)
    best = [
        f"best {noun}: {brief_title(results.options[firsts[noun]], letters)}, "
        f"{_change_text(changes[firsts[noun]][info.name], info)}"
        for noun in _NOUNS
        if noun in firsts and _improves(changes[firsts[noun]][info.name], info)
    ]
    if not best:
        direction = "lowers" if info.better == "lower" else "raises"
        return baseline_sentence(
            info, comparison.baseline[info.name]
        ), f"Nothing here {direction} it."
    sentence = "; ".join(best)
    return baseline_sentence(
        info, comparison.baseline[info.name]
    ), f"{sentence[0].upper()}{sentence[1:]}."


def _noun(info: OptionInfo, letters: Letters) -> str:
    """Return what kind of thing is the best of its kind."""
    if len(info.members) == 1 and info.name == info.members[0]:
        return "option"
    if not letters or not is_combination(info):
        return "portfolio"
    return "pair" if len(info.members) == 2 else "of three or more"


def _improves(change: Change, info: OutcomeInfo) -> bool:
    return change.difference < 0.0 if info.better == "lower" else change.difference > 0.0


def _change_text(change: Change, info: OutcomeInfo) -> str:
    scale = numbers.scale_of(info.unit)
    text = numbers.change(change.difference, change.se, scale)
    if not scale.change:
        text += f" {info.unit}"
    if has_width(change.interval):
        text += f" ({numbers.change_range(*change.interval, scale)})"
    return f"{text} if adopted"
