"""Every result says in a few lines what it found, and shows its table in a notebook."""

import pickle
import subprocess
import sys
from dataclasses import replace
from typing import get_args

import pytest

import sim
from sim.report import display
from sim.report.sheets import Showable

SIZES = {"draws": 60, "replications": 8, "seed": 1}
TWO = "Two neighbours, 22 May 2023, 52 weeks"


@pytest.fixture(scope="module")
def scenario():
    return sim.load("two-neighbours")


@pytest.fixture(scope="module")
def shown(scenario):
    """Every result by the name of what it is."""
    alone, compared = sim.run(scenario, **SIZES), sim.compare(scenario, **SIZES)
    found = {
        "run": alone,
        "run with options": sim.run(scenario, with_options=["hotline"], **SIZES),
        "compare": compared,
        "estimates": sim.estimates(alone),
        "differences": sim.differences(compared),
        "portfolios": sim.portfolios(compared),
        "against": sim.portfolios(compared, against="incidents"),
        "sensitivity": sim.sensitivity(compared),
        "sensitivity of a change": sim.sensitivity(compared, option="both", offered=True),
        "switches": sim.switches(compared, weight=0.005),
        "value": sim.value_of_information(compared),
        "discover": sim.discover(compared),
        "useless": sim.discover(compared, option="both", useless=True),
        "frequencies": sim.frequencies(sim.moves(scenario, **SIZES)),
        "histories": sim.histories(scenario, **SIZES),
        "claims": sim.check_claims(scenario, **SIZES),
    }
    return {
        **found,
        "estimate": found["estimates"]["war"],
        "change": found["differences"].adopted["both"]["war"],
        "frequency": found["frequencies"]["incident"],
        "claim": found["claims"][0],
        "switch": found["switches"][0],
        "world": compared.offered["both"],
        "scenario": scenario,
    }


def test_all_that_has_a_table_is_looked_at_here(shown):
    assert {type(result) for result in shown.values()} >= set(get_args(Showable))


def test_every_result_says_what_it_found_in_a_few_lines(shown):
    for name, result in shown.items():
        lines = repr(result).splitlines()

        assert len(lines) <= 7, name
        assert max(map(len, lines)) <= 300, name
        assert "array" not in repr(result), name
        assert "object at" not in repr(result), name
        assert repr(result).startswith("<"), name
        assert repr(result).endswith(">"), name


def test_to_look_at_a_result_computes_nothing(shown, monkeypatch):
    def refuse(*_):
        raise AssertionError("a sheet was made")

    monkeypatch.setattr(display, "sheet_of", refuse)

    assert all(map(repr, shown.values()))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("run", f"<Results: {TWO}; 60 draws × 8 replications, seed 1; no new measure\n  war: "),
        ("run with options", "seed 1; with Hotline, if adopted\n  war: "),
        ("compare", " % baseline, "),
        ("differences", " % baseline; if adopted, both -"),
        ("portfolios", f"<Portfolios by war and cost: {TWO}; 3 alternatives to baseline"),
        ("against", "<Portfolios by war and incidents"),
        ("sensitivity", "<Sensitivity of war: "),
        ("sensitivity of a change", "<Sensitivity of war by both: "),
        ("switches", "<Switches of the choice by war at weight 0.005: "),
        ("value", "<Value of information by war at weight "),
        ("discover", "<Discovery: baseline fails by war in "),
        ("useless", "<Discovery: both fails by war in "),
        ("frequencies", "times a year: incident "),
        ("histories", "60 draws × 8 replications, seed 1; "),
        ("claims", "<Claims of Two neighbours, 7 effects looked for: "),
        ("world", "<World: both, hotline+monitoring offered; 60 draws of 5 outcomes>"),
        ("scenario", "<Scenario: Two neighbours, 2023-05-22 to 2024-05-19; moves 6, options 2, "),
    ],
)
def test_the_answer_comes_first(shown, name, said):
    assert said in repr(shown[name])


