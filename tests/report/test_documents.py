"""JSON and CSV keep what the documentation promises, whatever the design."""

import csv
import io
import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sim.analysis.comparison import compare
from sim.analysis.estimates import estimate_world
from sim.report.compare.compare_document import COMPARE_COLUMNS, compare_document, compare_rows
from sim.report.encoding import to_csv, to_json
from sim.report.run.run_document import RUN_COLUMNS, run_document, run_rows
from tests.report import fabricate

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
DESIGNS = [
    {},
    {"draws": 1},
    {"replications": 1},
    {"draws": 1, "replications": 1},
    {"uncertain": False},
    {"objective": None, "question": None},
]


def validate(text, name):
    """Check a document against its schema, and that no number is outside JSON."""

    def refuse(word):
        raise AssertionError(f"{word} is not JSON")

    schema = json.loads((REFERENCE / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    document = json.loads(text, parse_constant=refuse)
    Draft202012Validator(schema).validate(document)
    return document


@pytest.mark.parametrize("changes", DESIGNS)
def test_a_run_keeps_its_schema(changes):
    results = fabricate.results(replace(fabricate.HEADER, **changes), alone=True)
    estimates = estimate_world(results, results.baseline)
    document = validate(to_json(run_document(results, estimates)), "json-run.schema.json")

    assert list(document["outcomes"]) == [info.name for info in results.outcomes]
    assert document["outcomes"]["deaths"]["estimate"] == estimates["deaths"].estimate


@pytest.mark.parametrize("changes", DESIGNS)
def test_a_comparison_keeps_its_schema(changes):
    results = fabricate.small(**changes)
    document = validate(
        to_json(compare_document(results, compare(results))), "json-compare.schema.json"
    )

    assert list(document["options"]) == list(results.adopted)
    assert document["options"]["portal_monitoring"]["by"] == ["Armenia", "Karabakh authorities"]


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_what_is_not_a_number_is_null(number):
    results = fabricate.results(alone=True)
    deaths = estimate_world(results, results.baseline)["deaths"]
    broken = {"deaths": replace(deaths, estimate=number, interval=(number, 1.0))}
    document = json.loads(to_json(run_document(results, broken)))
    (row,) = csv.DictReader(io.StringIO(to_csv(run_rows(results, broken))))

    assert document["outcomes"]["deaths"]["estimate"] is None
    assert document["outcomes"]["deaths"]["interval"] == [None, 1.0]
    assert row["estimate"] == row["interval_low"] == ""


def test_a_document_holds_the_outcomes_asked_for():
    results = fabricate.results()
    document = compare_document(results, compare(results, ["treaty"]))

    assert ["treaty"] == list(document["baseline"])
    assert ["treaty"] == list(document["options"]["xray"]["adopted"])


def test_the_csv_of_a_comparison_has_one_row_per_option_mode_and_outcome():
    results = fabricate.results()
    comparison = compare(results)
    rows = list(csv.DictReader(io.StringIO(to_csv(compare_rows(results, comparison)))))
    keys = {(row["option"], row["mode"], row["outcome"]) for row in rows}
    row = next(r for r in rows if (r["option"], r["outcome"]) == ("xray", "deaths"))

    assert len(keys) == len(rows) == 18 * 2 * 7
    assert tuple(rows[0]) == COMPARE_COLUMNS
    assert float(row["difference"]) == comparison.adopted["xray"]["deaths"].difference
    assert float(row["baseline"]) == comparison.baseline["deaths"].estimate


def test_the_csv_of_a_run_has_one_row_per_outcome():
    results = fabricate.results(alone=True)
    estimates = estimate_world(results, results.baseline)
    rows = list(csv.DictReader(io.StringIO(to_csv(run_rows(results, estimates)))))

    assert [info.name for info in results.outcomes] == [row["outcome"] for row in rows]
    assert tuple(rows[0]) == RUN_COLUMNS
    assert rows[2]["q50"] == ""
    assert float(rows[0]["estimate"]) == estimates["deaths"].estimate


def test_the_csv_of_outcomes_asked_for():
    results = fabricate.results()
    text = to_csv(compare_rows(results, compare(results, ["treaty"])))

    assert {"treaty"} == {row["outcome"] for row in csv.DictReader(io.StringIO(text))}


def test_worlds_that_were_not_offered_are_left_out():
    results = replace(fabricate.results(), offered={})
    comparison = compare(results)
    rows = csv.DictReader(io.StringIO(to_csv(compare_rows(results, comparison))))

    assert {"adopted"} == {row["mode"] for row in rows}
    assert "offered" not in compare_document(results, comparison)["options"]["xray"]
