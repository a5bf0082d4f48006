"""``sim check``, ``show``, ``schema`` and ``new``: what a scenario holds, and is it right?"""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from sim import pipeline
from sim.audit import Finding
from sim.cli.new import STARTER
from sim.scenario.file.files import shipped_folder

SCENARIO = "two-neighbours"
FEW = ("--draws", "20", "--replications", "5")


def findings(*severities):
    return lambda scenario: [
        Finding(severity, f"moves.m{k}", "message") for k, severity in enumerate(severities)
    ]


@pytest.mark.parametrize(
    ("severities", "strict", "code"),
    [
        ((), False, 0),
        (("note",), True, 0),
        (("warning", "note"), False, 0),
        (("warning",), True, 1),
    ],
)
def test_the_exit_code_of_check(sim, monkeypatch, severities, strict, code):
    monkeypatch.setattr(pipeline, "check", findings(*severities))
    result = sim("check", SCENARIO, *(["--strict"] if strict else []))
    document = sim("check", SCENARIO, "--format", "json", *(["--strict"] if strict else []))

    assert result.exit_code == document.exit_code == code
    assert len(json.loads(document.stdout)["findings"]) == len(severities)


def test_check_groups_by_severity(sim, monkeypatch):
    monkeypatch.setattr(pipeline, "check", findings("note", "warning", "note"))
    text = sim("check", SCENARIO).stdout

    assert text.index("Warnings") < text.index("moves.m1") < text.index("Notes")
    assert text.index("Notes") < text.index("moves.m0") < text.index("moves.m2")
    assert text.endswith(f"{SCENARIO}: no errors; 1 warning, 2 notes.\n")


def test_show_lists_what_comes_with_the_program(sim):
    assert SCENARIO in sim("show").stdout


def test_show_says_the_shape_of_a_rate(sim):
    text = sim("show", SCENARIO, "--moves", "--format", "markdown").stdout

    assert ", shape 1.5, while " in text
    assert 1 == text.count("shape")


@pytest.mark.parametrize("scenario", [SCENARIO, "lachin-2023", "mandate-2025"])
@pytest.mark.parametrize("columns", ["80", "160"])
def test_show_shows_every_section_in_any_width(sim, monkeypatch, scenario, columns):
    monkeypatch.setenv("COLUMNS", columns)
    result = sim("show", scenario)
    numbers = sim("show", scenario, "--sources")

    assert result.exit_code == numbers.exit_code == 0
    for text in (result.stdout, numbers.stdout):
        assert max(len(line) for line in text.splitlines()) <= int(columns)


@pytest.mark.parametrize(
    ("section", "there", "absent"),
    [
        ("--actors", "Northland", "Ladders"),
        ("--state", "Ladders", "Hazard ratios"),
        ("--moves", "Hazard ratios", "Ladders"),
        ("--options", "Consent", "Ladders"),
        ("--outcomes", "Better", "Ladders"),
        ("--claims", "Incidents breed incidents", "Ladders"),
        ("--sources", "Invented for the tutorial", "Hazard ratios"),
        ("--sources", "moves.incident", "Hazard ratios"),
    ],
)
def test_show_shows_the_section_asked_for(sim, section, there, absent):
    text = sim("show", SCENARIO, section).stdout

    assert there in text
    assert absent not in text


WEAK = """
sim: 1
title: Rumours
start: 2023-01-01
horizon: 52 weeks
sources:
  blog: {title: A blog, low_confidence: true}
  log: {title: The log}
provenance: {source: log, basis: judgement}
moves:
  raid: {rate: 3 to 9 per year}
  feud: {rate: {value: 3 per year, source: blog, basis: data}}
outcomes: {raids: {count: [raid, feud]}}
"""


@pytest.mark.parametrize("how", [("--format", "markdown"), "80", "160"])
def test_what_rests_on_a_weak_source_or_on_the_default_is_marked(sim, monkeypatch, tmp_path, how):
    file = tmp_path / "rumours.yaml"
    file.write_text(WEAK, encoding="utf-8")
    monkeypatch.setenv("COLUMNS", how if isinstance(how, str) else "80")
    text = sim("show", str(file), "--sources", *(how if isinstance(how, tuple) else ())).stdout
    rows = [" ".join(line.replace("|", " ").split()) for line in text.splitlines()]

    assert "blog (low confidence) A blog - 1" in rows
    assert "log The log - 1" in rows
    assert "rate 3 per year data blog (low confidence)" in rows
    assert "rate 3 to 9 per year judgement log (default)" in rows
    assert "data counted or measured 1 50 % 0 1" in rows
    assert any(re.fullmatch("judgement estimated by .* 1 50 % 1 0", row) for row in rows)


@pytest.mark.parametrize("columns", ["80", "160"])
def test_the_state_is_shown_by_title_with_the_names_that_the_file_uses(sim, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    lines = sim("show", "lachin-2023", "--state").stdout.splitlines()
    text = " ".join(" ".join(lines).split())

    assert "Karabakh (karabakh) calm" in text
    assert "Access through the corridor" in text
    assert "(access)" in text
    assert "People displaced (displaced) people" in text


def test_show_as_markdown(sim):
    assert sim("show", SCENARIO, "--format", "markdown").stdout.startswith("# Two neighbours\n")


def test_the_schema_is_a_schema(sim):
    Draft202012Validator.check_schema(json.loads(sim("schema").stdout))


def test_new_writes_a_scenario_that_runs(sim, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = sim("new", "mine.yaml")

    assert made.exit_code == 0
    assert made.stdout == ""
    assert sim("check", "mine.yaml", "--strict").exit_code == 0
    assert sim("run", "mine.yaml", *FEW).exit_code == 0
    assert sim("compare", "mine.yaml", *FEW).exit_code == 0


def test_new_overwrites_only_if_forced(sim, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("mine", encoding="utf-8")

    assert sim("new", str(file)).exit_code == 2
    assert file.read_text(encoding="utf-8") == "mine"
    assert sim("new", str(file), "--force").exit_code == 0
    assert file.read_text(encoding="utf-8") == STARTER.read_text(encoding="utf-8")


def test_new_copies_another_scenario_with_its_comments(sim, tmp_path):
    file = tmp_path / "mine.yaml"

    assert sim("new", str(file), "--from", "two-neighbours").exit_code == 0
    assert file.read_bytes() == (shipped_folder() / "two-neighbours.yaml").read_bytes()
    assert "# " in file.read_text(encoding="utf-8")
    assert sim("check", str(file)).exit_code == 0
    assert "no scenario" in sim("new", str(file), "--from", "three-neighbours", "--force").stderr
    assert file.read_bytes() == (shipped_folder() / "two-neighbours.yaml").read_bytes()


def test_new_in_a_folder(sim, tmp_path):
    assert sim("new", str(tmp_path)).exit_code == 0
    assert (tmp_path / "scenario.yaml").exists()
    assert sim("new", str(tmp_path / "no" / "folder.yaml")).exit_code == 2
