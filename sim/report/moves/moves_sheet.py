"""The table of the moves: how often each happens, to be held against records."""

from __future__ import annotations

from collections.abc import Mapping

from sim.analysis.estimates import Estimate
from sim.analysis.frequency import Frequency
from sim.report import exact_numbers, numbers
from sim.report.run.run_sheet import measures
from sim.report.tables import Column, Group, Sheet, Table
from sim.report.wording import error_note, has_width, interval_note, lost_note, scene
from sim.results.results import Results

_NEVER = (
    "A move with 0 times did not happen in any history. One that belongs to an option happens only "
    "where the option is in force: --with OPTION."
)


def moves_sheet(results: Results, found: Mapping[str, Frequency]) -> Sheet:
    """Return the sheet of how often every move happens in the world that was run."""
    columns = (
        Column("Move", flexible=True),
        Column("Times", "right"),
        Column("±", "right"),
        Column("90 %", "right"),
        Column("A year", "right", shown="wide", spare=1, aside="times a year"),
        Column("Weeks possible", "right", shown="wide", spare=2, aside="weeks possible"),
        Column("A year, while possible", "right"),
        Column("Times its rate", "right"),
        Column("In how many histories", "right"),
        Column("±", "right", shown="wide", spare=3, aside="the error of the share"),
    )
    header = results.header
    return Sheet(
        title=f"{scene(header)}: how often moves happen, {measures(results)}",
        tables=(Table(columns, (Group(tuple(_row(*item) for item in found.items())),)),),
        notes=(
            interval_note(header),
            *lost_note(header, [one.times.interval_error for one in found.values()]),
            error_note(header, "history", "histories"),
            "Times: mean number in one history; a year: the same for 365.25 days. While possible: "
            "for a year in which the condition of the move holds.",
            "Times its rate: so many times as often as its rate says, as its modifiers raise or "
            "lower it. If it should happen as often as the rate says, divide the rate by this.",
            *([_NEVER] if any(one.times.estimate == 0.0 for one in found.values()) else []),
        ),
    )


def _row(name: str, one: Frequency) -> tuple[str, ...]:
    times, happens, weeks = one.times, one.happens, one.weeks_possible
    title = one.title if one.title == name else f"{one.title} ({name})"
    return (
        title,
        numbers.level(times.estimate, times.se),
        numbers.plus_minus(times.se),
        numbers.level_range(*times.interval) if has_width(times.interval) else "",
        _as_well_known(one.per_year, times),
        numbers.NOTHING if weeks is None else exact_numbers.plain(weeks),
        numbers.NOTHING
        if one.per_year_possible is None
        else _as_well_known(one.per_year_possible, times),
        numbers.NOTHING if one.times_rate is None else exact_numbers.plain(one.times_rate, 2),
        numbers.level(happens.estimate, happens.se, numbers.PERCENT),
        numbers.plus_minus(happens.se, numbers.PERCENT),
    )


def _as_well_known(value: float, times: Estimate) -> str:
    """Return a frequency to the digits of the number of times that it is a multiple of."""
    if not times.estimate or times.se is None:
        return exact_numbers.plain(value)
    return numbers.level(value, times.se * value / times.estimate)
