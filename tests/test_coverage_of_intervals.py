"""Intervals are honest: over 200 seeds, 95 % Monte Carlo intervals cover the truth."""

import numpy as np
import pytest
from scipy import integrate, stats

import sim
from sim.analysis.comparison import compare
from sim.analysis.estimates import estimate_world

SEEDS = 200
TEXT = """
sim: 1
title: Coverage
start: 2023-01-01
horizon: 52 weeks
ladders: {front: {rungs: [calm, war]}}
moves:
  war: {when: {front: calm}, rate: 0.3 to 3 per year, then: {front: war}}
options:
  less: {effects: {war: 0.4 to 0.9}}
outcomes:
  war: {reached: {front: war}}
  weeks: {time: {front: war}}
"""
YEARS = 52 * 7 / 365.25
Z95 = 1.6448536269514722


def lognormal(low, high):
    return stats.lognorm(s=np.log(high / low) / (2 * Z95), scale=np.sqrt(low * high))


def truth(value):
    """Return the means over the rate, and over rate and ratio, of a function of the rate."""
    rate, ratio = lognormal(0.3, 3), lognormal(0.4, 0.9)
    without = integrate.quad(lambda u: value(rate.ppf(u)), 0, 1)[0]
    nodes, weights = np.polynomial.legendre.leggauss(60)
    u, w = (nodes + 1) / 2, weights / 2
    rates, ratios = np.meshgrid(rate.ppf(u), ratio.ppf(u), indexing="ij")
    with_it = w @ value(rates * ratios) @ w
    return without, with_it - without


TRUTH = {
    "war": truth(lambda r: 1 - np.exp(-r * YEARS)),
    "weeks": truth(lambda r: 52 - (1 - np.exp(-r * YEARS)) / r * 365.25 / 7),
}


@pytest.fixture(scope="module")
def runs():
    world = sim.loads(TEXT)
    return [sim.compare(world, draws=600, replications=2, seed=seed) for seed in range(SEEDS)]


@pytest.mark.parametrize("outcome", TRUTH)
def test_intervals_of_an_estimate_cover(runs, outcome):
    estimates = [estimate_world(results, results.baseline)[outcome] for results in runs]
    z = np.array([(e.estimate - TRUTH[outcome][0]) / e.se for e in estimates])

    assert 0.91 <= np.mean(np.abs(z) < 1.96) <= 0.98


@pytest.mark.parametrize("outcome", TRUTH)
def test_intervals_of_a_paired_difference_cover(runs, outcome):
    changes = [compare(results, [outcome]).adopted["less"][outcome] for results in runs]
    z = np.array([(c.difference - TRUTH[outcome][1]) / c.se for c in changes])

    assert 0.91 <= np.mean(np.abs(z) < 1.96) <= 0.98
