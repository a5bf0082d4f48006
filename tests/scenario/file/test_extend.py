from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from sim.errors import ScenarioError, UsageError
from sim.scenario.file.document import Document, Node, Place
from sim.scenario.file.extend import merged, read_merged
from sim.scenario.load import load, loads
from tests.strategies import SCENARIO, layers, plain_data

HERE = Place("x.yaml", 1, 1)


def document(data: Any) -> Document:
    def node(part: Any) -> Node:
        if isinstance(part, dict):
            return Node({key: node(value) for key, value in part.items()}, HERE, HERE)
        if isinstance(part, list):
            return Node([node(item) for item in part], HERE, HERE)
        return Node(part, HERE, HERE)

    return Document(node(data), {"x.yaml": [""]})


def over(base: Any, top: Any) -> Any:
    return merged(document(base), document(top)).root.plain()


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_mappings_merge_and_everything_else_replaces():
    base = {"a": {"b": 1, "c": [1, 2]}, "d": "x"}

    assert over(base, {"a": {"c": [3]}, "e": 5}) == {"a": {"b": 1, "c": [3]}, "d": "x", "e": 5}


def test_null_removes_and_must_find_something():
    assert over({"a": 1, "b": {"c": 2}}, {"a": None, "b": {"c": None}}) == {"b": {}}
    with pytest.raises(ScenarioError, match="there is no 'aa' to remove"):
        over({"a": 1}, {"aa": None})


@pytest.mark.parametrize(
    ("base", "top"),
    [
        ({"low": 1, "mode": 2, "high": 5, "unit": "per year"}, {"value": "3 per year"}),
        ({"value": "1 per year", "source": "icb"}, {"value": "3 per year"}),
        ({"value": "1 per year", "source": "icb"}, "3 per year"),
    ],
)
def test_a_quantity_is_replaced_whole(base, top):
    moves = over({"moves": {"a": {"rate": base}}}, {"moves": {"a": {"rate": top}}})["moves"]

    assert {"a": {"rate": top}} == moves


def test_the_size_of_a_tally_is_a_quantity_too():
    base = {"moves": {"a": {"then": {"deaths": {"median": 1, "p95": 8}, "front": "war"}}}}
    top = {"moves": {"a": {"then": {"deaths": {"dist": "gamma", "a": 2}}}}}

    then = over(base, top)["moves"]["a"]["then"]
    assert {"deaths": {"dist": "gamma", "a": 2}, "front": "war"} == then


@given(layers(), layers(), layers())
def test_merging_is_associative_where_nothing_is_removed_and_shapes_agree(a, b, c):
    assert over(over(a, b), c) == over(a, over(b, c))


@given(plain_data())
def test_merging_with_nothing_or_itself_changes_nothing(a):
    assert a == over(a, {}) == over({}, a) == over(a, copy.deepcopy(a))


def test_files_are_merged_in_their_order(tmp_path):
    write(
        tmp_path,
        first="title: first\na: 1\nb: 1\nc: 1",
        second="title: second\nb: 2\nc: 2",
        third="extends: [first.yaml, second.yaml]\nc: 3",
    )

    actual = read_merged(tmp_path / "third.yaml", "third.yaml").root.plain()
    assert {"title": "second", "a": 1, "b": 2, "c": 3} == actual


def test_a_file_is_found_beside_the_file_that_names_it(tmp_path, monkeypatch):
    (tmp_path / "deep").mkdir()
    write(tmp_path / "deep", base=SCENARIO, middle="extends: base.yaml\ntitle: Middle")
    write(tmp_path, top="extends: deep/middle.yaml\nhorizon: 10 weeks")
    monkeypatch.chdir("/")

    scenario = load(tmp_path / "top.yaml")

    assert ("Middle", 70.0) == (scenario.title, scenario.horizon_days)
    assert "deep" in scenario.place_of("ladders.front").file
    assert scenario.place_of("horizon").line == 2


def test_a_shipped_scenario_can_be_extended():
    scenario = loads("extends: two-neighbours\ntitle: Changed")

    assert "Changed" == scenario.title


def test_a_place_stays_where_it_was_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, base=SCENARIO.replace("front: war}}", "front: wr}}"))
    write(tmp_path, top="extends: base.yaml\nmoves: {war: {rate: 3}}")

    with pytest.raises(ScenarioError) as caught:
        load("top.yaml")

    files = {(problem.file, problem.path) for problem in caught.value.problems}
    assert ("base.yaml", "moves.war.then.front") in files
    assert ("top.yaml", "moves.war.rate") in files


@pytest.mark.parametrize(
    ("extends", "message"),
    [
        ("top.yaml", "circle: 'top.yaml' extends 'top.yaml'"),
        ("bas.yaml", "did you mean 'base.yaml'?"),
        ("[]", "the list is empty"),
        ("3", "the name of a file was expected"),
        ("", "the name of a file was expected"),
        ("{a: b}", "the name of a file was expected"),
        ("secret.txt", "is not a scenario file"),
        ("[base.yaml, folder]", "folder' is a folder; name a file in it"),
    ],
)
def test_what_cannot_be_extended(tmp_path, extends, message):
    write(tmp_path, base=SCENARIO, top=f"extends: {extends}\ntitle: x")
    (tmp_path / "secret.txt").write_text("title: secret")
    (tmp_path / "folder").mkdir()

    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "top.yaml")

    (problem,) = caught.value.problems
    assert message in problem.message
    assert problem.line == 1


def test_a_chain_that_is_too_long_is_refused(tmp_path):
    write(tmp_path, **{f"f{i}": f"extends: f{i + 1}.yaml\ntitle: x" for i in range(40)})

    with pytest.raises(ScenarioError, match="more than 30 files"):
        load(tmp_path / "f0.yaml")


def test_a_missing_file_at_the_top_is_wrong_use(tmp_path):
    with pytest.raises(UsageError, match=r"there is no file '.*nothing.yaml'$"):
        load(tmp_path / "nothing.yaml")


CLAIMS = """
extends: two-neighbours
claims:
  a: {says: A, mechanisms: [{path: options.hotline, lowers: war}]}
  b: {says: B, mechanisms: [{path: moves.clash, raises: war}, {path: moves.war, raises: deaths}]}
  c: {says: C, mechanisms: [{path: moves.clash, given: hotline, raises: talks.stalled}]}
"""


ALL = {"spiral": 1, "talks": 2, "hotline": 2, "a": 1, "b": 2, "c": 1}
NO_DEATHS = """
tallies: {deaths: null}
outcomes: {deaths: null}
moves:
  incident: {then: {deaths: null}}
  clash: {then: {deaths: null}}
  war: {then: {deaths: null}}
"""


@pytest.mark.parametrize(
    ("removal", "left"),
    [
        ("options: {hotline: null}\nportfolios: null", {"spiral": 1, "talks": 2, "b": 2}),
        (NO_DEATHS, {**ALL, "b": 1}),
        ("claims: {b: null}", {name: n for name, n in ALL.items() if name != "b"}),
        (
            "moves: {incident: {then: {tension: null}}}",
            {name: n for name, n in ALL.items() if name != "spiral"},
        ),
        ("options: {hotline: {delay: 1 week}}", ALL),
    ],
)
def test_claims_about_what_is_removed_go_with_it(
    tmp_path: Path, removal: str, left: dict[str, int]
) -> None:
    (tmp_path / "base.yaml").write_text(CLAIMS)
    (tmp_path / "over.yaml").write_text(f"extends: base.yaml\n{removal}\n")
    claims = load(tmp_path / "over.yaml").claims

    assert left == {name: len(claim.mechanisms) for name, claim in claims.items()}
