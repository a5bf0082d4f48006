"""Normal scores of the quantities, and polynomials in them.

A lognormal rate is exponential in its normal score and a logit-normal level logistic, so outcomes
are far closer to straight lines in the scores than in the quantities themselves.  For Gaussian
scores the Hermite polynomials are uncorrelated, and their expectation given other scores is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from sim.results import Floats

#: Highest degree of a polynomial in one score.
HIGHEST = 3


def normal_scores(values: Floats) -> Floats:
    """Return the normal score of every value in its column: the normal quantile of its rank.

    Parameters
    ----------
    values : ndarray, shape (draw, quantity)
        Equal values share the mean of their ranks.
    """
    return np.stack([_scores(column) for column in values.T], axis=1)


def _scores(column: Floats) -> Floats:
    _, place, counts = np.unique(column, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts + 1) / 2.0
    return np.asarray(ndtri((ranks[place] + 0.5) / len(column)))


def hermite(z: Floats, degree: int) -> Floats:
    """Return a Hermite polynomial with mean 0 and variance 1 over a standard normal ``z``.

    Raises
    ------
    ValueError
        If the degree is not 1, 2 or 3.
    """
    if degree == 1:
        return z
    if degree == 2:
        return np.asarray((z**2 - 1.0) / np.sqrt(2.0))
    if degree == 3:
        return np.asarray((z**3 - 3.0 * z) / np.sqrt(6.0))
    raise ValueError(f"no polynomial of degree {degree}")


def conditional_hermite(mean: Floats, share: float, degree: int) -> Floats:
    """Return the expectation of a Hermite polynomial of a score that is known in part.

    With ``z = m + e``, where the known part ``m`` has the variance ``k`` and ``e`` the rest, it is
    ``k^(n/2) h_n(m / sqrt(k))`` (Mehler's formula).

    Parameters
    ----------
    mean : ndarray
        What is expected of the score, ``m``.
    share
        Its variance ``k``, 0 to 1.
    """
    if share <= 0.0:
        return np.zeros_like(mean)
    root = np.sqrt(share)
    return np.asarray(root**degree * hermite(mean / root, degree))


@dataclass(frozen=True)
class Dependence:
    """How the scores depend on each other.

    Attributes
    ----------
    matrix : ndarray, shape (quantity, quantity)
        Their correlation.
    block : ndarray, shape (quantity,)
        Number of the block; quantities in different blocks are independent.
    """

    matrix: Floats
    block: npt.NDArray[np.intp]

    def linked(self, known: Sequence[int], to: Sequence[int]) -> list[int]:
        """Return those of the known quantities that tell anything of some others."""
        blocks = {int(self.block[quantity]) for quantity in to}
        return [quantity for quantity in known if int(self.block[quantity]) in blocks]

    def expect(self, known: Sequence[int], involved: Sequence[int]) -> tuple[Floats, Floats]:
        """Return what known scores lead one to expect of others.

        Returns
        -------
        weights : ndarray, shape (known, involved)
            Of the known scores in what is expected of the others.
        shared : ndarray, shape (involved, involved)
            Covariance of what is expected.
        """
        known, involved = list(known), list(involved)
        weights = np.zeros((len(known), len(involved)))
        shared = np.zeros((len(involved), len(involved)))
        telling = self.linked(known, involved)
        if telling:
            across = self.matrix[np.ix_(telling, involved)]
            found = np.linalg.solve(self.matrix[np.ix_(telling, telling)], across)
            weights[[known.index(quantity) for quantity in telling]] = found
            shared = across.T @ found
        return weights, shared


def dependence(
    n_quantities: int, correlations: Sequence[tuple[int, int, float]] = ()
) -> Dependence:
    """Return the dependence of the scores: only the pairs named are correlated."""
    matrix, block = np.eye(n_quantities), np.arange(n_quantities)
    for first, second, rho in correlations:
        matrix[first, second] = matrix[second, first] = rho
        block[block == block[second]] = block[first]
    return Dependence(matrix, block)
