"""Known answers for the families: `scipy.stats` is the oracle."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from sim.distributions import FAMILIES, empirical_arguments, interval_90

U = np.array([1e-12, 1e-6, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1 - 1e-6])

ORACLES = [
    ("uniform", (-2.0, 3.0), stats.uniform(-2, 5)),
    ("loguniform", (0.5, 8.0), stats.loguniform(0.5, 8)),
    ("triangular", (1.0, 2.0, 5.0), stats.triang(0.25, 1, 4)),
    ("triangular", (1.0, 1.0, 5.0), stats.triang(0, 1, 4)),
    ("pert", (1.0, 2.0, 5.0), stats.beta(2, 4, 1, 4)),
    ("normal", (-1.0, 2.0), stats.norm(-1, 2)),
    ("lognormal", (3.0, 0.7), stats.lognorm(0.7, scale=3)),
    ("truncnormal", (1.0, 2.0, 0.0, 3.0), stats.truncnorm(-0.5, 1.0, 1, 2)),
    ("truncnormal", (0.0, 1.0, 4.0, math.inf), stats.truncnorm(4, math.inf)),
    ("truncnormal", (0.0, 1.0, -math.inf, -5.0), stats.truncnorm(-math.inf, -5)),
    ("beta", (2.0, 5.0), stats.beta(2, 5)),
    ("gamma", (0.7, 3.0), stats.gamma(0.7, scale=3)),
    ("exponential", (4.0,), stats.expon(scale=4)),
    ("weibull", (0.8, 2.0), stats.weibull_min(0.8, scale=2)),
    ("pareto", (25.0, 1.8, math.inf), stats.pareto(1.8, scale=25)),
    ("pareto", (25.0, 1.8, 2500.0), stats.truncpareto(1.8, 100, scale=25)),
]


@pytest.mark.parametrize(("name", "arguments", "oracle"), ORACLES)
def test_quantiles_are_those_of_scipy(name, arguments, oracle):
    actual = FAMILIES[name].quantile(U, *arguments)

    np.testing.assert_allclose(actual, oracle.ppf(U), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(("name", "arguments", "oracle"), ORACLES)
def test_support_and_mean_are_those_of_scipy(name, arguments, oracle):
    family = FAMILIES[name]
    low, high = oracle.support()
    mean = family.mean(*arguments)

    assert family.support(*arguments) == pytest.approx((low, high))
    if mean is not None:
        assert float(mean) == pytest.approx(oracle.mean(), rel=1e-9)


@pytest.mark.parametrize(("name", "arguments", "oracle"), ORACLES)
def test_parameters_broadcast_against_u(name, arguments, oracle):
    columns = [np.full((3, 1), argument) for argument in arguments]
    u = np.linspace(0.1, 0.9, 4)

    actual = FAMILIES[name].quantile(u, *columns)

    assert actual.shape == (3, 4)
    np.testing.assert_array_equal(actual, np.tile(FAMILIES[name].quantile(u, *arguments), (3, 1)))


def test_logitnormal_is_normal_on_the_logit_scale():
    actual = FAMILIES["logitnormal"].quantile(U[2:], 0.3, 0.8)
    logits = np.log(actual / (1 - actual))

    np.testing.assert_allclose(logits, stats.norm(math.log(3 / 7), 0.8).ppf(U[2:]), rtol=1e-10)


def test_constant_has_the_shape_of_u():
    np.testing.assert_array_equal(FAMILIES["constant"].quantile(U, 3.0), np.full(U.shape, 3.0))


def test_empirical_steps_through_the_values_by_weight():
    arguments = empirical_arguments([5.0, 1.0, 3.0], [1.0, 2.0, 1.0])

    assert (1.0, 3.0, 5.0, 0.5, 0.25, 0.25) == arguments
    actual = FAMILIES["empirical"].quantile([0.01, 0.49, 0.51, 0.74, 0.76, 0.99], *arguments)
    np.testing.assert_array_equal(actual, [1, 1, 3, 3, 5, 5])
    assert FAMILIES["empirical"].support(*arguments) == (1.0, 5.0)
    assert float(FAMILIES["empirical"].mean(*arguments)) == 2.5


def test_truncated_pareto_with_alpha_one_has_the_mean_of_quadrature():
    arguments = (2.0, 1.0, 50.0)
    expected, _ = integrate.quad(lambda u: FAMILIES["pareto"].quantile(u, *arguments), 0, 1)

    assert float(FAMILIES["pareto"].mean(*arguments)) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("uniform", (2.0, 2.0)),
        ("triangular", (0.0, 2.0, 1.0)),
        ("normal", (0.0, 0.0)),
        ("lognormal", (-1.0, 1.0)),
        ("logitnormal", (1.0, 1.0)),
        ("truncnormal", (0.0, 1.0, 3.0, 2.0)),
        ("beta", (0.0, 1.0)),
        ("pareto", (25.0, 1.8, 20.0)),
        ("loguniform", (0.0, 1.0)),
    ],
)
def test_impossible_parameters_are_refused(name, arguments):
    assert FAMILIES[name].check(*arguments) is not None


@given(
    st.sampled_from(["rate", "duration", "ratio", "positive", "size"]),
    st.floats(1e-6, 1e6),
    st.floats(1.001, 1e6),
)
def test_ends_of_a_positive_interval_are_its_quantiles(kind, low, factor):
    family, arguments = interval_90(kind, low, low * factor)

    assert family == "lognormal"
    ends = FAMILIES[family].quantile([0.05, 0.95], *arguments)
    np.testing.assert_allclose(ends, [low, low * factor], rtol=1e-9)


@given(st.floats(1e-6, 0.999), st.floats(1e-3, 0.999))
def test_ends_of_a_level_interval_are_its_quantiles(low, share):
    high = low + (1 - low) * share
    family, arguments = interval_90("level", low, high)

    ends = FAMILIES[family].quantile([0.05, 0.95], *arguments)
    np.testing.assert_allclose(ends, [low, high], rtol=1e-7)


@given(st.floats(-1, 1), st.floats(1e-3, 2))
def test_ends_of_a_signed_interval_are_its_quantiles(low, width):
    family, arguments = interval_90("signed", low, low + width)

    ends = FAMILIES[family].quantile([0.05, 0.95], *arguments)
    np.testing.assert_allclose(ends, [low, low + width], atol=1e-12)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 1.0, (0.0, 1.0)),
        (0.6, 1.0, (1 - 0.4 / 0.95, 1.0)),
        (0.0, 0.3, (0.0, 0.3 / 0.95)),
    ],
)
def test_a_level_interval_up_to_its_limit_is_uniform(low, high, expected):
    assert interval_90("level", low, high) == ("uniform", expected)


@pytest.mark.parametrize(("low", "high"), [(0.02, 1.0), (0.0, 0.97), (0.5, 1.5), (0.5, 0.4)])
def test_a_level_interval_that_no_distribution_has_is_refused(low, high):
    with pytest.raises(ValueError, match="0"):
        interval_90("level", low, high)
