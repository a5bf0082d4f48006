"""What is doubtful in a scenario that is valid: found by reading it, and by a short trial run.

A file can say nothing wrong and still not do what its author thinks: a rung that no move leads to,
an option that touches nothing, an outcome that is always zero, a number from nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from sim import __version__
from sim.compile import compile_scenario
from sim.engine.parameters import draw_parameters
from sim.engine.plan import Job, Sizes, WorldPlan
from sim.engine.run import run_job
from sim.model import Model, Outcome
from sim.results import OutcomeInfo, Results, World
from sim.scenario.schema import Scenario, quantities

Severity = Literal["warning", "note"]

_LISTED = 6
_TOO_OFTEN = 20_000.0


@dataclass(frozen=True)
class Finding:
    """One doubtful thing.

    Attributes
    ----------
    severity
        ``warning``: it is probably not meant; ``note``: good to know.
    path
        Place in the scenario.
    message
        What is doubtful, and what to do.
    file, line
        File and line where the place is, if known; the file as it was named or extended.
    """

    severity: Severity
    path: str
    message: str
    file: str | None = None
    line: int | None = None


def check(scenario: Scenario, *, draws: int = 200, replications: int = 10) -> list[Finding]:
    """Return what is doubtful in a valid scenario.

    Parameters
    ----------
    draws, replications
        Size of the trial run.
    """
    idle = [*_idle_moves(scenario), *_idle_options(scenario)]
    explained = {finding.path for finding in idle}
    tried = _trial(scenario, draws, replications)
    found = [
        *idle,
        *_unread_names(scenario),
        *_unsourced(scenario),
        # What reading explains already, the trial need not say again.
        *(finding for finding in tried if finding.path not in explained),
    ]
    return [_placed(scenario, finding) for finding in found]


def _placed(scenario: Scenario, finding: Finding) -> Finding:
    place = scenario.place_of(finding.path)
    return finding if place is None else replace(finding, file=place.file, line=place.line)


def _idle_moves(scenario: Scenario) -> Iterator[Finding]:
    for name, move in scenario.moves.items():
        path = f"moves.{name}"
        if move.on is not None and min(move.on) >= scenario.end:
            yield Finding(
                "note",
                path,
                f"cannot happen before the horizon ({scenario.end}): its date is {min(move.on)}",
            )
        if move.rate is not None and move.rate.is_constant and move.rate.value == 0.0:
            yield Finding("warning", path, "can never happen: its rate is 0")
        if not move.then and not _counted(scenario, name):
            yield Finding(
                "warning", path, "changes nothing, and no outcome counts it: give it a 'then'"
            )


def _counted(scenario: Scenario, move: str) -> bool:
    return any(
        move in (outcome.count or ())
        or (isinstance(outcome.reached, tuple) and move in outcome.reached)
        for outcome in scenario.outcomes.values()
    )


def _mentioned(scenario: Scenario) -> set[str]:
    """Return the names of ladders, options and indicators that something looks at."""
    names: set[str] = set()
    for move in scenario.moves.values():
        names |= set(move.when) | {covariate.partition(".")[0] for covariate in move.modifiers}
    for option in scenario.options.values():
        names |= set(option.needs)
    for outcome in scenario.outcomes.values():
        names |= set(outcome.time or ()) | {outcome.mean or "", outcome.total or ""}
        if isinstance(outcome.reached, dict):
            names |= set(outcome.reached)
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


def _unread_names(scenario: Scenario) -> Iterator[Finding]:
    mentioned = _mentioned(scenario)
    for section in ("indicators", "ladders", "tallies"):
        for name in getattr(scenario, section):
            if name not in mentioned:
                yield Finding(
                    "note",
                    f"{section}.{name}",
                    "nothing depends on it: no condition, modifier or outcome names it",
                )
    concerned = _concerned(scenario)
    for name in scenario.actors:
        if name not in concerned:
            message = "makes no move, carries out no option and is not asked for consent to any"
            yield Finding("note", f"actors.{name}", message)


def _concerned(scenario: Scenario) -> set[str | None]:
    """Return the names of actors who do something, are asked, or have a trait that matters."""
    names = {move.actor for move in scenario.moves.values()}
    for option in scenario.options.values():
        names |= {*option.by, *option.consent}
    return names | {
        covariate.partition(".")[0]
        for move in scenario.moves.values()
        for covariate in move.modifiers
    }


def _unsourced(scenario: Scenario) -> Iterator[Finding]:
    """Yield one finding for each entry with numbers that lack a source or a basis."""
    missing: dict[str, dict[str, list[str]]] = {}
    used = set()
    for path, _, quantity in quantities(scenario):
        used.add(quantity.source)
        head, _, name = path.partition(".")
        entry = f"{head}.{name.partition('.')[0]}" if name else head
        for what in ("source", "basis"):
            if getattr(quantity, what) is None:
                inside = path.removeprefix(f"{entry}.")
                missing.setdefault(entry, {}).setdefault(what, []).append(inside)
    for entry, lacks in missing.items():
        for what, places in lacks.items():
            listed = ", ".join(places[:_LISTED]) + (", ..." if len(places) > _LISTED else "")
            number = "1 number" if len(places) == 1 else f"{len(places)} numbers"
            yield Finding("warning", entry, f"{number} without a {what}: {listed}")
    for name in scenario.sources:
        if name not in used and not _cited(scenario, name):
            yield Finding("note", f"sources.{name}", "no number and no claim names it")


def _cited(scenario: Scenario, source: str) -> bool:
    sections = ("actors", "indicators", "ladders", "tallies", "moves", "options", "claims")
    return any(
        entry.source == source
        for section in sections
        for entry in getattr(scenario, section).values()
    )


# -- the trial run --------------------------------------------------------------------------------


def _trial(scenario: Scenario, draws: int, replications: int) -> Iterator[Finding]:
    """Run every option, and all of them together, and yield what never shows."""
    model = compile_scenario(scenario)
    often = _events_at_most(model)
    if often:
        busiest = max(often, key=lambda name: often[name])
        yield Finding(
            "warning",
            f"moves.{busiest}",
            f"happens about {often[busiest]:,.0f} times in a history, too often for a trial run "
            f"here: is the unit of its rate right?",
        )
        return
    counting = counting_all_moves(model)
    sizes = Sizes(draws, replications, seed=1)
    singles = tuple(WorldPlan(option.name, (n,)) for n, option in enumerate(model.options))
    results = run_job(Job(counting, sizes, singles), version=__version__)
    histories = f"in a trial of {draws * replications:,} histories"
    yield from _moves_that_never_happen(results, model, histories)
    yield from _fixed_outcomes(results, model, histories)
    for number, option in enumerate(model.options):
        if _changes(results.adopted[option.name]):
            continue
        others = tuple(n for n in range(len(model.options)) if n != number)
        last = run_job(Job(counting, sizes, (singles[number],), base=others), version=__version__)
        path = f"options.{option.name}"
        if _changes(last.adopted[option.name]):
            yield Finding(
                "note", path, f"{histories} it changed nothing alone, only with other options"
            )
        else:
            yield Finding("warning", path, f"{histories} it changed nothing")


def _moves_that_never_happen(results: Results, model: Model, histories: str) -> Iterator[Finding]:
    worlds = [results.baseline, *results.adopted.values()]
    for number, move in enumerate(model.moves):
        column = len(model.outcomes) + number
        later = bool(move.days) and min(move.days) >= model.horizon_days
        if not later and not any(world.outcome.mean[:, column].any() for world in worlds):
            yield Finding("note", f"moves.{move.name}", f"{histories} it never happened")


def _events_at_most(model: Model) -> dict[str, float]:
    """Return the moves whose baseline rate alone makes a history too long for a trial."""
    rates = draw_parameters(model, seed=1, n_draws=20).mean(axis=0)
    times = {
        move.name: float(rates[move.rate]) * model.horizon_days
        for move in model.moves
        if move.rate is not None
    }
    return {name: n for name, n in times.items() if n > _TOO_OFTEN}


def counting_all_moves(model: Model) -> Model:
    """Return the model with a count of every move behind its own outcomes."""
    counts = tuple(
        Outcome(
            OutcomeInfo(f"moves.{move.name}", "count", move.name, "times", "neither"), moves=(n,)
        )
        for n, move in enumerate(model.moves)
    )
    return replace(model, outcomes=model.outcomes + counts)


def _fixed_outcomes(results: Results, model: Model, histories: str) -> Iterator[Finding]:
    mean, variance = results.baseline.outcome.mean, results.baseline.outcome.variance
    for number, outcome in enumerate(model.outcomes):
        column = mean[:, number]
        if np.all(column == column[0]) and not variance[:, number].any():
            always = f"{column[0]:g}"
            yield Finding(
                "warning",
                f"outcomes.{outcome.info.name}",
                f"{histories} without options it was always {always}",
            )


def _changes(world: World) -> bool:
    assert world.difference is not None
    return bool(world.difference.mean.any() or np.nan_to_num(world.difference.variance).any())
