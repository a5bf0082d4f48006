from __future__ import annotations

import datetime as dt
import errno
import os
import pickle
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings

from sim.errors import ScenarioError, SimError, UsageError
from sim.scenario.file.inheritance import quantities
from sim.scenario.file.yaml import parse
from sim.scenario.load import load, loads, shipped
from sim.scenario.schema import Scenario
from tests.strategies import SCENARIO, mutated_data, mutated_texts

DATA = parse(SCENARIO, "x.yaml").root.plain()


def test_a_file_becomes_a_scenario():
    scenario = loads(SCENARIO)
    clash = scenario.consequences(scenario.moves["clash"])
    review = scenario.moves["review"]

    assert (364.0, 7.0) == (scenario.horizon_days, scenario.step_days)
    assert dt.date(2024, 5, 19) == scenario.last_day
    assert "International Crisis Behavior data, version 14" == scenario.sources["icb"].title
    assert {"front": ("calm", "clashes")} == scenario.moves["incident"].when
    assert {"front": "clashes"} == clash.rungs
    assert ["deaths"] == list(clash.sizes)
    assert {} == clash.jumps
    assert {"talks": "stalled", "monitoring": "ended"} == scenario.consequences(
        scenario.moves["review"]
    ).rungs
    assert (dt.date(2023, 11, 10),) == review.on
    assert ("north",) == scenario.options["hotline"].by
    assert ("monitoring", "hotline") == scenario.portfolios["both"].options
    assert (("moves.clash.rate", "moves.war.rate", 0.6),) == scenario.correlations


def test_outcomes_know_their_question():
    outcomes = loads(SCENARIO).outcomes

    kinds = {name: outcome.kind for name, outcome in outcomes.items()}
    assert {
        "war": "reached",
        "clashes": "count",
        "deaths": "total",
        "weeks_of_clashes": "time",
        "mean_tension": "mean",
        "trouble": "reached",
    } == kinds
    assert {"front": ("war",)} == outcomes["war"].reached
    assert ("clash", "war") == outcomes["trouble"].reached
    assert "neither" == outcomes["mean_tension"].better


def test_every_quantity_has_one_path_and_its_provenance():
    found = list(quantities(loads(SCENARIO)))
    by_path = {path: (kind, quantity) for path, kind, quantity in found}

    assert len(found) == len(by_path)
    assert {
        "overlap": "level",
        "actors.north.traits.assertiveness": "level",
        "indicators.tension.start": "level",
        "indicators.tension.half_life": "duration",
        "ladders.front.shifts.clashes.tension": "signed",
        "moves.incident.rate": "rate",
        "moves.incident.modifiers.talks.active": "ratio",
        "moves.incident.then.tension": "signed",
        "moves.incident.then.deaths": "size",
        "moves.clash.then.deaths.alpha": "positive",
        "moves.review.probability": "level",
        "moves.war.shape": "positive",
        "options.monitoring.consent.south": "level",
        "options.monitoring.delay": "duration",
        "options.monitoring.lasts": "duration",
        "options.monitoring.strength": "level",
        "options.monitoring.effects.clash": "ratio",
        "options.monitoring.shifts.tension": "signed",
        "options.monitoring.cost": "cost",
    }.items() <= {path: kind for path, (kind, _) in by_path.items()}.items()
    assert "moves.clash.shape" not in by_path
    rate = by_path["moves.incident.rate"][1]
    assert ("icb", "data", "39 in 2.53 years") == (rate.source, rate.basis, rate.note)
    jump = by_path["moves.incident.then.tension"][1]
    assert (None, "data", "counted by hand") == (jump.source, jump.basis, jump.note)


@pytest.mark.parametrize(("until", "days"), [("2023-06-01", 11), ("2023-05-22", 1)])
def test_until_is_the_last_day_of_the_simulation(until, days):
    """From 22 May to 1 June, both included, are eleven days."""
    scenario = loads(SCENARIO.replace("horizon: 52 weeks", f"until: {until}"))

    assert days == scenario.horizon_days
    assert until == str(scenario.last_day)


@pytest.mark.parametrize(
    ("horizon", "last"),
    [("10 days", "2023-05-31"), ("10.25 days", "2023-06-01"), ("1 year", "2024-05-21")],
)
def test_the_last_day_is_one_of_which_a_part_is_simulated(horizon, last):
    scenario = loads(SCENARIO.replace("52 weeks", horizon, 1))

    assert last == str(scenario.last_day)


