"""The whole flow on one screen: scenario file, model, results, estimates.

Everything here can be called from Python as ``sim.load``, ``sim.run``, ``sim.compare``...; the
command line calls nothing else.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from typing import TypeVar

from sim import __version__
from sim.analysis.claims import Shown
from sim.analysis.comparison import Comparison
from sim.analysis.comparison import compare as compare_worlds
from sim.analysis.estimates import Estimate, estimate_world
from sim.audit import Finding, check
from sim.claims import try_claims
from sim.compile import compile_scenario
from sim.engine.history import run_histories
from sim.engine.plan import Job, Sizes, WorldPlan
from sim.engine.reduction import make_header
from sim.engine.run import Progress, run_job
from sim.errors import UsageError, nearest
from sim.event_log import Histories
from sim.model import Model
from sim.report.compare_sheet import compare_sheet
from sim.report.page import Page
from sim.report.run_sheet import run_sheet
from sim.results import Results
from sim.scenario.load import load, loads, shipped
from sim.scenario.mechanisms import mechanisms
from sim.scenario.schema import Scenario
from sim.without import switched_off

__all__ = [
    "Finding",
    "check",
    "check_claims",
    "combinations",
    "compare",
    "differences",
    "estimates",
    "histories",
    "load",
    "loads",
    "run",
    "shipped",
    "table",
]

DRAWS = 1000
REPLICATIONS = 100
COMPARE_DRAWS = 300
COMPARE_REPLICATIONS = 50
CLAIM_DRAWS = 200
CLAIM_REPLICATIONS = 20
HISTORY_DRAWS = 20
HISTORY_REPLICATIONS = 20
Portfolios = Mapping[str, Sequence[str]] | Sequence[str]
Item = TypeVar("Item")


def run(
    scenario: Scenario,
    *,
    with_options: Sequence[str] = (),
    offered: bool = False,
    without: Sequence[str] = (),
    outcomes: Sequence[str] | None = None,
    draws: int = DRAWS,
    replications: int = REPLICATIONS,
    seed: int = 1,
    keep: bool = False,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
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
        `sim.without`.
    outcomes
        Names of the outcomes to observe; all by default.  It changes nothing in the histories.
    draws, replications
        Draws of the uncertain parameters, and histories for each draw.
    seed
        Same seed, same bits; any whole number.
    keep
        Whether to keep every history, in ``World.values`` and ``World.weeks_to``; the memory for
        it grows with the replications.
    workers, executor
        Number of threads, or an executor to use in their place; neither changes a bit.
    progress
        Called with the work done and the work to do.

    Raises
    ------
    UsageError
        If an option, a mechanism or an outcome does not exist, or a size is not positive.
    RunError
        If a history cannot be finished.
    """
    model = _observing(_model(scenario, without), outcomes)
    sizes = _sizes(draws, replications, seed, workers)
    base = tuple(sorted({_option(model, name) for name in with_options}))
    job = Job(model, sizes, base=base, base_offered=offered, keep=keep)
    return run_job(
        job,
        version=__version__,
        workers=workers,
        executor=executor,
        progress=progress,
    )


