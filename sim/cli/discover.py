"""``sim discover``: in which futures an option fails, or things go wrong without any."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.discovery import discover as analyse
from sim.cli.deciding import (
    asked_outcome,
    better,
    compared,
    read_number,
    read_share,
    simulated,
)
from sim.cli.output import emit
from sim.cli.run import Effort
from sim.errors import UsageError
from sim.pipeline import load
from sim.report.discover.discovery_answer import DiscoverAnswer
from sim.scenario.schema import Scenario


@dataclass(frozen=True)
class Failure:
    """What counts as failure, as it was typed; None where nothing was."""

    worse_than: str | None
    worst: str | None
    useless: bool
    density: str | None


def discover(
    source: str,
    *,
    option: str | None,
    failure: Failure,
    outcome: str | None,
    offered: bool,
    form: str,
    effort: Effort,
) -> None:
    """Run the world asked for, and write the futures in which it fails."""
    scenario = load(source)
    name = asked_outcome(scenario, outcome)
    better(scenario, name)
    typed = [
        flag
        for flag, given in (
            ("--worse-than", failure.worse_than is not None),
            ("--worst", failure.worst is not None),
            ("--useless", failure.useless),
        )
        if given
    ]
    if len(typed) > 1:
        raise UsageError(f"{typed[0]} and {typed[1]} exclude each other")
    if option is None and (failure.useless or offered):
        flag = "--useless" if failure.useless else "--offered"
        raise UsageError(f"{flag} needs an option or portfolio: add --option NAME")
    worse_than = worst = density = None
    if failure.worse_than is not None:
        worse_than = _read_limit(failure.worse_than, scenario, name)
    if failure.worst is not None:
        worst = read_share(failure.worst, "--worst")
    if failure.density is not None:
        density = read_share(failure.density, "--density")
    if option is None:
        results = simulated(scenario, effort, (), (), outcomes=[name], offered=False)
    else:
        results = compared(scenario, effort, (option,), outcomes=[name], offered=offered)
    found = analyse(
        results,
        name,
        option=option,
        worse_than=worse_than,
        worst=worst,
        useless=failure.useless,
        density=density,
        offered=offered,
    )
    emit(DiscoverAnswer(found), form)


def _read_limit(text: str, scenario: Scenario, outcome: str) -> float:
    """Return the limit beyond which an outcome is a failure, in units of the outcome.

    Raises
    ------
    UsageError
        If it is no number, or not of the kind of the outcome.
    """
    is_probability = scenario.outcomes[outcome].is_probability
    if not is_probability and text.strip().endswith("%"):
        raise UsageError(
            f"'{outcome}' is no probability: write --worse-than in its own unit, without %; "
            f"found '{text}'"
        )
    number = read_number(text, "--worse-than")
    if is_probability and not 0.0 < number < 1.0:
        raise UsageError(
            f"--worse-than takes a probability between 0 and 1, such as 60%; found '{text}'"
        )
    return number
