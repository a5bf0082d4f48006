"""What never shows in a short trial run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim._version import __version__
from sim.audit.findings import Finding
from sim.audit.realised import unlike_their_rates
from sim.engine.loop.coefficients import cumulative_hazards
from sim.engine.loop.grid import MOST_STEPS, followed_step, too_fast
from sim.engine.loop.parameters import draw_parameters
from sim.engine.plan import Job, Sizes, WorldPlan
from sim.engine.run import run_job
from sim.model.compile import compile_scenario
from sim.model.model import Model
from sim.model.observing import counting_all_moves, observing_moves
from sim.results.results import Results, World
from sim.scenario.schema import Scenario

_TOO_OFTEN = 20_000.0


def tried(scenario: Scenario, draws: int, replications: int) -> Iterator[Finding]:
    """Yield what never shows in a run of every option, and of all of them together."""
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
    yield from _too_fast(model)
    moving = run_job(Job(observing_moves(model, scenario.moves), sizes), version=__version__)
    yield from unlike_their_rates(scenario, model, moving)
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


def _too_fast(model: Model) -> Iterator[Finding]:
    """Yield moves whose indicators fade within a step, with as many steps as there may be."""
    minutes = followed_step(model) * 24 * 60
    for name in too_fast(model):
        yield Finding(
            "note",
            f"moves.{name}.modifiers",
            f"an indicator fades too fast to be followed: of {MOST_STEPS:,} steps to the horizon "
            f"one takes {minutes:.2g} minutes, so what it adds to the hazard is not exact; is the "
            "unit of its half-life right? A shorter horizon allows shorter steps",
        )


def _moves_that_never_happen(results: Results, model: Model, histories: str) -> Iterator[Finding]:
    worlds = [results.baseline, *results.adopted.values()]
    for number, move in enumerate(model.moves):
        column = len(model.outcomes) + number
        later = bool(move.days) and min(move.days) >= model.horizon_days
        if not later and not any(world.outcome.mean[:, column].any() for world in worlds):
            yield Finding("note", f"moves.{move.name}", f"{histories} it never happened")


def _events_at_most(model: Model) -> dict[str, float]:
    """Return the moves whose baseline rate alone makes a history too long for a trial."""
    parameters = draw_parameters(model, seed=1, n_draws=20)
    times = cumulative_hazards(model, parameters, model.horizon_days).mean(axis=0)
    return {
        move.name: float(n)
        for move, n in zip(model.moves, times, strict=True)
        if move.rate is not None and n > _TOO_OFTEN
    }


def _fixed_outcomes(results: Results, model: Model, histories: str) -> Iterator[Finding]:
    mean, variance = results.baseline.outcome.mean, results.baseline.outcome.variance
    for number, outcome in enumerate(model.outcomes):
        column = mean[:, number]
        if np.all(column == column[0]) and not np.nan_to_num(variance[:, number]).any():
            always = f"{column[0]:g}"
            yield Finding(
                "warning",
                f"outcomes.{outcome.info.name}",
                f"{histories} without options it was always {always}",
            )


def _changes(world: World) -> bool:
    assert world.difference is not None
    return bool(world.difference.mean.any() or np.nan_to_num(world.difference.variance).any())
