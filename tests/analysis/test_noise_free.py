"""Truths without noise: the right moments, and maxima that are not too large."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from sim.analysis.alternatives import to_choose_from
from sim.analysis.explanation import calibrated, explain
from sim.analysis.jackknife import groups, jackknife_error, without
from sim.analysis.noise_free import covariance, noise_free, normals, own_spread, spread
from sim.analysis.robustness import robustness, worst_mean
from tests.analysis.decisions import comparison, normal_quantities


def unit_normal_loss(mean, sd):
    """E[max(0, b)] - max(0, E[b]) of a normal b (Raiffa & Schlaifer 1961, section 5.3)."""
    z = mean / sd
    density = math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
    return sd * density + mean * float(ndtr(z)) - max(mean, 0.0)


#: Net benefits 0 and p1 - p2 with p1 ~ N(1, 1), p2 ~ N(0, 2).
EVPI = 0.47981


def two_normals(n, seed, **kwargs):
    rng = np.random.default_rng([seed, 3])
    quantities = normal_quantities(
        rng, n, {"moves.one.rate": (1.0, 1.0), "moves.two.rate": (0.0, 2.0)}
    )
    effects = {"a": lambda q: q["moves.one.rate"] - q["moves.two.rate"]}
    return comparison(quantities, effects, seed=seed, **kwargs)


def confidence(results, weights=(0.0,)):
    """How sure the choice is at each weight."""
    return robustness(explain(results, to_choose_from(results)), weights).confidence


def uncorrected(results):
    """The value of perfect information from the noisy means as they are."""
    choice = to_choose_from(results)
    benefits = choice.benefits(choice.values, 0.0)
    return np.mean(np.max(benefits, axis=1)) - np.max(np.mean(benefits, axis=0))


def test_the_known_answer_is_the_unit_normal_loss():
    assert unit_normal_loss(1.0, math.sqrt(5.0)) == pytest.approx(EVPI, abs=5e-5)


def test_truths_have_the_mean_of_the_values_and_the_covariance_without_noise():
    rng = np.random.default_rng(1)
    true = np.array([[2.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.5]])
    noise = np.array([[4.0, 1.0, 2.0], [1.0, 1.0, 0.0], [2.0, 0.0, 3.0]])
    mu = rng.multivariate_normal([1.0, 2.0, 3.0], true, 4000)
    values = mu + rng.multivariate_normal(np.zeros(3), noise, 4000)
    found = noise_free(values, noise, normals(4000, "abc"))
    pooled = found.reshape(-1, 3)

    np.testing.assert_allclose(pooled.mean(axis=0), values.mean(axis=0), atol=1e-12)
    np.testing.assert_allclose(covariance(pooled), spread(values, noise), atol=0.04)
    # Three standard errors of the largest entry, a variance of 2 + 4.
    np.testing.assert_allclose(spread(values, noise), true, atol=3 * 6.0 * math.sqrt(2 / 4000))


def test_without_noise_the_truths_are_the_values():
    values = np.random.default_rng(2).normal(size=(50, 3))
    found = noise_free(values, np.zeros((3, 3)), normals(50, "abc"))

    np.testing.assert_allclose(found, np.broadcast_to(values, found.shape), atol=1e-6)


def test_truths_know_what_was_known_before():
    rng = np.random.default_rng(3)
    before = rng.normal(0.0, 3.0, (2000, 1))
    values = before + rng.normal(0.0, 1.0, (2000, 1)) + rng.normal(0.0, 2.0, (2000, 1))
    found = noise_free(values, np.array([[4.0]]), normals(2000, "a"), centre=before)

    # The mean of a draw's truths is nearer to what was known than its value is.
    # Beyond what was known it spreads by tau^2 / sqrt(tau^2 + N), with tau^2 = 1 known to 3 errors.
    known = found.mean(axis=0) - before
    error = 3 * 5.0 * math.sqrt(2 / 2000)
    assert float(np.std(known)) == pytest.approx(1.0 / math.sqrt(5.0), abs=error / math.sqrt(5.0))


def test_a_column_without_any_scatter_stays_as_it_is():
    values = np.column_stack([np.random.default_rng(4).normal(size=60), np.zeros(60)])
    found = noise_free(values, np.diag([0.3, 0.0]), normals(60, "ab"))

    assert np.all(np.abs(found[..., 1]) < 1e-12)


def test_the_noise_of_two_worlds_goes_together_as_it_does():
    results = comparison(
        normal_quantities(np.random.default_rng(0), 2000, {"moves.m.rate": (0.0, 1.0)}),
        {"a": lambda q: q["moves.m.rate"], "b": lambda q: 0.0 * q["moves.m.rate"]},
        replications=10,
        noise=2.0,
        shared=0.7,
    )
    noise = to_choose_from(results).noise

    np.testing.assert_allclose(np.diag(noise), 0.4, rtol=0.03)
    assert noise[1, 2] / 0.4 == pytest.approx(0.7, abs=0.03)
    assert noise[0, 1] == pytest.approx(0.0, abs=0.02)


@pytest.mark.parametrize("noise", [1e-6, 3.0])
def test_perfect_information_is_worth_the_known_answer(noise):
    (found,) = confidence(two_normals(4000, 5, noise=noise))

    assert abs(found.evpi - EVPI) <= 3 * found.evpi_se
    assert found.evpi_se < 0.03
    assert found.p_best[1] == pytest.approx(float(ndtr(1 / math.sqrt(5))), abs=0.03)


def test_few_noisy_replications_give_the_value_of_many_and_without_the_correction_do_not():
    few = two_normals(600, 8, noise=12.0, replications=8)
    many = two_normals(600, 8, noise=12.0, replications=2000)
    first, second = (confidence(results)[0] for results in (few, many))

    error = math.hypot(first.evpi_se, second.evpi_se)
    assert abs(first.evpi - second.evpi) <= 2 * error
    assert uncorrected(few) - second.evpi > 5 * error


def many_options(replications, seed=4):
    """Ten options with much in common, whose effects differ less than their noise."""
    rng = np.random.default_rng([seed, 10])
    spread = {f"options.o{k}.effects.war": (0.0, 1.0) for k in range(10)}
    quantities = normal_quantities(rng, 600, {**spread, "moves.war.rate": (0.0, 1.0)})

    def effect(k):
        return lambda q: 1.0 + 0.05 * k + q["moves.war.rate"] + 0.8 * q[f"options.o{k}.effects.war"]

    effects = {f"o{k}": effect(k) for k in range(10)}
    return comparison(quantities, effects, seed=seed, replications=replications, noise=8.0)


def test_with_many_options_the_correction_holds_too():
    few, many = many_options(10), many_options(1000)
    first, second = (confidence(results)[0] for results in (few, many))

    error = math.hypot(first.evpi_se, second.evpi_se)
    assert abs(first.evpi - second.evpi) <= 2 * error
    assert uncorrected(few) > 1.5 * second.evpi


def test_where_nothing_is_foreseen_the_correction_holds_too():
    # No quantity of the file explains the effect: as if the surfaces had found none.
    rng = np.random.default_rng(31)
    hidden = rng.normal(1.0, math.sqrt(5.0), 2000)
    quantities = normal_quantities(rng, 2000, {"moves.other.rate": (0.0, 1.0)})
    results = comparison(quantities, {"a": lambda q: hidden}, noise=8.0, replications=8)
    (found,) = confidence(results)

    assert abs(found.evpi - EVPI) <= 3 * found.evpi_se
    assert uncorrected(results) - EVPI > 5 * found.evpi_se


def test_predictions_that_are_noise_foresee_nothing():
    rng = np.random.default_rng(32)
    values = rng.normal(2.0, 1.0, (4000, 2))
    signal, noise = values[:, 0], rng.normal(0.0, 5.0, 4000)
    predicted = np.stack([signal + noise, -values[:, 1]], axis=1)
    found = calibrated(values, predicted)

    # The slope of a signal of variance 1 on itself with noise of variance 25.
    expected = 2.0 + (predicted[:, 0] - predicted[:, 0].mean()) / 26.0
    np.testing.assert_allclose(
        found[:, 0], expected, atol=4 * 5.0 / 26.0 * math.sqrt(26 / 4000) * 4
    )
    np.testing.assert_allclose(found[:, 1], values[:, 1].mean(), atol=1e-12)


def test_the_worst_tenth_of_a_normal_outcome():
    values = np.random.default_rng(6).normal(5.0, 2.0, (1, 200_000, 1))
    # Mean of a normal beyond its 90 % quantile: mu + sigma phi(z) / 0.1.
    beyond = 5.0 + 2.0 * 0.1754983 / 0.1

    assert worst_mean(values, -1.0)[0] == pytest.approx(beyond, abs=0.02)
    assert worst_mean(-values, 1.0)[0] == pytest.approx(-beyond, abs=0.02)


def test_a_draw_that_is_partly_in_the_worst_tenth_counts_in_part():
    values = np.array([1.0, 2.0, 3.0, 4.0, 9.0])[None, :, None]

    assert worst_mean(values, -1.0, share=0.3)[0] == pytest.approx((9.0 + 0.5 * 4.0) / 1.5)


def test_of_equals_the_cheapest_is_taken_and_then_the_smallest():
    quantities = {"moves.m.rate": np.linspace(-1.0, 1.0, 60)}
    same = {name: (lambda q: np.ones(60)) for name in ("large", "dear", "small")}
    members = {"large": ("a", "b"), "dear": ("c",), "small": ("a",)}
    results = comparison(quantities, same, members=members, costs={"dear": np.full(60, 2.0)})
    (found,) = confidence(results)

    assert ["baseline", "large", "dear", "small"] == list(to_choose_from(results).names)
    np.testing.assert_array_equal(found.p_best, [0.0, 0.0, 0.0, 1.0])
    assert 3 == found.best == found.likeliest
    assert 0.0 == found.evpi


def test_an_option_without_effect_takes_nothing_from_the_others():
    quantities = {"moves.m.rate": np.linspace(-1.0, 1.0, 60)}
    effects = {"a": lambda q: q["moves.m.rate"], "a+idle": lambda q: q["moves.m.rate"]}
    members = {"a": ("a",), "a+idle": ("a", "idle")}
    results = comparison(quantities, effects, members=members, noise=0.5, shared=1.0)
    (found,) = confidence(results)

    assert found.p_best[1] == pytest.approx(0.5, abs=0.15)
    assert 0.0 == found.p_best[2]


def test_the_order_of_the_alternatives_changes_nothing():
    rng = np.random.default_rng(11)
    quantities = normal_quantities(rng, 200, {"moves.m.rate": (0.0, 1.0), "moves.n.rate": (0, 1)})
    effects = {
        "a": lambda q: q["moves.m.rate"],
        "b": lambda q: q["moves.n.rate"],
        "c": lambda q: q["moves.m.rate"] - q["moves.n.rate"],
    }
    results = comparison(quantities, effects, noise=4.0)
    one = robustness(explain(results, to_choose_from(results, names=["a", "b", "c"])), [0.0])
    other = robustness(explain(results, to_choose_from(results, names=["c", "a", "b"])), [0.0])

    moved = [0, 3, 1, 2]
    (first,), (second,) = one.confidence, other.confidence
    np.testing.assert_allclose(first.p_best[moved], second.p_best, atol=1e-12)
    np.testing.assert_allclose(first.evpi, second.evpi)
    np.testing.assert_allclose(one.worst_tenth[moved], other.worst_tenth)


@pytest.mark.parametrize("true", [0.0, 0.3])
@pytest.mark.parametrize(("n", "columns"), [(60, 3), (300, 12), (300, 60)])
def test_what_is_like_the_noise_has_the_right_spread_in_sum(n, columns, true):
    rng = np.random.default_rng(12)
    noise = 0.5 * np.eye(columns) + 0.5
    root = np.linalg.cholesky(noise)
    sums, dropped = [], []
    for _ in range(40):
        values = math.sqrt(1.0 + true) * rng.standard_normal((n, columns)) @ root.T
        sums.append(np.trace(spread(values, noise)))
        raw = np.linalg.eigvalsh(covariance(values) - noise)
        dropped.append(np.sum(raw[raw > 0.0]))
    # Of a sum of sample variances of correlated columns.
    error = (1.0 + true) * math.sqrt(2.0 * np.sum(noise**2) / (n - 1))

    # Where there is nothing, half of the sums are cut off at zero.
    assert np.mean(sums) == pytest.approx(true * columns, abs=0.6 * error)
    # To drop negative eigenvalues alone leaves what chance has added to the others.
    assert np.mean(dropped) > np.mean(sums)
    if columns > 10 and true == 0.0:
        assert np.mean(dropped) > 2 * np.mean(sums)


def test_the_outcome_itself_keeps_its_own_variance():
    rng = np.random.default_rng(14)
    noise = np.diag([1.0, *np.full(9, 4.0)])
    values = rng.standard_normal((300, 10)) * np.sqrt(np.diag(noise))
    values[:, 0] *= 1.5

    assert spread(values, noise)[0, 0] == pytest.approx(own_spread(values, noise)[0])
    assert own_spread(values, noise)[0] == pytest.approx(1.25, abs=3 * 2.25 * math.sqrt(2 / 299))


def test_where_nothing_can_be_gained_few_replications_promise_little():
    # Ten options that all gain 1 in every draw, with noise ten times as large as a useful effect.
    quantities = normal_quantities(np.random.default_rng(13), 300, {"moves.m.rate": (0.0, 1.0)})
    effects = {f"o{k}": (lambda q: np.ones(300)) for k in range(10)}
    promised, errors = [], []
    for seed in range(12):
        (found,) = confidence(comparison(quantities, effects, noise=10.0, seed=seed))
        promised.append(found.evpi)
        errors.append(found.evpi_se)

    # A value cannot be negative, so its mean over seeds is about one standard error.
    assert np.mean(promised) < 1.5 * np.mean(errors)


def test_no_worst_tenth_lies_beyond_what_can_be():
    quantities = {"moves.m.rate": np.linspace(-1.0, 1.0, 60)}
    results = comparison(
        quantities,
        {"a": lambda q: 0.0 * q["moves.m.rate"]},
        base=lambda q: np.full(60, 0.99),
        noise=0.2,
        better="lower",
    )
    (info,) = results.outcomes
    sure = replace(results, outcomes=(replace(info, kind="reached"),))

    assert np.all(robustness(explain(sure, to_choose_from(sure)), [0.0]).worst_tenth <= 1.0)
    assert np.any(robustness(explain(results, to_choose_from(results)), [0.0]).worst_tenth > 1.0)


def test_regret_of_known_effects():
    quantities = {"moves.m.rate": np.tile([-1.0, 3.0], 30)}
    results = comparison(quantities, {"a": lambda q: q["moves.m.rate"]}, noise=1e-9)
    (found,) = confidence(results)

    assert 1 == found.best
    assert found.regret == pytest.approx([1.5, 0.5], abs=1e-6)
    assert found.largest_regret == pytest.approx([3.0, 1.0], abs=1e-6)
    assert 1 == found.minimax


def test_the_weight_of_cost_changes_the_choice():
    rng = np.random.default_rng(7)
    quantities = normal_quantities(rng, 400, {"moves.m.rate": (2.0, 0.1)})
    results = comparison(
        quantities, {"a": lambda q: q["moves.m.rate"]}, costs={"a": np.full(400, 4.0)}, noise=0.1
    )
    low, high = confidence(results, [0.25, 1.0])

    assert (1, 0) == (low.best, high.best)
    assert low.p_best[1] > 0.99
    assert high.regret[1] == pytest.approx(2.0, abs=0.05)


def test_less_may_be_better():
    rng = np.random.default_rng(8)
    quantities = normal_quantities(rng, 400, {"moves.m.rate": (-2.0, 0.5)})
    results = comparison(quantities, {"a": lambda q: q["moves.m.rate"]}, better="lower", noise=0.1)
    (found,) = confidence(results)

    assert 1 == found.best
    assert to_choose_from(results).effects[1] == pytest.approx(2.0, abs=0.05)


def test_the_jackknife_gives_the_error_of_a_mean_of_strata():
    values = np.random.default_rng(9).normal(size=300)
    own = groups(300, 20)
    means = [values[without(group, 300)].mean() for group in own]
    strata = values.reshape(15, 20).mean(axis=1)

    assert jackknife_error(means) == pytest.approx(strata.std(ddof=1) / math.sqrt(15), rel=1e-12)


@pytest.mark.parametrize(
    ("n", "stratum", "expected"), [(300, 20, 15), (2000, 20, 20), (60, 20, 10)]
)
def test_groups_hold_every_draw_once(n, stratum, expected):
    found = groups(n, stratum)

    assert expected == len(found)
    np.testing.assert_array_equal(np.concatenate(found), np.arange(n))
    if n >= 10 * stratum:
        assert all(len(group) % stratum == 0 for group in found)
