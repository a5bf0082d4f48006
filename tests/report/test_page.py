"""Tables from Python are those of the command line."""

from dataclasses import replace

import pytest

import sim
from sim.report.answers import table
from sim.report.compare.matrix_sheet import matrix_sheet
from tests.report import fabricate


def test_a_comparison_shows_itself():
    page = table(fabricate.results())

    assert str(page).startswith("Lachin corridor, 22 May 2023, 52 weeks: 14 options")
    assert max(len(line) for line in str(page).splitlines()) <= 100
    assert page._repr_markdown_().startswith("# Lachin corridor, 22 May 2023, 52 weeks")


def test_by_another_outcome():
    assert "Peace treaty signed without any new measure" in str(
        table(fabricate.results(), "treaty")
    )


def test_a_run_shows_itself():
    assert "no new measure" in str(table(fabricate.results(alone=True)))


def test_without_an_objective_all_outcomes_are_shown_as_by_the_command():
    results = fabricate.results(replace(fabricate.HEADER, objective=None))
    matrix = matrix_sheet(results, sim.differences(results), len(results.outcomes))

    assert table(results).sheet == matrix
    assert table(sim.differences(results)).sheet == matrix
    with pytest.raises(sim.UsageError, match="did you mean 'treaty'"):
        table(results, "treat")


def test_typed_at_a_prompt_a_table_is_the_table():
    page = table(fabricate.results())

    assert repr(page) == str(page)
