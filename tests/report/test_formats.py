"""One list of formats: what an answer can be written as, and what a kept run holds."""

from dataclasses import replace

import pytest

from sim.errors import UsageError
from sim.report.answer import (
    Answer,
    Rows,
    WithDocument,
    WithRows,
    WithSheets,
    WithText,
)
from sim.report.answers import answer_of
from sim.report.compare.compare_answer import CompareAnswer
from sim.report.formats import FORMATS, Screen, choices, written
from sim.report.run.run_answer import RunAnswer
from sim.report.tables import Sheet, simple_table
from tests.report import fabricate

NARROW = Screen(width=60)


class Everything(WithSheets, WithDocument, WithRows):
    def sheets(self, width):
        return [Sheet("First", tables=(simple_table(("A",), [("b",)]),)), Sheet("Second")]

    @property
    def document(self):
        return {"number": float("inf")}

    @property
    def rows(self):
        return Rows(("a", "b"), [(1, None)])


class Lines(WithText):
    text = "one\ntwo\n"


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("table", "First\n\nA\n─\nb\n\nSecond\n"),
        ("markdown", "# First\n\n| A |\n| --- |\n| b |\n\n# Second\n"),
        ("json", '{\n  "number": null\n}\n'),
        ("csv", "a,b\n1,\n"),
    ],
)
def test_a_format_writes_its_part(form, text):
    assert text == written(Everything(), form, NARROW)


def test_what_is_read_by_lines_is_its_own_table():
    assert Lines.text == written(Lines(), "table", NARROW)


def test_a_part_that_is_not_there_is_not_offered_and_refused():
    assert ["table"] == choices(WithText)
    with pytest.raises(UsageError, match="not written as 'csv', but as table"):
        written(Lines(), "csv", NARROW)


def test_formats_are_offered_in_the_order_of_the_list():
    assert list(dict.fromkeys(one.name for one in FORMATS)) == choices(
        *{one.part for one in FORMATS}
    )


def test_every_part_is_written_by_some_format():
    parts = set(Answer.__subclasses__())

    assert parts == {one.part for one in FORMATS}


def test_no_part_has_two_formats_of_one_name_nor_a_folder_two_files():
    assert len({(one.name, one.part) for one in FORMATS}) == len(FORMATS)
    files = [one.file for one in FORMATS if one.file]
    assert len(set(files)) == len(files)


def test_results_answer_as_what_they_are():
    assert isinstance(answer_of(fabricate.results(alone=True)), RunAnswer)
    assert isinstance(answer_of(fabricate.results()), CompareAnswer)


@pytest.mark.parametrize("alone", [True, False])
def test_what_is_computed_is_what_is_read(alone, monkeypatch):
    for name in ("compare.compare_answer.compare", "run.run_answer.estimate_world"):
        monkeypatch.setattr(f"sim.report.{name}", None)

    answer_of(fabricate.results(alone=alone))


def test_without_an_objective_the_compact_table_fits_the_screen():
    results = fabricate.results(replace(fabricate.HEADER, objective=None))
    narrow, wide = (len(CompareAnswer(results).sheets(w)[0].tables) for w in (80, None))

    assert wide == 1 < narrow
