from __future__ import annotations

import math
from typing import Any

import pytest

from sim.errors import ScenarioError
from sim.scenario.file.yaml import MAX_BYTES, MAX_DEPTH, parse


def plain(text: str) -> Any:
    return parse(text, "x.yaml").root.plain()


def refusal(text: str) -> tuple[int, int, str]:
    with pytest.raises(ScenarioError) as caught:
        parse(text, "x.yaml")
    (problem,) = caught.value.problems
    return problem.line, problem.column, problem.message


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("2023-05-22", "2023-05-22"),
        ("12:30:45", "12:30:45"),
        ("1_000", "1_000"),
        ("0755", 755),
        ("0o17", 15),
        ("0xff", 255),
        ("+0.1", 0.1),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-.inf", -math.inf),
        ("123456789012345678901", 123456789012345678901.0),
        ("'0.5'", "0.5"),
        ('"null"', "null"),
        ("20%", "20%"),
        ("[a, b]", ["a", "b"]),
        ("{a: 1}", {"a": 1}),
    ],
)
def test_scalars_follow_the_core_schema(written, expected):
    assert plain(f"key: {written}") == {"key": expected}


def test_not_a_number_is_a_float():
    assert math.isnan(plain("key: .nan")["key"])


def test_on_is_a_word_as_a_key_too():
    assert plain("on: 2023-11-10") == {"on": "2023-11-10"}


def test_a_byte_order_mark_is_passed_over():
    assert plain("\N{BOM}a: 1") == {"a": 1}


def test_text_in_braces_may_have_commas():
    text = "s: {title: Conflict data, version 14, url: x, note: 1, 2 and 3, basis: data}"

    expected = {"title": "Conflict data, version 14", "url": "x", "note": "1, 2 and 3"}
    assert plain(text) == {"s": {**expected, "basis": "data"}}


def test_other_keys_in_braces_take_no_commas():
    assert plain("{value: 1, from 2021, note: }") == {"value": 1, "from 2021": None, "note": None}


def test_references_repeat_a_part_and_its_place():
    document = parse("a: &x {b: 1}\nc: *x\n", "x.yaml")

    assert document.root.plain() == {"a": {"b": 1}, "c": {"b": 1}}
    assert document.places()["c"].line == 2
    assert document.places()["c.b"].line == 1


def test_places_are_counted_from_one():
    document = parse("a:\n  - x\n  - {k: v}\n", "x.yaml")
    problem = document.problem(("a", 1, "k"), "wrong")

    assert (3, 9) == (problem.line, problem.column)
    assert "a[1].k" == problem.path
    assert "  - {k: v}" == problem.source_line
    assert document.problem(("a", 1, "k"), "wrong", at_key=True).column == 6


def test_a_problem_at_a_path_that_is_not_there_points_at_the_nearest_part():
    document = parse("a:\n  b: 1\n", "x.yaml")

    assert document.problem(("a", "c", "d"), "missing").line == 1


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("", (1, 1), "the file is empty"),
        ("# only a comment\n", (1, 1), "the file is empty"),
        ("- a\n- b\n", (1, 1), "'key: value' lines"),
        ("just text\n", (1, 1), "'key: value' lines"),
        ("a: 1\na: 2\n", (2, 1), "'a' was used before, on line 1"),
        ("a: !!python/object/apply:os.system ['x']\n", (1, 4), "begins with '!'"),
        ("a: 1\n---\nb: 2\n", (2, 1), "a second document"),
        ("x: &x {a: 1}\nb:\n  <<: *x\n", (3, 3), "merge keys"),
        ("a: &a [*a]\n", (1, 8), "part of"),
        ("a: *nope\n", (1, 4), "refers to nothing"),
        ("? [a]\n: 1\n", (1, 3), "a key must be a word"),
        ("a:\n\tb: 1\n", (2, 1), "not tabs"),
        ("a: \x1b[31m\n", (1, 4), "control character"),
        ("a: @x\n", (1, 4), "begins with '@' needs quotes"),
        ("a: [1, 2\nb: 3\n", (1, 4), "the list that begins here"),
        ("a: {b: 1\nc: 3\n", (1, 4), "the mapping that begins here"),
        ('a: "x\nb: 3\n', (1, 4), "the quoted text that begins here"),
        ("note: b: c\n", (1, 8), "needs quotes: 'note: \"b: c\"'"),
        ("a: b: c\n", (1, 5), "goes into braces: 'a: {b: c}'"),
        ("a:\n  b:{c: d, e: f}\n", (2, 4), "a space is missing after the colon: write 'b: {...'"),
        ("a:\n  b:1\n  c: 2\n", (2, 4), "a space is missing after the colon: write 'b: 1'"),
        ("moves\n  a: 1\n", (1, 6), "a colon is missing: write 'moves:'"),
        ("a: 1\n  b: 2\n", (2, 3), "indented further"),
        ("a:\n  b: 1\n c: 2\n", (3, 2), "the indentation does not fit"),
        ("a: - b\n", (1, 4), "a list with dashes"),
        ('a: "\\q"\n', (1, 5), "backslash"),
        ("a: " + "[" * (MAX_DEPTH + 1), (1, MAX_DEPTH + 3), "nested more than"),
        ("a: [" + "&a x, *a, " * 1001 + "]", (1, 10_011), "too many parts"),
        ("a: " + "x" * MAX_BYTES, (1, 1), "larger than 2 MB"),
    ],
)
def test_what_is_refused(text, place, part):
    line, column, message = refusal(text)

    assert part in message
    assert place == (line, column)


def test_references_within_references_cannot_explode():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]

    assert "repeat too much" in refusal("\n".join(lines))[2]


def test_a_long_chain_of_references_cannot_exhaust_the_stack():
    lines = ["a0: &a0 [x]", *(f"a{i}: &a{i} [*a{i - 1}]" for i in range(1, 900))]

    assert "repeat too much" in refusal("\n".join(lines))[2]
