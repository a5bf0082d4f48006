"""Paired differences, ratios, ranks and the probability that an option helps."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.comparison import (
    Change,
    change,
    compare,
    p_better,
    ranked,
    ratio_of_means,
)
from sim.analysis.draws import Draws, epistemic_interval, noise_free_differences, noise_free_means
from sim.analysis.estimates import draws_of
from sim.analysis.standard_errors import standard_error
from tests.analysis.two_level import latin, of_values, standard_normal
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

    assert (0.0, (0.0, 0.0)) == (court.difference, court.interval)
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
    violence, deaths = (change(results, court, name) for name in ("major_violence", "deaths"))

    assert violence.unreachable
    assert (0.0, 0.0, (0.0, 0.0)) == (violence.difference, violence.se, violence.confidence)
    assert (1.0, 0.0, (1.0, 1.0)) == (violence.ratio, violence.ratio_se, violence.ratio_confidence)
    assert (0.0, 0.0) == (violence.p_better, violence.p_better_se)
    assert not deaths.unreachable
    assert 0.0 < deaths.se


def test_a_world_without_a_baseline_cannot_be_compared(results):
    alone = replace(results.adopted["court"], difference=None)

    with pytest.raises(ValueError, match="no baseline"):
        change(results, alone, "deaths")


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


def steady(draws):
    """A baseline that is the same in every draw."""
    return of_values(np.ones((draws.n, draws.replications)))


def p_better_alone(draws, better):
    """The share where the change is in proportion to nothing."""
    return p_better(draws, steady(draws), better)


def better_sample(share, seed=1, noise=0.0, n=2000, replications=10):
    """Mean differences of which a known share is below zero."""
    rng = np.random.default_rng([seed, 4])
    mu = standard_normal(latin(rng, n)) - float(standard_normal(np.array(share)))
    return of_values(mu[:, None] + noise * rng.normal(size=(n, replications)))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("noise", [0.0, 4.0])
def test_the_share_of_better_draws_is_found_through_noise(share, noise):
    low, low_se = p_better_alone(better_sample(share, noise=noise), "lower")
    high, high_se = p_better_alone(better_sample(share, noise=noise), "higher")

    assert low == pytest.approx(share, abs=max(3.0 * low_se, 0.01))
    assert high == pytest.approx(1.0 - share, abs=max(3.0 * high_se, 0.01))


def test_the_error_of_the_share_covers():
    hits = 0
    for seed in range(200):
        share, se = p_better_alone(better_sample(0.8, seed, noise=2.0, n=400), "lower")
        hits += abs(share - 0.8) < 1.959964 * se

    assert hits / 200 >= 0.91


def test_neither_direction_is_better():
    assert (None, None) == p_better_alone(better_sample(0.5), "neither")


def test_one_draw_or_one_replication_cannot_tell():
    rng = np.random.default_rng(1)

    assert (None, None) == p_better_alone(of_values(rng.normal(size=(1, 50))), "lower")
    assert (None, None) == p_better_alone(of_values(rng.normal(size=(50, 1))), "lower")


def test_without_uncertain_parameters_an_option_helps_or_not():
    values = np.random.default_rng(1).normal(0.0, 1.0, (20, 20))
    values += -0.05 - values.mean()
    share, se = p_better_alone(of_values(values, uncertain=False), "lower")
    clear, clear_se = p_better_alone(of_values(values - 1.0, uncertain=False), "lower")

    assert share == 1.0
    assert 0.0 < se < 0.5
    assert (1.0, 0.0) == (clear, clear_se)


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


def rare_difference(seed, base, replications, n=1000):
    """Paired histories of an event whose hazard ratio is 0.7 to 1.08: it helps in 85.4 %."""
    rng = np.random.default_rng([seed, 9])
    p = base * np.exp(0.4 * standard_normal(latin(rng, n)))
    q = p * 0.87 * np.exp(0.132 * standard_normal(latin(rng, n)))
    u = rng.random((n, replications))
    x, y = (u < p[:, None]).astype(float), (u < q[:, None]).astype(float)
    return of_values(y - x), of_values(x)


def exact_change():
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 200_000))
    return np.exp(0.4 * a) * (0.87 * np.exp(0.132 * b) - 1.0)


@pytest.mark.parametrize(("base", "replications"), [(0.06, 100), (0.3, 20), (0.3, 100)])
def test_an_option_that_may_hurt_is_seen_although_few_histories_change(base, replications):
    shares, intervals = [], []
    for seed in range(20):
        draws = rare_difference(seed, base, replications)
        shares.append(p_better(*draws, "lower")[0])
        intervals.append(epistemic_interval(noise_free_differences(*draws)))
    low, high = np.mean(intervals, axis=0)
    truth = base * np.quantile(exact_change(), (0.05, 0.95))

    assert np.mean(shares) == pytest.approx(0.854, abs=0.05)
    assert low == pytest.approx(truth[0], rel=0.1)
    assert high == pytest.approx(truth[1], abs=0.1 * abs(truth[0]))


def test_shrinking_alone_would_hide_that_it_may_hurt():
    difference, baseline = rare_difference(1, 0.3, 20)

    assert np.mean(noise_free_means(difference) < 0.0) > 0.93
    assert p_better(difference, baseline, "lower")[0] < 0.91


@pytest.mark.parametrize("replications", [20, 100])
def test_an_option_that_cannot_hurt_is_hardly_ever_told_to(replications):
    """The change is a fifth of a risk that is itself uncertain: skewed, and all below zero."""
    shares = []
    for seed in range(20):
        rng = np.random.default_rng([seed, 5])
        p = 0.1 * np.exp(0.7 * standard_normal(latin(rng, 1000)))[:, None]
        u, v = rng.random((2, 1000, replications))
        # Two in ten of the events are prevented, and one in fifty histories gets another.
        x = (u < p).astype(float)
        y = np.where((v < 0.22) & (x > 0), 0.0, np.where(v > 0.998, 1.0, x))
        shares.append(p_better(of_values(y - x), of_values(x), "lower")[0])

    assert np.mean(shares) > 0.97


def test_an_option_that_hurt_in_no_draw_is_not_told_to():
    rng = np.random.default_rng(5)
    p = 0.1 * np.exp(0.3 * standard_normal(latin(rng, 1000)))[:, None]
    u = rng.random((1000, 20))
    x, y = (u < p).astype(float), (u < 0.8 * p).astype(float)
    share, se = p_better(of_values(y - x), of_values(x), "lower")

    assert share == 1.0
    assert se < 0.01


def test_a_share_that_noise_leaves_open_says_so():
    _, few = p_better(*rare_difference(0, 0.1, 10, n=400), "lower")
    _, many = p_better(*rare_difference(3, 0.3, 100), "lower")

    assert few > 0.05
    assert many < 0.03


def test_the_noise_free_differences_keep_mean_variance_and_order():
    draws = better_sample(0.8, noise=2.0)
    means = noise_free_differences(draws, steady(draws))

    assert means.mean() == pytest.approx(draws.mean.mean(), abs=0.01)
    assert means.std() == pytest.approx(1.0, rel=0.05)
    assert np.all(np.diff(means[np.argsort(draws.mean, kind="stable")]) >= 0.0)
    assert means.min() >= draws.mean.min()
    assert means.max() <= draws.mean.max()


def test_without_noise_the_differences_are_the_draw_means():
    draws = better_sample(0.8, noise=0.0)

    assert noise_free_differences(draws, steady(draws)) == pytest.approx(draws.mean)


def test_a_baseline_of_zero_has_a_normal_reference():
    draws = better_sample(0.8, noise=2.0)
    nothing = of_values(np.zeros((draws.n, draws.replications)))

    assert p_better(draws, nothing, "lower")[0] == pytest.approx(0.8, abs=0.05)


def test_differences_that_are_pure_noise_have_no_spread():
    mean = np.array([0.4, 0.6, 0.4, 0.6])
    noisy = Draws(mean, np.full(4, 2.5), 10, 20, uncertain=True)

    assert noise_free_differences(noisy, noisy) == pytest.approx(np.full(4, 0.5))
