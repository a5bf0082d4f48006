"""Predictions made no bolder than the draws that they were not fitted to bear out."""

from __future__ import annotations

import numpy as np

from sim.results import Floats


def calibrated(values: Floats, predicted: Floats) -> Floats:
    """Return predictions drawn towards the mean until what they leave goes with them no more.

    Predictions that are mostly noise then foresee next to nothing.

    Parameters
    ----------
    values, predicted : ndarray, shape (draw, response)
    """
    mean = np.mean(values, axis=0)
    rest, own = values - mean, predicted - np.mean(predicted, axis=0)
    squares = np.sum(own**2, axis=0)
    slope = np.divide(
        np.sum(rest * own, axis=0), squares, out=np.zeros_like(squares), where=squares > 0.0
    )
    return np.asarray(mean + np.clip(slope, 0.0, 1.0) * own)
