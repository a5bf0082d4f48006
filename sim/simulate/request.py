"""What is asked of a scenario, by name, and the job that it makes."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sim.engine.plan import Job, Sizes, WorldPlan
from sim.errors import UsageError, check_names, nearest
from sim.model.ablation import switched_off
from sim.model.compile import compile_scenario
from sim.model.model import Model
from sim.model.observing import observing_only
from sim.results.results import BASELINE
from sim.scenario.checks.mechanisms import mechanisms
from sim.scenario.schema import Scenario

Item = TypeVar("Item")

#: Of draws, and of replications; already this takes years.
MOST = 1_000_000_000


@dataclass(frozen=True)
class Request:
    """All that decides the results, besides the scenario; plain names, so that it can be kept.

    Attributes
    ----------
    draws, replications, seed
        Sizes; with a precision, ``draws`` are the fewest, see `sim.simulate.precision.first_draws`.
    base, base_offered
        Options that belong to every world, and whether their consents are drawn.
    worlds
        Name and options of each world to compare with the baseline.
    offering
        Whether these are also run as offered.
    without
        Paths of mechanisms that are switched off.
    outcomes
        Outcomes to observe; None for all.
    keep
        Whether every history is kept.
    precision
        Standard error to be reached, as typed; see `sim.simulate.precision`.
    precise
        Outcomes that have to reach it; empty for the objective.
    """

    draws: int
    replications: int
    seed: int
    base: tuple[str, ...] = ()
    base_offered: bool = False
    worlds: tuple[tuple[str, tuple[str, ...]], ...] = ()
    offering: bool = True
    without: tuple[str, ...] = ()
    outcomes: tuple[str, ...] | None = None
    keep: bool = False
    precision: str | None = None
    precise: tuple[str, ...] = ()


def make_job(scenario: Scenario, request: Request) -> Job:
    """Return the job of a request.

    Raises
    ------
    UsageError
        If an option, a mechanism or an outcome does not exist, a world has no options or the name
        of another, or a size is not positive.
    """
    for name, options in request.worlds:
        if not options:
            raise UsageError(f"the portfolio '{name}' is empty; name its options")
    names = Counter(name for name, _ in request.worlds)
    if twice := next((name for name, n in names.items() if n > 1), None):
        raise UsageError(f"two worlds are called '{twice}'; give the portfolio another name")
    if BASELINE in names:
        raise UsageError(f"'{BASELINE}' is the world without any new measure")
    model = make_model(scenario, request.without)
    if request.outcomes is not None:
        model = observing_only(model, request.outcomes)
    return Job(
        model=model,
        sizes=make_sizes(request.draws, request.replications, request.seed),
        plans=tuple(_plan(model, name, options) for name, options in request.worlds),
        base=options_at(model, request.base),
        base_offered=request.base_offered,
        offering=request.offering,
        keep=request.keep,
    )


def make_model(scenario: Scenario, without: Iterable[str] = ()) -> Model:
    """Return the model of a scenario, with the mechanisms switched off that are named.

    Raises
    ------
    UsageError
        If one of them does not exist.
    """
    known = mechanisms(scenario)
    paths = unique(without)
    for path in paths:
        if path not in known:
            raise UsageError(f"nothing to switch off at '{path}'{nearest(path, known)}")
    return switched_off(compile_scenario(scenario), paths)


def make_sizes(draws: int, replications: int, seed: int) -> Sizes:
    """Return sizes that make sense.

    Raises
    ------
    UsageError
        If one is more than any machine can count to.
    """
    for name, value in (("draws", draws), ("replications", replications)):
        if value > MOST:
            raise UsageError(f"{name} must be at most {MOST:,}, found {value}")
    return Sizes(draws, replications, seed)


def options_at(model: Model, names: Iterable[str]) -> tuple[int, ...]:
    """Return the positions of options, in order and each once.

    Raises
    ------
    UsageError
        If one does not exist.
    """
    known = [option.name for option in model.options]
    wanted = unique(names)
    check_names("option", wanted, known)
    return tuple(sorted(known.index(name) for name in wanted))


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


def unique(items: Iterable[Item]) -> list[Item]:
    """Return items in order, each once."""
    return list(dict.fromkeys(items))


def _plan(model: Model, name: str, options: tuple[str, ...]) -> WorldPlan:
    """Return a world, under the title of the scenario's portfolio if it is one of these."""
    positions = options_at(model, options)
    if options == (name,):
        return WorldPlan(name, positions)
    if name == "+".join(options):
        titles = {option.name: option.title for option in model.options}
        return WorldPlan(name, positions, " + ".join(titles[option] for option in options))
    own = {(portfolio.name, portfolio.options): portfolio.title for portfolio in model.portfolios}
    return WorldPlan(name, positions, own.get((name, positions)))
