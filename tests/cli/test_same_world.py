"""The same world has the same number in every command, at the sizes that nobody asks for."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from sim.cli.app import app

SCENARIO = "two-neighbours"
SENTENCE = re.compile(r"War(?: without any new measure)?: (\S+) % (\(.*?\), [a-z ]+)\. ")

#: Commands that simulate as many histories of the world without any measure.
ALIKE = ("run", "compare", "value", "sensitivity")


@pytest.fixture(scope="module")
def told():
    """The number and the rest of the sentence about war, by command."""
    found = {}
    for command in (*ALIKE, "discover", "portfolios"):
        text = CliRunner().invoke(app, [command, SCENARIO], prog_name="sim").stdout
        match = SENTENCE.search(" ".join(text.split()))
        assert match, text
        found[command] = match.groups()
    return found


def test_commands_of_the_same_size_say_the_same(told):
    assert 1 == len({told[command] for command in ALIKE})


@pytest.mark.parametrize("command", ["discover", "portfolios"])
def test_those_of_other_sizes_differ_within_the_last_digit(told, command):
    number, other = told["run"][0], told[command][0]

    assert "." not in number + other  # no digit that two errors move
    assert abs(int(number) - int(other)) <= 1


def test_the_numbers_are_the_same_to_the_last_bit(sim):
    def document(*arguments):
        return json.loads(sim(*arguments, "--format", "json").stdout)

    run, compare = document("run", SCENARIO), document("compare", SCENARIO)
    moves = document("moves", SCENARIO)

    assert run["outcomes"]["war"]["estimate"] == compare["baseline"]["war"]["estimate"]
    assert run["outcomes"]["war"]["estimate"] == moves["moves"]["war"]["happens"]


def test_claims_has_fewer_histories_and_differs_within_its_error(sim):
    run = json.loads(sim("run", SCENARIO, "--format", "json").stdout)["outcomes"]["war"]
    rows = json.loads(sim("claims", SCENARIO, "--format", "json").stdout)["claims"]
    same = [row for row in rows if row["on"] == "war" and row["path"][0].startswith("moves.")]

    assert same
    for row in same:
        assert abs(row["estimate"] - run["estimate"]) <= 2.0 * (row["estimate_se"] + run["se"])
