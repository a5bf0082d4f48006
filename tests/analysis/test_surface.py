"""Scores, polynomials in them, and surfaces: closed forms against integrals and simulation."""

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.polynomial import hermite_e
from scipy.stats import norm, rankdata

from sim.analysis.functions import (
    HIGHEST,
    SMOOTH,
    Steps,
    conditional_hermite,
    functions_of,
    hermite,
)
from sim.analysis.jackknife import groups
from sim.analysis.scores import dependence, normal_scores
from sim.analysis.selection import fit_surfaces
from sim.analysis.surface import Surface, fit
from sim.analysis.terms import columns, power, product
from tests.analysis.two_level import latin, standard_normal

NODES, WEIGHTS = hermite_e.hermegauss(30)
WEIGHTS = WEIGHTS / WEIGHTS.sum()

CORRELATED = dependence(5, [(0, 1, 0.6), (1, 2, 0.5)])


def correlated_scores(n, seed=1):
    rng = np.random.default_rng(seed)
    return rng.multivariate_normal(np.zeros(5), CORRELATED.matrix, n)


def test_scores_are_normal_quantiles_of_ranks():
    values = np.array([[3.0, 5.0], [1.0, 5.0], [2.0, 0.0], [9.0, 5.0]])
    expected = np.stack([norm.ppf((rankdata(column) - 0.5) / 4) for column in values.T], axis=1)

    np.testing.assert_allclose(normal_scores(values), expected, atol=1e-12)


def test_polynomials_are_orthonormal_over_a_standard_normal():
    table = np.stack([hermite(NODES, degree) for degree in range(1, HIGHEST + 1)])

    np.testing.assert_allclose((table * WEIGHTS) @ table.T, np.eye(HIGHEST), atol=1e-12)
    np.testing.assert_allclose(table @ WEIGHTS, 0.0, atol=1e-12)


@pytest.mark.parametrize("degree", range(HIGHEST + 1))
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_expectation_of_a_polynomial_of_a_score_known_in_part(degree, share):
    mean = np.array([-1.2, 0.0, 0.4]) * math.sqrt(share)
    rest = math.sqrt(1.0 - share) * NODES
    integral = [WEIGHTS @ hermite(m + rest, degree) for m in mean]

    np.testing.assert_allclose(conditional_hermite(mean, share, degree), integral, atol=1e-12)


THREE = functions_of(np.repeat([1.0, 2.0, 9.0], [20, 30, 10]), norm.ppf((np.arange(60) + 0.5) / 60))


@pytest.mark.parametrize("functions", [SMOOTH, THREE])
@pytest.mark.parametrize("order", [0, 1, 2, 5])
def test_moments_of_what_is_not_known_of_a_score(functions, order):
    mean, share = np.array([-0.9, 0.1, 0.7]), 0.4
    # The midpoints of many equally likely values of the rest.
    rest = norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    for number in range(1, functions.highest + 1):
        integral = [
            np.mean(
                functions.value(m + math.sqrt(1.0 - share) * rest, number) * hermite(rest, order)
            )
            for m in mean
        ]
        found = functions.moments(mean, share, number, order + 1)[order]
        np.testing.assert_allclose(found, integral, atol=6e-3)


