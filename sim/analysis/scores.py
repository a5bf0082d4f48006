"""Normal scores of the quantities, and how they depend on each other.

A lognormal rate is exponential in its normal score and a logit-normal level logistic, so outcomes
are far closer to straight lines in the scores than in the quantities themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from sim.analysis.functions import SMOOTH, Functions
from sim.results.results import Floats


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


@dataclass(frozen=True)
class Dependence:
    """How responses may depend on the scores, and how the scores depend on each other.

    Attributes
    ----------
    matrix : ndarray, shape (quantity, quantity)
        Their correlation.
    block : ndarray, shape (quantity,)
        Number of the block; quantities in different blocks are independent.
    steps
        Functions of the quantities that a polynomial in the score cannot follow, by position.
    """

    matrix: Floats
    block: npt.NDArray[np.intp]
    steps: Mapping[int, Functions] = field(default_factory=dict)

    def functions(self, quantity: int) -> Functions:
        """Return the functions of a quantity that terms are made of."""
        return self.steps.get(quantity, SMOOTH)

    def linked(self, known: Sequence[int], to: Sequence[int]) -> list[int]:
        """Return those of the known quantities that tell anything of some others."""
        blocks = {int(self.block[quantity]) for quantity in to}
        return [quantity for quantity in known if int(self.block[quantity]) in blocks]

    def independent(self, quantities: Sequence[int]) -> bool:
        """Return whether no two of some quantities are correlated."""
        blocks = [int(self.block[quantity]) for quantity in quantities]
        return len(set(blocks)) == len(blocks)

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
    n_quantities: int,
    correlations: Sequence[tuple[int, int, float]] = (),
    steps: Mapping[int, Functions] | None = None,
) -> Dependence:
    """Return the dependence of the scores: only the pairs named are correlated."""
    matrix, block = np.eye(n_quantities), np.arange(n_quantities)
    for first, second, rho in correlations:
        matrix[first, second] = matrix[second, first] = rho
        block[block == block[second]] = block[first]
    return Dependence(matrix, block, steps or {})
