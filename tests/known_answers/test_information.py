"""What knowing more is worth, and what an outcome hangs on, where both can be counted exactly."""

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy.special import ndtri

import sim
from sim.analysis.alternatives import to_choose_from
from sim.analysis.explanation import explain
from sim.analysis.partial_information import partial_values
from sim.analysis.points import normal_points
from sim.analysis.switching import contending, priced

COIN = """
sim: 1
title: One coin decides
start: 2023-01-01
horizon: 1 year
actors:
  n: {traits: {hawk: {dist: empirical, values: [0, 1]}}}
moves:
  war: {rate: 50% within 1 year, actor: n}
  a_backfires: {rate: 60% within 1 year, when: {a: active}, modifiers: {n.hawk: 0.000001}}
  b_backfires: {rate: 0.000916291 per year, when: {b: active}, modifiers: {n.hawk: 1000}}
options:
  a: {effects: {war: 0.000001}}
  b: {effects: {war: 0.000001}}
outcomes: {bad: {reached: [war, a_backfires, b_backfires]}}
objective: bad
"""


def risk(*rates):
    return 1.0 - math.exp(-sum(rates))


def test_one_of_two_values_decides():
    war, backfires = math.log(2.0), -math.log(0.4)
    # Probability of the bad outcome by option, if the trait is 0 and if it is 1.
    bad = {
        "none": (0.5, 0.5),
        "a": (risk(1e-6 * war, backfires), risk(1e-6 * war, 1e-6 * backfires)),
        "b": (risk(1e-6 * war, 0.000916291), risk(1e-6 * war, 0.916291)),
    }
    by_trait = zip(*bad.values(), strict=True)
    known = min(sum(pair) for pair in bad.values()) / 2 - sum(map(min, by_trait)) / 2

    assert known == pytest.approx(0.2995, abs=5e-5)
    results = sim.compare(sim.loads(COIN), draws=300, replications=50, seed=1)
    found = sim.value_of_information(results, weight=0.0)
    (worth,) = found.worths
    assert abs(worth.known - known) <= 3 * worth.known_se
    assert abs(found.here.evpi - known) <= 3 * found.here.evpi_se
    assert ("b", "a") == (worth.switch.at_low, worth.switch.at_high)


ONE = """
sim: 1
title: One number
start: 2023-01-01
horizon: 1 year
moves: {{war: {{rate: {rate}}}}}
outcomes: {{war: {{reached: war}}}}
objective: war
"""


def one_number(rate, seed=1):
    results = sim.run(sim.loads(ONE.format(rate=rate)), draws=300, replications=50, seed=seed)
    return sim.sensitivity(results)


def test_one_number_of_two_values_explains_everything():
    low, high = -math.log(0.9), -math.log(0.4)
    found = one_number(f"{{dist: empirical, values: [{low}, {high}], unit: per year}}")
    (influence,) = found.influences
    half = 300 * 50 / 2

    assert found.explained > 0.99
    assert influence.at_low == pytest.approx(0.1, abs=3 * math.sqrt(0.1 * 0.9 / half))
    assert influence.at_high == pytest.approx(0.6, abs=3 * math.sqrt(0.6 * 0.4 / half))
    assert influence.first == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize(
    "rate",
    [
        "0.05 to 20 per year",
        "0.001 to 5 per year",
        "5% to 95% within 1 year",
        "{dist: empirical, values: [0.1, 0.2, 0.21, 3, 3.1], unit: per year}",
    ],
)
def test_one_number_explains_everything_whatever_its_shape(rate):
    assert np.mean([one_number(rate, seed).explained for seed in range(3)]) > 0.98


SHIFTS = {"a": (0.03, 0.03), "b": (0.02, 0.05), "c": (0.025, 0.01)}
GROUP = """
sim: 1
title: Three shifts
start: 2023-01-02
horizon: 52 weeks
indicators: {x: {start: 0.5, rest: 0.5, half_life: 1 days}}
options:
  a: {shifts: {x: {dist: normal, mean: -0.03, sd: 0.03}}}
  b: {shifts: {x: {dist: normal, mean: -0.02, sd: 0.05}}}
  c: {shifts: {x: {dist: normal, mean: -0.025, sd: 0.01}}}
moves: {m: {rate: 1 per year, then: {}}}
outcomes: {x: {mean: x}}
objective: x
"""
#: The mean of the indicator over the year has this much of its shift: it starts without any.
REACHED = 1.0 - (1.0 - 2.0**-364) / (364 * math.log(2.0))


def worth_of(known):
    """E[max_k E[b_k | known]] - max_k E[b_k] for normal b_k, by points of their own."""
    z = ndtri((np.arange(2**14) + 0.5) / 2**14)[:, None] if len(known) == 1 else None
    z = normal_points(2**17, 3)[:, : len(known)] if z is None else z
    benefits = np.zeros((len(z), 4))
    for k, name in enumerate(SHIFTS, 1):
        benefits[:, k] = SHIFTS[name][0]
        if name in known:
            benefits[:, k] += SHIFTS[name][1] * z[:, known.index(name)]
    return REACHED * float(np.mean(np.max(benefits, axis=1)) - 0.03)


def test_groups_of_normal_quantities():
    names = [own for size in (1, 2, 3) for own in combinations(SHIFTS, size)]
    found = {own: [] for own in names}
    for seed in range(20):
        results = sim.compare(sim.loads(GROUP), draws=300, replications=2, seed=seed)
        explanation = explain(results, to_choose_from(results))
        groups = {"+".join(own): ["abc".index(name) for name in own] for own in names}
        values = partial_values(explanation, 0.0, groups)
        for own in names:
            found[own].append(values["+".join(own)])

    for own in names:
        exact = worth_of(own)
        mean = float(np.mean([value.value for value in found[own]]))
        spread = float(np.std([value.value for value in found[own]], ddof=1))
        assert abs(mean / exact - 1.0) <= 0.005 + 2 * spread / math.sqrt(20) / exact
        # 20 intervals of about 95 %: fewer than 16 would be rarer than 1 in 300.
        assert sum(abs(value.value - exact) <= 2.15 * value.se for value in found[own]) >= 16


@pytest.mark.parametrize("name", sim.shipped())
def test_a_group_is_never_worth_less_than_a_part_of_it(name):
    results = sim.compare(sim.load(name), draws=80, replications=4, seed=1)
    explanation = explain(results, contending(to_choose_from(results)))
    # What is checked needs no standard errors.
    fewer = replace(explanation.fitted, without=explanation.fitted.without[:2])
    explanation = replace(explanation, fitted=fewer, groups=explanation.groups[:2])
    weight = 0.01
    choosing = priced(explanation, weight)
    rng = np.random.default_rng(1)
    pairs = []
    for _ in range(200 if len(choosing) > 1 else 0):
        whole = rng.choice(choosing, rng.integers(2, len(choosing) + 1), replace=False)
        part = rng.choice(whole, rng.integers(1, len(whole)), replace=False)
        pairs.append((sorted(whole.tolist()), sorted(part.tolist())))
    groups = {f"{k} {side}": own for k, pair in enumerate(pairs) for side, own in enumerate(pair)}
    values = partial_values(explanation, weight, groups)

    for k in range(len(pairs)):
        assert values[f"{k} 0"].value >= values[f"{k} 1"].value
