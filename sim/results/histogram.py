"""The distribution of any number of values, in little memory.

Values are rounded to `BITS` significant binary digits and counted.  Whole numbers below ``2**13``
stay what they are, and no other value moves by more than 0.013 %.  Counts are whole numbers, so
histograms can be merged in any order and by any grouping without a bit of difference.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Significant binary digits that are kept.
BITS = 13

#: Whole numbers below are not rounded.
EXACT = 2**BITS

# A double has 53 significant digits, of which the first is not stored.
_DROPPED = np.uint64(53 - BITS)
_HALF = np.uint64(1) << (_DROPPED - np.uint64(1))


@dataclass(frozen=True)
class Histogram:
    """How often each rounded value occurred.

    Attributes
    ----------
    values : ndarray, shape (bin,)
        Increasing; the last may be ``inf``.
    counts : ndarray, shape (bin,)
        None of them zero.
    """

    values: Floats
    counts: Ints

    @classmethod
    def of(cls, values: Floats) -> Histogram:
        """Return the histogram of values of any shape; they may be infinite but not NaN."""
        bins, counts = np.unique(rounded(values), return_counts=True)
        return cls(bins, counts.astype(np.int64))

    @property
    def total(self) -> int:
        """Number of values counted."""
        return int(self.counts.sum())

    def quantiles(self, probabilities: Sequence[float]) -> Floats:
        """Return the smallest values whose empirical distribution function reaches probabilities.

        Each is a value that did occur, rounded.  Unlike an interpolated quantile this never
        subtracts infinities.

        Examples
        --------
        >>> Histogram.of(np.array([3.0, 1.0, 1.0, 2.0])).quantiles([0.5, 0.51])
        array([1., 2.])
        """
        upto = np.cumsum(self.counts)
        # The product is taken from exact shares: 0.05 * 20 must be the first of 20, not the second.
        ranks = [max(1, math.ceil(round(p * self.total, 9))) for p in probabilities]
        return np.asarray(self.values[np.searchsorted(upto, ranks)])


def merge(histograms: Sequence[Histogram]) -> Histogram:
    """Return the histogram of all values of several histograms."""
    values = np.concatenate([histogram.values for histogram in histograms])
    counts = np.concatenate([histogram.counts for histogram in histograms])
    bins, place = np.unique(values, return_inverse=True)
    totals = np.zeros(len(bins), np.int64)
    np.add.at(totals, place, counts)
    return Histogram(bins, totals)


def rounded(values: Floats) -> Floats:
    """Return values rounded to `BITS` significant binary digits, half away from zero.

    Examples
    --------
    >>> rounded(np.array([0.0, 37.0, 52.142857142857146, np.inf]))
    array([ 0.      , 37.      , 52.140625,       inf])
    """
    # Zero is added for the sake of -0.0, which has a bit of its own.
    bits = np.ascontiguousarray(values + 0.0, np.float64).view(np.uint64)
    return ((bits + _HALF) >> _DROPPED << _DROPPED).view(np.float64)