def test_functions_of_few_values_are_orthonormal_over_their_own_distribution():
    levels = (np.arange(300) + 0.5) / 300
    values = np.array([0.0, 1.0, 1.5, 7.0])[np.searchsorted([0.1, 0.4, 0.9], levels)]
    found = functions_of(values, norm.ppf(levels))
    table = np.stack([found.value(norm.ppf(levels), number) for number in (1, 2, 3)])

    assert 3 == found.highest
    np.testing.assert_allclose(norm.cdf(found.cuts), [0.1, 0.4, 0.9], atol=1e-12)
    np.testing.assert_allclose(table @ table.T / 300, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(table.mean(axis=1), 0.0, atol=1e-12)


def test_a_quantity_in_two_humps_has_functions_of_its_own_values():
    levels = (np.arange(300) + 0.5) / 300
    scores = norm.ppf(levels)
    two_humps = np.where(levels < 0.4, 0.0, 5.0) + 0.1 * scores

    assert isinstance(functions_of(two_humps, scores), Steps)
    for one_hump in (scores, np.exp(2.0 * scores), levels, norm.ppf(levels / 2.0) ** -2):
        assert functions_of(one_hump, scores) is SMOOTH


def test_what_known_scores_tell_of_others_is_a_regression():
    scores = correlated_scores(200_000)
    weights, shared = CORRELATED.expect([0, 4], [1, 2, 4])
    found, *_ = np.linalg.lstsq(scores[:, [0, 4]], scores[:, [1, 2, 4]], rcond=None)

    np.testing.assert_allclose(weights, found, atol=0.01)
    np.testing.assert_allclose(shared, np.cov((scores[:, [0, 4]] @ weights).T), atol=0.02)


def test_quantities_in_other_blocks_tell_nothing():
    assert [0, 2] == CORRELATED.linked([0, 2, 3], [1])
    weights, shared = CORRELATED.expect([3], [0, 1])

    assert np.all(weights == 0.0)
    assert np.all(shared == 0.0)


#: The fifth quantity has three values, and is correlated with the fourth.
MIXED = dependence(5, [(0, 1, 0.6), (1, 2, 0.5), (3, 4, 0.7)], {4: THREE})

COEFFICIENTS = {
    power(0, 1): 1.0,
    power(0, 2): 0.5,
    power(1, 3): 0.4,
    power(2, 2): -0.7,
    power(3, 1): 2.0,
    power(4, 2): 0.6,
    product(0, 1): 0.8,
    product(2, 3): -1.1,
    product(0, 2, 2, 1): 0.3,
    product(3, 4, 1, 2): 0.9,
    product(1, 4): -0.5,
    power(3, 5): 0.7,
    product(0, 1, 4, 1): 0.5,
}
TERMS = tuple(sorted(COEFFICIENTS))


def mixed_scores(n, seed=1):
    rng = np.random.default_rng(seed)
    return rng.multivariate_normal(np.zeros(5), MIXED.matrix, n)


def surface(coefficients=None):
    values = [COEFFICIENTS[term] for term in TERMS]
    n = len(TERMS)
    return Surface(
        terms=TERMS,
        mean=np.array([3.0]),
        centre=np.zeros(n),
        coefficients=np.array([values if coefficients is None else coefficients]),
        own=(np.arange(n),),
        covariance=(np.zeros((n, n)),),
        left=np.zeros(1),
        scores=MIXED,
    )


@pytest.mark.parametrize(
    "known", [(0,), (1,), (3,), (4,), (0, 1), (0, 3), (1, 2, 3), (3, 4), (0, 1, 2, 3, 4)]
)
def test_the_variance_of_what_is_expected_is_known(known):
    n = 200_000
    scores = mixed_scores(n)
    expected = surface().given(known, scores[:, list(known)])[:, 0]
    variance = surface().variance(known)[0]

    # The error of a variance, from the fourth moment; that of 4,096 even points is smaller still
    # than that of as many random ones, 7 times that of 200,000.
    error = float(np.std((expected - 3.0) ** 2)) / math.sqrt(n)
    assert abs(float(np.var(expected)) - variance) <= 7 * error + 1e-12
    assert float(np.mean(expected)) == pytest.approx(3.0, abs=4 * math.sqrt(variance / n) + 1e-9)


@pytest.mark.parametrize("known", [(0,), (1, 3), (3, 4), (0, 1, 2, 3)])
def test_what_is_expected_is_the_mean_over_the_rest(known):
    n = 200_000
    point = np.array([[0.8, -0.5, 1.1, 0.3, -0.7][k] for k in known])
    matrix = MIXED.matrix
    known, rest = list(known), [k for k in range(5) if k not in known]
    weights = np.linalg.solve(matrix[np.ix_(known, known)], matrix[np.ix_(known, rest)])
    left = matrix[np.ix_(rest, rest)] - matrix[np.ix_(rest, known)] @ weights
    scores = np.empty((n, 5))
    scores[:, known] = point
    rng = np.random.default_rng(2)
    scores[:, rest] = point @ weights + rng.multivariate_normal(np.zeros(len(rest)), left, n)
    values = surface().predict(scores)[:, 0]

    found = surface().given(known, point[None])[0, 0]
    assert abs(found - values.mean()) <= 4 * values.std() / math.sqrt(n) + 1e-9


def test_scores_known_in_part_leave_less_to_expect():
    line = surface([float(term == power(3, 1)) for term in TERMS])
    whole = line.given([3], np.array([[1.0]]))[0, 0] - 3.0
    half = line.given([3], np.array([[0.5]]), share=0.25)[0, 0] - 3.0

    assert half == pytest.approx(whole / 2.0)


def test_the_square_of_an_estimate_is_too_large_by_its_variance():
    covariance = np.zeros((len(TERMS), len(TERMS)))
    line = TERMS.index(power(3, 1))
    covariance[line, line] = 0.3
    uncertain = replace(surface(), covariance=(covariance,))

    lost = surface().variance([3])[0] - uncertain.variance([3])[0]
    assert lost == pytest.approx(0.3, rel=0.01)


def test_a_surface_passes_through_the_means_of_its_draws():
    scores = correlated_scores(100, seed=4)
    response = scores[:, [0]] * scores[:, [1]] + 2.0
    found = fit(response, scores, [(product(0, 1),)], CORRELATED)

    np.testing.assert_allclose(found.predict(scores), response, atol=1e-12)
    np.testing.assert_allclose(found.uncertainty(scores), 0.0, atol=1e-12)


def test_least_squares_finds_the_coefficients_and_their_errors():
    truth = surface().coefficients[0]
    scores = mixed_scores(500, seed=3)
    z = []
    for seed in range(40):
        noise = np.random.default_rng(seed).normal(0.0, 2.0, 500)
        response = 3.0 + columns(TERMS, scores, MIXED) @ truth + noise
        found = fit(response[:, None], scores, [TERMS], MIXED)
        z.append((found.coefficients[0] - truth) / np.sqrt(np.diag(found.covariance[0])))

    # 440 standardised errors, nearly independent.
    assert abs(float(np.std(z)) - 1.0) <= 3 / math.sqrt(2 * 440)


def latin_scores(n, p, seed):
    rng = np.random.default_rng(seed)
    return np.stack([standard_normal(latin(rng, n)) for _ in range(p)], axis=1)


def fitted(responses, scores, concerns=None, pairs=()):
    n, p = scores.shape
    concerns = np.ones((responses.shape[1], p), bool) if concerns is None else concerns
    return fit_surfaces(responses, scores, concerns, dependence(p, pairs), groups(n, 20))


def test_few_terms_are_found_among_many_quantities():
    scores = latin_scores(300, 500, 1)
    noise = np.random.default_rng(1).normal(0.0, 1.0, 300)
    response = scores[:, 7] + 0.8 * scores[:, 100] * scores[:, 7] + scores[:, 100] + noise
    found = fitted(response[:, None], scores).surface

    assert {power(7, 1), power(100, 1), product(7, 100)} <= set(found.terms)
    assert len(found.terms) <= 10


def test_noise_alone_has_few_terms_and_predicts_nothing():
    counts = []
    for seed in range(8):
        scores = latin_scores(200, 300, seed)
        response = np.random.default_rng(seed).normal(size=(200, 1))
        found = fitted(response, scores)
        counts.append(len(found.surface.terms))
        explained = np.var(response) - np.mean((response - found.held_out) ** 2)

        assert explained < 0.1

    assert float(np.mean(counts)) < 3


def test_quantities_that_cannot_matter_are_left_out():
    scores = latin_scores(200, 6, 2)
    responses = scores[:, [0, 0]] * [1.0, 2.0] + 0.1 * np.random.default_rng(3).normal(
        size=(200, 2)
    )
    concerns = np.ones((2, 6), bool)
    concerns[1, 0] = False
    found = fitted(responses, scores, concerns).surface
    place = found.terms.index(power(0, 1))

    assert found.coefficients[0, place] == pytest.approx(1.0, abs=0.05)
    assert 0.0 == found.coefficients[1, place]


def test_what_is_said_of_a_response_does_not_depend_on_the_others():
    scores = latin_scores(300, 40, 4)
    rng = np.random.default_rng(5)
    responses = np.stack(
        [scores[:, k] + scores[:, 0] ** 2 + (1.0 + k) * rng.normal(size=300) for k in range(5)],
        axis=1,
    )
    together = fitted(responses, scores)
    alone = fitted(responses[:, [0, 3]], scores)

    assert together.surface.terms_of(3) == alone.surface.terms_of(1)
    np.testing.assert_allclose(together.held_out[:, 3], alone.held_out[:, 1], atol=1e-12)
    np.testing.assert_array_equal(together.identified[3], alone.identified[1])
    np.testing.assert_allclose(
        together.surface.variance([3])[3], alone.surface.variance([3])[1], atol=1e-12
    )


def test_a_surface_is_fitted_without_each_group():
    scores = latin_scores(200, 5, 6)
    response = scores[:, [0]] + 0.1 * np.random.default_rng(6).normal(size=(200, 1))
    found = fitted(response, scores)
    (first, *_) = groups(200, 20)

    assert 10 == len(found.without)
    np.testing.assert_allclose(
        found.held_out[first], found.without[0].predict(scores[first]), atol=1e-12
    )


def test_a_constant_response_has_no_terms():
    found = fitted(np.full((200, 1), 2.5), latin_scores(200, 5, 7))

    assert () == found.surface.terms
    np.testing.assert_allclose(found.held_out, 2.5)


def test_a_scenario_without_uncertain_quantities_has_no_terms():
    found = fitted(np.random.default_rng(8).normal(size=(200, 1)), np.empty((200, 0)))

    assert () == found.surface.terms
