"""The model that every engine can run: an illness with four states, looked at once a year.

The rates are those of the Sick-Sicker model of the decision sciences (Alarid-Escudero et al. 2023,
doi:10.1177/0272989X221103163), the same at every age.  `sim` and the simulators of events take the
rates, the simulators with a yearly step take the matrix of yearly probabilities, which is the
exponential of the matrix of rates.  So all of them have one and the same known answer.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.linalg import expm

Floats = npt.NDArray[np.float64]

STATES = ("healthy", "sick", "sicker", "dead")
YEARS = 30
#: Rates per year.
RATES = {
    ("healthy", "sick"): 0.15,
    ("sick", "healthy"): 0.5,
    ("sick", "sicker"): 0.105,
    ("healthy", "dead"): 0.002,
    ("sick", "dead"): 0.006,
    ("sicker", "dead"): 0.02,
}


def rate_matrix() -> Floats:
    """Return the generator, shape (from, to), per year."""
    rates = np.zeros((4, 4))
    for (start, end), rate in RATES.items():
        rates[STATES.index(start), STATES.index(end)] = rate
    np.fill_diagonal(rates, -rates.sum(axis=1))
    return rates


def yearly_probabilities() -> Floats:
    """Return the probabilities of a year, shape (from, to)."""
    return np.asarray(expm(rate_matrix()))


def known_shares() -> Floats:
    """Return the probability of each state after `YEARS` years, from healthy."""
    return np.linalg.matrix_power(yearly_probabilities(), YEARS)[0]


def agrees(shares: Floats, n: int) -> bool:
    """Return whether the shares of ``n`` histories are those known, within 4 standard errors."""
    known = known_shares()
    return bool(np.all(np.abs(shares - known) < 4 * np.sqrt(known * (1 - known) / n)))
