"""Scenario discovery on noisy draws: the box that is there, and densities that are kept."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from sim.analysis.alternatives import alternatives, world_alone
from sim.analysis.discovery import discover
from sim.analysis.explanation import explain
from sim.analysis.failure import failure_probabilities, threshold_of_worst
from sim.analysis.prim import prim
from sim.errors import UsageError
from tests.analysis.decisions import comparison, normal_quantities

RATE, DELAY = "moves.war.rate", "options.a.delay"


def futures(n=1000, noise=1.0, seed=1, replications=20, effect=None):
    """The outcome rises with a rate; option a lowers it, less so with a long delay."""
    rng = np.random.default_rng([seed, 5])
    spread = {RATE: (0.0, 1.0), DELAY: (0.0, 1.0)}
    spread |= {f"moves.other{k}.rate": (0.0, 1.0) for k in range(20)}
    return comparison(
        normal_quantities(rng, n, spread),
        {"a": effect or (lambda q: -1.0 + 0.8 * q[DELAY])},
        base=lambda q: 3.0 + 2.0 * q[RATE],
        noise=noise,
        replications=replications,
        better="lower",
        seed=seed,
    )


def true_density(found, results, option, threshold):
    """Share of the box's draws in which the outcome without noise is beyond the threshold."""
    q = dict(zip(results.parameter_names, results.parameters.T, strict=True))
    truth = 3.0 + 2.0 * q[RATE] + (-1.0 + 0.8 * q[DELAY] if option else 0.0)
    return float(np.mean(truth[found.box.inside] > threshold))


def test_the_box_is_where_it_goes_wrong():
    found = discover(futures(), worse_than=4.0)
    (limit,) = found.limits

    assert RATE == limit.quantity.name
    assert not limit.upper
    # The outcome is worse than 4 where the rate is above 0.5: 31 % of the draws.
    assert limit.value == pytest.approx(0.5, abs=0.3)
    assert found.failing == pytest.approx(float(ndtr(-0.5)), abs=0.03)
    assert found.box.density > 0.8
    assert found.box.coverage > 0.8


def test_an_option_fails_in_other_futures():
    found = discover(futures(), option="a", worse_than=4.0)

    assert {RATE, DELAY} == {limit.quantity.name for limit in found.limits}


def test_noise_does_not_raise_the_density_beyond_what_is_true():
    claimed, kept, true, naive = [], [], [], []
    for seed in range(6):
        results = futures(400, noise=8.0, replications=10, seed=seed)
        found = discover(results, option="a", worse_than=4.0)
        claimed.append(found.box.density)
        kept.append(found.held_out_density)
        true.append(true_density(found, results, "a", 4.0))
        # What one would do without a second thought: call a draw a failure by its noisy mean.
        world = explain(results, world_alone(results, None, "a"))
        labels = (world.choice.values[:, 0] > 4.0).astype(float)
        box = max(prim(world.values, labels), key=lambda box: box.balance)
        q = dict(zip(results.parameter_names, results.parameters.T, strict=True))
        failed = 2.0 + 2.0 * q[RATE] + 0.8 * q[DELAY] > 4.0
        naive.append(box.density - float(np.mean(failed[box.inside])))

    # The boxes hold about a hundred draws each, and share nothing but the rule.
    error = 3 * np.sqrt(0.25 / 600) + 0.03
    assert abs(np.mean(claimed) - np.mean(true)) <= error
    assert abs(np.mean(kept) - np.mean(true)) <= error
    assert np.mean(naive) > 2 * error


def test_where_nothing_can_be_told_there_is_no_box():
    results = futures(200, noise=1.0, effect=lambda q: -1.0 + 0.0 * q[DELAY])
    found = discover(results, option="a", useless=True)

    assert found.failing < 0.05
    assert () == found.limits
    assert 1.0 == found.box.mass


def test_a_change_that_is_nothing_is_useless_everywhere():
    results = futures(100, noise=0.0, effect=lambda q: 0.0 * q[DELAY])
    found = discover(results, option="a", useless=True)

    assert 1.0 == found.failing
    assert () == found.limits


