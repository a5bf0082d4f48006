"""Two-level samples from models whose means, quantiles and errors are known."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from sim.analysis.draws import Draws
from sim.results.results import Floats


def binomial(
    rng: np.random.Generator, p: Floats, replications: int, *, uncertain: bool = True
) -> Draws:
    """Draws of an outcome that happens with probability p_d in each replication."""
    mean = rng.binomial(replications, p) / replications
    if replications > 1:
        variance = mean * (1.0 - mean) * replications / (replications - 1)
    else:
        variance = np.full_like(mean, np.nan)
    return Draws(mean, variance, replications, 20, uncertain)


def normal(
    rng: np.random.Generator, mu: Floats, sd: float, replications: int, *, uncertain: bool = True
) -> Draws:
    """Draws of a normal outcome with mean mu_d and the same sd in each replication."""
    values = rng.normal(mu[:, None], sd, (len(mu), replications))
    return of_values(values, uncertain=uncertain)


def of_values(values: Floats, *, stratum: int = 20, uncertain: bool = True) -> Draws:
    """Draws of given values, shape (draw, replication)."""
    unknown = np.full(len(values), np.nan)
    variance = values.var(axis=1, ddof=1) if values.shape[1] > 1 else unknown
    return Draws(values.mean(axis=1), variance, values.shape[1], stratum, uncertain)


def independent(rng: np.random.Generator, n: int) -> Floats:
    """Uniform numbers, independent."""
    return rng.random(n)


def latin(rng: np.random.Generator, n: int, stratum: int = 20) -> Floats:
    """Uniform numbers, one in each twentieth of the unit interval in each block of draws."""
    blocks = [
        (rng.permutation(stratum) + rng.random(stratum)) / stratum for _ in range(-(-n // stratum))
    ]
    return np.concatenate(blocks)[:n]


def standard_normal(u: Floats) -> Floats:
    """Normal quantiles."""
    return np.asarray(ndtri(u))
