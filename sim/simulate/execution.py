"""From a scenario and a request to results, on whatever machines there are."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from sim._version import __version__
from sim.engine.loop.parameters import STRATUM
from sim.engine.plan import Job, Sizes
from sim.engine.run import BlockStore, Progress, run_job
from sim.errors import UsageError
from sim.results.results import Results
from sim.scenario.schema import Scenario
from sim.simulate.precision import (
    Look,
    Precise,
    check_target,
    first_draws,
    precise_outcomes,
    read_target,
)
from sim.simulate.request import Request, make_job


@dataclass(frozen=True)
class Execution:
    """With what a request is simulated; nothing here changes a bit of the results.

    Attributes
    ----------
    workers
        Threads or processes, or the number of blocks that ``executor`` runs at once.
    scheduler
        ``threads``, ``processes``, or the address of a Dask scheduler.
    executor
        Used in place of the scheduler.
    progress
        Called with the number of blocks done and the number of all blocks.
    watch
        Called with each `Look` at the error, if a precision was asked for.
    """

    workers: int | None = None
    scheduler: str = "threads"
    executor: Executor | None = None
    progress: Progress | None = None
    watch: Callable[[Look], None] | None = None


def simulate(
    job: Job,
    request: Request,
    execution: Execution,
    *,
    store: BlockStore | None = None,
    block_size: int | None = None,
) -> Results:
    """Return the results of a job.

    Parameters
    ----------
    job
        From `plan_job`.
    request
        The same.
    store
        Where blocks are kept and found.
    block_size
        Replications of one world in a block; left to the engine by default.

    Raises
    ------
    RunError
        If a replication or a worker fails, or the precision cannot be reached.
    UsageError
        If there is no such scheduler.
    """
    return run_job(
        job,
        version=__version__,
        workers=execution.workers,
        scheduler=execution.scheduler,
        executor=execution.executor,
        block_size=block_size,
        store=store,
        enough=_enough(job, request, execution),
        progress=execution.progress,
    )


def plan_job(scenario: Scenario, request: Request, execution: Execution) -> Job:
    """Return the job of a request, once everything about it has been checked.

    Raises
    ------
    UsageError
        If an option, a mechanism or an outcome does not exist, or a number makes no sense.
    """
    job = make_job(scenario, request)
    if request.precision is None:
        if request.precise:
            raise UsageError("outcomes have to be precise, but no precision is asked for")
        return job
    _enough(job, request, execution)
    draws = first_draws(job.sizes.draws, STRATUM)
    return replace(job, sizes=Sizes(draws, job.sizes.replications, job.sizes.seed))


def _enough(job: Job, request: Request, execution: Execution) -> Precise | None:
    """Return what decides whether there are enough draws."""
    if request.precision is None:
        return None
    target = read_target(request.precision)
    infos = {outcome.info.name: outcome.info for outcome in job.model.outcomes}
    names = precise_outcomes(request.precise, tuple(infos.values()), job.model.objective)
    for name in names:
        check_target(target, infos[name])
    return Precise(target, names, execution.watch)
