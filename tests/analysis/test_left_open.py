"""What the quantities leave open: the right ends and shares, however few the replications."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from sim.analysis.conditional_means import scatter_of
from sim.analysis.draws import Draws
from sim.analysis.jackknife import groups
from sim.analysis.left_open import REAL, WIDTH_KNOWN, Response, foresee, left_open
from sim.analysis.quantities import Quantities
from sim.analysis.scores import dependence
from sim.results.descriptions import QuantityInfo
from tests.analysis.two_level import binomial, latin, normal, of_values, standard_normal

Z95 = 1.6448536


def scores_of(rng, n, count):
    return np.stack([standard_normal(latin(rng, n)) for _ in range(count)], axis=1)


def quantities(scores):
    n, count = scores.shape
    return Quantities(
        infos=tuple(QuantityInfo(f"moves.m{q}.rate") for q in range(count)),
        columns=tuple(range(count)),
        values=scores,
        scores=scores,
        dependence=dependence(count),
        groups=tuple(groups(n, 20)),
    )


def opened(draws, scores, limits=REAL):
    everything = np.ones(scores.shape[1], np.bool_)
    foreseen = foresee([Response(draws, everything)], quantities(scores))
    return foreseen and left_open(draws, foreseen[0], limits)


def sample(seed, effect, sd, *, n=300, replications=50, count=4):
    """Draws with a conditional mean that is a function of the first scores, and noise."""
    rng = np.random.default_rng([seed, 41])
    scores = scores_of(rng, n, count)
    return normal(rng, effect(scores.T), sd, replications), scores


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("sd", [0.0, 4.0, 15.0])
def test_the_share_below_zero_is_found_through_noise(share, sd):
    found = opened(*sample(1002, lambda z: z[0] - standard_normal(np.array(share)), sd))

    assert found.below == pytest.approx(share, abs=3.0 * found.share_se)
    assert found.above == pytest.approx(1.0 - found.below, abs=1e-9)
    assert found.share_se < 0.06


@pytest.mark.parametrize(("n", "replications"), [(300, 50), (2000, 50), (300, 1000)])
def test_the_error_of_the_share_covers(n, replications):
    """Two quantities; noise as large as what they do at 50 replications; P(z0 + z1/2 < 1.2)."""
    truth = float(ndtr(1.2 / np.sqrt(1.25)))
    hits = []
    for seed in range(5000, 5060):
        draws, scores = sample(
            seed, lambda z: z[0] + z[1] / 2.0 - 1.2, 8.0, n=n, replications=replications
        )
        found = opened(draws, scores)
        hits.append(abs(found.below - truth) <= 2.14 * found.share_se)  # Student, 14 freedoms

    assert np.mean(hits) >= 0.88  # of 60: two binomial errors below 95 %


def test_the_share_is_found_where_the_quantities_explain_nothing():
    rng = np.random.default_rng(3)
    mu = standard_normal(rng.random(2000)) - 1.0
    found = opened(normal(rng, mu, 4.0, 10), scores_of(rng, 2000, 2))

    assert found.below == pytest.approx(float(ndtr(1.0)), abs=3.0 * found.share_se)
    assert found.interval == pytest.approx((-1.0 - Z95, -1.0 + Z95), abs=0.3)


@pytest.mark.parametrize("replications", [5, 20, 100])
def test_the_interval_of_a_probability_has_the_right_ends(replications):
    """p = expit(-2 + z): between 2.5 and 41 %, of which five replications show 0 or 1 in five."""
    rng = np.random.default_rng(4)
    scores = scores_of(rng, 1000, 3)
    p = 1.0 / (1.0 + np.exp(2.0 - scores[:, 0]))
    found = opened(binomial(rng, p, replications), scores, (0.0, 1.0))
    truth = 1.0 / (1.0 + np.exp(2.0 - np.array([-Z95, Z95])))

    assert found.interval == pytest.approx(truth, rel=0.25)


def test_an_interval_stays_inside_the_limits():
    rng = np.random.default_rng(5)
    scores = scores_of(rng, 400, 1)
    found = opened(binomial(rng, ndtr(3.0 * scores[:, 0] - 2.0), 50), scores, (0.0, 1.0))

    assert found.interval[0] >= 0.0
    assert found.interval[1] <= 1.0


def test_nothing_open_is_hardly_ever_shown_as_open():
    shown = []
    for seed in range(100):
        draws, scores = sample(seed, lambda z: 0.0 * z[0] - 1.0, 4.0)
        found = opened(draws, scores)
        shown.append(found.interval is not None and found.interval[0] < found.interval[1])

    assert np.mean(shown) < 0.02


def test_intervals_that_are_shown_are_not_those_that_luck_made_wide():
    """Noise of a draw mean is 0.57: at 0.1 what is open is a thirtieth of the scatter."""
    ratios = {}
    for tau in (0.1, 0.2, 0.3, 0.4):
        for seed in range(2000, 2030):
            draws, scores = sample(seed, lambda z, tau=tau: tau * z[0] - 1.0, 4.0)
            found = opened(draws, scores)
            if found.interval is not None:
                low, high = found.interval
                ratios.setdefault(tau, []).append((high - low) / (2.0 * Z95 * tau))

    assert len(ratios.get(0.1, [])) <= 1
    assert len(ratios[0.3]) > 25
    assert 1.0 / 1.15 < np.mean(np.concatenate(list(ratios.values()))) < 1.15
    assert np.mean(ratios[0.3]) == pytest.approx(1.0, abs=0.06)


def test_an_option_that_hurt_in_no_draw_is_not_thought_to():
    rng = np.random.default_rng(6)
    scores = scores_of(rng, 1000, 1)
    p = 0.1 * np.exp(0.3 * scores[:, 0])
    u = rng.random((1000, 20))
    found = opened(of_values(-1.0 * ((0.8 * p[:, None] <= u) & (u < p[:, None]))), scores)

    assert 1.0 == found.below
    assert 0.0 < found.share_se < 0.01


def test_few_differences_leave_the_share_open():
    values = np.zeros((300, 10))
    values[[3, 77, 200], 0] = -1.0
    found = opened(of_values(values), scores_of(np.random.default_rng(7), 300, 2))

    assert found.below == 1.0
    assert found.share_se >= 1.0 / 5.0  # three alike: the next may be another (Laplace)


def test_constant_draws_leave_nothing_open():
    found = opened(of_values(np.full((60, 5), 0.25)), scores_of(np.random.default_rng(8), 60, 1))

    assert (0.25, 0.25) == found.interval
    assert (0.0, 1.0, 0.0) == (found.below, found.above, found.share_se)


def test_too_little_tells_nothing():
    draws, scores = sample(1, lambda z: z[0], 1.0)

    assert opened(replace(draws, uncertain=False), scores) is None
    assert opened(Draws(draws.mean[:30], draws.variance[:30], 50, 20, True), scores[:30]) is None
    assert opened(replace(draws, replications=1, variance=draws.variance * np.nan), scores) is None


def test_draws_beyond_those_of_the_quantities_are_not_looked_at():
    draws, scores = sample(2, lambda z: z[0] - 1.0, 2.0, n=400)
    few = Draws(draws.mean[:200], draws.variance[:200], 50, 20, uncertain=True)

    assert opened(draws, scores[:200]) == opened(few, scores[:200])


def test_one_response_does_not_depend_on_the_others():
    draws, scores = sample(2, lambda z: z[0] + z[1] ** 2 - 1.0, 2.0)
    other, _ = sample(9, lambda z: z[2] * z[3], 1.0)
    everything = np.ones(4, np.bool_)
    (alone,) = foresee([Response(draws, everything)], quantities(scores))
    both = [Response(draws, everything), Response(other, everything)]
    beside, _ = foresee(both, quantities(scores))

    assert beside.whole == pytest.approx(alone.whole)


def test_a_level_is_open_as_the_sum_of_what_it_is_foreseen_from():
    rng = np.random.default_rng(11)
    scores = scores_of(rng, 400, 3)
    base = rng.normal(scores[:, :1], 2.0, (400, 50))
    change = rng.normal(0.5 * scores[:, 1:2] - 1.0, 1.0, (400, 50))
    everything = np.ones(3, np.bool_)
    responses = [Response(of_values(values), everything) for values in (base, change)]
    of_base, of_change = foresee(responses, quantities(scores))
    found = left_open(of_values(base + change), of_base + of_change)
    half = Z95 * np.sqrt(1.25)

    assert found.interval == pytest.approx((-1.0 - half, -1.0 + half), abs=0.2)


def test_scatter_that_is_hardly_more_than_noise_is_taken_as_none():
    rng = np.random.default_rng(10)
    pure, clear = rng.normal(0.0, 1.0, 400), rng.normal(0.0, 3.0, 400)
    noise = np.ones(400)

    assert 0.0 == scatter_of(0.98 * pure / np.std(pure), noise).variance
    assert scatter_of(clear, noise).variance == pytest.approx(8.0, rel=0.2)
    assert WIDTH_KNOWN < 1.0
