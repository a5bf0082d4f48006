"""By when it happens: quantiles over all histories and the cumulative incidence."""

import math

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

from sim.analysis.time_to_event import incidence, pooled_quantiles, weeks_quantiles
from sim.engine.loop.counting import summarize
from sim.results.histogram import Histogram
from sim.results.history_summary import MOST_POINTS, incidence_weeks


def exponential(rate, horizon, seed=1, shape=(200, 100)):
    times = np.random.default_rng(seed).exponential(1.0 / rate, shape)
    return np.where(times <= horizon, times, math.inf)


def points_of(times, horizon):
    """Points of the incidence of one outcome, from the times in all histories."""
    points = incidence_weeks(horizon / 7)
    summary = summarize(np.empty((*times.shape, 0)), times[:, :, None], [], points)
    return incidence(summary.happened[:, 0], times.shape[1], horizon)


def test_quantiles_of_an_exponential_time():
    low, middle, high = weeks_quantiles(Histogram.of(exponential(0.1, 52.0)))

    assert low == pytest.approx(-math.log(0.95) / 0.1, rel=0.05)
    assert middle == pytest.approx(math.log(2.0) / 0.1, rel=0.03)
    assert high == pytest.approx(-math.log(0.05) / 0.1, rel=0.05)


def test_a_quantile_that_the_incidence_does_not_reach_is_none():
    low, middle, high = weeks_quantiles(Histogram.of(exponential(0.1, 5.0)))

    assert low == pytest.approx(-math.log(0.95) / 0.1, rel=0.05)
    assert (None, None) == (middle, high)


def test_the_first_time_that_reaches_the_share_counts():
    times = np.array([[float(k) for k in range(1, 21)]])

    assert (1.0, 10.0, 19.0) == weeks_quantiles(Histogram.of(times))


def test_never_is_none():
    assert (None, None, None) == weeks_quantiles(Histogram.of(np.full((3, 4), math.inf)))


def test_pooled_quantiles_are_values_that_occurred():
    assert (0.0, 1.0, 4.0) == pooled_quantiles(Histogram.of(np.array([[0.0, 4.0], [1.0, 2.0]])))


def test_the_incidence_agrees_with_the_censored_ecdf_of_scipy():
    times = exponential(0.05, 52.0, shape=(20, 10))
    happened = times[np.isfinite(times)]
    censored = np.full(np.isinf(times).sum(), 52.0)
    oracle = ecdf(CensoredData(uncensored=happened, right=censored)).cdf

    for at, mean, _ in points_of(times, 364.0):
        assert mean.mean() == pytest.approx(float(oracle.evaluate(at)), abs=1e-12)


def test_the_variance_is_that_of_the_indicator():
    times = exponential(0.05, 52.0, shape=(6, 10))

    for at, _, variance in points_of(times, 364.0):
        assert variance == pytest.approx((times <= at).var(axis=1, ddof=1))


def test_one_replication_has_no_variance():
    assert all(np.isnan(v).all() for _, _, v in points_of(np.ones((3, 1)), 70.0))


@pytest.mark.parametrize("weeks", [0.5, 1.0, 2.5, 13.0, 13.5, 52.0, 52.3, 71.0, 104.0, 520.0])
def test_the_grid_ends_at_the_horizon_and_is_never_long(weeks):
    points = incidence_weeks(weeks)

    assert len(points) <= MOST_POINTS
    assert points[-1] == weeks
    assert list(points) == sorted(set(points))
    assert min(points) > 0.0
