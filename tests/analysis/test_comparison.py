"""Paired differences, ratios, ranks and the probability that an option helps."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.comparison import (
    Change,
    compare,
    p_better,
    ranked,
)
from sim.analysis.estimates import draws_of
from sim.analysis.left_open import LeftOpen
from sim.analysis.pairs import ratio_of_means
from sim.analysis.standard_errors import standard_error
from tests.analysis.two_level import latin, of_values
from tests.report import fabricate


@pytest.fixture(scope="module")
def results():
    return fabricate.results()


@pytest.fixture(scope="module")
def comparison(results):
    return compare(results)


def test_every_option_mode_and_outcome_is_there(results, comparison):
    names = [info.name for info in results.outcomes]

    for worlds in (comparison.adopted, comparison.offered):
        assert list(worlds) == list(results.adopted)
        assert all(list(changes) == names for changes in worlds.values())
    assert list(comparison.baseline) == names


def test_the_difference_is_paired(results, comparison):
    portal = comparison.adopted["portal_monitoring"]["major_violence"]
    base = comparison.baseline["major_violence"]

    assert portal.difference == pytest.approx(portal.estimate - base.estimate)
    assert portal.se < 0.5 * math.hypot(portal.estimate_se, base.se)
    assert portal.ratio == pytest.approx(portal.estimate / base.estimate)


def test_an_option_that_changes_nothing(comparison):
    court = comparison.adopted["court"]["major_violence"]

    assert (0.0, None) == (court.difference, court.interval)
    # One history of 400 x 50 that nobody has seen, and for 95 % the 3.84 of Wilson.
    assert court.se == pytest.approx(1 / 20_000)
    assert court.confidence == pytest.approx((-3.8415 / 20_000, 3.8415 / 20_000), rel=1e-4)
    base = comparison.baseline["major_violence"].estimate
    assert (1.0, pytest.approx(1 / 20_000 / base)) == (court.ratio, court.ratio_se)
    assert (None, None) == (court.p_better, court.p_better_se)
    assert court.null
    assert not court.unreachable


def test_an_option_that_can_change_nothing(results):
    court = replace(results.adopted["court"], reaches=frozenset({"deaths"}))
    alone = replace(results, adopted={"court": court}, offered={})
    changes = compare(alone, ["major_violence", "deaths"]).adopted["court"]
    violence, deaths = changes["major_violence"], changes["deaths"]

    assert violence.unreachable
    assert (0.0, 0.0, (0.0, 0.0)) == (violence.difference, violence.se, violence.confidence)
    assert (1.0, 0.0, (1.0, 1.0)) == (violence.ratio, violence.ratio_se, violence.ratio_confidence)
    assert (0.0, 0.0) == (violence.p_better, violence.p_better_se)
    assert not deaths.unreachable
    assert 0.0 < deaths.se


def test_a_world_without_a_baseline_cannot_be_compared(results):
    alone = replace(results.adopted["court"], difference=None)

    with pytest.raises(ValueError, match="no baseline"):
        compare(replace(results, adopted={"court": alone}))


def ratio_sample(seed, n=400, replications=20):
    """A ratio of 0.8 in the mean, with paired histories."""
    rng = np.random.default_rng([seed, 3])
    p = 0.2 + 0.4 * latin(rng, n)[:, None]
    u = rng.random((n, replications))
    x, y = (u < p).astype(float), (u < 0.8 * p).astype(float)
    return of_values(y), of_values(x), of_values(y - x)


def test_the_error_of_the_ratio_covers():
    hits = 0
    for seed in range(200):
        ratio, se, _ = ratio_of_means(*ratio_sample(seed))
        hits += abs(ratio - 0.8) < 1.959964 * se

    assert 0.91 <= hits / 200 <= 0.98


def test_the_error_of_the_ratio_in_one_draw_is_that_of_its_influence():
    rng = np.random.default_rng(2)
    x = rng.gamma(4.0, 1.0, (1, 5000))
    y = 0.7 * x + rng.normal(0.0, 0.3, x.shape)
    ratio, se, _ = ratio_of_means(of_values(y), of_values(x), of_values(y - x))
    influence = (y - ratio * x) / x.mean()

    assert se == pytest.approx(influence.std(ddof=1) / math.sqrt(x.size), rel=1e-9)


def test_a_baseline_of_zero_has_no_ratio():
    none, some = of_values(np.zeros((30, 5))), of_values(np.ones((30, 5)))

    assert (None, None, None) == ratio_of_means(some, none, some)


def a_change(estimate):
    return Change(estimate, 0.1, None, 0.0, 0.1, *[None] * 7, False)


def test_ranks_share_ties_and_follow_the_direction():
    changes = {name: a_change(x) for name, x in {"a": 0.3, "b": 0.1, "c": 0.1, "d": 0.2}.items()}

    def ranks(better):
        return {name: change.rank for name, change in ranked(changes, better).items()}

    assert ranks("lower") == {"a": 4, "b": 1, "c": 1, "d": 3}
    assert ranks("higher") == {"a": 1, "b": 3, "c": 3, "d": 2}
    assert ranks("neither") == dict.fromkeys("abcd")


def test_a_sum_in_another_order_is_a_tie():
    changes = {"a": a_change(0.1 + 0.2), "b": a_change(0.3)}

    assert {1} == {change.rank for change in ranked(changes, "lower").values()}


@pytest.mark.parametrize(
    "changes",
    [{"draws": 1}, {"replications": 1}, {"draws": 1, "replications": 1}, {"uncertain": False}],
)
def test_small_designs_give_numbers_or_none(changes):
    results = fabricate.small(**changes)

    for worlds in (compare(results).adopted, compare(results).offered):
        for by_outcome in worlds.values():
            for it in by_outcome.values():
                numbers = [it.estimate, it.estimate_se, it.difference, it.se, it.ratio, it.ratio_se]
                numbers += [it.p_better, it.p_better_se, *(it.interval or ())]
                numbers += [*(it.confidence or ()), *(it.ratio_confidence or ())]
                assert all(x is None or math.isfinite(x) for x in numbers)


def test_the_error_of_a_difference_is_that_of_its_draws(results, comparison):
    index = results.outcome_index("deaths")
    draws = draws_of(results.adopted["xray"].difference, index, results.header)

    assert standard_error(draws) == pytest.approx(
        comparison.adopted["xray"]["deaths"].se, rel=0.001
    )


def test_neither_direction_is_better():
    opened = LeftOpen((-1.0, 1.0), 0.1, 0.5, 0.5, 0.02)

    assert (None, None) == p_better(of_values(np.ones((50, 2))), opened, "neither")


def test_the_share_is_that_of_the_better_side():
    opened = LeftOpen((-1.0, 0.2), 0.1, 0.8, 0.15, 0.02)
    draws = of_values(np.random.default_rng(1).normal(size=(50, 2)))

    assert (0.8, 0.02) == p_better(draws, opened, "lower")
    assert (0.15, 0.02) == p_better(draws, opened, "higher")
    assert (None, None) == p_better(draws, None, "lower")


def test_without_uncertain_parameters_an_option_helps_or_not():
    values = np.random.default_rng(1).normal(0.0, 1.0, (20, 20))
    values += -0.05 - values.mean()
    share, se = p_better(of_values(values, uncertain=False), None, "lower")
    clear, clear_se = p_better(of_values(values - 1.0, uncertain=False), None, "lower")

    assert share == 1.0
    assert 0.0 < se < 0.5
    assert (1.0, pytest.approx(0.0, abs=1e-9)) == (clear, clear_se)
