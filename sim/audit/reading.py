"""What does nothing, as far as reading the file can tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sim.audit.findings import Finding
from sim.results.dotted import Dotted
from sim.scenario.entries import Move
from sim.scenario.schema import Scenario


def idle(scenario: Scenario) -> Iterator[Finding]:
    """Yield moves and options that can do nothing."""
    yield from _idle_moves(scenario)
    yield from _idle_options(scenario)


def _idle_moves(scenario: Scenario) -> Iterator[Finding]:
    for name, move in scenario.moves.items():
        path = f"moves.{name}"
        if late := [day for day in move.on or () if scenario.is_after_the_end(day)]:
            yield Finding("note", path, _after_the_end(scenario, late, len(move.on or ())))
        if move.rate is not None and move.rate.is_constant and move.rate.value == 0.0:
            yield Finding("warning", path, "can never happen: its rate is 0")
        if not move.when:
            yield from _from_anywhere(scenario, name, move)
        if not move.then and not _counted(scenario, name):
            yield Finding(
                "warning", path, "changes nothing, and no outcome counts it: give it a 'then'"
            )


def _after_the_end(scenario: Scenario, late: list[dt.date], n_dates: int) -> str:
    """Return what to say of those of a move's dates that come after the last day."""
    if len(late) == n_dates:
        which = "its date is" if n_dates == 1 else "its dates are"
    else:
        which = "one of its dates is" if len(late) == 1 else "some of its dates are"
    dates = ", ".join(str(day) for day in late)
    return f"cannot happen: {which} {dates}, and the last day simulated is {scenario.last_day}"


def _from_anywhere(scenario: Scenario, name: str, move: Move) -> Iterator[Finding]:
    """Yield rungs that a move without a condition leads to, where one seems to be forgotten."""
    for ladder, rung in move.then.items():
        if ladder in scenario.options:
            message = (
                f"puts the option '{ladder}' on '{rung}', and happens without that option too: "
                f"if it should not, add 'when: {{{ladder}: active}}'"
            )
            yield Finding("warning", f"moves.{name}", message)
        elif ladder in scenario.ladders:
            rungs = scenario.ladders[ladder].rungs
            place = rungs.index(str(rung))
            if place > 1:
                message = (
                    f"leads from every rung of '{ladder}' to '{rung}', from '{rungs[0]}' too: "
                    f"if it should not, add 'when: {{{ladder}: {rungs[place - 1]}}}'"
                )
                yield Finding("warning", f"moves.{name}", message)


def _counted(scenario: Scenario, move: str) -> bool:
    return any(move in outcome.moves for outcome in scenario.outcomes.values())


def _mentioned(scenario: Scenario) -> set[str]:
    """Return the names of ladders, options and indicators that something looks at."""
    names: set[str] = set()
    for move in scenario.moves.values():
        names |= set(move.when) | {Dotted.of(covariate).head for covariate in move.modifiers}
    for option in scenario.options.values():
        names |= set(option.needs)
    for outcome in scenario.outcomes.values():
        names |= set(outcome.condition or ()) | {outcome.indicator or "", outcome.tally or ""}
    return names | {name for name, ladder in scenario.ladders.items() if ladder.shifts}


def _idle_options(scenario: Scenario) -> Iterator[Finding]:
    mentioned = _mentioned(scenario)
    for name, option in scenario.options.items():
        path = f"options.{name}"
        neutral = [q.is_constant and q.value == 1.0 for q in option.effects.values()]
        neutral += [q.is_constant and q.value == 0.0 for q in option.shifts.values()]
        if name not in mentioned and not neutral:
            yield Finding(
                "warning",
                path,
                "touches nothing: give it 'effects' or 'shifts', or name it in a "
                "'when' or a modifier",
            )
        elif name not in mentioned and all(neutral):
            yield Finding(
                "warning", path, "changes nothing: all its ratios are 1 and all its shifts 0"
            )
        elif option.delay.is_constant and option.delay.value >= scenario.horizon_days:
            yield Finding("warning", path, "is never in force: its delay is as long as the horizon")


def unread(scenario: Scenario) -> Iterator[Finding]:
    """Yield what is defined, and nothing in the file is about it."""
    mentioned = _mentioned(scenario)
    for section in ("indicators", "ladders", "tallies"):
        for name in getattr(scenario, section):
            if name not in mentioned:
                yield Finding(
                    "note",
                    f"{section}.{name}",
                    "nothing depends on it: no condition, modifier or outcome names it",
                )
    yield from _unreached(scenario, mentioned)
    concerned = _concerned(scenario)
    for name in scenario.actors:
        if name not in concerned:
            message = "makes no move, carries out no option and is not asked for consent to any"
            yield Finding("note", f"actors.{name}", message)


def _unreached(scenario: Scenario, mentioned: set[str]) -> Iterator[Finding]:
    """Yield rungs on which a ladder that something looks at never stands."""
    for name in sorted(scenario.ladders.keys() & mentioned):
        ladder = scenario.ladders[name]
        reached = {move.then.get(name) for move in scenario.moves.values()}
        reached.add(ladder.start or ladder.rungs[0])
        for rung in ladder.rungs:
            if rung not in reached:
                yield Finding("note", f"ladders.{name}", f"no move leads to its rung '{rung}'")


def _concerned(scenario: Scenario) -> set[str | None]:
    """Return the names of actors who do something, are asked, or have a trait that matters."""
    names = {move.actor for move in scenario.moves.values()}
    for option in scenario.options.values():
        names |= {*option.by, *option.consent}
    return names | {
        Dotted.of(covariate).head
        for move in scenario.moves.values()
        for covariate in move.modifiers
    }
