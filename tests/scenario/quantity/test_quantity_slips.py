"""What an analyst types, and what the message about it must and must not contain."""

import math

import pytest
from scipy import stats

import sim
from sim.errors import differing, nearest
from sim.scenario.quantity.quantity import QuantityError
from sim.scenario.quantity.quantity_mapping import parse

SCENARIO = """
sim: 1
title: Slips
start: 2023-01-01
horizon: 1 year
ladders: {front: {rungs: [calm, clashes, war]}}
moves:
  clash: {rate: 1 per year, when: {front: WHEN}, then: {front: clashes}}
outcomes: {war: {reached: {front: war}}}
"""

#: Kind of the quantity, what is typed, what is said, and what would say something else.
QUANTITIES = [
    ("size", "1/3", "write '0.333'", "'1'"),
    ("level", "2/3", "write '0.667'", "'2'"),
    ("level", "50/50", "write '0.5'", "'50'"),
    ("level", "1 in 4", "write '0.25'", "'1'"),
    ("level", "3 out of 4", "write '0.75'", "'3'"),
    ("level", "one third", "write '0.333'", None),
    ("ratio", "1/2", "write '0.5'", "'1'"),
    ("ratio", "half", "write '0.5'", "0.8"),
    ("ratio", "doubled", "write '2'", "0.8"),
    ("ratio", "x2", "write '2'", "0.8"),
    ("ratio", "30% less", "write '0.7'", None),
    ("signed", "1/10", "write '0.1'", "'1'"),
    ("signed", "0.1 or 0.2", "+0.05 to +0.15", "'0.1'"),
    ("rate", "1/3", "write '0.333 per year'", "within 1 year"),
    ("rate", "1/3 per year", "write '0.333 per year'", "within 1 year"),
    ("rate", "1 in 3 years", "write '0.333 per year'", "within"),
    ("rate", "2 in 5 years", "write '0.4 per year'", "within"),
    ("rate", "20% in 3 years", "within 3 years", "within 1"),
    ("rate", "5% per year", "'5% within 1 year'", "20%"),
    ("rate", "twice a month", "write '2 per month'", "3 per year"),
    ("rate", "~3 per week", "'1.5 to 6 per week'", "per year"),
    ("rate", "2 per anum", "did you mean 'year'?", None),
    ("rate", "2 per halfyear", "known: day, week, month, year", "did you mean"),
    ("rate", "2 per weekday", "known: day, week, month, year", "did you mean"),
    ("duration", "1/2 year", "write '0.5 year'", "did you mean"),
    ("size", "1.234,5", "write 1234.5", "234.5 "),
    ("size", "10,000", "write 10000", None),
    ("size", {"median": 2, "p90": 5}, "'p95: 6.483'", "did you mean"),
    ("size", {"median": 2, "p5": 1}, "'p95: 4'", "did you mean"),
    ("size", {"median": 2, "p90": "a"}, "is another number than the median", "did you mean"),
    ("size", {"p5": 1, "p95": 3}, "are written '1 to 3'", "did you mean"),
    ("size", {"min": 1, "max": 3}, "{dist: uniform, min: 1, max: 3}", "median"),
    ("size", {"mean": 2, "sd": 1}, "{dist: lognormal, median: 1.789, sigma: 0.4724}", "did you"),
    ("size", {"mean": 2}, "is another number than the median", "did you mean"),
    ("size", {"mean": 2, "p95": 5}, "'median: 1.554'", "did you mean"),
    ("size", {"median": 2, "sigma": 1}, "{dist: lognormal, median: 2", "p95"),
    ("size", {"dist": "lognormal", "mean": 2, "sigma": 1}, "median: 1.213, sigma: 1", "did you"),
    ("size", {"dist": "lognormal", "mean": 2, "sd": 1}, "median: 1.789, sigma: 0.4724", "did you"),
    ("size", {"dist": "lognormal", "mu": 1, "sigma": 1}, "'median: 2.718'", "did you mean"),
    ("size", {"dist": "lognormal", "median": 2, "sd": 1}, "of the logarithm", "did you mean"),
    ("size", {"dist": "gamma", "a": 2, "rate": 4}, "'scale: 0.25'", "did you mean"),
    ("size", {"dist": "gamma", "mean": 2, "sd": 1}, "'a: 4, scale: 0.5'", "did you mean"),
    ("size", {"dist": "exponential", "rate": 2}, "'scale: 0.5'", "did you mean"),
    ("level", {"dist": "beta", "mean": 0.2, "sd": 0.1}, "'a: 3, b: 12'", "did you mean"),
    ("signed", {"dist": "normal", "mean": 0.1, "variance": 0.04}, "'sd: 0.2'", "did you mean"),
    ("signed", {"dist": "normal", "mu": 0.1, "sd": 0.04}, "it is called 'mean' here", "did you"),
    ("size", {"dist": "pareto", "xm": 25, "alpha": 2}, "it is called 'min' here", "did you mean"),
    ("size", {"dist": "halfnormal", "scale": 2}, "another one than normal", "did you mean"),
    ("size", {"dist": "genpareto", "c": 2}, "another one than pareto", "did you mean"),
    ("size", {"dist": "weibull_max", "c": 2}, "another one than weibull", "did you mean"),
    ("size", {"dist": "lognormall", "median": 2}, "did you mean 'lognormal'?", None),
    ("size", {"low": 1, "mid": 2, "high": 3}, "mode (the likeliest value)", "did you mean"),
    ("size", {"medain": 2, "p95": 5}, "did you mean 'median'?", None),
]


