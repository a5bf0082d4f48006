"""Alternatives that are the same in every history: the cheapest is taken, then the smallest."""

import numpy as np
import pytest

import sim
from sim.analysis.alternatives import to_choose_from
from sim.analysis.equals import stand_ins, unchanged

TEXT = """
sim: 1
title: Equals
start: 2023-01-01
horizon: 1 year
actors: {n: {}}
moves:
  m: {rate: 20% to 80% within 1 year}
options:
  dear: {effects: {m: 0.5 to 0.7}, cost: 3}
  fair: {effects: {m: 0.5 to 0.9}, cost: 1}
  late: {delay: 2 to 3 years, effects: {m: 0.1}, cost: 0}
  refused: {by: [n], consent: {n: 0}, effects: {m: 0.1}, cost: 1}
portfolios:
  a_fair_and_late: [fair, late]
  b_fair_and_refused: [fair, refused]
  c_dear_and_refused: [dear, refused]
outcomes: {m: {reached: m}}
objective: m
"""


@pytest.fixture(scope="module")
def results():
    return sim.compare(sim.loads(TEXT), draws=200, replications=20, seed=2)


def test_what_is_the_same_in_every_history_is_found(results):
    choice = to_choose_from(results, offered=True)
    named = dict(zip(choice.names, np.array(choice.names)[stand_ins(choice)], strict=True))

    assert "fair" == named["a_fair_and_late"] == named["b_fair_and_refused"] == named["fair"]
    assert "dear" == named["c_dear_and_refused"]
    assert "baseline" == named["baseline"]
    assert {"late", "refused"} == {
        name for name, nothing in zip(choice.names, unchanged(choice), strict=True) if nothing
    }


@pytest.mark.parametrize("weight", [0.0, 0.01])
def test_nothing_is_split_among_equals(results, weight):
    found = sim.portfolios(results, offered=True, weights=[weight])
    (at,) = found.robustness.confidence
    names = [found.choice.names[k] for k in found.contenders]
    share = dict(zip(names, at.p_best, strict=True))

    # Costs no more and has fewer options than the sets that are the same with more in them.
    for never in ("a_fair_and_late", "b_fair_and_refused", "c_dear_and_refused", "refused"):
        assert 0.0 == share[never]
    assert share["dear"] + share["fair"] + share["baseline"] + share["late"] == pytest.approx(1.0)
    assert {names[at.best], names[at.likeliest], names[at.minimax]} <= {"dear", "fair"}


def test_the_worth_of_knowing_is_that_without_the_equals(results):
    whole = sim.value_of_information(results, weight=0.01, offered=True)
    few = sim.value_of_information(results, weight=0.01, offered=True, names=["dear", "fair"])

    worth = {one.name: one.known for one in whole.worths}
    for one in few.worths:
        assert worth[one.name] == pytest.approx(one.known, abs=1e-9)
    assert {switch.at_low for switch in sim.switches(results, offered=True)} <= {"dear", "fair"}


def test_minimax_takes_the_cheaper_of_two_equals():
    text = TEXT.replace("fair: {effects: {m: 0.5 to 0.9}", "fair: {effects: {m: 0.6}").replace(
        "dear: {effects: {m: 0.5 to 0.7}", "dear: {effects: {m: 0.6}"
    )
    results = sim.compare(sim.loads(text), draws=200, replications=20, seed=2)
    found = sim.portfolios(results, names=["dear", "fair"], weights=[0.0])
    (at,) = found.robustness.confidence

    assert ("baseline", "dear", "fair") == found.choice.names
    assert 2 == at.best == at.likeliest == at.minimax
    np.testing.assert_array_equal(at.p_best, [0.0, 0.0, 1.0])
    # A share of 1 among 200 draws is not known better than that among 201.
    assert at.p_best_se == pytest.approx([1 / 202] * 3)
