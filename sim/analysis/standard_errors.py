"""How well a mean over draws and replications is known: one family of Monte Carlo errors.

Everything that is multiplied with an error, or set against it, comes from here::

    variance of the mean, by the design -> standard_error
                                        -> degrees_of_freedom -> confidence_factor, sure_factor,
                                                                 p_value
    `sim.analysis.confidence` makes intervals of them

With draws ``d = 1..D``, replications ``r = 1..R`` and outcome ``y_dr``, draws come in Latin
hypercubes (*strata*) of ``n`` consecutive draws, independent of one another but not inside.

References
----------
McKay, Beckman & Conover (1979), doi:10.1080/00401706.1979.10489755 (Latin hypercubes);
Owen (1992), doi:10.1111/j.2517-6161.1992.tb01898.x (their variance, by replicating them);
Satterthwaite (1946), doi:10.2307/3002019 (degrees of freedom of a sum of variances);
Agresti & Min (2005), doi:10.1002/sim.1781 (one more discordant pair).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from sim.analysis.draws import Draws
from sim.results.kinds import KINDS, OutcomeKind
from sim.results.results import Floats

#: Two and three standard errors, in the words of everyday: what they mean where the error is known
#: exactly.  With few strata it takes more of them to be as sure (`sure_factor`).
TWO, THREE = 2.0, 3.0

#: Fewest whole strata whose spread says anything.
FEWEST_STRATA = 2

#: Variances of stratum totals and of draws whose ratio is but rounding.
_TIED = 1e-20

#: Share of an outcome by which a difference may be off that is nothing.
_ROUNDING = 1e-12


class Spread(NamedTuple):
    """Variance of a mean, and how well it is known itself."""

    variance: float
    df: float


def standard_error(draws: Draws) -> float | None:
    """Return the Monte Carlo standard error of the mean over all draws and replications.

    The variance is that of `spread`.  Where histories that could differ may all have come out
    alike (`Draws.event`), one more that differs is added, for any number of those seen::

        se^2 = variance + (event / (D R))^2

    Nothing seen is then not nothing, and where many differ it adds next to nothing.

    Returns
    -------
    float or None
        None if there was one history only.
    """
    if draws.n * draws.replications < 2:
        return None
    unseen = one_more(draws)
    if draws.constant:
        return unseen
    return math.sqrt(spread(draws).variance + unseen**2)


def probability_error(draws: Draws) -> float | None:
    """Return the standard error of a probability, which is not 0 because something never happened.

    If all ``N`` histories agree, the error is that of one success more and one failure more,
    about ``1 / N`` (Laplace's rule of succession); otherwise it is `standard_error`.
    """
    if not draws.constant or draws.mean[0] not in (0.0, 1.0):
        return standard_error(draws)
    n = draws.n * draws.replications
    return math.sqrt((n + 1.0) / (n + 3.0)) / (n + 2.0)


def spread(draws: Draws) -> Spread:
    """Return the variance of the mean over all draws and replications.

    Without uncertain parameters, or with one draw, all ``N = D R`` histories are alike: it is
    ``s^2 / N`` with their pooled variance, and has ``N - 1`` degrees of freedom.

    With them the ``B`` whole strata of ``n`` draws vary, with totals ``S_b``.  An incomplete last
    stratum of ``m`` draws is a part of a hypercube taken at random: its variance follows from that
    of whole ones and from that of single draws, ``s_1^2``, because all pairs of draws in a stratum
    go together alike::

        V = sum_b (S_b - mean of S)^2 / (B - 1)
        q = (m - 1) / (n - 1)
        variance = [B V + m (q V / n + (1 - q) s_1^2)] / D^2

    Its degrees of freedom are Satterthwaite's, with the weights of independent draws: weights that
    are estimated would call an error well known whenever it happens to look small.  A single whole
    stratum says nothing of its own spread, nor do few events that happen to be as many in each.
    The draws are then taken as independent, ``s_1^2 / D``, which is on the safe side under
    stratification.
    """
    if draws.n == 1 or not draws.uncertain:
        return Spread(independent_variance(draws), draws.n * draws.replications - 1)
    single = float(np.var(draws.mean, ddof=1))
    whole, left = divmod(draws.n, draws.stratum)
    if whole < FEWEST_STRATA:
        return Spread(single / draws.n, draws.n - 1)
    totals = draws.mean[: whole * draws.stratum].reshape(whole, draws.stratum).sum(axis=1)
    of_totals = float(np.var(totals, ddof=1))
    share = (left - 1) / (draws.stratum - 1) if left else 0.0
    if of_totals <= _TIED * single:
        return Spread(single / draws.n, whole - 1)
    as_whole, as_single = draws.n - left * (1.0 - share), left * (1.0 - share)
    variance = as_whole / draws.stratum * of_totals + as_single * single
    known = as_whole**2 / (whole - 1) + as_single**2 / (draws.n - 1)
    return Spread(variance / draws.n**2, draws.n**2 / known)


def independent_variance(draws: Draws) -> float:
    """Return the variance of the mean if all histories were independent, ``s^2 / N``.

    If the variances within draws are not known, it is that of independent draws.
    """
    n = draws.n * draws.replications
    if draws.replications > 1 and not np.any(np.isnan(draws.variance)):
        within = float(np.sum(draws.variance)) * (draws.replications - 1)
        between = float(np.sum((draws.mean - np.mean(draws.mean)) ** 2)) * draws.replications
        return (within + between) / (n - 1) / n
    return float(np.var(draws.mean, ddof=1)) / draws.n if draws.n > 1 else math.nan


def one_more(draws: Draws) -> float:
    """Return by how much one more history that differs would move the mean."""
    return draws.event / (draws.n * draws.replications)


def event_size(difference: Draws, baseline: Draws, kind: OutcomeKind) -> float:
    """Return by how much one history that differs between two worlds differs.

    By 1 where it is asked whether or how often something happens.  A total, a time or a level
    differs by any amount.  If none was seen to differ, it is taken to be as large as the outcome
    itself: its root mean square over the histories of the baseline, or one unit if that is 0.  If
    ``n`` were, it is their root mean square, and the square of the former counts ``1 / (n + 1)^2``.
    At least ``R ybar_d^2 / (ybar_d^2 + (R - 1) s_d^2 / R)`` differ in a draw (Cauchy and Schwarz).
    """
    if KINDS[kind].is_whole:
        return 1.0
    squares = difference.replications * mean_squares(difference)
    seen = float(np.sum(squares))
    own = float(np.mean(mean_squares(baseline))) or 1.0
    some = squares > 0.0
    differing = (difference.replications * difference.mean[some]) ** 2 / squares[some]
    n = float(np.sum(np.maximum(differing, 1.0)))
    weight = 1.0 / (n + 1.0) ** 2
    return math.sqrt(weight * own + ((1.0 - weight) * seen / n if n else 0.0))


def is_rounding(difference: Floats, outcome: Floats) -> bool:
    """Return whether all differences are but rounding, as where a level was looked at more often.

    Parameters
    ----------
    difference, outcome : ndarray
        Of any shape.
    """
    return bool(np.max(np.abs(difference)) <= _ROUNDING * np.max(np.abs(outcome)))


def mean_squares(draws: Draws) -> Floats:
    """Return the mean square over the replications of each draw, shape (draw,)."""
    within = np.nan_to_num(draws.variance) * (draws.replications - 1) / draws.replications
    return np.asarray(draws.mean**2 + within)


def degrees_of_freedom(draws: Draws) -> float:
    """Return those of `standard_error`: how well it is known itself; infinite if exactly.

    They are those of `spread`.  One more history, if it is added, is a number without error, and
    few that differ are hardly more than it.  So they grow by Satterthwaite's rule, with the
    variance of independent histories, which is well known, in place of that of the strata::

        df * ((independent + unseen) / independent) ^ 2
    """
    if draws.n * draws.replications < 2 or draws.constant:
        return math.inf
    return with_one_more(spread(draws).df, independent_variance(draws), one_more(draws) ** 2)


def with_one_more(df: float, independent: float, unseen: float) -> float:
    """Return the degrees of freedom of a variance to which that of one more history is added."""
    if unseen == 0.0:
        return df
    return df * ((independent + unseen) / independent) ** 2 if independent > 0.0 else math.inf


def confidence_factor(df: float, level: float = 0.95) -> float:
    """Return how many standard errors an interval reaches to either side: a quantile of t.

    Examples
    --------
    >>> round(confidence_factor(14), 3), round(confidence_factor(math.inf), 3)
    (2.145, 1.96)
    """
    p = 0.5 * (1.0 + level)
    return float(ndtri(p) if math.isinf(df) else stdtrit(df, p))


def sure_factor(df: float, errors: float = TWO) -> float:
    """Return how many standard errors it takes to be as sure as by so many known exactly.

    Examples
    --------
    >>> round(sure_factor(14), 3), round(sure_factor(math.inf), 3)
    (2.195, 2.0)
    """
    return errors if math.isinf(df) else float(stdtrit(df, float(ndtr(errors))))


def p_value(estimate: float, se: float | None, df: float) -> float:
    """Return how likely an estimate at least as far from 0 is, if the truth is 0."""
    if not se or estimate == 0.0:
        return 0.0 if estimate else 1.0
    t = abs(estimate) / se
    return 2.0 * float(ndtr(-t) if math.isinf(df) else stdtr(df, -t))
