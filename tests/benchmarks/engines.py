"""(a) The four-state illness on `sim` and on its peers: steps of histories in a second."""

from __future__ import annotations

import importlib
import statistics
from dataclasses import dataclass
from importlib.util import find_spec

from tests.benchmarks.illness import YEARS, agrees
from tests.benchmarks.table import Table
from tests.benchmarks.timing import in_turns, ratio


@dataclass(frozen=True)
class Engine:
    """An engine that can run the illness model.

    Attributes
    ----------
    name
        As in the table.
    package
        What must be installed.
    module, maker
        Where in `tests.benchmarks.peers` its model is, and the function that prepares it.
    n
        Histories in a round: enough to take a good part of a second.
    how
        What one history is in it.
    """

    name: str
    package: str
    module: str
    n: int
    how: str
    maker: str = "prepare"


ENGINES = (
    Engine("sim, one thread", "sim", "ourselves", 1_000_000, "events, each move with its clock"),
    Engine("sim, two threads", "sim", "ourselves", 1_000_000, "the same", "prepare_two"),
    Engine("numpy, by hand", "numpy", "by_hand", 300_000, "an array, a step a year"),
    Engine(
        "numpy, tuned", "numpy", "by_hand", 300_000, "the same in small integers", "prepare_tuned"
    ),
    Engine("Starsim", "starsim", "starsim_agents", 300_000, "an agent, each decision its stream"),
    Engine("Mesa", "mesa", "mesa_agents", 10_000, "an agent, a step a year"),
    Engine("SimPy", "simpy", "simpy_events", 10_000, "a process, an event a transition"),
    Engine("GillesPy2", "gillespy2", "gillespy2_ssa", 10_000, "a molecule, compiled to C++"),
    Engine("Ciw", "ciw", "ciw_network", 500, "a customer, nodes are states"),
)


def engines_table(rounds: int, share: float = 1.0) -> Table:
    """Return histories times years a second for every engine that is installed and right.

    Parameters
    ----------
    share
        Of the usual number of histories.
    """
    makers, sizes, notes = {}, {}, {}
    for engine in ENGINES:
        if find_spec(engine.package) is None:
            notes[engine.name] = "not installed"
            continue
        n = max(1000, round(engine.n * share)) if engine.n >= 1000 else engine.n
        module = importlib.import_module(f"tests.benchmarks.peers.{engine.module}")
        prepare = getattr(module, engine.maker)
        if not agrees(prepare(n, 1)(), n):
            notes[engine.name] = "gives another answer, so its time says nothing"
            continue
        makers[engine.name] = lambda prepare=prepare, n=n: prepare(n, 1)
        sizes[engine.name] = n
    seconds = in_turns(makers, rounds)
    ours = seconds["sim, one thread"]
    own_rate = sizes["sim, one thread"] * YEARS
    rows = []
    for engine in ENGINES:
        if engine.name in notes:
            rows.append([engine.name, engine.how, notes[engine.name], ""])
            continue
        steps = sizes[engine.name] * YEARS
        per_second = steps / statistics.median(seconds[engine.name])
        times = ratio(seconds[engine.name], ours) * own_rate / steps
        rows.append([engine.name, engine.how, f"{per_second:.2g}", f"{times:.2g}"])
    return Table(
        ["engine", "a history is", "steps a second", "`sim` on one thread is faster by"], rows
    )
