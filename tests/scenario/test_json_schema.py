from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from sim.scenario.files import shipped_folder
from sim.scenario.json_schema import json_schema
from sim.scenario.yaml import parse
from tests.strategies import SCENARIO

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def data(text: str) -> Any:
    return parse(text, "x.yaml").root.plain()


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_it_accepts_every_part_of_the_language():
    assert [] == list(VALIDATOR.iter_errors(data(SCENARIO)))


@pytest.mark.parametrize("path", sorted(shipped_folder().glob("*.yaml")), ids=lambda p: p.stem)
def test_it_accepts_the_shipped_scenarios(path):
    assert [] == list(VALIDATOR.iter_errors(data(path.read_text(encoding="utf-8"))))


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
