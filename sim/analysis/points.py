"""Evenly spread points over the scores of several quantities.

Sobol' points cover the space far more evenly than random ones, and their scrambling makes every
one of them exactly uniform, so that averages over them are unbiased and their error can be seen.

References
----------
Owen (1998), doi:10.1006/jcom.1998.0487 (scrambling).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import ndtri

from sim.results.results import Floats

#: Scrambles of the points, each of which is a sample of its own.
SCRAMBLES = 8

#: No point lies further out, in probability.
_EDGE = 2.0**-40


@lru_cache(maxsize=8)
def normal_points(n: int, dimensions: int) -> Floats:
    """Return equally likely points of independent standard normal numbers, (point, dimension).

    Always the same, in `SCRAMBLES` runs of consecutive points that are independent samples.

    Parameters
    ----------
    n
        A multiple of `SCRAMBLES`, best a power of two.
    """
    from scipy.stats import qmc  # noqa: PLC0415  (a second to import, not always needed)

    runs = [
        qmc.Sobol(dimensions, rng=np.random.default_rng([2014, run])).random(n // SCRAMBLES)
        for run in range(SCRAMBLES)
    ]
    points = np.asarray(ndtri(np.clip(np.concatenate(runs), _EDGE, 1.0 - _EDGE)))
    points.flags.writeable = False
    return points


def correlated_points(n: int, correlation: Floats) -> Floats:
    """Return equally likely points of correlated standard normal numbers, (point, dimension)."""
    return np.asarray(normal_points(n, len(correlation)) @ np.linalg.cholesky(correlation).T)
