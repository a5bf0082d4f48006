"""Who is worth their cost: known answers, and what must hold for any alternatives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.frontier import MOST_CONTENDERS, contenders, frontier
from sim.analysis.weights import weight_grid

# Six strategies: four efficient, with ratios that a pocket calculator finds, one between the second
# and the third but dearer than their mixture, one dearer and worse than the second.
COSTS = [5000.0, 10000.0, 35000.0, 55000.0, 25000.0, 12000.0]
EFFECTS = [1.0, 2.0, 4.0, 5.0, 3.0, 1.5]


def test_strong_and_extended_dominance():
    found = frontier(COSTS, EFFECTS)

    assert (0, 1, 2, 3) == found.alternatives
    assert [None, 5000.0, 12500.0, 20000.0] == [step.ratio for step in found.steps]
    assert ("frontier",) * 4 + ("extended", "dominated") == found.standing
    assert (1, 2) == found.by[4]
    assert (1,) == found.by[5]


def test_without_the_others_the_order_of_the_list_does_not_matter():
    order = [3, 5, 0, 4, 2, 1]
    found = frontier([COSTS[k] for k in order], [EFFECTS[k] for k in order])

    assert [0, 1, 2, 3] == [order[k] for k in found.alternatives]


def test_of_two_that_are_alike_the_first_is_kept():
    found = frontier([0.0, 2.0, 2.0], [0.0, 1.0, 1.0])

    assert ("frontier", "frontier", "dominated") == found.standing
    assert (1,) == found.by[2]


def test_what_does_harm_for_money_is_dominated_by_nothing_at_all():
    found = frontier([0.0, 1.0], [0.0, -1.0])

    assert (0,) == found.alternatives
    assert (0,) == found.by[1]


def test_free_effects_leave_one_alternative():
    assert (2,) == frontier([0.0, 0.0, 0.0], [0.0, 1.0, 3.0]).alternatives


def whole(low, high):
    return st.integers(low, high).map(float)


alternatives = st.lists(st.tuples(whole(-30, 30), whole(-20, 20)), min_size=1, max_size=12)


@given(alternatives)
def test_the_frontier_is_what_is_best_at_some_weight(pairs):
    costs, effects = np.array(pairs).T
    found = frontier(costs, effects)
    # Weights at which the best changes lie at least 1 / 900 apart for such whole numbers.
    weights = {1e-4, 100.0}
    for step in found.steps[1:]:
        weights |= {1.0 / step.ratio - 1e-4, 1.0 / step.ratio + 1e-4}
    best = {int(np.argmax(effects - weight * costs)) for weight in weights}

    assert best == set(found.alternatives)


@given(alternatives)
def test_ratios_rise_and_the_others_are_dominated_by_whom_it_says(pairs):
    costs, effects = np.array(pairs).T
    found = frontier(costs, effects)
    ratios = [step.ratio for step in found.steps[1:]]

    assert ratios == sorted(ratios)
    assert all(ratio > 0.0 for ratio in ratios)
    for k, standing in enumerate(found.standing):
        by = found.by[k]
        if standing == "dominated":
            assert costs[by[0]] <= costs[k]
            assert effects[by[0]] >= effects[k]
        elif standing == "extended":
            low, high = by
            share = (costs[k] - costs[low]) / (costs[high] - costs[low])
            assert effects[low] + share * (effects[high] - effects[low]) >= effects[k] - 1e-9


def test_all_may_contend_unless_they_are_too_many():
    rng = np.random.default_rng(1)
    costs = np.concatenate([[0.0], rng.uniform(0, 10, 100)])
    effects = np.concatenate([[0.0], np.sqrt(costs[1:]) - rng.uniform(0, 2, 100)])
    found = frontier(costs, effects)
    chosen = contenders(found, costs, effects)

    assert tuple(range(10)) == contenders(
        frontier(costs[:10], effects[:10]), costs[:10], effects[:10]
    )
    assert MOST_CONTENDERS == len(chosen)
    assert 0 == chosen[0]
    assert set(found.alternatives) <= set(chosen)


@pytest.mark.parametrize(
    ("costs", "effects", "expected"),
    [
        ([0, 1], [0, 1], (0.0, 1.0)),
        ([0, 3], [0, 1], (0.0, 0.2, 0.5)),
        ([0, 1, 10], [0, 1, 1.9], (0.0, 0.1, 0.2, 0.5, 1.0)),
    ],
)
def test_weights_are_round_and_reach_over_the_changes(costs, effects, expected):
    assert expected == weight_grid(frontier(costs, effects))


def test_a_tiny_last_step_does_not_make_a_long_list():
    assert len(weight_grid(frontier([0, 1, 2], [0, 1, 1 + 1e-9]))) < 12
