"""The values of the draws without their Monte Carlo noise: what they may plausibly be.

The mean over a few replications scatters more than the value that it estimates, so the largest of
several such means is too large, and a share or a quantile of them is off as well.  Given how much
of the scatter is noise, empirical Bayes says what each draw's values may be once its means have
been seen; here that is drawn several times over (multiple imputation), jointly for all columns.

References
----------
Efron & Morris (1972), doi:10.1093/biomet/59.2.335 (empirical Bayes on vectors); Rubin (1987),
*Multiple imputation for nonresponse in surveys*.
"""

from __future__ import annotations

import numpy as np

from sim.results import Floats

#: Sets of plausible truths: their own noise is then small beside that of the draws.
TIMES = 32

#: Eigenvalues below this part of the largest are taken as zero.
_NEGLIGIBLE = 1e-10


def normals(n_draws: int, n_columns: int, times: int = TIMES) -> Floats:
    """Return the normal numbers that truths are drawn with, the same in every analysis.

    Returns
    -------
    ndarray, shape (time, draw, column)
        In pairs of opposite sign over the first axis.
    """
    half = np.random.default_rng(1972).standard_normal((times // 2, n_draws, n_columns))
    return np.concatenate([half, -half])


def spread(values: Floats, noise: Floats) -> Floats:
    """Return the covariance over the draws without that of the noise.

    Parameters
    ----------
    values : ndarray, shape (draw, column)
        With Monte Carlo noise.
    noise : ndarray, shape (column, column)
        Its covariance.
    """
    eigenvalues, vectors = np.linalg.eigh(covariance(values) - noise)
    return np.asarray((vectors * np.maximum(eigenvalues, 0.0)) @ vectors.T)


def truths(values: Floats, noise: Floats, z: Floats, centre: Floats | None = None) -> Floats:
    """Return what the values may plausibly be without their noise, several times over.

    Over all sets and draws their mean is that of the values, and their covariance is `spread`.

    Parameters
    ----------
    values : ndarray, shape (draw, column)
    noise : ndarray, shape (column, column)
    z : ndarray, shape (time, draw, column)
        Standard normal numbers.
    centre : ndarray, shape (draw, column)
        What was known of the values before; their mean over the draws by default.

    Returns
    -------
    ndarray, shape (time, draw, column)
    """
    before = np.zeros_like(values) if centre is None else centre
    rest = values - before
    before = before + np.mean(rest, axis=0)
    rest = values - before
    wide = spread(rest, noise)
    gain = wide @ _inverse(wide + noise)
    after = before + rest @ gain.T
    return np.asarray(after + z @ _root(wide - gain @ wide))


def covariance(values: Floats) -> Floats:
    """Return the sample covariance of the columns."""
    rest = values - np.mean(values, axis=0)
    return np.asarray(rest.T @ rest / (len(values) - 1))


def _inverse(matrix: Floats) -> Floats:
    """Return the inverse on the space that a positive semi-definite matrix spans."""
    eigenvalues, vectors = np.linalg.eigh(matrix)
    large = eigenvalues > _NEGLIGIBLE * max(eigenvalues[-1], 0.0)
    inverse = np.zeros_like(eigenvalues)
    inverse[large] = 1.0 / eigenvalues[large]
    return np.asarray((vectors * inverse) @ vectors.T)


def _root(matrix: Floats) -> Floats:
    """Return the symmetric square root, with rounding below zero taken as zero."""
    eigenvalues, vectors = np.linalg.eigh((matrix + matrix.T) / 2.0)
    return np.asarray((vectors * np.sqrt(np.maximum(eigenvalues, 0.0))) @ vectors.T)