def test_the_hash_depends_on_content_alone():
    plain = loads(SCENARIO).sha256
    reordered = yaml.safe_dump(DATA, sort_keys=True).replace("'", '"')

    assert 64 == len(plain)
    assert plain == loads(SCENARIO + "# a comment\n").sha256
    assert plain == loads(reordered).sha256
    assert plain != loads(SCENARIO.replace("0.7 to", "0.71 to").replace("0.70", "0.71")).sha256


def test_a_scenario_cannot_be_changed():
    scenario = loads(SCENARIO)

    with pytest.raises(ValueError, match="frozen"):
        scenario.title = "other"


def test_plain_data_validate_without_a_file():
    scenario = Scenario.model_validate(DATA)

    assert {"front": "war"} == scenario.consequences(scenario.moves["war"]).rungs


def test_lines_are_known():
    scenario = loads(SCENARIO)

    assert "  incident:" == SCENARIO.splitlines()[scenario.place_of("moves.incident").line - 1]
    assert scenario.place_of("moves.nothing") is None


def test_shipped_scenarios_load_by_name():
    names = shipped()

    assert "two-neighbours" in names
    scenario = load("two-neighbours")
    assert "two-neighbours.yaml" == scenario.path.name


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(UsageError, match="did you mean 'two-neighbours'"):
        load("two-neighbors")


def test_a_file_is_proposed_for_its_stem(tmp_path):
    (tmp_path / "crisis.yaml").write_text(SCENARIO)

    with pytest.raises(UsageError, match=r"did you mean '.*crisis\.yaml'"):
        load(tmp_path / "crisis")
    with pytest.raises(UsageError, match=r"there is no file '.*krisis\.yaml'$"):
        load(tmp_path / "antikrisis.yaml")
    with pytest.raises(UsageError, match="there is no folder"):
        load(tmp_path / "none" / "crisis.yaml")
    with pytest.raises(UsageError, match=r"is a folder; .* it has crisis\.yaml"):
        load(tmp_path)
    with pytest.raises(UsageError, match=r"cannot look for|there is no scenario"):
        load("a\0b")
    with pytest.raises(UsageError, match=r"cannot look for|there is no scenario"):
        load("x" * 5000)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfea\0:\0", "UTF-16"),
        (b"\x7fELF\0\0", "not a text file"),
        ("title: Karabağ\n".encode("cp1254"), "not in UTF-8"),
        (b"a: 1\n" * 500_000, "larger than 2 MB"),
        (b"", "the file is empty"),
    ],
)
def test_what_is_no_scenario_at_all(tmp_path, content, message):
    (tmp_path / "x.yaml").write_bytes(content)

    with pytest.raises(ScenarioError, match=message):
        load(tmp_path / "x.yaml")


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    """The refusal is made up, since an administrator may read everything."""
    path = tmp_path / "x.yaml"
    path.write_text(SCENARIO)

    def refuse(*_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UsageError, match="permission denied"):
        load(path)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")

    with pytest.raises(UsageError, match="is not a regular file"):
        load(tmp_path / "pipe.yaml")


def test_errors_survive_a_process_pool():
    with pytest.raises(ScenarioError) as caught:
        loads("sim: 2\n")

    again = pickle.loads(pickle.dumps(caught.value))
    assert str(caught.value) == str(again)


def test_schema_and_references_are_reported_together():
    text = SCENARIO.replace("half_life", "halflife").replace("objective: war", "objective: wra")

    with pytest.raises(ScenarioError) as caught:
        loads(text)

    assert ["indicators.tension.halflife", "objective"] == [p.path for p in caught.value.problems]


@settings(max_examples=200)
@given(mutated_texts())
def test_edited_text_gives_a_scenario_or_an_error_of_ours(text):
    try:
        loads(text)
    except SimError as error:
        assert str(error)


@settings(max_examples=200)
@given(mutated_data(DATA))
def test_changed_data_give_a_scenario_or_an_error_of_ours(data):
    try:
        loads(yaml.safe_dump(data, allow_unicode=True))
    except SimError as error:
        assert str(error)


def test_nothing_in_a_file_steers_the_terminal():
    with pytest.raises(ScenarioError) as caught:
        loads(f'{SCENARIO}\n"\\e[31mbad\\e]0;x\\a": 1\n')

    assert "bad" in str(caught.value)
    assert all(c.isprintable() or c == "\n" for c in str(caught.value))
