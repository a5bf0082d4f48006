"""``sim show``: what a scenario holds, in tables that need no programmer."""

from __future__ import annotations

from sim.cli.output import emit
from sim.describe.scenario_answer import ScenarioAnswer, ShippedAnswer
from sim.errors import UsageError
from sim.pipeline import load


def show(source: str | None, sections: list[str], form: str) -> None:
    """Write the sections asked for; without a scenario, the scenarios that come with the program.

    Raises
    ------
    UsageError
        If sections are asked for and no scenario is.
    """
    if source is not None:
        emit(ScenarioAnswer(load(source), tuple(sections)), form)
        return
    if sections:
        raise UsageError(f"--{sections[0]} needs a scenario")
    emit(ShippedAnswer(), form)
