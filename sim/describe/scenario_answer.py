"""What a scenario holds, and which scenarios there are, in tables that need no programmer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.describe.sections import SECTIONS, title_of
from sim.report.answer import WithSheets
from sim.report.exact_numbers import weeks
from sim.report.tables import Sheet, simple_table
from sim.report.wording import counted
from sim.scenario.file.inheritance import quantities
from sim.scenario.load import load, shipped
from sim.scenario.schema import Scenario


@dataclass(frozen=True)
class ScenarioAnswer(WithSheets):
    """What a scenario holds.

    Attributes
    ----------
    sections
        Keys of `SECTIONS`; none for all but the list of every number.
    """

    scenario: Scenario
    sections: tuple[str, ...] = ()

    def sheets(self, width: int | None) -> list[Sheet]:
        """Return the description of the scenario."""
        return [_description(self.scenario, self.sections)]


@dataclass(frozen=True)
class ShippedAnswer(WithSheets):
    """Which scenarios come with the program."""

    def sheets(self, width: int | None) -> list[Sheet]:
        """Return the list of the scenarios."""
        scenarios = [(name, load(name)) for name in shipped()]
        rows = [(name, one.title, one.question or "") for name, one in scenarios]
        return [
            Sheet(
                title="Scenarios that come with sim",
                tables=(simple_table(("Name", "Title", "Question"), rows),),
                notes=("Use a name wherever a file may stand: sim compare NAME.",),
            )
        ]


def _description(scenario: Scenario, sections: tuple[str, ...]) -> Sheet:
    wanted = sections or [name for name in SECTIONS if name != "numbers"]
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
