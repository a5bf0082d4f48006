"""Whether options add up: known interactions, with the error of the paired difference."""

import math

import numpy as np
import pytest

import sim
from sim.analysis.alternatives import to_choose_from
from sim.analysis.interaction import contrast_draws, discoveries, interactions
from sim.analysis.portfolios import portfolios as decide
from sim.analysis.quantities import quantities_of
from sim.analysis.standard_errors import standard_error
from tests.analysis.decisions import comparison, normal_quantities

MEMBERS = {"both": ("a", "b")}


def options(beyond, *, noise=0.5, n=600, better="higher"):
    rng = np.random.default_rng(3)
    quantities = normal_quantities(rng, n, {"moves.m.rate": (1.0, 0.3)})
    effects = {
        "a": lambda q: q["moves.m.rate"],
        "b": lambda q: 2.0 * q["moves.m.rate"],
        "both": lambda q: 3.0 * q["moves.m.rate"] + beyond * q["moves.m.rate"],
    }
    return comparison(quantities, effects, noise=noise, members=MEMBERS, better=better)


def found_in(results, names=None):
    return interactions(to_choose_from(results, names=names), quantities_of(results))


@pytest.mark.parametrize("beyond", [-0.5, 0.0, 0.7])
def test_synergy_and_overlap(beyond):
    (found,) = found_in(options(beyond))

    assert 3 == found.alternative
    assert found.apart == pytest.approx(3.0, abs=0.05)
    assert found.together - found.apart == pytest.approx(found.estimate, abs=1e-12)
    assert abs(found.estimate - beyond) <= 3 * found.se
    assert found.settled == (beyond != 0.0)


def test_the_interval_is_that_of_the_interaction_without_noise():
    (found,) = found_in(options(0.7, noise=0.1))
    low, high = (0.7 * (1.0 + 0.3 * z) for z in (-1.645, 1.645))

    assert found.interval == pytest.approx((low, high), abs=0.06)
    assert found.p_synergy > 0.99


def test_where_less_is_better_synergy_is_still_above_zero():
    (found,) = found_in(options(0.7, better="lower"))

    assert found.estimate < 0.0  # more of a harmful outcome than the sum
    assert found.settled


def test_portfolios_whose_options_were_not_compared_alone_are_left_out():
    results = options(0.7)

    assert () == found_in(results, ["a", "both"])


def test_the_error_of_a_contrast_is_known_from_the_parts():
    choice = to_choose_from(options(0.0, noise=2.0, n=4000))
    contrast = np.array([0.0, 1.0, -1.0, 0.0])
    draws = contrast_draws(choice, contrast)
    # Two differences whose noise is half shared: variance 4 + 4 - 2 * 0.5 * 4.
    assert np.mean(draws.variance) == pytest.approx(4.0, rel=3 * math.sqrt(2 / (4000 * 3)))
    assert standard_error(draws) < 0.02


def test_a_contrast_that_cancels_is_exactly_nothing():
    choice = to_choose_from(options(0.0))
    draws = contrast_draws(choice, np.array([0.0, 0.3, 0.1, 0.0]) - np.array([0.0, 0.3, 0.1, 0.0]))

    assert draws.constant
    assert 0.0 == draws.mean[0]


def test_a_few_discoveries_among_many_that_are_nothing():
    p_values = [*np.linspace(0.02, 1.0, 50), 1e-6]

    assert [False] * 50 + [True] == discoveries(p_values)
    assert [] == discoveries([])


UNSEEN = """
sim: 1
title: What nobody has seen
start: 2023-01-02
horizon: 52 weeks
ladders: {s: {rungs: [p, q]}, k: {rungs: [p, q]}}
moves:
  m: {when: {s: p}, rate: 0.5 to 2 per year, then: {s: q}}
  rare: {when: {k: p}, rate: 0.0000005 per year, then: {k: q, s: q}}
options:
  seen: {effects: {m: 0.5}, cost: 2}
  acts: {effects: {rare: 0.1}, cost: 1}
  late: {delay: 60 weeks, effects: {m: 0.1}, cost: 1}
outcomes: {y: {reached: {s: q}}}
objective: y
"""


def test_an_effect_that_was_not_seen_has_an_error_and_one_that_cannot_be_has_none():
    results = sim.compare(sim.loads(UNSEEN), draws=60, replications=10)
    found = decide(results)
    told = dict(zip(found.choice.names, found.effect_se, strict=True))

    assert 0.0 == told["late"] == told["baseline"]
    assert told["acts"] == pytest.approx(1 / 600)
    # The parts that it is taken from say nearly what all replications do.
    assert told["seen"] == pytest.approx(sim.differences(results).adopted["seen"]["y"].se, rel=0.05)
