from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from sim import cli
from sim.scenario.file.files import shipped_folder
from sim.scenario.file.yaml import parse
from sim.scenario.json_schema import json_schema
from sim.scenario.load import loads
from tests.strategies import SCENARIO

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def data(text: str) -> Any:
    return parse(text, "x.yaml").root.plain()


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_it_accepts_every_part_of_the_language():
    assert [] == list(VALIDATOR.iter_errors(data(SCENARIO)))


SHIPPED = [*sorted(shipped_folder().glob("*.yaml")), Path(cli.__file__).parent / "starter.yaml"]


def as_json(node: Any) -> Any:
    """Return what PyYAML reads as JSON has it, which knows no dates.

    PyYAML reads version 1.1 of YAML, in which the key ``on`` is a word for true; in version 1.2,
    which editors read, it is a text.
    """
    if isinstance(node, dict):
        return {("on" if key is True else key): as_json(value) for key, value in node.items()}
    if isinstance(node, list):
        return [as_json(value) for value in node]
    return node.isoformat() if isinstance(node, dt.date) else node


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_it_accepts_the_shipped_scenarios_as_any_other_tool_reads_them(path):
    text = path.read_text(encoding="utf-8")
    read_by_others = as_json(yaml.safe_load(text))

    assert [] == list(VALIDATOR.iter_errors(read_by_others))
    assert data(text) == read_by_others


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cost: 1 to 3", "cost: -3 to -1"),
        ("cost: 1 to 3", "cost: -2"),
        ("cost: 1 to 3", "cost: {value: -2, note: it pays for itself}"),
        ("overlap: 0.7", "overlap: {dist: constant, value: 0.7}"),
        ("{median: 1.5, p95: 8}", "{dist: constant, value: 3}"),
        ("rate: 20 to 60 per year", "rate: {dist: constant, value: 3, unit: per year}"),
    ],
)
def test_it_accepts_what_the_program_accepts(old, new):
    assert old in SCENARIO
    text = SCENARIO.replace(old, new, 1)

    assert loads(text)
    assert [] == list(VALIDATOR.iter_errors(data(text)))


def test_it_accepts_a_change_of_another_file():
    change = {"extends": "base.yaml", "moves": {"a": None, "b": {"rate": None, "on": "2023-01-01"}}}

    assert [] == list(VALIDATOR.iter_errors(change))


def test_it_accepts_a_portfolio_with_a_title():
    titled = SCENARIO.replace("{both: [", "{both: {title: Both of them, options: [").replace(
        "hotline]}\ncorr", "hotline]}}\ncorr"
    )

    assert "title: Both of them" in titled
    assert [] == list(VALIDATOR.iter_errors(data(titled)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rate: 20 to 60 per year", "rate: 20 to 60"),
        ("half_life: 7 to 20 days", "half_life: 7"),
        ("rate: 20 to 60 per year", "rat: 20 to 60 per year"),
        ("overlap: 0.7", "overlap: 7"),
        ("horizon: 52 weeks\n", ""),
        ("on: 2023-11-10", "on: 2023-11-10, rate: 3 per year"),
        ("{total: deaths}", "{total: deaths, count: clash}"),
        ("  south:", "  South:"),
        ("delay: 3 to 12 months", "delay: null"),
        ("{both: [monitoring, hotline]}", "{both: {title: Both}}"),
    ],
)
def test_it_refuses_what_an_editor_can_see(old, new):
    assert old in SCENARIO
    assert list(VALIDATOR.iter_errors(data(SCENARIO.replace(old, new, 1))))


def test_every_field_is_described():
    for name, definition in SCHEMA["$defs"].items():
        for field, schema in definition.get("properties", {}).items():
            assert schema.get("description"), f"{name}.{field}"
