"""Value of information: known answers, and what must hold of any."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from sim.analysis.alternatives import to_choose_from
from sim.analysis.costs import Factor, OptionCosts
from sim.analysis.explanation import explain
from sim.analysis.partial_information import partial_values
from sim.analysis.scores import dependence
from sim.analysis.value_of_information import HALVED, value_of_information
from sim.errors import UsageError
from tests.analysis.decisions import comparison, normal_quantities

ONE, TWO = "moves.one.rate", "moves.two.rate"

# Net benefits 0 and p1 - p2 with p1 ~ N(1, 1), p2 ~ N(0, 2): by the unit normal loss integral.
EVPI, EVPPI = 0.47981, {ONE: 0.08332, TWO: 0.39559}


def loss(mean, sd):
    """E[max(0, b)] - max(0, E[b]) of a normal b."""
    density = math.exp(-0.5 * (mean / sd) ** 2) / math.sqrt(2 * math.pi)
    return sd * density + mean * float(ndtr(mean / sd)) - max(mean, 0.0)


def two_normals(n=2000, seed=1, **kwargs):
    rng = np.random.default_rng([seed, 11])
    quantities = normal_quantities(rng, n, {ONE: (1.0, 1.0), TWO: (0.0, 2.0)})
    quantities |= normal_quantities(rng, n, {f"moves.other{k}.rate": (0.0, 1.0) for k in range(5)})
    scale = {ONE: (1.0, 1.0), TWO: (0.0, 2.0)}
    levels = [
        ndtr((values - scale.get(path, (0.0, 1.0))[0]) / scale.get(path, (0.0, 1.0))[1])
        for path, values in quantities.items()
    ]
    return comparison(
        quantities,
        {"a": lambda q: q[ONE] - q[TWO]},
        seed=seed,
        levels=np.stack(levels, axis=1),
        **kwargs,
    )


def worths(found):
    return {worth.name: worth for worth in found.worths}


def test_the_known_answers_are_unit_normal_losses():
    assert loss(1.0, math.sqrt(5.0)) == pytest.approx(EVPI, abs=5e-5)
    assert loss(1.0, 1.0) == pytest.approx(EVPPI[ONE], abs=5e-6)
    assert loss(1.0, 2.0) == pytest.approx(EVPPI[TWO], abs=5e-5)


@pytest.mark.parametrize("noise", [0.1, 6.0])
def test_the_known_answers(noise):
    found = value_of_information(two_normals(noise=noise))
    values = worths(found)

    assert abs(found.here.evpi - EVPI) <= 3 * found.here.evpi_se
    for path, expected in EVPPI.items():
        assert abs(values[path].known - expected) <= 3 * values[path].known_se
        assert values[path].known_se < 0.05
    assert [TWO, ONE] == list(values)[:2]


def test_few_noisy_replications_give_the_value_of_many():
    few = worths(value_of_information(two_normals(600, noise=12.0, replications=8)))
    many = worths(value_of_information(two_normals(600, noise=12.0, replications=2000)))

    for path in EVPPI:
        error = math.hypot(few[path].known_se, many[path].known_se)
        assert abs(few[path].known - many[path].known) <= 2.5 * error


def test_a_study_is_worth_what_it_resolves():
    found = worths(value_of_information(two_normals(noise=0.1)))[TWO]
    # Before the study its result is N(0, 3/4 of the variance).
    expected = loss(1.0, 2.0 * math.sqrt(HALVED))

    assert abs(found.halved - expected) <= 3 * found.halved_se
    assert found.halved < found.known


def test_nothing_is_worth_more_than_everything_and_nothing_less_than_nothing():
    for seed in range(6):
        found = value_of_information(two_normals(100, seed=seed, noise=8.0, replications=4))

        for worth in found.worths:
            assert 0.0 <= worth.halved <= worth.known + 1e-12
            assert worth.known <= found.here.evpi


def three_options(n=600):
    """Three options with quantities of their own and one that all share, not at all equally."""
    rng = np.random.default_rng(21)
    spread = {f"options.o{k}.effects.war": (0.0, 1.0) for k in range(3)}
    spread |= {"moves.war.rate": (0.0, 1.0), "moves.peace.rate": (0.0, 1.0)}
    quantities = normal_quantities(rng, n, spread)

    def effect(k):
        return lambda q: (
            0.5
            + 0.1 * k
            + q[f"options.o{k}.effects.war"]
            + 0.4 * (k - 1) * q["moves.war.rate"] * (1.0 + 0.5 * q["moves.peace.rate"])
        )

    return comparison(quantities, {f"o{k}": effect(k) for k in range(3)}, noise=1.0)


def test_more_quantities_are_never_worth_less():
    results = three_options()
    explanation = explain(results, to_choose_from(results))
    groups = {str(size): list(range(size)) for size in range(len(explanation.quantities) + 1)}
    found = partial_values(explanation, 0.0, groups)
    values = [found[name].value for name in groups]

    assert all(after >= before for before, after in pairwise(values))
    assert 0.0 == values[0]
    assert values[-1] > values[1] > 0.0


def test_what_all_options_share_alike_is_worth_nothing():
    rng = np.random.default_rng(22)
    quantities = normal_quantities(rng, 600, {ONE: (0.0, 1.0), TWO: (0.0, 1.0)})
    effects = {
        "a": lambda q: 9.0 + 2.0 * q[ONE] + q[TWO],
        "b": lambda q: 9.0 + 2.0 * q[ONE] - q[TWO],
    }
    found = worths(value_of_information(comparison(quantities, effects, noise=1.0)))

    # b_a - b_b = 2 TWO, so knowing TWO is worth E|TWO|.
    assert found[TWO].known == pytest.approx(math.sqrt(2 / math.pi), abs=3 * found[TWO].known_se)
    assert found[ONE].known <= 3 * found[ONE].known_se + 0.02


def test_what_all_options_share_is_worth_nothing_though_it_can_hardly_be_told():
    found = []
    for seed in range(8):
        rng = np.random.default_rng([seed, 1])
        paths = {f"moves.m{k}.rate": (0.0, 1.0) for k in range(30)}
        quantities = normal_quantities(rng, 300, paths)
        levels = ndtr(np.stack(list(quantities.values()), axis=1))
        effects = {f"o{k}": (lambda q: 1.0 + 0.2 * q["moves.m0.rate"]) for k in range(10)}
        results = comparison(quantities, effects, noise=4.0, shared=0.7, levels=levels, seed=seed)
        worth = worths(value_of_information(results, weight=0.0)).get("moves.m0.rate")
        found.append((worth.known, worth.known_se) if worth else (0.0, 0.0))

    # A value cannot be negative, so its mean over seeds is about one standard error.
    known, error = np.mean(found, axis=0)
    assert known <= error


def test_groups_are_worth_their_quantities_together():
    results = three_options()
    found = value_of_information(results, grouping="basis")

    assert ["none named"] == [worth.name for worth in found.worths]
    assert abs(found.worths[0].known - found.all_identified) < 0.02
    assert found.worths[0].halved is None


def test_a_group_of_ones_own_is_made_of_paths():
    results = three_options()
    found = value_of_information(results, about=[["options", "moves.war"], ["moves.peace.rate"]])
    together, alone = found.worths

    assert ("about", "options, moves.war") == (found.grouping, together.name)
    assert 4 == len(together.quantities)
    assert alone.known <= together.known <= found.here.evpi
    with pytest.raises(UsageError, match=r"at 'options.oo'; did you mean 'options.o\d'"):
        value_of_information(results, about=[["options.oo"]])


def test_a_correlated_quantity_tells_of_the_other():
    rho, n = 0.9, 2000
    rng = np.random.default_rng(23)
    quantities = normal_quantities(rng, n, {ONE: (0.0, 1.0), TWO: (0.0, 1.0)})
    quantities[TWO] = rho * quantities[ONE] + math.sqrt(1 - rho**2) * quantities[TWO]
    results = comparison(
        quantities, {"a": lambda q: 0.5 + q[ONE]}, noise=0.5, correlations=[(0, 1, rho)]
    )
    found = worths(value_of_information(results))

    assert abs(found[ONE].known - loss(0.5, 1.0)) <= 3 * found[ONE].known_se
    assert abs(found[TWO].known - loss(0.5, rho)) <= 3 * found[TWO].known_se


def test_a_cost_is_worth_knowing_where_cost_counts():
    rng = np.random.default_rng(24)
    quantities = normal_quantities(rng, 1000, {"options.a.cost": (1.0, 0.5), ONE: (0.0, 1.0)})
    results = comparison(
        quantities,
        {"a": lambda q: 1.2 + 0.0 * q[ONE]},
        costs={"a": quantities["options.a.cost"]},
        noise=0.2,
    )
    free = worths(value_of_information(results, weight=0.0))
    dear = worths(value_of_information(results, weight=1.0))

    assert "options.a.cost" not in free
    assert abs(dear["options.a.cost"].known - loss(0.2, 0.5)) <= 3 * dear["options.a.cost"].known_se


def test_quantities_are_valued_where_the_choice_is_hardest_unless_told_where():
    results = three_options()
    found = value_of_information(results, weights=[0.0, 0.1])
    told = value_of_information(results, weights=[0.0], weight=0.2)

    assert found.here.evpi == max(at.evpi for at in found.curve)
    assert 0.2 == told.here.weight
    assert (0.0,) == tuple(at.weight for at in told.curve)


def test_without_a_choice_there_is_no_value():
    results = comparison(normal_quantities(np.random.default_rng(1), 60, {ONE: (0, 1)}), {})

    with pytest.raises(UsageError, match="nothing to choose from"):
        value_of_information(results)


def test_an_outcome_without_a_direction_is_nothing_to_choose_by():
    results = two_normals(100, noise=1.0, better="neither")

    with pytest.raises(UsageError, match="neither more nor less of it is better"):
        value_of_information(results)


COST = "options.a.cost"


def costly(costs, effect=1.0, weight=1.0):
    """Worth of knowing a cost that is all that is uncertain, and the comparison."""
    n = len(costs)
    levels = np.empty((n, 1))
    levels[np.argsort(costs, kind="stable"), 0] = (np.arange(n) + 0.5) / n
    results = comparison(
        {COST: costs}, {"a": lambda q: np.full(n, effect)}, costs={"a": costs}, levels=levels
    )
    found = value_of_information(results, weight=weight)
    return worths(found)[COST], found


@pytest.mark.parametrize("dear", [0.2, 0.5])
def test_the_only_uncertain_number_is_worth_all_that_is_not_known(dear):
    # Cheap or dear: a shape that no polynomial follows.
    n = 500
    costs = np.random.default_rng(3).permutation(np.where(np.arange(n) < dear * n, 5.0, 0.1))
    worth, found = costly(costs)
    regret = min(dear * 4.0, (1.0 - dear) * 0.9)

    assert found.here.evpi == pytest.approx(regret, rel=1e-6)
    assert worth.known == pytest.approx(regret, rel=0.02)


def test_a_cost_over_two_powers_of_ten_changes_the_choice_where_it_does():
    n = 2000
    costs = np.exp(np.log(10.0) + 1.4 * ndtri((np.random.default_rng(4).permutation(n) + 0.5) / n))
    worth, found = costly(costs, effect=9.0)
    (threshold,) = worth.switch.thresholds

    assert threshold.value == pytest.approx(9.0, rel=0.05)
    assert ("a", "baseline") == (threshold.below, threshold.above)
    assert worth.known == pytest.approx(found.here.evpi, rel=0.02)


def test_half_known_costs_keep_their_mean():
    n = 1000
    costs = np.exp(ndtri((np.random.default_rng(5).permutation(n) + 0.5) / n))
    worth, _ = costly(costs, effect=float(np.mean(costs)))
    # E|E[c | w] - mean| / 2 for c = exp(z), with w the part of z that a study of share k tells.
    k, m = 0.75, math.exp(0.5)
    halved = m * (2.0 * float(ndtr(math.sqrt(k) / 2.0)) - 1.0)

    assert worth.halved == pytest.approx(halved, rel=0.05)
    assert worth.halved < worth.known


def test_what_cannot_matter_is_not_counted_as_untold():
    quantities = normal_quantities(
        np.random.default_rng(6),
        200,
        {ONE: (0.0, 1.0), "options.a.consent.north": (0.0, 1.0), "options.b.delay": (0.0, 1.0)},
    )
    results = comparison(quantities, {"a": lambda q: q[ONE], "b": lambda q: 0.5 * q[ONE]})

    assert 1 == value_of_information(results).not_identified
    assert 0 == value_of_information(results, names=["a"]).not_identified


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"weights": []}, "no weights of cost are given"),
        ({"weights": [0.0, math.nan]}, "a weight of cost is a number from 0, found nan"),
        ({"weight": -1.0}, "a weight of cost is a number from 0, found -1"),
        ({"weights": [math.inf]}, "found inf"),
        ({"grouping": "colour"}, "no grouping 'colour'; known: quantity, actor, source"),
        ({"grouping": "about"}, "no grouping 'about'"),
        ({"grouping": "actor", "about": [[ONE]]}, "exclude each other"),
    ],
)
def test_what_makes_no_sense_is_refused(asked, message):
    with pytest.raises(UsageError, match=message):
        value_of_information(two_normals(60), **asked)


def test_weights_are_in_their_order_and_each_once():
    found = value_of_information(two_normals(60), weights=[2.0, 1, 1.0])

    assert [1.0, 2.0] == [at.weight for at in found.curve]


def test_the_mean_of_a_product_of_correlated_factors():
    # Two lognormals and a third quantity, all correlated: E[exp(a z1 + b z2) | z3] in closed form.
    rho, a, b = np.array([[1.0, -0.7, 0.5], [-0.7, 1.0, 0.2], [0.5, 0.2, 1.0]]), 0.6, 0.9
    grid = np.linspace(-8.0, 8.0, 4001)
    factors = tuple(
        Factor(k, math.exp(size**2 / 2), grid, np.exp(size * grid)) for k, size in enumerate((a, b))
    )
    costs = OptionCosts({"x": factors})
    mean = math.exp((a**2 + b**2) / 2 + a * b * rho[0, 1])
    results = comparison(
        {ONE: np.zeros(60)}, {"x": lambda q: np.zeros(60)}, costs={"x": np.full(60, mean)}
    )
    tied = dependence(3, [(0, 1, -0.7), (0, 2, 0.5), (1, 2, 0.2)])
    z = np.array([-1.5, 0.0, 1.0])
    share = a * rho[0, 2] + b * rho[1, 2]
    expected = mean * np.exp(share * z - share**2 / 2)
    found = costs.given(to_choose_from(results), tied, [2], z[:, None])

    np.testing.assert_allclose(found[:, 1], expected, rtol=0.01)
    # Known themselves, they are what they are.
    both = costs.given(to_choose_from(results), tied, [0, 1], np.array([[0.5, -1.0]]))
    assert both[0, 1] == pytest.approx(math.exp(0.5 * a - b), abs=0.01 * mean)
    # Execution multiplied as if the two were independent are a third off.
    assert factors[0].mean * factors[1].mean > 1.4 * mean
