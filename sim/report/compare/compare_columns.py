"""The columns of a comparison: what an option changes, adopted and offered, and how sure it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.analysis.comparison import Change
from sim.report import exact_numbers, numbers
from sim.report.compare.combinations import Letters, row_title
from sim.report.compare.compare_notes import UNKNOWN, poorly_known
from sim.report.tables import Column
from sim.report.wording import has_width
from sim.results.descriptions import OptionInfo, OutcomeInfo
from sim.results.results import Results

#: What stands for a change that could be, and that not one history shows.
UNSEEN = "none seen"


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


Cell = Callable[[Row], str]


def _costs(results: Results) -> list[tuple[Column, Cell]]:
    """Return the column of costs, if the scenario says any: who says none does not mean free."""
    if not any(option.cost for option in results.options.values()):
        return []
    return [
        (
            Column("Cost", "right", shown="wide", spare=1, aside="cost"),
            lambda row: exact_numbers.exact(row.info.cost),
        )
    ]


def columns_of(results: Results, info: OutcomeInfo, letters: Letters) -> list[tuple[Column, Cell]]:
    """Return the columns of a comparison by one outcome, each with what stands in a row."""
    scale = numbers.scale_of(info.unit)
    bare = scale.bare
    unit = "" if scale.change else f", {info.unit}"
    who: list[tuple[Column, Cell]] = [
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
    ]
    columns: list[tuple[Column, Cell]] = [
        (
            Column(f"{info.title}{unit}", "right", shown="wide"),
            lambda row: numbers.level(row.adopted.estimate, row.adopted.estimate_se, scale),
        ),
        (
            Column("90 %", "right", shown="wide", spare=2, aside="more intervals"),
            lambda row: interval_text(numbers.level_range, row.adopted.estimate_interval, scale),
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
                else interval_text(numbers.change_range, row.adopted.interval, scale)
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
    if not info.mean_exists:
        columns = [(column, lambda row: "none") for column, _ in columns]
    columns = [*who, *columns]
    if letters:
        columns.insert(0, (Column(""), lambda row: letters.get(row.info.name, "")))
    if info.ranks:
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
        return "0" if change.unreachable else UNSEEN
    return numbers.change(change.difference, change.se, scale)


def _error(change: Change, scale: numbers.Scale) -> str:
    """Return the error of a change, if it can be any other."""
    return "" if change.unreachable else numbers.plus_minus(change.se, scale)


def interval_text(
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
    if change.null or change.p_better is None or (change.p_better_se or 0.0) > UNKNOWN:
        return ""
    text = numbers.share(change.p_better, change.p_better_se)
    return f"({text})" if poorly_known(change) else text
