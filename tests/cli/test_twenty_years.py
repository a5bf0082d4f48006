"""Lengths and costs that are known exactly, where three digits would not be enough."""

from __future__ import annotations

import pytest

SCENARIO = """\
sim: 1
title: Twenty years
start: 2024-01-01
horizon: 1044 weeks
moves:
  m: {rate: 0.05 per year}
options:
  a: {effects: {m: 0.5}, cost: %s}
  b: {effects: {m: 0.9}, cost: %s}
outcomes: {m: {reached: m}}
objective: m
"""
FEW = ("--draws", "60", "--replications", "20")


@pytest.fixture
def twenty_years(tmp_path):
    def write(first, second):
        file = tmp_path / "twenty_years.yaml"
        file.write_text(SCENARIO % (first, second), encoding="utf-8")
        return str(file)

    return write


@pytest.mark.parametrize("command", ["run", "compare", "portfolios", "value"])
def test_weeks_are_those_of_the_file(sim, twenty_years, command):
    text = sim(command, twenty_years(1000, 4), *FEW).stdout

    assert "1,044 weeks" in text  # was 1,040


def test_costs_add_up_to_the_last_unit(sim, twenty_years):
    text = sim("portfolios", twenty_years(1000, 4), *FEW).stdout

    assert "1,004 of cost" in text  # was 1,000
    assert " 1,004 " in text


def test_a_step_that_costs_dollars_keeps_its_digits(sim, twenty_years):
    """A change of 24 and of 4 points for a million and for a thousand: 4e-3 a unit, and 2e-5."""
    text = sim("portfolios", twenty_years(1_000_000, 1000), *FEW).stdout
    steps = [line.split() for line in text.splitlines() if line[:1] in ("2", "3")]

    assert len(steps) == 2
    for step in steps:
        assert any(0.0 < float(word) < 0.01 for word in step if word.startswith("0.0"))


def test_columns_that_say_nothing_are_left_out_without_a_note(sim, twenty_years):
    text = sim("run", twenty_years(1000, 4), *FEW).stdout

    assert "90 %" not in text.replace("5 / 50 / 95 %", "")
    assert "Ignorance" not in text
    assert "wider window" not in text
