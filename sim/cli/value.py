"""``sim value``: what it would be worth to know more before choosing."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.value_of_information import Grouping, value_of_information
from sim.cli.deciding import asked_outcome, better, compared, read_weight
from sim.cli.output import emit
from sim.cli.run import Effort
from sim.errors import UsageError, no_options
from sim.pipeline import load
from sim.report.value.value_answer import ValueAnswer


def value(
    source: str,
    *,
    grouping: Grouping,
    about: Sequence[tuple[str, ...]],
    weight: str | None,
    options: tuple[str, ...],
    outcome: str | None,
    weights: tuple[str, ...],
    offered: bool,
    form: str,
    effort: Effort,
) -> None:
    """Run the worlds asked for, and write what information about them is worth."""
    scenario = load(source)
    name = asked_outcome(scenario, outcome)
    better(scenario, name)
    if not scenario.options:
        raise no_options("to choose from")
    if about and grouping != "quantity":
        raise UsageError("--about and --group exclude each other")
    here = None if weight is None else read_weight(weight, scenario, name)
    curve = [read_weight(text, scenario, name) for text in weights]
    results = compared(scenario, effort, options, outcomes=[name], offered=offered)
    found = value_of_information(
        results,
        name,
        weights=curve or None,
        weight=here,
        grouping=grouping,
        about=about,
        offered=offered,
    )
    emit(ValueAnswer(found), form)
