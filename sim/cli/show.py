"""``sim show``: what a scenario holds, in tables that need no programmer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim import pipeline
from sim.cli.output import write_sheets
from sim.describe.sections import SECTIONS, title_of
from sim.errors import UsageError
from sim.report.numbers import weeks
from sim.report.tables import Sheet, simple_table
from sim.report.wording import counted
from sim.scenario.file.files import shipped
from sim.scenario.file.inheritance import quantities
from sim.scenario.schema import Scenario


def show(source: str | None, sections: list[str], form: str) -> None:
    """Write the sections asked for; without a scenario, the scenarios that come with the program.

    Raises
    ------
    UsageError
        If sections are asked for and no scenario is.
    """
    if source is None:
        if sections:
            raise UsageError(f"--{sections[0]} needs a scenario")
        write_sheets([shipped_sheet()], form)
        return
    write_sheets([scenario_sheet(pipeline.load(source), sections)], form)


def shipped_sheet() -> Sheet:
    """Return the list of the scenarios that come with the program."""
    rows = []
    for name in shipped():
        scenario = pipeline.load(name)
        rows.append((name, scenario.title, scenario.question or ""))
    return Sheet(
        title="Scenarios that come with sim",
        tables=(simple_table(("Name", "Title", "Question"), rows),),
        notes=("Use a name wherever a file may stand: sim compare NAME.",),
    )


def scenario_sheet(scenario: Scenario, sections: Iterable[str] = ()) -> Sheet:
    """Return a description of a scenario.

    Parameters
    ----------
    sections
        Keys of `SECTIONS`; none for all but the list of every number.
    """
    wanted = list(sections) or [name for name in SECTIONS if name != "numbers"]
    day = f"{scenario.start.day} {scenario.start:%B} {scenario.start.year}"
    lead = [f"From {day}, {weeks(scenario.horizon_days)}: {_contents(scenario)}."]
    if scenario.question:
        lead.insert(0, scenario.question)
    if scenario.objective:
        lead.append(f"Options are ranked by: {title_of(scenario.outcomes, scenario.objective)}.")
    tables = [table for name in wanted for table in SECTIONS[name](scenario)]
    return Sheet(
        title=scenario.title,
        lead=tuple(lead),
        tables=tuple(tables),
    )


def _contents(scenario: Scenario) -> str:
    parts: list[tuple[Mapping[str, object], str]] = [
        (scenario.actors, "actor"),
        (scenario.ladders, "ladder"),
        (scenario.indicators, "indicator"),
        (scenario.moves, "move"),
        (scenario.options, "option"),
        (scenario.outcomes, "outcome"),
    ]
    uncertain = sum(not quantity.is_constant for _, _, quantity in quantities(scenario))
    return ", ".join([counted(len(things), noun) for things, noun in parts]) + (
        f"; {counted(uncertain, 'uncertain number')}"
    )