def compare(
    scenario: Scenario,
    *,
    options: Sequence[str] | None = None,
    portfolios: Portfolios | None = None,
    without: Sequence[str] = (),
    offered: bool = True,
    outcomes: Sequence[str] | None = None,
    draws: int = COMPARE_DRAWS,
    replications: int = COMPARE_REPLICATIONS,
    seed: int = 1,
    keep: bool = False,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
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

    Other parameters, and what is raised, are those of `run`.
    """
    model = _observing(_model(scenario, without), outcomes)
    sizes = _sizes(draws, replications, seed, workers)
    if options is None and portfolios is None:
        options, portfolios = scenario.compared
    plans = [WorldPlan(name, (_option(model, name),)) for name in _unique(options or ())]
    titles = {(own.name, own.options): own.title for own in model.portfolios}
    for name, members in _members(scenario, portfolios or {}).items():
        numbers = [_option(model, member) for member in members]
        positions = tuple(sorted(set(numbers)))
        title = titles.get((name, positions))
        if name == "+".join(members):
            title = " + ".join(model.options[number].title for number in numbers)
        plans.append(WorldPlan(name, positions, title))
    if not plans:
        raise UsageError("nothing to compare: the scenario has no options")
    job = Job(model, sizes, tuple(plans), offering=offered, keep=keep)
    return run_job(
        job,
        version=__version__,
        workers=workers,
        executor=executor,
        progress=progress,
    )


def check_claims(
    scenario: Scenario,
    *,
    draws: int = CLAIM_DRAWS,
    replications: int = CLAIM_REPLICATIONS,
    seed: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Shown]:
    """Return what every mechanism of every claim does, and whether that is what the claim says.

    Parameters, and what is raised, are those of `run`.
    """
    sizes = _sizes(draws, replications, seed, workers)
    return try_claims(scenario, sizes, workers=workers, progress=progress)


def histories(
    scenario: Scenario,
    *,
    with_options: Sequence[str] = (),
    offered: bool = False,
    without: Sequence[str] = (),
    draws: int = HISTORY_DRAWS,
    replications: int = HISTORY_REPLICATIONS,
    seed: int = 1,
) -> Histories:
    """Return every event of every history of one world: the same histories as those of `run`.

    Parameters, and what is raised, are those of `run`.
    """
    model = _model(scenario, without)
    sizes = _sizes(draws, replications, seed, None)
    options = tuple(sorted({_option(model, name) for name in with_options}))
    return run_histories(model, sizes, make_header(model, sizes, __version__), options, offered)


def combinations(options: Sequence[str], up_to: int | None = None) -> dict[str, tuple[str, ...]]:
    """Return every combination of at least two options, named ``a+b``, for `compare`.

    Parameters
    ----------
    up_to
        Most options in a combination; all by default.

    Examples
    --------
    >>> combinations(["a", "b", "c"], up_to=2)
    {'a+b': ('a', 'b'), 'a+c': ('a', 'c'), 'b+c': ('b', 'c')}
    """
    largest = len(options) if up_to is None else min(up_to, len(options))
    return {
        "+".join(members): members
        for size in range(2, largest + 1)
        for members in itertools.combinations(options, size)
    }


def estimates(results: Results) -> dict[str, Estimate]:
    """Return what a run says about each outcome."""
    return estimate_world(results, results.baseline)


def differences(results: Results) -> Comparison:
    """Return what a comparison says about each option and outcome."""
    return compare_worlds(results)


def table(results: Results, outcome: str | None = None) -> Page:
    """Return the table that the command line prints; it shows itself, in a notebook too.

    Parameters
    ----------
    results
        From `run` or from `compare`.
    outcome
        What the options of a comparison are compared by; the objective if left out.

    Raises
    ------
    UsageError
        If there is no such outcome, or none is named and the scenario has no objective.
    """
    if not results.adopted:
        return Page(run_sheet(results, estimates(results)))
    name = outcome or results.header.objective
    if name is None:
        names = ", ".join(info.name for info in results.outcomes)
        raise UsageError(f"the scenario has no objective: name an outcome; known: {names}")
    return Page(compare_sheet(results, differences(results), name))


def _model(scenario: Scenario, without: Sequence[str]) -> Model:
    """Return the model of a scenario, with the mechanisms switched off that are named."""
    known = mechanisms(scenario)
    for path in without:
        if path not in known:
            raise UsageError(f"nothing to switch off at '{path}'{nearest(path, known)}")
    return switched_off(compile_scenario(scenario), _unique(without))


def _observing(model: Model, outcomes: Sequence[str] | None) -> Model:
    """Return the model with some of its outcomes."""
    if outcomes is None:
        return model
    known = [outcome.info.name for outcome in model.outcomes]
    for name in outcomes:
        if name not in known:
            raise UsageError(f"no outcome '{name}'{nearest(name, known)}")
    kept = tuple(outcome for outcome in model.outcomes if outcome.info.name in outcomes)
    return replace(model, outcomes=kept)


def _sizes(draws: int, replications: int, seed: int, workers: int | None) -> Sizes:
    asked = {
        "draws": draws,
        "replications": replications,
        "workers": 1 if workers is None else workers,
    }
    for name, value in asked.items():
        if value < 1:
            raise UsageError(f"{name} must be at least 1, found {value}")
    return Sizes(draws, replications, seed)


def _option(model: Model, name: str) -> int:
    names = [option.name for option in model.options]
    if name not in names:
        raise UsageError(f"no option '{name}'{nearest(name, names)}")
    return names.index(name)


def _members(scenario: Scenario, portfolios: Portfolios) -> Mapping[str, Sequence[str]]:
    if isinstance(portfolios, Mapping):
        return portfolios
    for name in portfolios:
        if name not in scenario.portfolios:
            raise UsageError(f"no portfolio '{name}'{nearest(name, scenario.portfolios)}")
    return {name: scenario.portfolios[name].options for name in _unique(portfolios)}


def _unique(items: Iterable[Item]) -> list[Item]:
    return list(dict.fromkeys(items))
