"""From a scenario file to results; `sim.report.answers` reads them.

Everything here can be called from Python as ``sim.load``, ``sim.run``, ``sim.compare``...; the
command line simulates through nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from os import PathLike
from pathlib import Path

from sim.audit import check
from sim.engine.run import Progress
from sim.errors import check_names, no_options
from sim.results.results import Results
from sim.runs import flow
from sim.scenario.load import dumps, load, loads, shipped
from sim.scenario.schema import Scenario
from sim.simulate.defaults import RUN
from sim.simulate.examining import check_claims, histories, moves
from sim.simulate.execution import Execution, plan_job, simulate
from sim.simulate.precision import Look
from sim.simulate.request import Request, combinations, unique

__all__ = [
    "check",
    "check_claims",
    "combinations",
    "compare",
    "dumps",
    "histories",
    "load",
    "loads",
    "moves",
    "read",
    "resume",
    "run",
    "shipped",
]

Portfolios = Mapping[str, Sequence[str]] | Sequence[str]
Watch = Callable[[Look], None]


def run(
    scenario: Scenario,
    *,
    with_options: Sequence[str] = (),
    offered: bool = False,
    without: Sequence[str] = (),
    outcomes: Sequence[str] | None = None,
    draws: int = RUN.draws,
    replications: int = RUN.replications,
    seed: int = 1,
    precision: str | None = None,
    precise: Sequence[str] = (),
    keep: bool = False,
    out: str | PathLike[str] | None = None,
    workers: int | None = None,
    scheduler: str = "threads",
    executor: Executor | None = None,
    progress: Progress | None = None,
    watch: Watch | None = None,
) -> Results:
    """Return the outcomes of one world, in ``Results.baseline``.

    Parameters
    ----------
    scenario
        From `load`.
    with_options
        Options put into the world.
    offered
        Whether their consents are drawn; otherwise they are taken as given.
    without
        Paths of mechanisms that are switched off, such as ``moves.clash.modifiers.tension``; see
        `sim.model.ablation`.
    outcomes
        Names of the outcomes to observe; all by default.  It changes nothing in the histories.
    draws, replications
        Draws of the uncertain parameters, and histories for each draw.
    seed
        Same seed, same bits; any whole number.
    precision
        A standard error: ``0.2pp``, ``1%`` of the estimate, or a number in the outcome's unit.
        Draws are added until all errors that count are as small; ``draws`` are the fewest, but 600
        if they are less.
    precise
        Outcomes whose errors count; the objective by default.
    keep
        Whether to keep every history: in ``World.values`` and ``World.weeks_to``, or with ``out``
        in its ``histories.parquet``.
    out
        A folder to keep the run in, from which `resume` can go on with it; if the same run is in
        it already, what is done is not done again.
    workers, scheduler, executor
        Number of threads or processes; ``threads``, ``processes`` or the address of a Dask
        scheduler; or an executor in their place.  None of them changes a bit.
    progress
        Called with the work done and the work to do.
    watch
        Called with every look at the error, if there is a precision.

    Raises
    ------
    UsageError
        If an option, a mechanism or an outcome does not exist, or a size is not positive.
    RunError
        If a history cannot be finished, a worker fails, or the folder cannot be written.
    """
    request = Request(
        draws=draws,
        replications=replications,
        seed=seed,
        base=tuple(unique(with_options)),
        base_offered=offered,
        without=tuple(unique(without)),
        outcomes=None if outcomes is None else tuple(outcomes),
        keep=keep,
        precision=precision,
        precise=tuple(precise),
    )
    execution = Execution(workers, scheduler, executor, progress, watch)
    return _results(scenario, request, execution, out)


def compare(
    scenario: Scenario,
    *,
    options: Sequence[str] | None = None,
    portfolios: Portfolios | None = None,
    without: Sequence[str] = (),
    offered: bool = True,
    outcomes: Sequence[str] | None = None,
    draws: int = RUN.draws,
    replications: int = RUN.replications,
    seed: int = 1,
    precision: str | None = None,
    precise: Sequence[str] = (),
    keep: bool = False,
    out: str | PathLike[str] | None = None,
    workers: int | None = None,
    scheduler: str = "threads",
    executor: Executor | None = None,
    progress: Progress | None = None,
    watch: Watch | None = None,
) -> Results:
    """Return options and portfolios side by side with no new measure, on the same clocks.

    Parameters
    ----------
    options
        Names of options.
    portfolios
        Names of the scenario's portfolios, or sets of options by a name of your own.  If neither
        options nor portfolios are given, those that the scenario compares.
    offered
        Whether to run them with drawn consents too, besides as adopted.
    precision
        As in `run`; the errors of all paired differences count as well.

    Other parameters, and what is raised, are those of `run`.
    """
    if options is None and portfolios is None:
        options, portfolios = scenario.compared
    worlds: list[tuple[str, tuple[str, ...]]] = [(name, (name,)) for name in unique(options or ())]
    worlds += [
        (name, tuple(members)) for name, members in _members(scenario, portfolios or {}).items()
    ]
    if not worlds:
        raise no_options("to compare")
    request = Request(
        draws=draws,
        replications=replications,
        seed=seed,
        worlds=tuple(worlds),
        offering=offered,
        without=tuple(unique(without)),
        outcomes=None if outcomes is None else tuple(outcomes),
        keep=keep,
        precision=precision,
        precise=tuple(precise),
    )
    execution = Execution(workers, scheduler, executor, progress, watch)
    return _results(scenario, request, execution, out)


def resume(
    out: str | PathLike[str],
    *,
    workers: int | None = None,
    scheduler: str = "threads",
    executor: Executor | None = None,
    progress: Progress | None = None,
    watch: Watch | None = None,
) -> Results:
    """Return the results of a run in a folder, simulating only what is missing or damaged.

    Parameters
    ----------
    out
        The folder, from `run` or `compare`.

    Other parameters are those of `run`.

    Raises
    ------
    UsageError
        If there is no run.
    RunError
        If the scenario, the record of the run or the engine has changed since it was begun, or the
        run fails.
    """
    return flow.resume(Path(out), Execution(workers, scheduler, executor, progress, watch))


def read(out: str | PathLike[str]) -> Results:
    """Return the results of a finished run in a folder, simulating nothing.

    Raises
    ------
    UsageError
        If there is no run.
    RunError
        If it is not finished, or damaged.
    """
    return flow.read(Path(out))


def _results(
    scenario: Scenario, request: Request, execution: Execution, out: str | PathLike[str] | None
) -> Results:
    if out is not None:
        return flow.run_in(Path(out), scenario, request, execution)
    return simulate(plan_job(scenario, request, execution), request, execution)


def _members(scenario: Scenario, portfolios: Portfolios) -> Mapping[str, Sequence[str]]:
    if isinstance(portfolios, Mapping):
        return portfolios
    check_names("portfolio", portfolios, scenario.portfolios)
    return {name: scenario.portfolios[name].options for name in unique(portfolios)}
