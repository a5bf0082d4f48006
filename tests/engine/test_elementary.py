"""Our exponential and logarithm against those of a library with more digits."""

import math

import numpy as np

from sim.engine.elementary import LARGEST, exponential, exponentials, logarithm, power

RNG = np.random.default_rng(1)


def ulps(ours, exact):
    return np.max(np.abs(np.asarray(ours) - exact) / np.spacing(np.abs(exact)))


def test_exponential_is_right_to_two_units_in_the_last_place():
    x = np.concatenate([RNG.uniform(-30, 30, 5000), RNG.uniform(-690, 690, 5000), [0.0]])

    assert ulps([exponential(v) for v in x], np.exp(x)) <= 2
    assert exponential(0.0) == 1.0


def test_the_vectorised_exponential_has_the_same_bits():
    for n in (1, 3, 8, 45, 1000):
        x = RNG.uniform(-700, 700, n)
        out = np.empty(n)
        exponentials(x, out, np.empty(n))

        assert np.array_equal([exponential(v) for v in x], out)


def test_exponential_is_clipped():
    assert exponential(1e9) == exponential(LARGEST) < math.inf
    assert exponential(-math.inf) == exponential(-LARGEST) > 0.0


def test_logarithm_is_right_to_two_units_in_the_last_place():
    x = np.concatenate([RNG.uniform(0, 1, 5000), RNG.uniform(1, 1e9, 5000), [2.0**-53, 0.5, 2.0]])

    assert ulps([logarithm(v) for v in x], np.log(x)) <= 2
    assert logarithm(1.0) == 0.0


def test_power():
    x, k = RNG.uniform(0, 50, 1000), RNG.uniform(0.1, 5, 1000)

    assert np.allclose([power(a, b) for a, b in zip(x, k, strict=True)], x**k, rtol=1e-13)
    assert power(0.0, 0.5) == 0.0
