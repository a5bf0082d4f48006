"""A decision whose value is an integral: one hazard, and options that may lower or raise it."""

import math

import numpy as np
import pytest
from scipy import integrate, stats

import sim

TEXT = """
sim: 1
title: A known decision
start: 2023-01-01
horizon: 52 weeks
actors: {us: {name: Us}}
ladders: {front: {rungs: [calm, war]}}
moves:
  war: {when: {front: calm}, rate: 1 per year, then: {front: war}}
options:
  risky: {by: [us], effects: {war: 0.4 to 1.6}, cost: 2}
  safe: {by: [us], effects: {war: 0.85}, cost: 1}
outcomes: {war: {reached: {front: war}}}
objective: war
"""
YEARS = 52 * 7 / 365.25
PATH = "options.risky.effects.war"

# `0.4 to 1.6` is a central 90 % interval of a lognormal hazard ratio.
RATIO = stats.lognorm(s=math.log(1.6 / 0.4) / (2 * 1.6448536269514722), scale=math.sqrt(0.4 * 1.6))


def risk(ratio):
    return 1.0 - np.exp(-ratio * YEARS)


SAFE = risk(1.0) - risk(0.85)


def over_ratios(function):
    """Integrate a function of the hazard ratio over what is known of it."""
    return integrate.quad(lambda u: function(RATIO.ppf(u)), 0.0, 1.0, limit=200)[0]


def gain(ratio):
    return risk(1.0) - risk(ratio)


def expected(weight):
    """Return EVPI, and the probabilities that nothing, the risky and the safe option are best."""
    risky, safe = -2.0 * weight, SAFE - weight
    means = [0.0, over_ratios(gain) + risky, safe]
    best = over_ratios(lambda h: max(0.0, gain(h) + risky, safe))
    # The risky option is best below the ratio at which it does as well as the better of the others.
    level = risk(1.0) + risky - max(0.0, safe)
    p_risky = RATIO.cdf(-math.log1p(-level) / YEARS)
    others = [1.0 - p_risky, 0.0] if safe < 0.0 else [0.0, 1.0 - p_risky]
    return best - max(means), [others[0], p_risky, others[1]]


@pytest.fixture(scope="module")
def scenario():
    return sim.loads(TEXT)


@pytest.fixture(scope="module")
def few(scenario):
    return sim.compare(scenario, draws=600, replications=20, seed=3)


@pytest.mark.parametrize("weight", [0.0, 0.04])
def test_perfect_information_and_who_is_best(few, weight):
    evpi, p_best = expected(weight)
    found = sim.value_of_information(few, weight=weight).here

    assert abs(found.evpi - evpi) <= 3 * found.evpi_se
    for k in range(3):
        assert abs(found.p_best[k] - p_best[k]) <= 3 * found.p_best_se[k] + 0.02


def test_four_replications_are_enough(scenario):
    evpi, _ = expected(0.0)
    results = sim.compare(scenario, draws=1000, replications=4, seed=3)
    found = sim.value_of_information(results, weight=0.0).here

    assert abs(found.evpi - evpi) <= 3 * found.evpi_se


def test_the_only_uncertain_quantity_is_worth_everything(few):
    evpi, _ = expected(0.0)
    (worth,) = sim.value_of_information(few, weight=0.0).worths

    assert PATH == worth.name
    assert abs(worth.known - evpi) <= 3 * worth.known_se
    assert "Us" in [group.name for group in sim.value_of_information(few, grouping="actor").worths]


def test_the_choice_changes_where_the_effects_are_equal(few):
    (switch,) = sim.switches(few)
    (threshold,) = switch.thresholds

    assert ("risky", "safe") == (threshold.below, threshold.above)
    # Both lower the risk alike at a hazard ratio of 0.85.
    assert threshold.value == pytest.approx(0.85, abs=0.05)


def test_the_option_is_useless_where_its_ratio_is_above_one(few):
    found = sim.discover(few, option="risky", useless=True)
    (limit,) = found.limits

    assert PATH == limit.quantity.name
    assert limit.value == pytest.approx(1.0, abs=0.15)
    assert found.failing == pytest.approx(1.0 - RATIO.cdf(1.0), abs=0.05)


def test_the_effect_hangs_on_its_ratio_alone(few):
    (influence,) = sim.sensitivity(few, option="risky").influences
    low, high = RATIO.ppf([0.05, 0.95])

    assert influence.low == pytest.approx(low, rel=0.05)
    assert influence.high == pytest.approx(high, rel=0.05)
    assert abs(influence.at_low + gain(low)) <= 4 * influence.swing_se
    assert abs(influence.at_high + gain(high)) <= 4 * influence.swing_se
    assert influence.first > 0.9


def test_an_offer_that_is_often_refused_is_worth_less_and_costs_less(scenario):
    text = TEXT.replace("cost: 2}", "cost: 2, consent: {us: 0.5}}")
    results = sim.compare(sim.loads(text), draws=600, replications=40, seed=3)
    adopted, offered = sim.portfolios(results), sim.portfolios(results, offered=True)
    place = adopted.choice.names.index("risky")

    assert offered.choice.costs[place] == pytest.approx(1.0)
    assert offered.choice.effects[place] == pytest.approx(
        0.5 * over_ratios(gain), abs=3 * offered.effect_se[place]
    )
    worth = {w.name: w for w in sim.value_of_information(results, weight=0.0).worths}
    assert "options.risky.consent.us" not in worth


HELPS = """
sim: 1
title: Does it help
start: 2023-01-02
horizon: 26 weeks
actors: {a: {name: A}}
ladders: {s: {rungs: [x, y]}}
moves:
  m: {actor: a, when: {s: x}, rate: 0.5 to 2 per year, then: {s: y}}
options:
  o: {by: [a], effects: {m: 0.6 to 1.1}}
outcomes: {y: {reached: {s: y}}}
objective: y
"""


@pytest.mark.parametrize(("draws", "seeds"), [(300, 40), (3000, 8)])
def test_the_probability_to_be_best_covers(draws, seeds):
    # The option is best where its ratio is below 1: ln ratio is normal, 90 % from ln 0.6 to ln 1.1.
    middle, half = (math.log(0.6) + math.log(1.1)) / 2, (math.log(1.1) - math.log(0.6)) / 2
    truth = float(stats.norm.cdf(-middle / (half / 1.6448536269514722)))
    scenario = sim.loads(HELPS)
    hits, gaps, errors = [], [], []
    for seed in range(seeds):
        results = sim.compare(scenario, draws=draws, replications=50, seed=seed)
        (at,) = sim.portfolios(results, weights=[0.0]).robustness.confidence
        n_groups = 15 if draws == 300 else 20
        gaps.append(at.p_best[1] - truth)
        errors.append(at.p_best_se[1])
        hits.append(abs(gaps[-1]) <= stats.t.ppf(0.975, n_groups - 1) * errors[-1])

    assert truth == pytest.approx(0.870, abs=5e-4)
    assert np.mean(hits) >= 0.95 - 2.5 * math.sqrt(0.95 * 0.05 / seeds)
    # No bias beyond what so many seeds can show, and half an error of one of them.
    assert abs(np.mean(gaps)) <= np.mean(errors) * (2.5 / math.sqrt(seeds) + 0.25)