def test_single_numbers_stand_with_their_errors(shown):
    estimate = replace(
        shown["estimate"], estimate=0.1234, se=0.003, interval=(0.05, 0.16), likelihood="unlikely"
    )
    change = replace(
        shown["change"],
        estimate=0.08,
        estimate_se=0.002,
        difference=-0.0251,
        se=0.002,
        interval=(-0.04, -0.01),
        rank=2,
    )

    assert "<Estimate: 0.123 ±0.003, 90 % 0.05 to 0.16, unlikely>" == repr(estimate)
    assert "<Change: -0.025 ±0.002 to 0.080, 90 % -0.040 to -0.010, rank 2>" == repr(change)


def test_a_notebook_shows_the_table(shown):
    for name, result in shown.items():
        if isinstance(result, Showable):
            assert result._repr_markdown_() == sim.table(result)._repr_markdown_(), name
            assert result._repr_markdown_().startswith("# Two neighbours"), name
        else:
            assert isinstance(result._repr_markdown_(), str), name


def test_a_scenario_shows_its_question_and_its_names(scenario):
    shown = scenario._repr_markdown_()

    assert shown.startswith("# Two neighbours\n\nWhat would make a war")
    assert "- options: `monitoring`, `hotline`\n" in shown
    assert str(scenario) == repr(scenario)


def test_a_title_can_neither_steer_a_terminal_nor_be_markdown(scenario):
    title = '"\\e[31m <b>*war*</b>"'
    text = sim.dumps(scenario).replace("title: Two neighbours", f"title: {title}", 1)
    odd = sim.loads(text)

    assert "\x1b" not in repr(odd)
    assert "\x1b" not in repr(sim.run(odd, draws=2, replications=2))
    assert "\\<b>\\*war\\*" in odd._repr_markdown_()


def test_the_tables_are_those_of_the_questions(shown):
    for name, said in [
        ("estimates", "no new measure"),
        ("differences", "against no new measure"),
        ("portfolios", "their cost, and how sure"),
        ("sensitivity of a change", "by Both"),
        ("switches", "What the choice hangs on"),
        ("value", "what would be worth finding out"),
        ("useless", "in which futures Both fails"),
        ("frequencies", "how often moves happen"),
        ("histories", "480 histories"),
        ("claims", "7 effects looked for"),
    ]:
        assert said in sim.table(shown[name])._repr_markdown_(), name


def test_only_a_comparison_is_shown_by_another_outcome(shown):
    by_deaths = sim.table(shown["differences"], "deaths")

    assert by_deaths == sim.table(shown["compare"], "deaths")
    with pytest.raises(sim.UsageError, match="an outcome is for the table of a comparison only"):
        sim.table(shown["value"], "war")
    with pytest.raises(sim.UsageError, match="no outcome 'wars'; did you mean 'war'"):
        sim.table(shown["compare"], "wars")


def test_collections_are_what_they_hold(shown):
    estimates, claims = shown["estimates"], shown["claims"]

    assert dict(estimates) == estimates
    assert list(estimates) == [info.name for info in shown["run"].outcomes]
    assert list(claims) == [claims[k] for k in range(len(claims))]
    assert claims[:2] == tuple(claims)[:2]


def test_results_can_be_sent_to_another_process(shown, tmp_path):
    program = "import pickle, sys; print(pickle.load(open(sys.argv[1], 'rb')))"
    for name in ("run", "estimates", "claims"):
        sent = tmp_path / name
        sent.write_bytes(pickle.dumps(shown[name]))
        done = subprocess.run(
            [sys.executable, "-c", program, sent], capture_output=True, text=True, check=True
        )

        assert done.stdout.rstrip("\n") == repr(shown[name])


def test_a_frame_has_an_index_in_the_order_of_its_rows(shown):
    frame = shown["compare"].to_frame()
    both = shown["compare"].offered["both"]

    assert frame.index.names == ["mode", "world", "outcome", "draw"]
    assert list(frame.index.levels[1]) == ["baseline", *shown["compare"].adopted]
    assert frame.loc["offered", "both", "war"]["difference"].mean() == pytest.approx(
        both.difference.mean[:, 0].mean()
    )


def test_what_has_no_mean_shows_none(shown):
    heavy = [replace(info, mean_exists=False) for info in shown["run"].outcomes]
    run = replace(shown["run"], outcomes=tuple(heavy))

    assert "\n  war: no mean\n" in repr(run)
    assert "\n  war: no mean\n" in repr(sim.estimates(run))
