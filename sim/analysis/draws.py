"""One outcome of one world, or one paired difference, draw by draw."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.results.results import Floats

Interval = tuple[float, float]


@dataclass(frozen=True)
class Draws:
    """One outcome, or one paired difference, draw by draw.

    Attributes
    ----------
    mean, variance : ndarray, shape (draw,)
        Over the replications of each draw; the variance is NaN with one replication.
    stratum
        Number of consecutive draws that form one Latin hypercube.
    uncertain
        Whether the draws differ in their parameters.
    event
        By how much one history that differs would differ, where it is possible that some do; 0
        where none can, or where it is clear that many do.
    lowest
        Least that a history can be.
    """

    mean: Floats
    variance: Floats
    replications: int
    stratum: int
    uncertain: bool
    event: float = 0.0
    lowest: float = -math.inf

    @property
    def n(self) -> int:
        """Number of draws."""
        return len(self.mean)

    @property
    def constant(self) -> bool:
        """Whether every replication gave the same number, up to the rounding of a variance."""
        known = self.variance[~np.isnan(self.variance)]
        rounding = (1e-12 * abs(float(self.mean[0]))) ** 2
        return bool(np.all(self.mean == self.mean[0]) and np.all(known <= rounding))

    @property
    def inner_variance(self) -> float | None:
        """Mean over the draws of the squared error of a draw mean, ``mean(s_d^2) / R``."""
        if self.replications < 2:
            return None
        return float(np.mean(self.variance)) / self.replications
