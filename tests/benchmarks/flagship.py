"""(b) The flagship: nanoseconds a replication-week, and a hazard evaluated.

A hazard is evaluated where an exponential of indicators is needed: at two nodes of every line that
the model page says is laid.  What the engine computes beside that, because it works through several
moves at a time, does not count as needed.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable

import numpy as np

import sim
from sim.engine.block_setup import Bench, make_bench, observe
from sim.engine.history import history
from sim.engine.loop.parameters import draw_parameters
from sim.engine.plan import Block
from sim.model.compile import compile_scenario
from sim.model.model import Model
from tests.benchmarks import sketch, translation
from tests.benchmarks.table import Table
from tests.benchmarks.timing import Program, in_turns

NAME = "lachin-2023"
DRAWS = 20
NODES = 2


def flagship_bench(replications: int) -> Bench:
    """Return the flagship's first draws, ready to run."""
    model = compile_scenario(sim.load(NAME))
    parameters = draw_parameters(model, 1, DRAWS)
    return make_bench(model, 1, parameters, Block(0, DRAWS, 0, replications, 0))


def hazards_needed(model: Model, draw: int, replication: int) -> int:
    """Return how many hazards the description of the model asks for in one history."""
    names = [move.name for move in model.moves]
    followers = [
        number
        for number, move in enumerate(model.moves)
        if move.rate is not None and move.indicator_ratios
    ]
    rungs = [ladder.start for ladder in model.ladders]

    def awake() -> set[int]:
        return {
            number
            for number in followers
            if all(rungs[ladder] in wanted for ladder, wanted in model.moves[number].when)
        }

    steps = [(k * model.step_days, -1) for k in range(round(model.horizon_days / model.step_days))]
    events = [(e.day, names.index(e.move)) for e in history(model, 1, draw, replication) if e.move]
    lines, before = 0, awake()
    for _, number in sorted(steps + events):
        if number < 0:
            lines += len(before)
            continue
        move = model.moves[number]
        for ladder, rung in move.rungs:
            if ladder < model.n_plain_ladders:
                rungs[ladder] = rung
        now, jumped = awake(), {indicator for indicator, _ in move.jumps}
        lines += sum(
            other not in before
            or any(indicator in jumped for indicator, _ in model.moves[other].indicator_ratios)
            for other in now
        )
        before = now
    return NODES * lines


def flagship_table(rounds: int, replications: int = 100, histories: int = 40) -> Table:
    """Return the times of the loop, of its translations to C, and of the yardsticks.

    Parameters
    ----------
    replications
        Of each of `DRAWS` draws.
    histories
        In which the hazards are counted.
    """
    bench = flagship_bench(replications)
    model, n = bench.model, DRAWS * replications
    weeks = model.horizon_days / 7
    needed = statistics.mean(
        hazards_needed(model, number % DRAWS, number) for number in range(histories)
    )
    n_sketch = max(sketch.LANES, n // sketch.LANES * sketch.LANES)
    programs: dict[str, Program] = {
        "sim": lambda: observe(model, bench.structure, bench.coefficients, bench.keys, bench.lanes),
        "numpy": _exponentials(round(needed)),
        "sketch": sketch.prepare(n_sketch),
    }
    names = {
        "sim": "`sim`, one thread",
        "C": "C, `cc -O3 -march=native`, `exp` of the C library",
        "C, own": "C, the same with the engine's own exponential",
        "C, vectorised": "C, that with `-fno-trapping-math -fno-math-errno`",
        "sketch": "sketch with lanes of 32, no simulator",
        "numpy": "numpy, nothing but the exponentials",
    }
    if translation.compiler():
        programs["C"] = translation.prepare(bench, own_exponential=False)
        programs["C, own"] = translation.prepare(bench, own_exponential=True)
        programs["C, vectorised"] = translation.prepare(bench, True, vectorising=True)
    seconds = in_turns({name: _always(program) for name, program in programs.items()}, rounds)
    rows = []
    for name, title in names.items():
        if name not in seconds:
            rows.append([title, "no compiler", "", ""])
            continue
        per_replication = statistics.median(seconds[name]) * 1e9
        per_replication /= {"sketch": n_sketch, "numpy": 1}.get(name, n)
        hazards = sketch.MOVES * sketch.WEEKS if name == "sketch" else needed
        per_week = per_replication / (sketch.WEEKS if name == "sketch" else weeks)
        rows.append(
            [
                title,
                f"{per_replication / 1000:.1f}",
                f"{per_week:.0f}",
                f"{per_replication / hazards:.1f}",
            ]
        )
    return Table(["program", "µs a replication", "ns a replication-week", "ns a hazard"], rows)


def _exponentials(n: int) -> Program:
    """Return a program for the exponentials of one replication."""
    x = np.random.default_rng(1).normal(size=n)
    out = np.empty(n)
    return lambda: np.exp(x, out=out)


def _always(program: Program) -> Callable[[], Program]:
    return lambda: program
