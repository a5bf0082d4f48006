"""Combinations without a name are shown by letters, and the letters are explained."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

import pytest

from sim.analysis.comparison import compare
from sim.report.compare.combinations import by_size, letters_for, letters_in_text
from sim.report.compare.compare_sheet import compare_sheet
from sim.report.compare.matrix_sheet import matrix_sheet
from sim.report.render import to_markdown, to_terminal
from sim.results.descriptions import OptionInfo
from tests.report import fabricate

#: Best first, as `fabricate` makes them.
OPTIONS = ("assurances", "warning", "insulated")


@pytest.fixture(scope="module")
def results():
    """Three options, every combination of them, and a portfolio with a name."""
    made = fabricate.results()
    infos = {name: made.options[name] for name in OPTIONS}
    adopted = {name: made.adopted[name] for name in OPTIONS}
    like = {2: "mediators", 3: "article"}
    for size in (2, 3):
        for members in combinations(OPTIONS, size):
            name = "+".join(members)
            title = " + ".join(made.options[member].title for member in members)
            cost = float(size)
            infos[name] = OptionInfo(name, title, (), 0.1, cost, tuple(reversed(members)))
            adopted[name] = replace(made.adopted[like[size]], name=name)
    infos["mediators"] = made.options["mediators"]
    adopted["mediators"] = made.adopted["mediators"]
    return replace(made, options=infos, adopted=adopted, offered={})


@pytest.fixture(scope="module")
def comparison(results):
    return compare(results)


def test_letters_follow_the_rows_and_are_none_where_no_row_shows_them(results):
    assert {"assurances": "A", "warning": "B", "insulated": "C"} == letters_for(results, OPTIONS)
    assert {} == letters_for(results, OPTIONS[:2])
    assert {} == letters_for(fabricate.results(), [name for name, *_ in fabricate.OPTIONS])
    assert {"A", "B", "C"} == set(letters_in_text(results).values())


def test_sizes_have_a_part_each_and_keep_their_order(results):
    names = ["warning+insulated", "assurances+warning+insulated", "assurances+warning"]

    assert [
        ("2 together", ["warning+insulated", "assurances+warning"]),
        ("All 3 together", ["assurances+warning+insulated"]),
    ] == by_size(results, names)


@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_every_combination_is_one_line_of_marks(results, comparison, width):
    sheet = compare_sheet(results, comparison, "major_violence")
    text = to_terminal(sheet, width=width)

    assert max(len(line) for line in text.splitlines()) <= width
    for marks in ("A B ·", "A · C", "· B C", "A B C"):
        assert 1 == len(re.findall(rf"^[ 0-9]* {marks}  ", text, re.M))
    assert "A  Assurances on rights and safety" in text or width == 80
    assert "A letter stands for the option beside it" in text
    assert "Portfolios\n" in text
    assert "What mediators can do" in text


def test_the_best_pair_and_the_best_of_all_are_named(results, comparison):
    sheet = compare_sheet(results, comparison, "major_violence")
    lead = " ".join(sheet.lead)

    assert "3 options, 4 combinations and 1 portfolio against no new measure" in sheet.title
    assert "Best option: Assurances on rights and safety, " in lead
    assert re.search(r"best pair: \w[^;]* \+ [^;+]*, -", lead)
    assert "best of three or more: all 3 options, -" in lead
    assert "best portfolio: What mediators can do, -" in lead


def test_what_is_too_close_to_rank_is_said_in_letters(results, comparison):
    notes = " ".join(compare_sheet(results, comparison, "deaths").notes)

    assert " + " not in notes


def test_the_matrix_has_the_same_letters(results, comparison):
    text = to_markdown(matrix_sheet(results, comparison, 8))

    assert "| A | Assurances on rights and safety |" in text
    assert "|  | A · C |" in text
    assert "Portal" not in text


def test_an_option_that_is_switched_off_is_said_to_be(results):
    off = replace(results, header=replace(results.header, without=("options.warning", "moves.x")))
    sheet = compare_sheet(off, compare(off), "major_violence")
    (note,) = (note for note in sheet.notes if "--without" in note)

    assert note.endswith(": Warning of sanctions.")


def test_a_percent_sign_stays_with_its_number(results, comparison):
    for width in range(60, 110):
        text = to_terminal(compare_sheet(results, comparison, "major_violence"), width=width)

        assert not re.search(r"^ *%", text, re.M)