def test_useless_is_where_the_change_does_harm():
    found = discover(futures(), option="a", useless=True)
    (limit,) = found.limits

    # -1 + 0.8 delay is above zero beyond 1.25.
    assert (DELAY, False) == (limit.quantity.name, limit.upper)
    assert limit.value == pytest.approx(1.25, abs=0.4)
    assert found.failing == pytest.approx(float(ndtr(-1.25)), abs=0.03)


def test_a_density_may_be_asked_for():
    dense = discover(futures(), worse_than=4.0, density=0.9999)
    broad = discover(futures(), worse_than=4.0)

    assert dense.box.density >= broad.box.density
    assert dense.box.coverage <= broad.box.coverage


def test_probabilities_of_failure_are_kept():
    probabilities, failures = [], []
    for seed in range(12):
        results = futures(300, noise=4.0, replications=6, seed=seed)
        explanation = explain(results, alternatives(results, None, ("a",)).only([1]))
        probabilities.append(failure_probabilities(explanation, 0.0))
        q = dict(zip(results.parameter_names, results.parameters.T, strict=True))
        failures.append(-1.0 + 0.8 * q[DELAY] > 0.0)
    found, truth = np.concatenate(probabilities), np.concatenate(failures)

    assert np.mean(found) == pytest.approx(np.mean(truth), abs=0.03)
    for low, high in ((0.0, 0.1), (0.1, 0.4), (0.4, 0.7), (0.7, 1.0)):
        here = (low <= found) & (found <= high)
        # Errors of one data set are common to its draws; twelve of them leave about so much.
        assert low - 0.1 <= np.mean(truth[here]) <= high + 0.1


def of_the_baseline(results):
    return explain(results, world_alone(results))


def test_the_worst_share_without_noise():
    explanation = of_the_baseline(futures(2000, noise=10.0, replications=10))
    threshold = threshold_of_worst(explanation, 0.2)

    assert threshold == pytest.approx(3.0 + 2.0 * 0.8416, abs=0.3)
    assert np.mean(failure_probabilities(explanation, threshold)) == pytest.approx(0.2, abs=1e-3)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"useless": True}, "name one"),
        ({"worst": 0.1, "worse_than": 1.0}, "in one way only"),
        ({"worst": 1.5}, "between 0 and 1, found 1.5"),
        ({"worse_than": float("nan")}, "a limit is a number in units of the outcome, found nan"),
        ({"density": 5.0}, "between that of all futures, 0.2, and 1; found 5"),
        ({"density": 0.01}, "between that of all futures, 0.2, and 1; found 0.01"),
        ({"option": "b"}, "'b' was not compared"),
        ({"outcome": "gian"}, "did you mean 'gain'"),
    ],
)
def test_wrong_requests(request_, message):
    with pytest.raises(UsageError, match=message):
        discover(futures(60), **request_)


def test_an_outcome_without_a_direction_cannot_fail():
    results = comparison(
        normal_quantities(np.random.default_rng(1), 60, {RATE: (0.0, 1.0)}), {}, better="neither"
    )

    with pytest.raises(UsageError, match="neither more nor less of it is better"):
        discover(results)


def risky(level):
    """An event whose probability is about so high, seen in few histories of each draw."""
    quantities = normal_quantities(np.random.default_rng(9), 200, {RATE: (0.0, 1.0)})
    results = comparison(
        quantities, {}, base=lambda q: level + 0.02 * q[RATE], noise=0.01, better="lower"
    )
    (info,) = results.outcomes
    return replace(results, outcomes=(replace(info, kind="reached"),))


def test_no_limit_lies_beyond_what_can_be():
    results = risky(0.97)

    assert discover(results, worst=0.5).threshold <= 1.0
    with pytest.raises(
        UsageError, match=r"so few futures cannot be told apart here: [67].* % may be"
    ):
        discover(results, worst=0.01)


def test_nearly_all_futures_lie_beyond_the_best_value():
    found = discover(risky(0.03), worst=0.96)

    assert 0.0 == found.threshold


def test_the_share_that_was_asked_for_is_the_share_that_fails():
    for share in (0.002, 0.05, 0.2, 0.95):
        assert discover(futures(), worst=share).failing == pytest.approx(share, abs=1e-6)
