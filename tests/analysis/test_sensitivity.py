"""Sensitivity from the draws that are there: known indices, noise left out, correlations."""

import numpy as np
import pytest
from scipy.special import ndtr

from sim.analysis.sensitivity import sensitivity
from sim.analysis.switching import switches
from sim.errors import UsageError
from tests.analysis.decisions import comparison, normal_quantities

PATHS = [f"moves.m{k}.rate" for k in range(20)]


def independent(n, seed=1):
    return normal_quantities(np.random.default_rng(seed), n, dict.fromkeys(PATHS, (0.0, 1.0)))


def response(q):
    """Variance 4 + 1 + 1 + 0.5 = 6.5: two lines, a product and a curve."""
    a, b, c = (q[path] for path in PATHS[:3])
    return 2.0 * a + b + a * b + (c**2 - 1.0) / 2.0


FIRST = {PATHS[0]: 4 / 6.5, PATHS[1]: 1 / 6.5, PATHS[2]: 0.5 / 6.5}
TOTAL = {PATHS[0]: 5 / 6.5, PATHS[1]: 2 / 6.5, PATHS[2]: 0.5 / 6.5}


def analysed(n=1000, noise=1.0, replications=20, function=response, quantities=None, **kwargs):
    quantities = independent(n) if quantities is None else quantities
    results = comparison(
        quantities, {"a": function}, noise=noise, replications=replications, **kwargs
    )
    return sensitivity(results, option="a")


def by_path(found):
    return {influence.quantity.name: influence for influence in found.influences}


def half_width(influence):
    """Half of the 90 % interval of the first-order index."""
    low, high = influence.first_interval
    return (high - low) / 2


def test_first_order_and_total_indices():
    found = analysed()
    influences = by_path(found)

    assert found.explained > 0.95
    assert found.deviation == pytest.approx(6.5**0.5, rel=0.1)
    for path in FIRST:
        width = half_width(influences[path])
        assert influences[path].first == pytest.approx(FIRST[path], abs=1.5 * width)
        low, high = influences[path].total_interval
        assert influences[path].total == pytest.approx(TOTAL[path], abs=1.5 * (high - low) / 2)
    assert list(influences)[:3] == PATHS[:3]


def multiplied(q):
    """A product of lognormals: interactions of every order."""
    return np.exp(sum(size * q[path] for size, path in zip(SIZES, PATHS, strict=False)))


# Var = prod(1 + v_i) - 1 with v_i = exp(sigma_i^2) - 1; an index is the part of it with i in it.
SIZES = np.array([0.6, 0.5, 0.4, 0.3])
OWN = np.exp(SIZES**2) - 1.0
WHOLE = np.prod(1.0 + OWN)
MULTIPLIED = (
    dict(zip(PATHS, OWN / (WHOLE - 1.0), strict=False)),
    dict(zip(PATHS, OWN * WHOLE / (1.0 + OWN) / (WHOLE - 1.0), strict=False)),
)


@pytest.mark.parametrize(
    ("function", "noise", "truth"),
    [(response, 4.0, (FIRST, TOTAL)), (multiplied, 2.0, MULTIPLIED)],
)
def test_intervals_cover_and_what_does_nothing_is_not_named(function, noise, truth):
    hits, false = {"first": [], "total": []}, []
    for seed in range(60):
        quantities = independent(300, seed)
        levels = ndtr(np.stack(list(quantities.values()), axis=1))
        found = analysed(
            300, noise, function=function, quantities=quantities, seed=seed, levels=levels
        )
        influences = by_path(found)
        false.append(any(path not in truth[0] for path in influences))
        for path in truth[0]:
            one = influences[path]
            for name, exact, (low, high) in (
                ("first", truth[0][path], one.first_interval),
                ("total", truth[1][path], one.total_interval),
            ):
                hits[name].append(low <= exact <= high)

    # Intervals of 90 %: the indices of one seed go together, so the seeds are what counts.
    for name in hits:
        assert np.mean(hits[name]) >= 0.9 - 2 * np.sqrt(0.9 * 0.1 / 60)
    # Named falsely in fewer than 5 % of runs; of 60, more than 6 would be rarer than 1 in 40.
    assert sum(false) <= 6


def test_of_hundreds_that_do_nothing_none_is_named():
    false = []
    for seed in range(40):
        rng = np.random.default_rng([seed, 7])
        paths = {f"moves.n{k}.rate": (0.0, 1.0) for k in range(300)}
        quantities = normal_quantities(rng, 300, paths)
        found = analysed(
            300,
            4.0,
            function=lambda q: 0.0 * q["moves.n0.rate"] + 1.0,
            quantities=quantities,
            seed=seed,
        )
        false.append(len(found.influences) > 0)

    # Of 40 runs at 5 %, more than 5 would be rarer than 1 in 70.
    assert sum(false) <= 5


def test_few_noisy_replications_give_the_indices_of_many_and_without_the_correction_do_not():
    few = analysed(1000, noise=12.0, replications=10)
    many = analysed(1000, noise=12.0, replications=2000)
    first, second = by_path(few), by_path(many)
    scatter = few.deviation**2 / (1.0 - few.noise_share)

    assert few.noise_share == pytest.approx(14.4 / (14.4 + 6.5), abs=0.1)
    for path in PATHS[:2]:
        error = np.hypot(half_width(first[path]), half_width(second[path]))
        assert abs(first[path].first - second[path].first) <= 1.5 * error
    # Divided by the scatter of the means, noise included, the largest index is far too small.
    uncorrected = first[PATHS[0]].first * few.deviation**2 / scatter
    assert uncorrected < second[PATHS[0]].first - 2 * half_width(first[PATHS[0]])


