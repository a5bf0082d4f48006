"""Neighbours in a ranking that the Monte Carlo noise does not tell apart."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.ranking import CloseCall, close_calls
from sim.results.results import Moments, World
from tests.report import fabricate


@pytest.fixture(scope="module")
def results():
    return fabricate.results()


def test_close_calls_are_the_neighbours_that_noise_hides(results):
    names = ["assurances", "portal_monitoring", "xray", "cooperation", "court"]
    calls = close_calls(results, "major_violence", names)

    assert all(call.difference < call.clear * call.se for call in calls)
    assert ("assurances", "portal_monitoring") not in [(c.better, c.worse) for c in calls]


def test_equal_worlds_are_a_tie_not_a_close_call(results):
    twice = replace(results, adopted={**results.adopted, "twin": results.adopted["court"]})

    assert [] == close_calls(twice, "major_violence", ["court", "twin"])


def test_close_calls_of_one_draw_use_the_errors_of_both(results):
    def world(name, shift):
        difference = Moments(np.array([[shift]]), np.array([[0.25]]))
        return World(name, (name,), False, difference, difference)

    header = replace(results.header, draws=1, replications=100)
    single = replace(
        results,
        header=header,
        outcomes=results.outcomes[:1],
        adopted={"a": world("a", 0.0), "b": world("b", 0.1)},
    )

    se = pytest.approx(math.hypot(0.05, 0.05))
    (call,) = close_calls(single, "deaths", ["a", "b"])

    assert CloseCall("a", "b", 0.1, se, 99) == call
    # The quantile of t with 99 degrees of freedom that is as far out as two of the normal.
    assert call.clear == pytest.approx(2.0256, abs=1e-4)


def test_the_factor_says_how_many_times_the_draws():
    assert CloseCall("a", "b", 0.1, 0.1).factor == pytest.approx(4.0)
    assert math.inf == CloseCall("a", "b", 0.0, 0.1).factor


@pytest.mark.parametrize("df", [1.0, 4.0, 14.0])
@pytest.mark.parametrize("difference", [0.02, 0.1, 0.19])
def test_more_draws_also_make_the_error_better_known(df, difference):
    call = CloseCall("a", "b", difference, 0.1, df)
    times = call.factor
    then = CloseCall("a", "b", difference, 0.1 / math.sqrt(times), df * times)

    assert times >= 1.0
    assert then.clear * then.se == pytest.approx(difference, rel=1e-3)
    assert times <= (call.clear * call.se / difference) ** 2
