"""Uncertain rates: the mean, the epistemic interval, and the share that is ignorance."""

import numpy as np
import pytest
from scipy import integrate, stats

import sim
from sim.analysis.estimates import estimate_world
from tests.known_answers.worlds import scenario

YEARS = 52 * 7 / 365.25

UNCERTAIN = """
ladders: {front: {rungs: [calm, war]}}
moves:
  war: {when: {front: calm}, rate: RATE, then: {front: war}}
outcomes: {war: {reached: {front: war}}}
"""

#: Rates per year as distributions of scipy.stats, and as they are written in a scenario.
RATES = {
    "gamma": ("{dist: gamma, a: 2, scale: 0.5, unit: per year}", stats.gamma(2, scale=0.5)),
    "lognormal": (
        "0.2 to 2 per year",
        stats.lognorm(s=np.log(10) / (2 * 1.6448536269514722), scale=np.sqrt(0.2 * 2)),
    ),
}


@pytest.mark.parametrize("family", RATES)
def test_mean_interval_and_share_of_an_uncertain_rate(family):
    text, rate = RATES[family]
    results = sim.run(
        scenario(UNCERTAIN.replace("RATE", text)), draws=2000, replications=50, seed=3
    )
    estimate = estimate_world(results, results.baseline)["war"]

    def p(r):
        return 1 - np.exp(-r * YEARS)

    mean = integrate.quad(lambda u: p(rate.ppf(u)), 0, 1)[0]
    second = integrate.quad(lambda u: p(rate.ppf(u)) ** 2, 0, 1)[0]
    share = (second - mean**2) / (mean * (1 - mean))
    if family == "gamma":
        assert mean == pytest.approx(1 - (1 + 0.5 * YEARS) ** -2, abs=1e-9)

    assert abs(estimate.estimate - mean) < 3 * estimate.se
    # The 5 % and 95 % points are order statistics of 2000 draws: their standard error from the
    # density of p, doubled for the inner noise that is taken out.
    for end, level in zip(estimate.interval, (0.05, 0.95), strict=True):
        known = p(rate.ppf(level))
        density = rate.pdf(rate.ppf(level)) / (YEARS * np.exp(-rate.ppf(level) * YEARS))
        se = np.sqrt(level * (1 - level) / 2000) / density
        assert abs(end - known) < 3 * 2 * se
    assert estimate.share_epistemic == pytest.approx(share, rel=0.1)


def test_the_mean_of_a_gamma_rate_in_closed_form():
    """Independent draws, one replication each: the plain acceptance rule."""
    text, _ = RATES["gamma"]
    world = scenario(UNCERTAIN.replace("RATE", text))
    results = sim.run(world, draws=20_000, replications=1, seed=4, keep=True)
    values = results.baseline.values.ravel()
    known = 1 - (1 + 0.5 * YEARS) ** -2

    # Latin hypercube strata only narrow the spread, so the binomial bound is safe.
    assert abs(values.mean() - known) < 3 * np.sqrt(known * (1 - known) / values.size)
