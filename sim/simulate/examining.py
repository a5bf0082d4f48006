"""A scenario looked at closely: its moves, single histories, and whether it says what it claims.

Parts of `sim.pipeline`, through which they are called.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace

from sim._version import __version__
from sim.analysis.claims import CheckedClaims
from sim.engine.history import run_histories
from sim.engine.reduction import make_header
from sim.engine.run import Progress
from sim.model.observing import observing_moves
from sim.results.event_log import Histories
from sim.results.results import Results
from sim.scenario.schema import Scenario
from sim.simulate.claims import try_claims
from sim.simulate.defaults import CLAIMS, HISTORIES, RUN
from sim.simulate.execution import Execution, plan_job, simulate
from sim.simulate.request import (
    Request,
    make_model,
    make_sizes,
    options_at,
    unique,
)


def check_claims(
    scenario: Scenario,
    *,
    draws: int = CLAIMS.draws,
    replications: int = CLAIMS.replications,
    seed: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
) -> CheckedClaims:
    """Return what every mechanism of every claim does, and whether that is what the claim says.

    Parameters, and what is raised, are those of `run`; each world is run by threads, one after the
    other.
    """
    sizes = make_sizes(draws, replications, seed)
    shown = try_claims(scenario, sizes, workers=workers, progress=progress)
    return CheckedClaims(tuple(shown), scenario.title, draws, replications, seed)


def histories(
    scenario: Scenario,
    *,
    with_options: Sequence[str] = (),
    offered: bool = False,
    without: Sequence[str] = (),
    draws: int = HISTORIES.draws,
    replications: int = HISTORIES.replications,
    seed: int = 1,
) -> Histories:
    """Return every move of every history of one world: the same histories as those of `run`.

    Parameters, and what is raised, are those of `run`.
    """
    model = make_model(scenario, without)
    sizes = make_sizes(draws, replications, seed)
    header = make_header(model, sizes, __version__)
    return run_histories(model, sizes, header, options_at(model, with_options), offered)


def moves(
    scenario: Scenario,
    *,
    with_options: Sequence[str] = (),
    offered: bool = False,
    without: Sequence[str] = (),
    draws: int = RUN.draws,
    replications: int = RUN.replications,
    seed: int = 1,
    workers: int | None = None,
    scheduler: str = "threads",
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Results:
    """Return a run of one world that observes its moves, for `frequencies` to read.

    The histories are those of `run`, and so are the parameters and what is raised.
    """
    request = Request(
        draws=draws,
        replications=replications,
        seed=seed,
        base=tuple(unique(with_options)),
        base_offered=offered,
        without=tuple(unique(without)),
    )
    execution = Execution(workers, scheduler, executor, progress)
    job = plan_job(scenario, request, execution)
    return simulate(
        replace(job, model=observing_moves(job.model, scenario.moves)), request, execution
    )
