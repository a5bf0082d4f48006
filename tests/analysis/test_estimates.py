"""Known answers of two-level sampling: errors that cover, intervals without inner noise."""

import math

import numpy as np
import pytest
from scipy.special import betaincinv
from scipy.stats import bootstrap

from sim.analysis.estimates import estimate_world, share_epistemic
from sim.analysis.standard_errors import standard_error
from tests.analysis.two_level import (
    binomial,
    independent,
    latin,
    normal,
    of_values,
    standard_normal,
)
from tests.report import fabricate

SEEDS = range(200)
Z95 = 1.959964


def lognormal_mean(rng, sampler, n):
    mu = np.exp(0.5 * standard_normal(sampler(rng, n)))
    return normal(rng, mu, 1.0, 5), math.exp(0.125)


def beta_probability(rng, sampler, n):
    return binomial(rng, betaincinv(2.0, 5.0, sampler(rng, n)), 20), 2.0 / 7.0


def normal_mean(rng, sampler, n):
    return normal(rng, 3.0 + standard_normal(sampler(rng, n)), 2.0, 4), 3.0


MODELS = [lognormal_mean, beta_probability, normal_mean]


def coverage(model, sampler, n, error=standard_error):
    """Share of the seeds whose 95 % interval holds the true mean."""
    hits = 0
    for seed in SEEDS:
        draws, truth = model(np.random.default_rng([seed, 5]), sampler, n)
        hits += abs(np.mean(draws.mean) - truth) < Z95 * error(draws)
    return hits / len(SEEDS)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("sampler", [independent, latin])
def test_the_standard_error_covers(model, sampler):
    assert 0.91 <= coverage(model, sampler, 2000) <= 0.98


def test_the_naive_error_is_too_wide_for_stratified_draws():
    def naive(draws):
        return np.std(draws.mean, ddof=1) / math.sqrt(draws.n)

    assert coverage(normal_mean, latin, 1000, naive) > 0.98
    draws, _ = normal_mean(np.random.default_rng(0), latin, 1000)
    assert standard_error(draws) < 0.85 * naive(draws)


def test_a_partial_last_stratum_still_covers():
    assert 0.91 <= coverage(normal_mean, latin, 1007) <= 0.98


def test_without_uncertain_parameters_all_histories_count_alike():
    values = np.random.default_rng(3).normal(2.0, 3.0, (40, 25))

    assert standard_error(of_values(values, uncertain=False)) == pytest.approx(
        values.std(ddof=1) / math.sqrt(values.size), rel=1e-12
    )


def test_without_uncertain_parameters_one_replication_is_enough():
    values = np.random.default_rng(3).normal(2.0, 3.0, (400, 1))

    assert standard_error(of_values(values, uncertain=False)) == pytest.approx(
        values.std(ddof=1) / 20.0, rel=1e-12
    )


def test_one_draw_has_the_error_of_its_replications():
    values = np.random.default_rng(4).normal(2.0, 3.0, (1, 50))

    assert standard_error(of_values(values)) == pytest.approx(
        values.std(ddof=1) / math.sqrt(50), rel=1e-12
    )


def test_one_history_has_no_error():
    assert standard_error(of_values(np.array([[1.0]]))) is None


@pytest.mark.parametrize("shape", [(1, 5), (30, 5), (400, 5), (400, 1)])
@pytest.mark.parametrize("uncertain", [True, False])
def test_a_constant_outcome_has_no_error_at_all(shape, uncertain):
    draws = of_values(np.full(shape, 0.1), uncertain=uncertain)

    assert standard_error(draws) == 0.0


def test_the_error_agrees_with_a_bootstrap_of_strata():
    draws, _ = lognormal_mean(np.random.default_rng(8), latin, 2000)
    strata = draws.mean.reshape(-1, 20).mean(axis=1)
    oracle = bootstrap((strata,), np.mean, n_resamples=4000, rng=np.random.default_rng(1))

    assert standard_error(draws) == pytest.approx(oracle.standard_error, rel=0.05)


def beta_quantiles():
    return betaincinv(2.0, 5.0, np.array([0.05, 0.95]))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_share_of_ignorance_is_found(share):
    rng = np.random.default_rng(15)
    mu = math.sqrt(share) * standard_normal(latin(rng, 4000))
    draws = normal(rng, mu, math.sqrt(1.0 - share), 20)

    assert share_epistemic(draws) == pytest.approx(share, abs=0.03)


def test_the_share_of_ignorance_at_the_edges():
    rng = np.random.default_rng(16)

    assert share_epistemic(of_values(rng.random((50, 50)), uncertain=False)) == 0.0
    assert share_epistemic(of_values(rng.random((50, 1)))) is None
    assert share_epistemic(of_values(rng.random((1, 50)))) is None
    assert share_epistemic(of_values(np.full((50, 50), 0.1))) is None
    assert share_epistemic(of_values(np.repeat(rng.random((50, 1)), 5, axis=1))) == pytest.approx(1)


def test_a_world_has_an_estimate_of_every_outcome():
    results = fabricate.results(alone=True)
    estimates = estimate_world(results, results.baseline)
    violence, deaths = estimates["major_violence"], estimates["deaths"]

    assert list(estimates) == [info.name for info in results.outcomes]
    assert violence.estimate == pytest.approx(results.baseline.values[:, :, 2].mean())
    assert violence.likelihood == "unlikely to likely"
    assert violence.quantiles is None
    assert violence.incidence[-1].estimate == pytest.approx(violence.estimate)
    assert violence.incidence[-1].se == pytest.approx(violence.se)
    assert deaths.likelihood is None
    assert deaths.weeks_to is None
    assert deaths.quantiles == tuple(
        np.quantile(results.baseline.values[:, :, 0], (0.05, 0.5, 0.95), method="inverted_cdf")
    )


def test_what_was_not_kept_is_not_told():
    results = fabricate.results()
    estimates = estimate_world(results, results.baseline)

    assert estimates["deaths"].quantiles is None
    assert estimates["major_violence"].weeks_to is None
    assert estimates["major_violence"].incidence is None


def rare(seed, replications, n=600):
    """Draws of a probability of 2 to 12 % or so."""
    rng = np.random.default_rng([seed, 3])
    return binomial(rng, betaincinv(2.6, 50.0, latin(rng, n)), replications)
