"""``sim show``: what a scenario holds, in tables that need no programmer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sim import pipeline
from sim.cli.output import write_sheets
from sim.errors import UsageError
from sim.report.numbers import NOTHING, weeks
from sim.report.tables import Column, Group, Sheet, Table, simple_table
from sim.report.wording import counted
from sim.scenario.entries import Outcome
from sim.scenario.files import shipped
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Scenario, quantities

#: Names of moves or options that a cell holds.
_MANY = 4


def show(source: str | None, sections: list[str], form: str) -> None:
    """Write the sections asked for; without a scenario, the scenarios that come with the program.

    Raises
    ------
    UsageError
        If sections are asked for and no scenario is.
    """
    if source is None:
        if sections:
            raise UsageError(f"--{sections[0]} needs a scenario")
        write_sheets([shipped_sheet()], form)
        return
    write_sheets([scenario_sheet(pipeline.load(source), sections)], form)


def shipped_sheet() -> Sheet:
    """Return the list of the scenarios that come with the program."""
    rows = []
    for name in shipped():
        scenario = pipeline.load(name)
        rows.append((name, scenario.title, scenario.question or ""))
    return Sheet(
        title="Scenarios that come with sim",
        tables=(simple_table(("Name", "Title", "Question"), rows),),
        notes=("Use a name wherever a file may stand: sim compare NAME.",),
    )


def scenario_sheet(scenario: Scenario, sections: Iterable[str] = ()) -> Sheet:
    """Return a description of a scenario.

    Parameters
    ----------
    sections
        Keys of `SECTIONS`; none for all but the quantities.
    """
    wanted = list(sections) or [name for name in SECTIONS if name != "quantities"]
    day = f"{scenario.start.day} {scenario.start:%B} {scenario.start.year}"
    lead = [f"From {day}, {weeks(scenario.horizon_days)}: {_contents(scenario)}."]
    if scenario.question:
        lead.insert(0, scenario.question)
    if scenario.objective:
        lead.append(f"Options are ranked by: {_title(scenario.outcomes, scenario.objective)}.")
    tables = [table for name in wanted for table in SECTIONS[name](scenario)]
    return Sheet(
        title=scenario.title,
        lead=tuple(lead),
        tables=tuple(tables),
        narrow_note="Sources and notes of numbers: in a wider window, or with --format markdown.",
    )


def _contents(scenario: Scenario) -> str:
    parts: list[tuple[Mapping[str, object], str]] = [
        (scenario.actors, "actor"),
        (scenario.ladders, "ladder"),
        (scenario.indicators, "indicator"),
        (scenario.moves, "move"),
        (scenario.options, "option"),
        (scenario.outcomes, "outcome"),
    ]
    uncertain = sum(not quantity.is_constant for _, _, quantity in quantities(scenario))
    return ", ".join([counted(len(things), noun) for things, noun in parts]) + (
        f"; {counted(uncertain, 'uncertain number')}"
    )


def _actors(scenario: Scenario) -> Iterator[Table]:
    rows = []
    for name, actor in scenario.actors.items():
        moves = [_named(key, m.title) for key, m in scenario.moves.items() if m.actor == name]
        options = [_named(key, o.title) for key, o in scenario.options.items() if name in o.by]
        rows.append((actor.name or name, _pairs(actor.traits), _some(moves), _some(options)))
    if rows:
        yield simple_table(("Actor", "Traits", "Moves", "Options"), rows, "Actors")


def _state(scenario: Scenario) -> Iterator[Table]:
    ladders = [
        (
            name,
            " > ".join(ladder.rungs),
            ladder.start or ladder.rungs[0],
            "; ".join(f"on {rung}, {_pairs(shifts)}" for rung, shifts in ladder.shifts.items()),
        )
        for name, ladder in scenario.ladders.items()
    ]
    if ladders:
        yield simple_table(("Ladder", "Rungs", "Starts on", "Shifts"), ladders, "Ladders")
    indicators = [
        (
            name,
            "at rest" if indicator.start is None else indicator.start.text,
            indicator.rest.text,
            indicator.half_life.text,
        )
        for name, indicator in scenario.indicators.items()
    ]
    if indicators:
        yield simple_table(("Indicator", "Start", "Rest", "Half-life"), indicators, "Indicators")
    tallies = [(name, tally.unit or name) for name, tally in scenario.tallies.items()]
    if tallies:
        yield simple_table(("Tally", "Unit"), tallies, "Tallies")


def _moves(scenario: Scenario) -> Iterator[Table]:
    rows = []
    for name, move in scenario.moves.items():
        if move.rate is not None:
            often, joint = move.rate.text, "while"
        else:
            dates = ", ".join(date.isoformat() for date in move.on or ())
            often, joint = f"{dates}, chance {move.probability.text}", "if"
        when = _condition(move.when)
        rows.append(
            (
                _named(name, move.title)
                + (f" ({_actor(scenario, move.actor)})" if move.actor else ""),
                f"{often} {joint} {when}" if when else often,
                _pairs(move.modifiers),
                _pairs(move.then),
            )
        )
    if rows:
        headings = ("Move (by)", "How often, when possible", "Hazard ratios", "Then")
        yield simple_table(headings, rows, "Moves")


def _options(scenario: Scenario) -> Iterator[Table]:
    rows = []
    for name, option in scenario.options.items():
        consent = {_actor(scenario, key): value for key, value in option.consent.items()}
        rows.append(
            (
                _with_name(name, option.title),
                _list(_actor(scenario, key) for key in option.by),
                _pairs(consent),
                option.delay.text,
                _condition(option.needs) or NOTHING,
                _pairs({**option.effects, **option.shifts}),
            )
        )
    if rows:
        headings = ("Option", "By", "Consent", "Delay", "Needs", "Changes")
        yield simple_table(headings, rows, "Options")
    portfolios = [
        (
            _with_name(name, portfolio.title),
            _list(_title(scenario.options, member) for member in portfolio.options),
        )
        for name, portfolio in scenario.portfolios.items()
    ]
    if portfolios:
        yield simple_table(("Portfolio", "Options"), portfolios, "Portfolios")


def _outcomes(scenario: Scenario) -> Iterator[Table]:
    rows = [
        (_with_name(name, outcome.title), outcome.kind, _asked(outcome), outcome.better)
        for name, outcome in scenario.outcomes.items()
    ]
    if rows:
        yield simple_table(("Outcome", "Kind", "Of", "Better"), rows, "Outcomes")


def _sources(scenario: Scenario) -> Iterator[Table]:
    uses: dict[str, int] = {}
    for _, _, quantity in quantities(scenario):
        if quantity.source is not None:
            uses[quantity.source] = uses.get(quantity.source, 0) + 1
    rows = [
        (
            name,
            ", ".join(filter(None, (source.author, source.title, _text(source.year)))),
            source.url or "",
            str(uses.get(name, 0)),
        )
        for name, source in scenario.sources.items()
    ]
    if rows:
        yield simple_table(("Source", "Reference", "Address", "Numbers"), rows, "Sources")


def _quantities(scenario: Scenario) -> Iterator[Table]:
    columns = (
        Column("Number", flexible=True),
        Column("Value", flexible=True),
        Column("Basis"),
        Column("Source", shown="wide"),
        Column("Note", flexible=True, shown="wide"),
    )
    rows = tuple(
        (path, q.text, q.basis or NOTHING, q.source or NOTHING, q.note or "")
        for path, _, q in quantities(scenario)
    )
    if rows:
        yield Table(columns, (Group(rows),), "Numbers")


SECTIONS: dict[str, Callable[[Scenario], Iterator[Table]]] = {
    "actors": _actors,
    "state": _state,
    "moves": _moves,
    "options": _options,
    "outcomes": _outcomes,
    "sources": _sources,
    "quantities": _quantities,
}


def _actor(scenario: Scenario, name: str | None) -> str:
    if name is None:
        return NOTHING
    return (scenario.actors[name].name or name) if name in scenario.actors else name


def _title(entries: Mapping[str, Any], name: str) -> str:
    return _named(name, entries[name].title)


def _named(name: str, title: str | None) -> str:
    """Return what tables call something: its title, or its name as words."""
    return title or name.replace("_", " ").capitalize()


def _with_name(name: str, title: str | None) -> str:
    """Return the title with the name by which the commands know the thing."""
    return f"{title} ({name})" if title else name


def _asked(outcome: Outcome) -> str:
    asked = getattr(outcome, outcome.kind)
    if isinstance(asked, Mapping):
        return _condition(asked)
    return asked if isinstance(asked, str) else _list(asked)


def _condition(condition: Mapping[str, tuple[str, ...]]) -> str:
    return "; ".join(f"{name}: {' or '.join(rungs)}" for name, rungs in condition.items())


def _pairs(values: Mapping[str, str | Quantity]) -> str:
    parts = [
        f"{name}: {value.text if isinstance(value, Quantity) else value}"
        for name, value in values.items()
    ]
    return "; ".join(parts) or NOTHING


def _some(names: list[str]) -> str:
    """Return the first names of a list that would take too much room."""
    more = len(names) - _MANY
    return _list(names) if more < 2 else f"{_list(names[:_MANY])} and {more} more"


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or NOTHING


def _text(value: int | None) -> str:
    return "" if value is None else str(value)
