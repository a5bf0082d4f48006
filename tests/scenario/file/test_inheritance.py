"""Where a number comes from if it does not say so: its entry, then the default of its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.model.compile import compile_scenario
from sim.scenario.file.inheritance import quantities, unsaid
from sim.scenario.file.yaml import parse
from sim.scenario.load import dumps, load, loads
from sim.scenario.schema import Scenario

BASE = """
sim: 1
title: Base
start: 2023-01-01
horizon: 52 weeks
sources: {desk: {title: The desk}, log: {title: The log}}
provenance: {source: desk, basis: judgement}
tallies: {deaths: {unit: people}}
moves:
  silent: {rate: 3 per year, then: {deaths: {dist: pareto, min: 25, alpha: 1.6 to 2}}}
  measured: {rate: {value: 3 per year, basis: data}}
  read: {rate: {value: 3 per year, source: log}}
  whole: {rate: {value: 3 per year, source: log, basis: data, note: of its own}}
  entry: {rate: 3 per year, source: log, basis: literature, note: of the entry}
options:
  talk: {effects: {silent: 0.5, whole: {value: 0.6, source: log, basis: data}, read: 0.7}}
overlap: 0.7
outcomes: {silent: {count: silent}}
"""


def provenance(scenario: Scenario) -> dict[str, tuple[str | None, str | None]]:
    return {path: (q.source, q.basis) for path, _, q in quantities(scenario)}


@pytest.mark.parametrize(
    ("path", "source", "basis"),
    [
        ("moves.silent.rate", "desk", "judgement"),
        ("moves.silent.then.deaths", "desk", "judgement"),
        ("moves.silent.then.deaths.alpha", "desk", "judgement"),
        ("moves.read.rate", "log", "judgement"),
        ("moves.whole.rate", "log", "data"),
        ("moves.entry.rate", "log", "literature"),
        ("overlap", "desk", "judgement"),
    ],
)
def test_the_number_speaks_before_its_entry_and_its_entry_before_the_file(path, source, basis):
    assert (source, basis) == provenance(loads(BASE))[path]


def test_the_source_of_the_default_does_not_stand_for_another_basis():
    assert (None, "data") == provenance(loads(BASE))["moves.measured.rate"]


def test_a_default_without_a_basis_gives_its_source_to_any():
    only_source = BASE.replace("{source: desk, basis: judgement}", "{source: desk}")

    assert ("desk", "data") == provenance(loads(only_source))["moves.measured.rate"]
    assert ("desk", None) == provenance(loads(only_source))["moves.silent.rate"]


def test_what_is_left_to_the_default_is_known():
    expected = {
        "moves.silent.rate",
        "moves.silent.then.deaths",
        "moves.silent.then.deaths.alpha",
        "options.talk.effects.silent",
        "options.talk.effects.read",
        "overlap",
    }

    assert expected == unsaid(loads(BASE))


def test_options_rest_on_the_default_too():
    (option,) = compile_scenario(loads(BASE)).options

    assert ("judgement", "data") == option.basis


def test_a_scenario_that_was_never_a_file_has_its_default():
    scenario = Scenario.model_validate(parse(BASE, "x.yaml").root.plain())

    assert ("desk", "judgement") == provenance(scenario)["moves.silent.rate"]


CHILD = """
extends: base.yaml
sources: {mine: {title: My own}}
moves:
  silent: {shape: 2}
  read: {rate: 4 per year}
  new: {rate: 4 per year, then: {deaths: 1}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(BASE)
    return tmp_path


def child(folder: Path, *lines: str) -> dict[str, tuple[str | None, str | None]]:
    (folder / "child.yaml").write_text(CHILD + "\n".join(lines))
    return provenance(load(folder / "child.yaml"))


def test_a_file_that_says_nothing_has_the_default_of_what_it_extends(folder):
    found = child(folder)

    assert ("desk", "judgement") == found["moves.new.rate"] == found["moves.silent.rate"]


def test_a_file_changes_the_default_of_its_own_numbers_only(folder):
    found = child(folder, "provenance: {source: mine}")

    assert ("mine", "judgement") == found["moves.new.rate"] == found["moves.silent.shape"]
    assert ("mine", "judgement") == found["moves.read.rate"]
    assert ("desk", "judgement") == found["moves.silent.rate"] == found["overlap"]


def test_a_file_can_do_without_a_default(folder):
    found = child(folder, "provenance: null")

    assert (None, None) == found["moves.new.rate"]
    assert ("desk", "judgement") == found["moves.silent.rate"]


def test_of_several_files_each_keeps_its_default(folder):
    (folder / "other.yaml").write_text(
        BASE.replace("desk", "panel").replace("silent", "loud").replace("overlap: 0.7\n", "")
    )
    (folder / "both.yaml").write_text("extends: [base.yaml, other.yaml]\nmoves: {x: {rate: 0}}")
    found = provenance(load(folder / "both.yaml"))

    assert ("desk", "judgement") == found["moves.silent.rate"] == found["overlap"]
    assert ("panel", "judgement") == found["moves.loud.rate"] == found["moves.x.rate"]


@pytest.mark.parametrize(
    "line", ["", "provenance: {source: mine}", "provenance: null", "provenance: {basis: data}"]
)
def test_a_scenario_of_several_files_is_one_text_with_the_same_provenance(folder, line):
    found = child(folder, line)
    scenario = load(folder / "child.yaml")
    again = loads(dumps(scenario))

    assert found == provenance(again)
    assert scenario.sha256 == again.sha256


def test_one_default_is_kept_as_it_was_written():
    assert "provenance" in dumps(loads(BASE))
