"""Do events breed events?  The share of them that earlier ones caused, and for how long they do.

Fits a Hawkes process with an exponential kernel: the rate at time t is ::

    mu + n * beta * sum over earlier events of exp(-beta * (t - t_j))

with the *branching ratio* n, the mean number of events that one event causes directly, and the
*half-life* ln(2) / beta.  The background mu may differ between histories (or years), because a
background that changes looks like self-excitation if it is taken as flat.

References
----------
Hawkes (1971), doi:10.1093/biomet/58.1.83; Veen & Schoenberg (2008),
doi:10.1198/016214508000000148 (the EM algorithm).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import UsageError
from sim.results.results import Floats

_MOST_ROUNDS = 500
_CLOSE = 1e-6


@dataclass(frozen=True)
class SelfExcitation:
    """A fitted Hawkes process.

    Attributes
    ----------
    background_per_day : ndarray, shape (history,)
        Rate of events that nothing earlier caused.
    branching_ratio
        Mean number of events that one event causes directly.
    half_life_days
        Time after which half of them have happened.
    """

    background_per_day: Floats
    branching_ratio: float
    half_life_days: float


def fit_self_excitation(
    histories: Sequence[Floats], horizon_days: float, *, flat: bool = False
) -> SelfExcitation:
    """Return the Hawkes process that fits some histories best (maximum likelihood).

    Parameters
    ----------
    histories
        Days of the events of each history, increasing.
    horizon_days
        Length of every history.
    flat
        Whether all histories share one background; otherwise each has its own.

    Raises
    ------
    UsageError
        If there are fewer than ten events in all: too few to tell.
    """
    days, present = _padded(histories)
    if present.sum() < 10:
        raise UsageError(f"{present.sum()} events are too few to fit a process to")
    rest = np.where(present, horizon_days - days, 0.0)
    background = np.full(len(histories), 0.7 * present.sum() / days.shape[0] / horizon_days)
    n, beta = 0.3, math.log(2.0) / 7.0
    for _ in range(_MOST_ROUNDS):
        near, lag = _kernel_sums(days, present, beta)
        rate = background[:, None] + n * beta * near
        caused = np.where(present, n * beta * near / rate, 0.0)
        caused_lag = float(np.sum(np.where(present, n * beta * lag / rate, 0.0)))
        own = np.sum(np.where(present, 1.0 - caused, 0.0), axis=1)
        total = float(np.sum(caused))
        background = np.full_like(own, own.mean()) if flat else own
        background = np.maximum(background, 1e-12) / horizon_days
        reach = np.sum(np.where(present, 1.0 - np.exp(-beta * rest), 0.0))
        next_n = total / float(reach)
        next_beta = _next_beta(beta, total, caused_lag, next_n, rest[present])
        done = abs(next_n - n) < _CLOSE and abs(next_beta / beta - 1.0) < _CLOSE
        n, beta = next_n, next_beta
        if done:
            break
    return SelfExcitation(background, n, math.log(2.0) / beta)


def _padded(histories: Sequence[Floats]) -> tuple[Floats, np.ndarray]:
    """Return the days as a table, one row a history, and which of its cells hold an event."""
    longest = max((len(days) for days in histories), default=0)
    table = np.zeros((len(histories), longest))
    present = np.zeros(table.shape, np.bool_)
    for row, days in enumerate(histories):
        table[row, : len(days)] = days
        present[row, : len(days)] = True
    return table, present


def _kernel_sums(days: Floats, present: np.ndarray, beta: float) -> tuple[Floats, Floats]:
    """Return sums over the earlier events of each: of exp(-beta lag), and of that times the lag."""
    near, lag = np.zeros_like(days), np.zeros_like(days)
    for k in range(1, days.shape[1]):
        gap = np.where(present[:, k], days[:, k] - days[:, k - 1], 0.0)
        decay = np.exp(-beta * gap)
        near[:, k] = decay * (near[:, k - 1] + 1.0)
        lag[:, k] = decay * (lag[:, k - 1] + gap * (near[:, k - 1] + 1.0))
    return near, lag


def _next_beta(beta: float, total: float, lag: float, n: float, rest: Floats) -> float:
    """Return the beta at which the expected log-likelihood is greatest, by Newton's method.

    Its derivative is ``total / beta - lag - n * sum(rest * exp(-beta * rest))``.
    """
    for _ in range(20):
        cut = rest * np.exp(-beta * rest)
        slope = total / beta - lag - n * float(np.sum(cut))
        curve = -total / beta**2 + n * float(np.sum(rest * cut))
        step = slope / curve if curve < 0.0 else 0.0
        following = min(2.0 * beta, max(0.5 * beta, beta - step))
        if abs(following / beta - 1.0) < 1e-10:
            break
        beta = following
    return beta
