"""The families of distributions, by name: parameters, support and quantile function.

Every uncertain number of a scenario is drawn through the quantile function of its family, so
that a number in the open interval (0, 1) is all the randomness it needs.  Quantile functions are
vectorised: the parameters broadcast against ``u``.  Only ``scipy.special`` is used; the
distribution objects of ``scipy.stats`` take seconds to import and are the oracle of the tests.
"""

from sim.distributions.families import (
    FAMILIES,
    SCIPY_NAMES,
    Family,
    Spelling,
    empirical_arguments,
)
from sim.distributions.intervals import Z95, Kind, interval_90
from sim.distributions.quantiles import Array

__all__ = [
    "FAMILIES",
    "SCIPY_NAMES",
    "Z95",
    "Array",
    "Family",
    "Kind",
    "Spelling",
    "empirical_arguments",
    "interval_90",
]
