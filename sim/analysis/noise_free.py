"""The values of the draws without their Monte Carlo noise: what they may plausibly be.

The mean over a few replications scatters more than the value that it estimates, so the largest of
several such means is too large, and a share or a quantile of them is off as well.  Given how much
of the scatter is noise, empirical Bayes says what each draw's values may be once its means have
been seen; here that is drawn several times over (multiple imputation), jointly for all columns.

References
----------
Efron & Morris (1972), doi:10.1093/biomet/59.2.335 (empirical Bayes on vectors); Rubin (1987),
*Multiple imputation for nonresponse in surveys*; Donoho, Gavish & Johnstone (2018),
doi:10.1214/17-AOS1601 (eigenvalues of a covariance estimated from few draws).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from sim.results.results import Floats

#: Sets of plausible truths: their own noise is then small beside that of the draws.
TIMES = 32

#: Eigenvalues below this part of the largest are taken as zero.
_NEGLIGIBLE = 1e-10

#: Eigenvalues below this part of the largest are rounding, the root of which would be no trifle.
_ROUNDING = 1e-14

#: Noise that is thought to be beside that of each column, as a part of it.
_BESIDE = 0.2

#: What stands for the noise where there is none, as a part of the mean variance.
_TRIFLE = 1e-9


def normals(n_draws: int, names: Sequence[str]) -> Floats:
    """Return the normal numbers that truths are drawn with, the same in every analysis.

    Parameters
    ----------
    names
        Of the columns: the numbers of a column hang on its name, and not on what is beside it.

    Returns
    -------
    ndarray, shape (time, draw, column)
        In pairs of opposite sign over the first axis.
    """
    half = np.stack([_normals(n_draws, name) for name in names], axis=-1)
    return np.concatenate([half, -half])


def _normals(n_draws: int, name: str) -> Floats:
    rng = np.random.default_rng([1972, zlib.crc32(name.encode())])
    return rng.standard_normal((TIMES // 2, n_draws))


def spread(values: Floats, noise: Floats) -> Floats:
    """Return the covariance over the draws without that of the noise.

    The plain difference of the two has negative eigenvalues, and to drop them alone would leave too
    much: by chance others are too large by as much.  So in units of the noise those that stand out
    of it are freed of what chance adds to the largest (Donoho, Gavish & Johnstone 2018), and the
    others share evenly what is left of the sum, which is right on average.  The first column keeps
    its own variance, as the outcome itself stands out of its noise far more than its changes do.

    Parameters
    ----------
    values : ndarray, shape (draw, column)
        With Monte Carlo noise; the outcome first, then its changes.
    noise : ndarray, shape (column, column)
        Its covariance.
    """
    first = own_spread(values[:, :1], noise[:1, :1])[0]
    # To both alike: the difference stays, and nothing is divided by noise that is near zero only
    # because few histories say how the errors of two columns go together.
    some = _BESIDE * np.diag(np.diag(noise))
    whole, noise = covariance(values) + some, noise + some
    size = np.sqrt(np.diag(whole + noise))
    size[size == 0.0] = 1.0
    whole, noise = (matrix / np.outer(size, size) for matrix in (whole, noise))
    support = _support(whole + noise)
    if support.shape[1] == 0:
        return np.zeros_like(noise)
    whole, noise = (support.T @ matrix @ support for matrix in (whole, noise))
    unit = _unit(noise, whole)
    inverse = np.linalg.inv(unit)
    eigenvalues, vectors = np.linalg.eigh(inverse @ whole @ inverse.T)
    axes = size[:, None] * (support @ unit @ vectors)
    axes = axes * np.sqrt(_beyond_noise(eigenvalues, len(values) - 1))
    length = float(np.sum(axes[0] ** 2))
    if length > 0.0:
        axes[0] *= np.sqrt(first / length)
    return np.asarray(axes @ axes.T)


def own_spread(values: Floats, noise: Floats) -> Floats:
    """Return the variance of each column on its own without that of the noise, shape (column,)."""
    return np.maximum(0.0, np.diag(covariance(values) - noise))


def _support(matrix: Floats) -> Floats:
    """Return an orthonormal basis of what a positive semi-definite matrix spans, as columns."""
    eigenvalues, vectors = np.linalg.eigh(matrix)
    return np.asarray(vectors[:, eigenvalues > _NEGLIGIBLE * max(eigenvalues[-1], 0.0)])


def _unit(noise: Floats, whole: Floats) -> Floats:
    """Return a root of the noise, or of a trifle where there is none, to divide by."""
    eigenvalues, vectors = np.linalg.eigh((noise + noise.T) / 2.0)
    trifle = _TRIFLE * np.trace(whole + noise) / len(noise)
    return np.asarray(vectors * np.sqrt(np.maximum(eigenvalues, trifle)))


def _beyond_noise(eigenvalues: Floats, freedom: int) -> Floats:
    """Return what eigenvalues of a covariance in units of its noise are likely to be without it.

    Parameters
    ----------
    eigenvalues : ndarray, shape (column,)
        Of pure noise they would average 1.
    freedom
        Degrees of freedom of the covariance.
    """
    share = len(eigenvalues) / freedom
    stands_out = eigenvalues > (1.0 + np.sqrt(share)) ** 2
    total = float(np.sum(eigenvalues - 1.0))
    high = eigenvalues[stands_out]
    middle = high + 1.0 - share
    found = np.zeros_like(eigenvalues)
    found[stands_out] = (middle + np.sqrt(np.maximum(middle**2 - 4.0 * high, 0.0))) / 2.0 - 1.0
    if stands_out.all():
        return found * (total / np.sum(found))
    found[~stands_out] = max(0.0, total - float(np.sum(found))) / np.sum(~stands_out)
    return found


def noise_free(values: Floats, noise: Floats, z: Floats, centre: Floats | None = None) -> Floats:
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
    """Return the symmetric square root, with what is only rounding taken as zero."""
    eigenvalues, vectors = np.linalg.eigh((matrix + matrix.T) / 2.0)
    eigenvalues[eigenvalues < _ROUNDING * max(eigenvalues[-1], 0.0)] = 0.0
    return np.asarray((vectors * np.sqrt(np.maximum(eigenvalues, 0.0))) @ vectors.T)
