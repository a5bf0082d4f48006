"""The table of one world: what happens, how often, how much, when, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping

from sim.analysis.estimates import Estimate
from sim.report import exact_numbers, numbers
from sim.report.tables import Column, Group, Sheet, Table
from sim.report.wording import (
    error_note,
    estimate_text,
    has_width,
    interval_note,
    lacks_interval,
    lost_note,
    no_mean_sentence,
    scene,
)
from sim.results.descriptions import OutcomeInfo
from sim.results.results import Header, Results


def run_sheet(results: Results, estimates: Mapping[str, Estimate]) -> Sheet:
    """Return the sheet of the world that was run."""
    objective = results.header.objective
    infos = sorted(results.outcomes, key=lambda info: info.name != objective)
    events = [info for info in infos if info.is_probability]
    amounts = [info for info in infos if not info.is_probability]
    tables = []
    if events:
        tables.append(_events(results.header, events, estimates))
    if amounts:
        tables.append(_amounts(results.header, amounts, estimates))
    return Sheet(
        title=f"{scene(results.header)}: {measures(results)}",
        lead=_lead(results.header, infos, estimates),
        tables=tuple(tables),
        notes=_notes(results, estimates, bool(events)),
    )


def measures(results: Results) -> str:
    """Return which measures are in the world that was run."""
    world = results.baseline
    if not world.options:
        return "no new measure"
    names = ", ".join(
        results.options[name].title if name in results.options else name for name in world.options
    )
    return f"with {names}, if {'offered' if world.offered else 'adopted'}"


def _lead(
    header: Header, infos: list[OutcomeInfo], estimates: Mapping[str, Estimate]
) -> tuple[str, ...]:
    objective = header.objective
    if objective is None:
        return ()
    return (f"{infos[0].title}: {estimate_text(infos[0], estimates[objective], header)}.",)


def _events(header: Header, infos: list[OutcomeInfo], estimates: Mapping[str, Estimate]) -> Table:
    columns = (
        Column("Does it happen?", flexible=True),
        Column("Probability", "right"),
        Column("±", "right"),
        Column("90 %", "right"),
        Column("In words", flexible=True, shown="wide", aside="likelihood in words"),
        Column("Ignorance", "right"),
        Column("Week 5 / 50 / 95 %", "right"),
    )
    rows = []
    for info in infos:
        e = estimates[info.name]
        weeks = [numbers.NOTHING if w is None else f"{w:.1f}" for w in e.weeks_to or ()]
        rows.append(
            (
                info.title,
                numbers.level(e.estimate, e.se, numbers.PERCENT),
                numbers.plus_minus(e.se, numbers.PERCENT),
                numbers.level_range(*e.interval, numbers.PERCENT) if has_width(e.interval) else "",
                "" if lacks_interval(e, header) else e.likelihood or "",
                numbers.share(e.share_epistemic) if header.uncertain else "",
                " / ".join(weeks),
            )
        )
    return Table(columns, (Group(tuple(rows)),))


def _amounts(header: Header, infos: list[OutcomeInfo], estimates: Mapping[str, Estimate]) -> Table:
    columns = (
        Column("How much?", flexible=True),
        Column("Mean", "right"),
        Column("±", "right"),
        Column("90 % of the mean", "right"),
        Column("Ignorance", "right"),
        Column("5 %", "right"),
        Column("50 %", "right"),
        Column("95 %", "right"),
    )
    rows = []
    for info in infos:
        e = estimates[info.name]
        rows.append(
            (
                f"{info.title}, {info.unit}",
                *(_mean(e, header) if info.mean_exists else ("none", "", "", "")),
                *([exact_numbers.plain(q) for q in e.quantiles] if e.quantiles else [""] * 3),
            )
        )
    return Table(columns, (Group(tuple(rows)),))


def _mean(e: Estimate, header: Header) -> tuple[str, str, str, str]:
    """Return the mean of an amount, its error, what is left open of it, and the share of that."""
    return (
        numbers.level(e.estimate, e.se),
        numbers.plus_minus(e.se),
        numbers.level_range(*e.interval) if has_width(e.interval) else "",
        numbers.share(e.share_epistemic) if header.uncertain else "",
    )


def _notes(results: Results, estimates: Mapping[str, Estimate], events: bool) -> tuple[str, ...]:
    notes = [interval_note(results.header)]
    notes += lost_note(results.header, [e.interval_error for e in estimates.values()])
    notes += [error_note(results.header, "history", "histories")]
    if results.header.uncertain:
        notes.append(
            "Ignorance: share of the variance of one history that the parameters leave open; the "
            "rest is chance."
        )
    if events:
        notes.append(
            "Week 5 / 50 / 95 %: by when so many of all histories have got there; "
            f"{numbers.NOTHING} if fewer do."
        )
    if any(e.quantiles for e in estimates.values()):
        notes.append("5, 50, 95 % of an amount: quantiles over all histories, chance included.")
    notes += [no_mean_sentence(info) for info in results.outcomes if not info.mean_exists]
    return tuple(notes)
