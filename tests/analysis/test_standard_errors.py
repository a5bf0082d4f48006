"""Known answers of the one family of standard errors: few strata, parts of strata, rare events."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from sim.analysis.draws import Draws
from sim.analysis.standard_errors import (
    confidence_factor,
    degrees_of_freedom,
    event_size,
    p_value,
    probability_error,
    spread,
    standard_error,
    sure_factor,
)
from tests.analysis.two_level import independent, latin, normal, of_values, standard_normal

#: Seeds of a coverage: 95 % of 1,000 is known to 0.7 points.
SEEDS = range(1000)
#: 95 % less and more than three standard errors of that.
AS_IT_SHOULD = (0.929, 0.971)


def straight(rng, n, sampler=latin, noise=0.5):
    """Draws of a mean that goes with two quantities, one of them straight: the truth is 3."""
    u, v = sampler(rng, n), sampler(rng, n)
    mu = 3.0 + standard_normal(u) + (v - 0.5) * (u - 0.5)
    return normal(rng, mu, noise, 4)


def covered(draws, truth):
    half = confidence_factor(degrees_of_freedom(draws)) * standard_error(draws)
    return abs(float(np.mean(draws.mean)) - truth) < half


@pytest.mark.parametrize(
    ("n", "sampler"),
    [
        *((n, latin) for n in (40, 100, 200, 300, 47, 105, 207, 1007)),
        *((n, independent) for n in (40, 105, 300)),
    ],
)
def test_intervals_cover_with_few_strata_and_with_part_of_one(n, sampler):
    """``E v - 0.5 = 0`` and the quantities are independent, so the truth is 3."""
    seeds = SEEDS if n < 1000 else range(400)
    hits = np.mean([covered(straight(np.random.default_rng([s, n]), n, sampler), 3) for s in seeds])

    # A part of a stratum after few whole ones is on the safe side.
    assert AS_IT_SHOULD[0] <= hits <= (AS_IT_SHOULD[1] if n % 20 == 0 or n > 200 else 1.0)


@pytest.mark.parametrize("n", [40, 52, 117])
def test_the_variance_is_right_on_average(n):
    """Whatever the strata: 2,000 seeds know a variance to 3 %, and with two strata ours as well."""
    runs = [straight(np.random.default_rng([s, 7]), n) for s in range(2000)]
    true = np.var([np.mean(draws.mean) for draws in runs])

    assert np.mean([spread(draws).variance for draws in runs]) == pytest.approx(true, rel=0.12)


def test_the_error_does_not_jump_at_ten_strata():
    """Draws taken as independent below ten strata made it 1.9 times as large."""
    few, many = (
        np.mean([spread(straight(np.random.default_rng([s, 8]), n)).variance for s in range(400)])
        for n in (180, 200)
    )

    assert few / many == pytest.approx(200 / 180, rel=0.1)


def test_one_hypercube_alone_is_on_the_safe_side():
    hits = [covered(straight(np.random.default_rng([s, 9]), 20), 3.0) for s in SEEDS]

    assert np.mean(hits) >= 0.95


def test_degrees_of_freedom_count_strata_draws_or_histories():
    values = np.random.default_rng(1).normal(size=(100, 7))

    assert degrees_of_freedom(of_values(values)) == 4
    assert degrees_of_freedom(of_values(values[:39])) == 38
    assert degrees_of_freedom(of_values(values, uncertain=False)) == 699
    assert degrees_of_freedom(of_values(values[:1])) == 6
    assert math.inf == degrees_of_freedom(of_values(np.full((100, 7), 0.1)))
    # 4 whole strata have 3; the part of a fifth is known from single draws as well.
    assert 3.0 < degrees_of_freedom(of_values(values[:85])) < 84.0


def test_a_part_of_a_stratum_by_hand():
    """Two whole strata of 2 draws and one draw: ``q = 0``, so ``(2 V + s_1^2) / 25``."""
    draws = replace(of_values(np.array([[1.0], [3.0], [2.0], [6.0], [4.0]])), stratum=2)
    totals, single = np.var([4.0, 8.0], ddof=1), np.var([1.0, 3.0, 2.0, 6.0, 4.0], ddof=1)

    assert spread(draws).variance == pytest.approx((2 * totals + single) / 25)
    assert spread(draws).df == pytest.approx(5**2 / (4**2 / 1 + 1**2 / 4))


def test_few_events_that_are_as_many_in_each_stratum_are_no_certainty():
    values = np.zeros((40, 50))
    values[3, 0] = values[33, 7] = 1.0

    # Of two events among 2,000 histories, independent: sqrt(2) / 2,000.
    assert standard_error(of_values(values)) == pytest.approx(math.sqrt(2) / 2000, rel=0.03)


def test_factors_are_quantiles_of_student():
    """Tables of t: 2.145 at 14 degrees of freedom, 12.706 at one, 1.960 at infinity."""
    assert confidence_factor(14) == pytest.approx(2.1448, abs=1e-4)
    assert confidence_factor(1) == pytest.approx(12.7062, abs=1e-4)
    assert confidence_factor(math.inf) == pytest.approx(1.95996, abs=1e-5)
    assert sure_factor(14, 3.0) == pytest.approx(stats.t.isf(stats.norm.sf(3.0), 14))
    assert sure_factor(math.inf, 3.0) == 3.0
    assert sure_factor(4) == pytest.approx(2.87, abs=0.01)
    assert p_value(2.145, 1.0, 14) == pytest.approx(0.05, abs=1e-4)
    assert p_value(1.96, 1.0, math.inf) == pytest.approx(0.05, abs=1e-4)
    assert (1.0, 0.0, 1.0) == (p_value(0, 0, 1), p_value(1, 0, 1), p_value(0, 1, 3))


def differing(n_differing, shape=(300, 50), event=1.0):
    """Differences of which so many histories are -1, one in a draw, in turn over the strata."""
    values = np.zeros(shape)
    for number in range(n_differing):
        values[(number * 20 + number // 15) % shape[0], 0] = -1.0
    return replace(of_values(values), event=event)


@pytest.mark.parametrize(("n", "expected"), [(0, 1.0), (1, 2.0), (5, 6.0), (300, 301.0)])
def test_one_more_discordant_pair(n, expected):
    """Their squares add: that of what was seen, and 1."""
    histories = 300 * 50
    draws = differing(n)
    ours = (standard_error(draws) * histories) ** 2
    seen = spread(draws).variance * histories**2

    assert ours == pytest.approx(seen + 1.0)
    if n < 2:
        assert ours == pytest.approx(expected)


def test_where_nothing_can_differ_nothing_is_known_exactly():
    assert 0.0 == standard_error(differing(0, event=0.0))
    assert 1 / 15_000 == pytest.approx(standard_error(differing(0)))
    assert math.inf == degrees_of_freedom(differing(0))


def test_one_more_event_is_next_to_nothing_among_many():
    rng = np.random.default_rng(3)
    draws = of_values(-(rng.random((300, 50)) < 0.1).astype(float))
    ratio = standard_error(replace(draws, event=1.0)) / standard_error(draws)

    assert 1.0 < ratio < 1.001


def levels(rng, changed, shape=(300, 50)):
    """A level of about 0.3, and a difference of 0.01 in a share of the histories."""
    base = rng.normal(0.3, 0.05, shape)
    difference = np.where(rng.random(shape) < changed, rng.normal(0.01, 0.003, shape), 0.0)
    return of_values(base), of_values(difference)


def test_the_size_of_an_event():
    rng = np.random.default_rng(4)
    base, difference = levels(rng, 0.5)
    _, nothing = levels(rng, 0.0)
    none = of_values(np.zeros((300, 50)))

    assert 1.0 == event_size(difference, base, "reached") == event_size(difference, base, "count")
    # Nothing seen: as large as the outcome itself, sqrt(0.3^2 + 0.05^2), or one unit.
    assert event_size(nothing, base, "mean") == pytest.approx(math.hypot(0.3, 0.05), rel=0.01)
    assert 1.0 == event_size(nothing, none, "total")
    # Many seen: as large as these.
    assert event_size(difference, base, "mean") == pytest.approx(math.hypot(0.01, 0.003), rel=0.1)
    assert standard_error(
        replace(difference, event=event_size(difference, base, "mean"))
    ) == pytest.approx(standard_error(difference), rel=0.001)


@pytest.mark.parametrize("shape", [(300, 1), (1, 400), (60, 20)])
def test_the_size_of_an_event_in_any_design(shape):
    base, difference = levels(np.random.default_rng(5), 0.5, shape)
    size = event_size(difference, base, "mean")

    assert 0.0 < size < 0.1


def test_a_probability_never_seen_has_laplaces_error():
    never = of_values(np.zeros((30, 10)))

    assert probability_error(never) == pytest.approx(math.sqrt(301 / 303) / 302)
    assert probability_error(of_values(np.ones((30, 10)))) == probability_error(never)


def test_one_history_has_no_error():
    one = Draws(np.array([1.0]), np.array([np.nan]), 1, 20, True)

    assert standard_error(one) is None
    assert math.inf == degrees_of_freedom(one)
