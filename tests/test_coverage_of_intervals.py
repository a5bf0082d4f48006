"""Intervals are honest: over 200 seeds, 95 % Monte Carlo intervals cover the truth."""

import numpy as np
import pytest
from scipy import integrate, stats

import sim
from sim.analysis.comparison import compare
from sim.analysis.confidence import confidence_interval, probability_interval
from sim.analysis.pairs import paired_draws, ratio_of_means

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

#: 300 draws of 50 histories, as `sim compare` takes them: 6 wars expected, and 600 clashes whose
#: deaths are lognormal with sigma 1.5.  One history in 25 has one.
RARE = """
sim: 1
title: Coverage of what is rare, and of what is heavy
start: 2023-01-01
horizon: 1 year
ladders: {front: {rungs: [calm, war]}}
tallies: {deaths: {}}
moves:
  war: {when: {front: calm}, rate: 0.0002 to 0.0008 per year, then: {front: war}}
  clash:
    rate: 0.02 to 0.08 per year
    then: {deaths: {dist: lognormal, median: 10, sigma: 1.5}}
options:
  less: {effects: {war: 0.1 to 0.5, clash: 0.4 to 0.9}}
outcomes:
  war: {reached: {front: war}}
  deaths: {total: deaths}
"""

#: Of 1,000 intervals 930 to 975 should cover, and two standard errors to either side.
SEEDS_OF_RARE, LOW, HIGH = 400, 0.93 - 0.02, 0.975 + 0.015


def lognormal(low, high):
    return stats.lognorm(s=np.log(high / low) / (2 * Z95), scale=np.sqrt(low * high))


def truth(value, rate=(0.3, 3), ratio=(0.4, 0.9)):
    """Return the means over the rate, and over rate and ratio, of a function of the rate."""
    rate, ratio = lognormal(*rate), lognormal(*ratio)
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
RARE_TRUTH = {
    "war": truth(lambda r: 1 - np.exp(-r), (0.0002, 0.0008), (0.1, 0.5)),
    # A compound Poisson total: rate times the mean of a lognormal.
    "deaths": truth(lambda r: r * 10 * np.exp(1.5**2 / 2), (0.02, 0.08)),
}


@pytest.fixture(scope="module")
def runs():
    world = sim.loads(TEXT)
    return [sim.compare(world, draws=300, replications=2, seed=seed) for seed in range(SEEDS)]


@pytest.fixture(scope="module")
def rare_runs():
    world = sim.loads(RARE)
    return [
        sim.compare(world, draws=300, replications=50, offered=False, seed=seed)
        for seed in range(SEEDS_OF_RARE)
    ]


def covered(intervals, true):
    return np.mean([low <= true <= high for low, high in intervals])


def all_covered(runs, outcome, without, difference):
    """Return how often the intervals of estimate, difference and ratio cover."""
    info = next(info for info in runs[0].outcomes if info.name == outcome)
    # Without what the parameters leave open, which takes a hundred times as long.
    pairs = [paired_draws(results, results.adopted["less"], info) for results in runs]
    own = probability_interval if info.kind == "reached" else confidence_interval
    ratios = [ratio_of_means(*pair).confidence or (0.0, np.inf) for pair in pairs]
    return (
        covered([own(pair.baseline) for pair in pairs], without),
        covered([confidence_interval(pair.difference) for pair in pairs], difference),
        covered(ratios, 1.0 + difference / without),
    )


@pytest.mark.parametrize("outcome", TRUTH)
def test_intervals_cover_where_much_happens(runs, outcome):
    for share in all_covered(runs, outcome, *TRUTH[outcome]):
        assert 0.91 <= share <= 0.985


@pytest.mark.parametrize("outcome", RARE_TRUTH)
def test_intervals_cover_where_little_happens(rare_runs, outcome):
    shares = all_covered(rare_runs, outcome, *RARE_TRUTH[outcome])

    assert all(share >= LOW for share in shares)
    # Of six wars four do not happen: too few to be sharp, and rather too wide.
    assert shares[0] <= HIGH
    assert outcome == "war" or all(share <= HIGH for share in shares)


def test_a_difference_is_known_exactly_in_no_run_that_saw_none(rare_runs):
    nothing = [
        results
        for results in rare_runs
        if not np.any(results.adopted["less"].difference.mean[:, 0])
    ]
    unseen = [compare(results, ["war"]).adopted["less"]["war"] for results in nothing]

    assert 0 < len(unseen) < 40  # exp(-4) of 400, or fewer
    assert all(c.null and c.se > 0.0 and c.p_better is None for c in unseen)
