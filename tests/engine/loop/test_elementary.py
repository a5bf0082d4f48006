"""Our exponential and logarithm against those of a library with more digits."""

import hashlib
import math
import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np

from sim.engine.loop.elementary import LARGEST, choose, exponential, fma, logarithm, power, replace

RNG = np.random.default_rng(1)


@numba.njit
def exponentials(x, out):
    for i in range(x.shape[0]):
        out[i] = exponential(x[i])


@numba.njit
def logarithms(x, out):
    for i in range(x.shape[0]):
        out[i] = logarithm(x[i])


@numba.njit
def powers(x, exponent, out):
    for i in range(x.shape[0]):
        out[i] = power(x[i], exponent[i])


@numba.njit
def fused(x, y, z):
    return fma(x, y, z)


@numba.njit
def chosen(condition, x, y):
    return choose(condition, x, y), replace(condition, x, y)


def filled(function, *arguments):
    """Return what a compiled loop over arrays writes into its last argument."""
    out = np.empty_like(arguments[0])
    function(*arguments, out)
    return out


def ulps(ours, exact):
    return np.max(np.abs(np.asarray(ours) - exact) / np.spacing(np.abs(exact)))


def test_exponential_is_right_to_two_units_in_the_last_place():
    x = np.concatenate([RNG.uniform(-30, 30, 5000), RNG.uniform(-690, 690, 5000), [0.0]])
    found = filled(exponentials, x)

    assert ulps(found, np.exp(x)) <= 2
    assert found[-1] == 1.0


def test_every_place_of_an_array_gets_the_bits_of_a_number_alone():
    for n in (1, 3, 8, 45, 1000):
        x = RNG.uniform(-700, 700, n)
        y = RNG.uniform(1e-300, 1e3, n)

        assert np.array_equal(
            np.ravel([filled(exponentials, x[[i]]) for i in range(n)]), filled(exponentials, x)
        )
        assert np.array_equal(
            np.ravel([filled(logarithms, y[[i]]) for i in range(n)]), filled(logarithms, y)
        )


def test_exponential_is_clipped():
    large, most, none, least = filled(exponentials, np.array([1e9, LARGEST, -math.inf, -LARGEST]))

    assert large == most < math.inf
    assert none == least > 0.0


def test_logarithm_is_right_to_two_units_in_the_last_place():
    x = np.concatenate([RNG.uniform(0, 1, 5000), RNG.uniform(1, 1e9, 5000), [2.0**-53, 0.5, 2.0]])

    assert ulps(filled(logarithms, x), np.log(x)) <= 2
    assert filled(logarithms, np.array([1.0])) == 0.0


def test_power():
    x, k = RNG.uniform(0, 50, 1000), RNG.uniform(0.1, 5, 1000)

    assert np.allclose(filled(powers, x, k), x**k, rtol=1e-13)
    assert filled(powers, np.array([0.0]), np.array([0.5])) == 0.0


def test_a_fused_multiply_add_is_rounded_once():
    # (1 + u)**2 - (1 + 2 u) is u**2, which the product alone rounds away.
    u = 2.0**-30

    assert fused(1 + u, 1 + u, -(1 + 2 * u)) == u * u
    assert (1 + u) * (1 + u) - (1 + 2 * u) == 0.0


def test_a_choice():
    assert chosen(True, 1.5, -2.5) == (1.5, 1.5)
    assert chosen(False, 1.5, -2.5) == (-2.5, -2.5)
    assert chosen(False, 1.5, math.inf) == (math.inf, math.inf)


def digest():
    """Return a digest of the bits of every function here over many numbers."""
    rng = np.random.default_rng(2)
    x, y = rng.uniform(-700, 700, 4001), rng.uniform(1e-300, 1e3, 4001)
    bits = [filled(exponentials, x), filled(logarithms, y), filled(powers, y, x / 700)]
    return hashlib.blake2b(np.concatenate(bits).tobytes()).hexdigest()


def test_a_processor_without_vectors_or_fused_operations_gives_the_same_bits():
    """The compiler is told to write for the least of processors of this kind."""
    program = "from tests.engine.loop.test_elementary import digest; print(digest())"
    found = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )

    assert digest() == found.stdout.strip()
