"""Predictions made no bolder than the draws that they were not fitted to bear out."""

from __future__ import annotations

import numpy as np

from sim.results.results import Floats


def calibrated(values: Floats, predicted: Floats, weights: Floats | None = None) -> Floats:
    """Return predictions drawn towards the mean until what they leave goes with them no more.

    Predictions that are mostly noise then foresee next to nothing.

    Parameters
    ----------
    values, predicted : ndarray, shape (draw, response)
    weights : ndarray, shape (draw,), or None
        Of the draws; alike by default.
    """
    shares = np.full(len(values), 1.0 / len(values)) if weights is None else weights / weights.sum()
    mean = shares @ values
    rest, own = values - mean, predicted - shares @ predicted
    squares = shares @ own**2
    slope = np.divide(
        shares @ (rest * own), squares, out=np.zeros_like(squares), where=squares > 0.0
    )
    return np.asarray(mean + np.clip(slope, 0.0, 1.0) * own)
