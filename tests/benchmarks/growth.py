"""(c) How the cost grows: with replications, horizon, moves, options and workers."""

from __future__ import annotations

import statistics
from dataclasses import replace

import sim
from sim.engine.plan import Job, Sizes, WorldPlan
from sim.engine.run import run_job
from sim.model.compile import compile_scenario
from sim.model.model import Condition, Model, Move
from tests.benchmarks.flagship import NAME
from tests.benchmarks.table import Table
from tests.benchmarks.timing import Program, in_turns

REPLICATIONS = 50


def growth_table(rounds: int, draws: int = 200) -> Table:
    """Return the time of runs that differ in one thing from that of the first row."""
    model = compile_scenario(sim.load(NAME))

    def run(model: Model = model, factor: int = 1, options: int = 0, workers: int = 1) -> Program:
        sizes = Sizes(factor * draws, REPLICATIONS, 1)
        plans = tuple(WorldPlan(model.options[o].name, (o,)) for o in range(options))
        return lambda: run_job(Job(model, sizes, plans), version="", workers=workers)

    size = f"{draws * REPLICATIONS:,} histories on one thread"
    programs: dict[tuple[str, str], Program] = {
        ("the flagship", size): run(),
        ("replications", "2 times as many"): run(factor=2),
        ("replications", "4 times as many"): run(factor=4),
        ("horizon", "2 times as long"): run(replace(model, horizon_days=2 * model.horizon_days)),
        ("horizon", "4 times as long"): run(replace(model, horizon_days=4 * model.horizon_days)),
        ("moves", "2 crises side by side in one world"): run(side_by_side(model, 2)),
        ("moves", "4 crises side by side in one world"): run(side_by_side(model, 4)),
        ("options", "1, compared with none"): run(options=1),
        ("options", "7, each compared with none"): run(options=7),
        ("options", "14, each compared with none"): run(options=14),
        ("workers", "2 threads"): run(workers=2),
        ("workers", "2 threads, 4 times as many replications"): run(workers=2, factor=4),
    }
    keys = {f"{what}: {how}": (what, how) for what, how in programs}
    makers = {key: _always(programs[pair]) for key, pair in keys.items()}
    seconds = in_turns(makers, rounds)
    first = next(iter(seconds.values()))
    rows = []
    for key, times in seconds.items():
        relative = statistics.median(a / b for a, b in zip(times, first, strict=True))
        rows.append([*keys[key], f"{statistics.median(times):.2f}", f"{relative:.2f}"])
    return Table(["what grows", "to", "seconds", "times the first row"], rows)


def side_by_side(model: Model, copies: int) -> Model:
    """Return several copies of a crisis in one world, which do not touch each other.

    Ladders, indicators and moves are copied; options act on the first copy.
    """
    n_plain, n_indicators = model.n_plain_ladders, len(model.indicators)

    def ladder(copy: int, number: int) -> int:
        return number + n_plain * (copy if number < n_plain else copies - 1)

    def condition(copy: int, old: Condition) -> Condition:
        return tuple((ladder(copy, number), rungs) for number, rungs in old)

    def move(copy: int, old: Move) -> Move:
        return replace(
            old,
            name=f"{old.name}_{copy}",
            when=condition(copy, old.when),
            rung_ratios=tuple((ladder(copy, n), r, p) for n, r, p in old.rung_ratios),
            indicator_ratios=tuple((copy * n_indicators + i, p) for i, p in old.indicator_ratios),
            rungs=tuple((ladder(copy, n), r) for n, r in old.rungs),
            jumps=tuple((copy * n_indicators + i, p) for i, p in old.jumps),
        )

    return replace(
        model,
        indicators=model.indicators * copies,
        ladders=tuple(
            replace(
                old,
                shifts=tuple((r, copy * n_indicators + i, p) for r, i, p in old.shifts),
            )
            for copy in range(copies)
            for old in model.ladders[:n_plain]
        )
        + model.ladders[n_plain:],
        moves=tuple(move(copy, old) for copy in range(copies) for old in model.moves),
        options=tuple(replace(o, needs=condition(0, o.needs)) for o in model.options),
        outcomes=tuple(
            outcome
            if outcome.condition is None
            else replace(outcome, condition=condition(0, outcome.condition))
            for outcome in model.outcomes
        ),
    )


def _always(program: Program):
    return lambda: program
