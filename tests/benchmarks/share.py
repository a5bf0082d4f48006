"""(e) Where the time of one thread goes, by profile: in the loop over events, or around it."""

from __future__ import annotations

import cProfile
import pstats
import statistics
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import numpy as np

import sim
from sim.engine.loop.streams import stream_key, uniforms
from tests.benchmarks.flagship import NAME
from tests.benchmarks.peers.ourselves import PER_DRAW, SCENARIO, prepare
from tests.benchmarks.table import Table
from tests.benchmarks.timing import Program, in_turns

#: Functions by what they do, each with all that they call; the first is the compiled loop.
WORK = {
    "the loop over events": ("simulate_batched", "simulate"),
    "outcomes of each history": ("outcome_values",),
    "moments": ("_tile_moments", "_part_totals"),
    "counting single histories": ("_summary",),
    "parameters, coefficients, consents": ("make_bench", "draw_levels", "parameters_at"),
}


class _Here(Executor):
    """Runs every task where it is submitted, so that a profile sees it."""

    def submit(self, task: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(task(*arguments, **named))
        return future


def share_table(rounds: int, factor: float = 1.0) -> Table:
    """Return what share of the time goes into what."""
    illness = sim.loads(SCENARIO)
    runs = {
        "illness": (illness, {"draws": max(20, int(1000 * factor)), "replications": PER_DRAW}),
        "flagship": (sim.load(NAME), {"draws": max(20, int(200 * factor)), "replications": 50}),
    }
    columns = {name: _medians(*run, rounds) for name, run in runs.items()}
    rows = [
        [what, *(f"{100 * column[what]:.0f} %" for column in columns.values())]
        for what in (*WORK, "everything else")
    ]
    return Table(["work", *(f"share, {name}" for name in columns)], rows)


def _medians(scenario: sim.Scenario, sizes: dict[str, int], rounds: int) -> dict[str, float]:
    sim.run(scenario, draws=20, replications=5)
    found = [_shares(scenario, sizes) for _ in range(rounds)]
    return {what: statistics.median(shares[what] for shares in found) for what in found[0]}


def _shares(scenario: sim.Scenario, sizes: dict[str, int]) -> dict[str, float]:
    profile = cProfile.Profile()
    profile.runcall(sim.run, scenario, executor=_Here(), workers=1, **sizes)
    stats = pstats.Stats(profile)
    seconds = dict.fromkeys(WORK, 0.0)
    for (file, _, function), (_, _, _, cumulative, _) in stats.stats.items():  # type: ignore[attr-defined]
        for what, functions in WORK.items():
            if function in functions and Path(file).parent.name == "engine":
                seconds[what] += cumulative
    total = stats.total_tt  # type: ignore[attr-defined]
    rest = total - sum(seconds.values())
    return {what: spent / total for what, spent in {**seconds, "everything else": rest}.items()}


def clocks_table(rounds: int, n: int = 1_000_000) -> Table:
    """Return the time of a history of the illness, and of nothing but the gaps of its clocks."""
    run = sim.run(sim.loads(SCENARIO), draws=100, replications=PER_DRAW)
    names = [info.name for info in run.outcomes]
    counts = dict(zip(names, run.baseline.outcome.mean.mean(axis=0), strict=True))
    # A clock is wound up when its move becomes possible: two in health, three in sickness.
    gaps = 2.0 + 3.0 * counts["sick"] + 2.0 * counts["recovered"] + counts["sicker"]
    key, zeros, lanes = stream_key(1, "clock", "gap"), np.zeros(n, np.int64), np.arange(n)
    generator = np.random.Generator(np.random.Philox(1))
    programs: dict[str, Program] = {
        "a history of the illness": prepare(n, 1),
        "its {gaps} gaps, Philox and logarithm": lambda: np.log(uniforms(key, zeros, lanes, zeros)),
        "its {gaps} gaps, by numpy's Philox generator": lambda: generator.standard_exponential(
            n, method="inv"
        ),
    }
    seconds = in_turns({name: _always(program) for name, program in programs.items()}, rounds)
    rows = []
    for number, (name, times) in enumerate(seconds.items()):
        each = 1e9 * statistics.median(times) / n * (gaps if number else 1.0)
        rows.append([name.format(gaps=f"{gaps:.1f}"), f"{each:.0f}"])
    return Table(["what is done", "ns"], rows)


def _always(program: Program) -> Callable[[], Program]:
    return lambda: program