def test_the_tornado_has_the_means_at_the_ends():
    influence = by_path(analysed())[PATHS[0]]

    assert influence.low == pytest.approx(-1.645, abs=0.15)
    assert influence.high == pytest.approx(1.645, abs=0.15)
    assert influence.at_low == pytest.approx(-2 * 1.645, abs=4 * influence.swing_se)
    assert influence.swing == pytest.approx(4 * 1.645, abs=4 * influence.swing_se)


def test_correlated_quantities_share_what_they_explain():
    n, rho = 2000, 0.8
    quantities = independent(n, 3)
    first, second = quantities[PATHS[0]], quantities[PATHS[1]]
    quantities[PATHS[1]] = rho * first + np.sqrt(1 - rho**2) * second
    found = by_path(
        analysed(
            function=lambda q: q[PATHS[0]],
            quantities=quantities,
            noise=0.5,
            correlations=[(0, 1, rho)],
        )
    )

    # The second matters only as a sign of the first, which makes it needless once that is known.
    assert found[PATHS[0]].first == pytest.approx(1.0, abs=0.05)
    assert found[PATHS[1]].first == pytest.approx(rho**2, abs=0.05)
    assert found[PATHS[0]].total == pytest.approx(1 - rho**2, abs=0.05)
    assert found[PATHS[1]].total == pytest.approx(0.0, abs=0.02)


def test_the_outcome_itself_may_be_asked_about():
    quantities = independent(400)
    results = comparison(
        quantities, {"a": lambda q: q[PATHS[5]]}, base=lambda q: 3.0 + q[PATHS[4]], noise=1.0
    )
    found = sensitivity(results)

    assert "baseline" == found.alternative
    assert found.mean == pytest.approx(3.0, abs=0.1)
    assert PATHS[4] == found.influences[0].quantity.name
    assert PATHS[5] not in by_path(found)


def test_what_does_not_vary_hangs_on_nothing():
    found = analysed(function=lambda q: 0.0 * q[PATHS[0]], noise=0.0)

    assert () == found.influences
    assert (0.0, 0.0) == (found.deviation, found.explained)


def test_quantities_of_other_options_do_not_take_part():
    rng = np.random.default_rng(4)
    spread = {"options.a.effects.war": (0.0, 1.0), "options.b.effects.war": (0.0, 1.0)}
    quantities = normal_quantities(rng, 200, spread)
    quantities["options.b.effects.war"] = quantities["options.a.effects.war"].copy()
    results = comparison(quantities, {"a": lambda q: q["options.a.effects.war"]}, noise=0.1)

    assert {"options.a.effects.war"} == set(by_path(sensitivity(results, option="a")))


def switching_case(weight=0.0, cost=None):
    """Option a is worth 1 whatever happens; option b hangs on a quantity."""
    quantities = normal_quantities(
        np.random.default_rng(5), 600, {PATHS[0]: (0.0, 1.0), PATHS[1]: (0.0, 1.0)}
    )
    costs = {"a": np.full(600, 1.0), "b": np.full(600, 1.0)} if cost is None else cost
    results = comparison(
        quantities,
        {"a": lambda q: 1.0 + 0.0 * q[PATHS[0]], "b": lambda q: 0.4 + 1.2 * q[PATHS[0]]},
        noise=0.2,
        costs=costs,
    )
    return switches(results, weight=weight)


def test_the_value_at_which_the_best_changes():
    (found, *_) = switching_case()

    assert PATHS[0] == found.quantity.name
    assert ("a", "b") == (found.at_low, found.at_high)
    (threshold,) = found.thresholds
    assert threshold.value == pytest.approx(0.5, abs=0.05)
    assert ("a", "b") == (threshold.below, threshold.above)
    # At the low end the order is a, nothing, b, and at the high end b, a, nothing.
    assert (2, 3) == (found.swapped, found.pairs)


def test_a_large_weight_of_cost_leaves_nothing_to_switch():
    assert all(not switch.thresholds for switch in switching_case(weight=10.0))


def test_an_uncertain_cost_may_change_the_best():
    rng = np.random.default_rng(6)
    quantities = normal_quantities(rng, 400, {"options.a.cost": (1.0, 0.3), PATHS[0]: (0.0, 1.0)})
    results = comparison(
        quantities,
        {"a": lambda q: 1.0 + 0.0 * q[PATHS[0]]},
        costs={"a": quantities["options.a.cost"]},
        noise=0.1,
    )
    (found,) = [s for s in switches(results, weight=1.0) if s.quantity.name == "options.a.cost"]
    (threshold,) = found.thresholds

    assert threshold.value == pytest.approx(1.0, abs=0.03)
    assert ("a", "baseline") == (threshold.below, threshold.above)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"option": "b"}, "'b' was not compared; known: a"),
        ({"outcome": "gian"}, "did you mean 'gain'"),
    ],
)
def test_wrong_requests(change, message):
    results = comparison(independent(60), {"a": response}, noise=1.0)

    with pytest.raises(UsageError, match=message):
        sensitivity(results, **change)


def test_too_few_draws_or_replications():
    few = comparison(independent(20), {"a": response}, noise=1.0)

    with pytest.raises(UsageError, match="at least 40 draws and 2 replications, found 20 and 20"):
        sensitivity(few)