@pytest.mark.parametrize(("kind", "typed", "said", "never"), QUANTITIES)
def test_a_hint_says_the_same_quantity(kind, typed, said, never):
    with pytest.raises(QuantityError) as caught:
        parse(kind, typed)

    assert said in str(caught.value)
    assert never is None or never not in str(caught.value).replace(said, "")


def test_what_is_written_instead_is_the_same_distribution():
    """Against `scipy.stats`, which has all of these spellings."""
    p95 = stats.lognorm(math.log(5 / 2) / stats.norm.ppf(0.9), scale=2).ppf(0.95)
    assert f"{p95:.4g}" == "6.483"

    lognormal = stats.lognorm(0.4724, scale=1.789)
    assert lognormal.mean() == pytest.approx(2, rel=1e-3)
    assert lognormal.std() == pytest.approx(1, rel=1e-3)

    assert stats.lognorm(1, scale=1.213).mean() == pytest.approx(2, rel=1e-3)

    sigma = math.log(5 / 1.554) / stats.norm.ppf(0.95)
    assert stats.lognorm(sigma, scale=1.554).mean() == pytest.approx(2, rel=1e-3)

    assert stats.gamma(4, scale=0.5).stats() == (2, 1)
    assert stats.beta(3, 12).mean() == pytest.approx(0.2)
    assert stats.beta(3, 12).std() == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("typed", "said", "never"),
    [
        ("not war", "there is no word for 'not'", "not_war"),
        ("'!war'", "there is no word for 'not'", "write 'war'"),
        ("at least clashes", "'at least' or the like", "at_least"),
        ("'>=clashes'", "'at least' or the like", "write 'clashes'"),
        ("not calm or war", "there is no word for 'not'", "[not_calm"),
        ("calm or clashes", "of rungs it means any of them", None),
        ("calm|clashes", "write '[calm, clashes]'", None),
        ("not_war", "there is 'war', which is another", "did you mean"),
        ("wars", "did you mean 'war'?", None),
        ("Calm", "write 'calm'", None),
    ],
)
def test_a_condition_that_denies_is_not_taken_for_a_name(typed, said, never):
    with pytest.raises(sim.ScenarioError) as caught:
        sim.loads(SCENARIO.replace("WHEN", typed))

    assert said in str(caught.value)
    assert never is None or never not in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("lachin", "these begin so: lachin-2023, lachin-assurances, lachin-baku"),
        ("lachin-russia", "these begin so: lachin-russia-attentive, lachin-russia-distracted"),
        ("kosovo", "did you mean 'kosovo-2023'?"),
        ("Lachin-2023", "did you mean 'lachin-2023'?"),
        ("lachin-2024", "there is 'lachin-2023', which is another"),
        ("two_neighbours", "did you mean 'two-neighbours'?"),
    ],
)
def test_a_scenario_that_is_not_there(typed, said):
    with pytest.raises(sim.UsageError) as caught:
        sim.load(typed)

    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "close"), [("no_war", "war"), ("war", "not_war"), ("p90", "p95"), ("war_1", "war_2")]
)
def test_another_thing_is_no_misspelling(name, close):
    assert differing(name, close) == f"; there is '{close}', which is another"
    assert "did you mean" not in nearest(name, [close])
