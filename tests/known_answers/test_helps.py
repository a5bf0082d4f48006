"""How often an option helps: the chance that its hazard ratio is below 1, however few histories."""

import math

import numpy as np
import pytest
from scipy.stats import norm

import sim

Z95 = 1.6448536269514722

WORLD = """
sim: 1
title: One move and one option
start: 2023-01-02
horizon: 26 weeks
ladders: {{s: {{rungs: [x, y]}}}}
moves:
  m: {{when: {{s: x}}, rate: {rate} per year, then: {{s: y}}}}
options:
  o: {{effects: {{m: {ratio}}}}}
outcomes: {{y: {{reached: {{s: y}}}}}}
objective: y
"""


def world(rate="0.5 to 2", ratio=(0.6, 1.1)):
    return sim.loads(WORLD.format(rate=rate, ratio=f"{ratio[0]} to {ratio[1]}"))


def chance_below_one(low, high):
    """A lognormal ratio has its logarithm between those of its 90 %, symmetrically."""
    middle, half = (math.log(low) + math.log(high)) / 2.0, math.log(high / low) / 2.0
    return float(norm.cdf(-middle / half * Z95))


def helps(scenario, seed, draws, replications):
    results = sim.compare(scenario, draws=draws, replications=replications, seed=seed)
    change = sim.differences(results).adopted["o"]["y"]
    return change.p_better, change.p_better_se


@pytest.mark.parametrize(
    ("draws", "replications", "seeds"), [(300, 50, 20), (3000, 50, 5), (300, 1000, 8)]
)
def test_the_share_is_that_of_ratios_below_one(draws, replications, seeds):
    truth = chance_below_one(0.6, 1.1)
    found = [helps(world(), seed, draws, replications) for seed in range(seeds)]
    shares, errors = map(np.array, zip(*found, strict=True))

    assert truth == pytest.approx(0.8702, abs=1e-4)
    assert abs(np.mean(shares) - truth) < 3.0 * np.std(shares, ddof=1) / math.sqrt(seeds) + 0.003
    assert np.mean(np.abs(shares - truth) < 2.14 * errors) >= 0.8
    assert np.mean(errors) < 1.7 * np.std(shares, ddof=1)


def test_the_share_is_right_in_worlds_drawn_at_random():
    """Twelve rates and ratios; of the errors in units of themselves few are beyond two."""
    rng = np.random.default_rng(87)
    misses = []
    for seed in range(12):
        rate = 10.0 ** rng.uniform(-0.7, 0.5)
        low = rng.uniform(0.3, 0.95)
        high = low * rng.uniform(1.1, 2.5)
        scenario = world(f"{rate:.3f} to {2.5 * rate:.3f}", (round(low, 3), round(high, 3)))
        share, error = helps(scenario, seed, 300, 50)
        truth = chance_below_one(round(low, 3), round(high, 3))
        misses.append((share - truth) / error)

    assert np.mean(np.abs(misses) < 2.14) >= 10 / 12
    assert np.max(np.abs(misses)) < 4.0  # Student's t with 14 degrees of freedom


def test_portfolios_says_how_often_it_is_best_from_the_same_histories():
    results = sim.compare(world(), draws=300, replications=50, seed=3)
    change = sim.differences(results).adopted["o"]["y"]
    confidence = sim.portfolios(results, weights=[0.0]).robustness.confidence[0]

    assert confidence.p_best[1] == pytest.approx(change.p_better, abs=0.02)


def test_what_cannot_hurt_helps_although_there_is_little_to_lower():
    """Where next to nothing happens there is little to change: that does not hurt."""
    scenario = world("0.005 to 0.5", (0.3, 0.8))
    share, error = helps(scenario, 1, 600, 50)

    assert chance_below_one(0.3, 0.8) > 0.99
    assert share > 0.96
    assert error < 0.03
