"""``sim schema``: the JSON Schema of the scenario language."""

from __future__ import annotations

from sim.cli.output import write
from sim.report.encoding import to_json
from sim.scenario.json_schema import json_schema


def schema() -> None:
    """Write the JSON Schema, for editors that check a file while it is written."""
    write(to_json(json_schema()))
