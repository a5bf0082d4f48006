"""When a simulated number agrees with a known one.

The acceptance rule of the SBML discrete stochastic models test suite (Evans, Gillespie & Wilkinson
2008, doi:10.1093/bioinformatics/btm566): for n independent replications with true mean mu and true
standard deviation sigma, ``sqrt(n) (mean - mu) / sigma`` lies within +-3 and
``sqrt(n / 2) (s**2 / sigma**2 - 1)`` within +-5.
"""

import numpy as np

MEAN_LIMIT = 3.0
VARIANCE_LIMIT = 5.0


def assert_mean(values, mu, sigma=None):
    """Assert that the mean of independent values agrees with ``mu``."""
    values = np.asarray(values, float).ravel()
    assert values.size >= 10_000
    spread = np.std(values, ddof=1) if sigma is None else sigma
    z = np.sqrt(values.size) * (values.mean() - mu) / spread

    assert abs(z) < MEAN_LIMIT, f"mean {values.mean():.6g}, should be {mu:.6g}: z = {z:.2f}"


def assert_moments(values, mu, sigma):
    """Assert that mean and variance of independent values agree with the known ones."""
    values = np.asarray(values, float).ravel()
    assert_mean(values, mu, sigma)
    z = np.sqrt(values.size / 2) * (np.var(values, ddof=1) / sigma**2 - 1)

    assert abs(z) < VARIANCE_LIMIT, (
        f"variance {values.var():.6g}, should be {sigma**2:.6g}: z = {z:.2f}"
    )


def assert_probability(values, p):
    """Assert that a share of independent replications agrees with a probability.

    The variance of zeros and ones is a function of their mean, so there is nothing more to test.
    """
    assert set(np.unique(values)) <= {0.0, 1.0}
    assert_mean(values, p, np.sqrt(p * (1 - p)))
