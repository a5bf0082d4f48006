"""The tables that describe a scenario: who and what is in it, in words and numbers of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sim.describe.provenance import numbers_tables, sources_table
from sim.report.claims.claims_sheet import EFFECT_WORDS, what
from sim.report.numbers import NOTHING
from sim.report.tables import Column, Group, Table, simple_table
from sim.results.descriptions import words_of
from sim.results.dotted import Dotted
from sim.scenario.claim_entries import Mechanism
from sim.scenario.entries import Outcome
from sim.scenario.quantity.quantity import Quantity
from sim.scenario.schema import Scenario

#: Names of moves or options that a cell holds.
_MANY = 4


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
            _with_name(name, ladder.title),
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
            _with_name(name, indicator.title),
            "at rest" if indicator.start is None else indicator.start.text,
            indicator.rest.text,
            indicator.half_life.text,
        )
        for name, indicator in scenario.indicators.items()
    ]
    if indicators:
        yield simple_table(("Indicator", "Start", "Rest", "Half-life"), indicators, "Indicators")
    tallies = [
        (_with_name(name, tally.title), tally.unit or name)
        for name, tally in scenario.tallies.items()
    ]
    if tallies:
        yield simple_table(("Tally", "Unit"), tallies, "Tallies")


def _moves(scenario: Scenario) -> Iterator[Table]:
    rows = []
    for name, move in scenario.moves.items():
        if move.rate is not None:
            often, joint = move.rate.text + _shaped(move.shape), "while"
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


def _shaped(shape: Quantity) -> str:
    """Return what to say of a hazard that changes with the time since the move became possible."""
    level = shape.is_constant and shape.value == 1.0
    return "" if level else f", shape {shape.text},"


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
            _list(title_of(scenario.options, member) for member in portfolio.options),
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


def _claims(scenario: Scenario) -> Iterator[Table]:
    columns = (
        Column("With this, and without it", flexible=True),
        Column("the claim", flexible=True),
    )
    groups = tuple(
        Group(
            tuple(
                (_what(mechanism), f"{EFFECT_WORDS[effect]} {_shown_as(scenario, on)}")
                for mechanism in claim.mechanisms
                for effect, on in mechanism.effects
            ),
            heading=f"{name}: {claim.says}",
        )
        for name, claim in scenario.claims.items()
    )
    if groups:
        yield Table(columns, groups, "Claims")


def _what(mechanism: Mechanism) -> str:
    within = None if mechanism.within is None else mechanism.within.value
    return what(mechanism.path, mechanism.given, within)


def _shown_as(scenario: Scenario, on: str) -> str:
    """Return what tables call the thing that a claim has an effect on."""
    head, rung = Dotted.of(on).head, Dotted.of(on).rest
    sections: tuple[Mapping[str, Any], ...] = (
        (scenario.ladders, scenario.options)
        if rung
        else (scenario.outcomes, scenario.indicators, scenario.moves, scenario.tallies)
    )
    name = title_of(next(entries for entries in sections if head in entries), head)
    return f"{name}: {rung}" if rung else name


SECTIONS: dict[str, Callable[[Scenario], Iterator[Table]]] = {
    "actors": _actors,
    "state": _state,
    "moves": _moves,
    "options": _options,
    "outcomes": _outcomes,
    "claims": _claims,
    "sources": sources_table,
    "numbers": numbers_tables,
}
"""What a description may hold, in the order in which it comes."""


def _actor(scenario: Scenario, name: str | None) -> str:
    if name is None:
        return NOTHING
    return (scenario.actors[name].name or name) if name in scenario.actors else name


def title_of(entries: Mapping[str, Any], name: str) -> str:
    """Return what tables call an entry."""
    return _named(name, entries[name].title)


def _named(name: str, title: str | None) -> str:
    """Return what tables call something: its title, or its name as words."""
    return title or words_of(name)


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
