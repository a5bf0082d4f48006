"""Sobol indices of a function: the known answers of Ishigami & Homma, and SALib on one sample."""

import math

import numpy as np
import pytest
from SALib.analyze import sobol as salib_analyse
from SALib.sample import sobol as salib_sample

from sim.analysis.sobol import crossed, evaluate, saltelli_design, sobol_indices
from sim.errors import UsageError

# Ishigami & Homma (1990) with a = 7, b = 0.1; V = a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2.
A, B = 7.0, 0.1
VARIANCE = A**2 / 8 + B * math.pi**4 / 5 + B**2 * math.pi**8 / 18 + 0.5
FIRST = np.array([0.3139, 0.4424, 0.0])
TOTAL = np.array([0.5576, 0.4424, 0.2437])


def ishigami(u):
    x = (2.0 * u - 1.0) * math.pi
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_the_known_answers_are_those_of_the_formulas():
    first = [0.5 * (1 + B * math.pi**4 / 5) ** 2 / VARIANCE, A**2 / 8 / VARIANCE, 0.0]
    both = B**2 * math.pi**8 * 8 / 225 / VARIANCE

    np.testing.assert_allclose(FIRST, first, atol=5e-5)
    np.testing.assert_allclose(TOTAL, np.add(first, [both, 0.0, both]), atol=5e-5)


def test_ishigami():
    found = sobol_indices(*evaluate(ishigami, saltelli_design(4096, 3)))

    assert np.all(np.abs(found.first - FIRST) <= 3 * found.first_se)
    assert np.all(np.abs(found.total - TOTAL) <= 3 * found.total_se)
    assert np.all(found.total_se < 0.03)


def test_salib_agrees_on_the_same_sample():
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}
    x = salib_sample.sample(problem, 512, calc_second_order=False, seed=3)
    y = ishigami(x)
    expected = salib_analyse.analyze(problem, y, calc_second_order=False, seed=1)
    rows = y.reshape(-1, 5)  # A, then A with each input from B, then B
    found = sobol_indices(rows[:, 0], rows[:, 4], rows[:, 1:4].T)

    np.testing.assert_allclose(found.first, expected["S1"], atol=1e-12)
    np.testing.assert_allclose(found.total, expected["ST"], atol=1e-12)
    # Both bootstrap the rows; SALib gives the half width of a 95 % interval.
    np.testing.assert_allclose(1.96 * found.first_se, expected["S1_conf"], rtol=0.35)
    np.testing.assert_allclose(1.96 * found.total_se, expected["ST_conf"], rtol=0.35)


def noisy(replications, sd=15.0):
    """Indices from means of noisy evaluations, and the variance of such a mean."""
    rng = np.random.default_rng(replications)

    def mean(u):
        return ishigami(u) + rng.normal(0.0, sd / math.sqrt(replications), len(u))

    return evaluate(mean, saltelli_design(4096, 3)), sd**2 / replications


def test_noise_is_taken_out_and_without_that_the_indices_are_wrong():
    few, noise = noisy(10)
    corrected, uncorrected = sobol_indices(*few, noise=noise), sobol_indices(*few)

    assert np.all(np.abs(corrected.first - FIRST) <= 3 * corrected.first_se)
    assert np.all(np.abs(corrected.total - TOTAL) <= 3 * corrected.total_se)
    assert np.all((uncorrected.total - TOTAL) > 5 * uncorrected.total_se)
    assert uncorrected.first[1] < FIRST[1] - 5 * uncorrected.first_se[1]


def test_what_is_only_noise_has_no_indices():
    constant = np.random.default_rng(1).normal(size=(5, 64))

    with pytest.raises(UsageError, match="does not vary beyond its noise"):
        sobol_indices(constant[0], constant[1], constant[2:], noise=4.0)


def test_intervals_lie_around_the_indices():
    found = sobol_indices(*evaluate(ishigami, saltelli_design(256, 3)))
    first, total = found.intervals()

    np.testing.assert_allclose(first.mean(axis=1), found.first)
    np.testing.assert_allclose((total[:, 1] - total[:, 0]) / 2, 1.6448536 * found.total_se)


def test_a_design_takes_one_input_from_the_other_sample():
    design = crossed(np.zeros((4, 3)), np.ones((4, 3)))

    np.testing.assert_array_equal(design.ab.sum(axis=(1, 2)), [4.0, 4.0, 4.0])
    np.testing.assert_array_equal(design.ab[1, 0], [0.0, 1.0, 0.0])


def test_a_seed_is_a_design():
    first, again, other = (saltelli_design(8, 2, seed) for seed in (1, 1, 2))

    np.testing.assert_array_equal(first.a, again.a)
    assert not np.array_equal(first.a, other.a)
