"""What the commands of the decision analysis share: which worlds to run, and numbers as typed."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim import pipeline
from sim.analysis.alternatives import check_sizes
from sim.cli.run import Effort, known_options
from sim.cli.watching import watching
from sim.errors import UsageError, check_names, no_direction, no_objective
from sim.results.results import Results
from sim.scenario.schema import Scenario

#: A unit of cost that is worth more than this is a mistake, and would drown every effect.
_LARGEST_WEIGHT = 1e9


def simulated(
    scenario: Scenario,
    effort: Effort,
    options: Sequence[str],
    portfolios: pipeline.Portfolios,
    *,
    outcomes: Sequence[str],
    offered: bool,
) -> Results:
    """Return the worlds of these options and portfolios, offered only if that is asked for.

    Only some outcomes are observed: a thousand worlds with all of them would take much memory.

    Without any, the baseline alone.

    Raises
    ------
    UsageError
        If there are too few draws or replications to decide anything from.
    """
    check_sizes(effort.draws, effort.replications)
    with watching("Simulating") as callbacks:
        if not options and not portfolios:
            return pipeline.run(
                scenario,
                outcomes=outcomes,
                draws=effort.draws,
                replications=effort.replications,
                seed=effort.seed,
                workers=effort.workers,
                progress=callbacks.progress,
            )
        return pipeline.compare(
            scenario,
            options=options,
            portfolios=portfolios,
            outcomes=outcomes,
            offered=offered,
            draws=effort.draws,
            replications=effort.replications,
            seed=effort.seed,
            workers=effort.workers,
            progress=callbacks.progress,
        )


def compared(
    scenario: Scenario,
    effort: Effort,
    names: Sequence[str],
    *,
    outcomes: Sequence[str],
    offered: bool,
) -> Results:
    """Return the worlds of the named options and portfolios, or of all; see `named_worlds`."""
    options, portfolios = named_worlds(scenario, names)
    return simulated(scenario, effort, options, portfolios, outcomes=outcomes, offered=offered)


def named_worlds(
    scenario: Scenario, names: Sequence[str]
) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """Return the options and the portfolios of these names, or all.

    Parameters
    ----------
    names
        Of options and portfolios; ``a+b`` is a portfolio of two options that needs no name.

    Raises
    ------
    UsageError
        If one of the names is nothing of this.
    """
    known = [*scenario.options, *scenario.portfolios]
    own = {name: tuple(portfolio.options) for name, portfolio in scenario.portfolios.items()}
    if not names:
        return list(scenario.options), own
    options: list[str] = []
    portfolios: dict[str, tuple[str, ...]] = {}
    for name in names:
        members = tuple(name.split("+"))
        if name in scenario.options:
            options.append(name)
        elif name in own:
            portfolios[name] = own[name]
        elif len(members) == 1:
            check_names("option or portfolio", [name], known)
        else:
            known_options(members, scenario.options)
            if len(set(members)) < len(members):
                raise UsageError(f"'{name}' has an option twice")
            portfolios[name] = members
    return options, portfolios


def asked_outcome(scenario: Scenario, outcome: str | None) -> str:
    """Return the outcome asked for, or the objective.

    Raises
    ------
    UsageError
        If there is no such outcome, or if none was asked for and there is no objective.
    """
    if outcome is not None:
        check_names("outcome", [outcome], scenario.outcomes)
        return outcome
    if scenario.objective is None:
        raise no_objective(scenario.outcomes, ": name an outcome with --outcome")
    return scenario.objective


def better(scenario: Scenario, outcome: str) -> None:
    """Check that more or less of an outcome is better.

    Raises
    ------
    UsageError
        If neither is.
    """
    if scenario.outcomes[outcome].better == "neither":
        raise no_direction(outcome)


def read_weight(text: str, scenario: Scenario, outcome: str) -> float:
    """Return a weight of cost, typed in the unit of the tables, in units of the outcome.

    Raises
    ------
    UsageError
        If it is no number, below zero, or in percentage points of what is no probability.
    """
    factor = 100.0 if scenario.outcomes[outcome].is_probability else 1.0
    typed = text.strip()
    if factor == 1.0 and typed.endswith("pp"):
        raise UsageError(
            f"'{outcome}' is no probability: write a weight in its own unit, without pp; "
            f"found '{text}'"
        )
    try:
        number = float(typed.removesuffix("pp").strip())
    except ValueError:
        number = math.nan
    if not 0.0 <= number < math.inf:
        unit = "percentage points" if factor == 100.0 else "units of the outcome"
        raise UsageError(
            f"a weight is a number of {unit} for a unit of cost, 0 or more, such as 0.5; "
            f"found '{text}'"
        )
    if number > _LARGEST_WEIGHT:
        raise UsageError(f"no outcome outweighs a cost of weight {typed}: try less")
    return number / factor


def read_share(text: str, flag: str) -> float:
    """Return a share, typed as ``20%`` or ``0.2``.

    Raises
    ------
    UsageError
        If it does not lie between 0 and 1.
    """
    number = read_number(text, flag)
    if not 0.0 < number < 1.0:
        raise UsageError(f"{flag} takes a share between 0 and 1, such as 20%; found '{text}'")
    return number


def read_number(text: str, flag: str) -> float:
    """Return a number, with or without a percent sign.

    Raises
    ------
    UsageError
        If it is none.
    """
    percent = text.strip().endswith("%")
    try:
        number = float(text.strip().removesuffix("%"))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise UsageError(f"{flag} takes a number such as 60% or 0.6, found '{text}'")
    return number / 100.0 if percent else number
