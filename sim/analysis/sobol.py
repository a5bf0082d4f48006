"""Sobol indices of a function that can be evaluated anywhere: Saltelli's design and its estimators.

A scenario has hundreds of quantities and noise, so `sim sensitivity` reads its indices from the
draws that are there (`sim.analysis.sensitivity`).  This is for functions: few inputs, independent
and uniform on 0..1, as many evaluations as one likes.

References
----------
Saltelli (2002), doi:10.1016/S0010-4655(02)00280-1 (the design); Saltelli et al. (2010),
doi:10.1016/j.cpc.2009.09.018 (first order); Jansen (1999),
doi:10.1016/S0010-4655(98)00154-4 (total).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from sim.errors import UsageError
from sim.results.results import Floats

#: Resamples of the rows for the standard errors.
_RESAMPLES = 200


@dataclass(frozen=True)
class Design:
    """Points at which to evaluate, all in the unit cube.

    Attributes
    ----------
    a, b : ndarray, shape (point, input)
        Two independent samples.
    ab : ndarray, shape (input, point, input)
        The first, with one input from the second.
    """

    a: Floats
    b: Floats
    ab: Floats


@dataclass(frozen=True)
class Indices:
    """First-order and total indices with their standard errors, each of shape (input,)."""

    first: Floats
    first_se: Floats
    total: Floats
    total_se: Floats

    def intervals(self) -> tuple[Floats, Floats]:
        """Return the 90 % intervals of the first-order and of the total indices, (input, 2)."""
        half = float(ndtri(0.95)) * np.stack([self.first_se, self.total_se])
        middle = np.stack([self.first, self.total])
        first, total = np.stack([middle - half, middle + half], axis=-1)
        return first, total


def saltelli_design(n_points: int, n_inputs: int, seed: int = 1) -> Design:
    """Return a design of ``n_points (n_inputs + 2)`` evaluations, from a scrambled Sobol' sequence.

    Parameters
    ----------
    n_points
        Best a power of two.
    """
    from scipy.stats import qmc  # noqa: PLC0415  (a second to import, needed only here)

    sample = qmc.Sobol(2 * n_inputs, rng=np.random.default_rng(seed)).random(n_points)
    return crossed(sample[:, :n_inputs], sample[:, n_inputs:])


def crossed(a: Floats, b: Floats) -> Design:
    """Return the design of two independent samples."""
    ab = np.repeat(a[None], a.shape[1], axis=0)
    for i in range(a.shape[1]):
        ab[i, :, i] = b[:, i]
    return Design(a, b, ab)


def evaluate(function: Callable[[Floats], Floats], design: Design) -> tuple[Floats, Floats, Floats]:
    """Return the function at all points of a design: shapes (point,), (point,), (input, point)."""
    return function(design.a), function(design.b), np.stack([function(x) for x in design.ab])


def sobol_indices(
    f_a: Floats, f_b: Floats, f_ab: Floats, *, noise: float = 0.0, seed: int = 1
) -> Indices:
    """Return Sobol indices from evaluations at a design.

    Parameters
    ----------
    f_a, f_b : ndarray, shape (point,)
    f_ab : ndarray, shape (input, point)
    noise
        Variance of the independent error of a single evaluation, if each is a mean of random
        numbers: it adds to the variance of the output and to the numerator of a total index, and
        is taken out of both.

    Raises
    ------
    ValueError
        If the function does not vary beyond its noise.
    """
    first, total = _estimate(f_a, f_b, f_ab, noise)
    rng = np.random.default_rng(seed)
    n = len(f_a)
    again = []
    for _ in range(_RESAMPLES):
        rows = rng.integers(n, size=n)
        again.append(_estimate(f_a[rows], f_b[rows], f_ab[:, rows], noise))
    first_se, total_se = np.std(np.array(again), axis=0, ddof=1)
    return Indices(first, first_se, total, total_se)


def _estimate(f_a: Floats, f_b: Floats, f_ab: Floats, noise: float) -> tuple[Floats, Floats]:
    variance = float(np.var(np.concatenate([f_a, f_b]))) - noise
    if variance <= 0.0:
        raise UsageError("the function does not vary beyond its noise")
    # Centred: the estimator of first order is not indifferent to a constant, only unbiased.
    centre = float(np.mean([np.mean(f_a), np.mean(f_b), *np.mean(f_ab, axis=1)]))
    first = np.mean((f_b - centre) * (f_ab - f_a), axis=1) / variance
    total = (0.5 * np.mean((f_a - f_ab) ** 2, axis=1) - noise) / variance
    return first, total
