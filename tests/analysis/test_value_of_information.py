"""Value of information: known answers, and what must hold of any."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.special import ndtr

from sim.analysis.alternatives import to_choose_from
from sim.analysis.explanation import explain
from sim.analysis.value_of_information import HALVED, partial_value, value_of_information
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
    order = [info.name for info in explanation.quantities]
    values = [
        partial_value(explanation, explanation.choice, explanation.surface, 0.0, list(range(size)))
        for size in range(len(order) + 1)
    ]

    # 4,096 points: the error of a mean of net benefits that scatter by about 1.
    error = 1.5 / math.sqrt(4096)
    assert all(after >= before - error for before, after in pairwise(values))
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


def test_groups_are_worth_their_quantities_together():
    results = three_options()
    found = value_of_information(results, grouping="basis")

    assert ["none named"] == [worth.name for worth in found.worths]
    assert abs(found.worths[0].known - found.all_told) < 0.02
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
