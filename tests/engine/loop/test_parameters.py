"""Draws of the parameters: stratified, nested, correlated, independent of what else there is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import sim
from sim.engine.loop.coefficients import cumulative_hazards
from sim.engine.loop.parameters import STRATUM, draw_parameters
from sim.model.compile import compile_scenario

TEXT = """
sim: 1
title: Parameters
start: 2023-01-01
horizon: 52 weeks
moves:
  a: {rate: 1 to 4 per year}
  b: {rate: 20% to 40% within 6 months}
  c: {rate: 2 per year, shape: {low: 1, mode: 2, high: 4}}
outcomes: {a: {count: a}}
"""


def draws(text=TEXT, n=1000, seed=1):
    model = compile_scenario(sim.loads(text))
    values = draw_parameters(model, seed, n)
    return {p.name: values[:, i] for i, p in enumerate(model.parameters)}


def test_values_follow_their_quantile_functions():
    found = draws()
    rate = found["moves.a.rate"] * 365.25
    lognormal = stats.lognorm(s=np.log(4) / (2 * 1.6448536269514722), scale=2)
    window = 1 - np.exp(-found["moves.b.rate"] * 365.25 / 2)

    assert stats.kstest(rate, lognormal.cdf).pvalue > 0.5  # stratified: closer than chance
    assert np.quantile(window, [0.05, 0.95]) == pytest.approx([0.2, 0.4], abs=0.005)
    assert np.all(found["moves.c.rate"] == 2 / 365.25)


WINDOW = """
sim: 1
title: A chance with a shape
start: 2023-01-01
horizon: 52 weeks
moves:
  war: {{rate: {chance!r} within {days!r} days, shape: {shape!r}}}
outcomes: {{war: {{reached: war}}}}
"""


@given(
    st.floats(1e-9, 1 - 1e-9),
    st.floats(0.2, 5000),
    st.floats(0.05, 20),
)
def test_the_hazard_of_a_chance_adds_up_to_it_within_its_time(chance, days, shape):
    """Whatever the shape: that of the chance, from its own time, is -ln(1 - p)."""
    model = compile_scenario(sim.loads(WINDOW.format(chance=chance, days=days, shape=shape)))
    parameters = draw_parameters(model, seed=1, n_draws=1)

    assert cumulative_hazards(model, parameters, days)[0, 0] == pytest.approx(
        -np.log1p(-chance), rel=1e-9
    )
    twice = -np.log1p(-chance) * 2.0**shape
    assert cumulative_hazards(model, parameters, 2 * days)[0, 0] == pytest.approx(twice, rel=1e-9)


def test_every_stratum_visits_every_slice_once():
    found = draws(n=200)
    lognormal = stats.lognorm(s=np.log(4) / (2 * 1.6448536269514722), scale=2 / 365.25)
    slices = np.floor(lognormal.cdf(found["moves.a.rate"]) * STRATUM).astype(int)

    assert np.array_equal(
        np.sort(slices.reshape(-1, STRATUM), axis=1), np.tile(np.arange(STRATUM), (10, 1))
    )


@pytest.mark.parametrize("n", [1, 7, 20, 399])
def test_more_draws_leave_the_first_as_they_were(n):
    few, many = draws(n=n), draws(n=400)

    for name, values in few.items():
        assert np.array_equal(values, many[name][:n])


def test_another_parameter_leaves_the_others_as_they_were():
    more = draws(TEXT.replace("moves:", "moves:\n  aa: {rate: 3 to 9 per year}"))

    for name, values in draws().items():
        assert np.array_equal(values, more[name])


def test_parameters_are_uncorrelated_unless_the_file_says_so():
    found = draws(n=2000)
    correlated = draws(TEXT + "correlations: [[moves.a.rate, moves.b.rate, 0.6]]", n=2000)

    assert abs(stats.spearmanr(found["moves.a.rate"], found["moves.b.rate"])[0]) < 0.1
    # Gaussian copula: Spearman's rho is 6/pi asin(r/2).
    rho = stats.spearmanr(correlated["moves.a.rate"], correlated["moves.b.rate"])[0]
    assert rho == pytest.approx(6 / np.pi * np.arcsin(0.3), abs=0.05)
    # The first in order of the file's parameters keeps its numbers.
    assert np.array_equal(found["moves.c.shape"], correlated["moves.c.shape"])


def test_seed_zero_is_a_seed_like_any_other():
    assert np.array_equal(draws(seed=0)["moves.a.rate"], draws(seed=0)["moves.a.rate"])
    assert not np.array_equal(draws(seed=0)["moves.a.rate"], draws(seed=1)["moves.a.rate"])
