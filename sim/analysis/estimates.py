"""Estimates from two-level samples: draws of the parameters, replications inside each draw.

With draws ``d = 1..D``, replications ``r = 1..R``, outcome ``y_dr``, draw mean ``ybar_d`` and
sample variance ``s_d^2`` within a draw, every estimate is the mean of the draw means: each draw has
the same number of replications.  What differs is how its error, and what the parameters leave
open, are told apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.draws import Draws, Interval
from sim.analysis.left_open import Foreseen, LeftOpen, Response, foresee, left_open
from sim.analysis.likelihood import range_in_words
from sim.analysis.quantities import Quantities, quantities_of
from sim.analysis.time_to_event import Incidence, incidence, pooled_quantiles, weeks_quantiles
from sim.descriptions import OutcomeInfo
from sim.results import Floats, Header, Moments, Results, World

#: Below this many strata the spread of the stratum totals is too poorly known to use.
FEWEST_STRATA = 10

#: A probability known worse than this gets no word: it could be off by one.
WORDS_NEED = 0.1


@dataclass(frozen=True)
class Estimate:
    """What is said about one outcome of one world.

    Attributes
    ----------
    estimate
        Mean over draws and replications; for an outcome of kind ``reached``, a probability.
    se
        Monte Carlo standard error of the estimate; None if one number cannot tell.
    interval
        Central 90 % of what the parameters leave open, free of Monte Carlo noise; None where there
        is nothing to tell it from, or noise leaves its width open.
    interval_error
        Standard error of its width, as a share of the width; infinite if the noise has swallowed
        it, None where there is nothing to tell it from.
    share_epistemic
        Share of the variance of a single history that is ignorance of the parameters, 0..1; the
        rest is chance.
    likelihood
        Words for a probability, None for other outcomes, or if the error is above `WORDS_NEED`.
    quantiles
        5, 50 and 95 % quantiles over all histories; None for ``reached`` or if they were not kept.
    weeks_to
        The same quantiles of the weeks until it happens; each None where too few histories get
        there; None altogether if not of kind ``reached``.
    incidence
        Probability that it has happened by then, along the horizon.
    """

    estimate: float
    se: float | None
    interval: Interval | None
    interval_error: float | None
    share_epistemic: float | None
    likelihood: str | None
    quantiles: tuple[float, float, float] | None
    weeks_to: tuple[float | None, float | None, float | None] | None
    incidence: tuple[Incidence, ...] | None


def draws_of(moments: Moments, outcome: int, header: Header) -> Draws:
    """Return one column of the moments with all that its error depends on."""
    return Draws(
        moments.mean[:, outcome],
        moments.variance[:, outcome],
        header.replications,
        header.stratum,
        header.uncertain,
    )


def standard_error(draws: Draws) -> float | None:
    """Return the Monte Carlo standard error of the mean over all draws and replications.

    Without uncertain parameters all ``N = D R`` histories are alike, and the error is
    ``sqrt(s^2 / N)`` with the pooled variance.  With them, draws come in Latin hypercubes of
    `Draws.stratum` consecutive draws, independent of one another but not inside, so the ``B``
    stratum totals ``S_b`` of ``n_b`` draws are what varies::

        se^2 = B / (B - 1) * sum_b (S_b - n_b * mean)^2 / D^2

    Fewer than `FEWEST_STRATA` of them say too little about their spread, and the draws are taken
    as independent, ``sd(ybar_d) / sqrt(D)``, which is on the safe side under stratification.  A
    single draw has only the error of its replications.

    Returns
    -------
    float or None
        None if there was one history only.

    References
    ----------
    McKay, Beckman & Conover (1979), doi:10.1080/00401706.1979.10489755 (Latin hypercubes);
    Owen (1992), doi:10.1111/j.2517-6161.1992.tb01898.x (their variance, by replicating them).
    """
    if draws.n * draws.replications < 2:
        return None
    if draws.constant:
        return 0.0
    mean = float(np.mean(draws.mean))
    if draws.n == 1 or not draws.uncertain:
        return math.sqrt(_pooled_variance(draws) / (draws.n * draws.replications))
    starts = np.arange(0, draws.n, draws.stratum)
    if len(starts) < FEWEST_STRATA:
        return float(np.std(draws.mean, ddof=1)) / math.sqrt(draws.n)
    residuals = np.add.reduceat(draws.mean - mean, starts)
    strata = len(starts)
    return math.sqrt(strata / (strata - 1) * float(np.sum(residuals**2))) / draws.n


def probability_error(draws: Draws) -> float | None:
    """Return the standard error of a probability, which is not 0 because something never happened.

    If all ``N`` histories agree, the error is that of one success more and one failure more,
    about ``1 / N`` (Laplace's rule of succession); otherwise it is `standard_error`.
    """
    if not draws.constant or draws.mean[0] not in (0.0, 1.0):
        return standard_error(draws)
    n = draws.n * draws.replications
    return math.sqrt((n + 1.0) / (n + 3.0)) / (n + 2.0)


def _pooled_variance(draws: Draws) -> float:
    """Return the sample variance of all histories taken together."""
    within = 0.0
    if draws.replications > 1:
        within = float(np.sum(draws.variance)) * (draws.replications - 1)
    between = float(np.sum((draws.mean - np.mean(draws.mean)) ** 2)) * draws.replications
    return (within + between) / (draws.n * draws.replications - 1)


def share_epistemic(draws: Draws) -> float | None:
    """Return the share of the variance of one history that is ignorance of the parameters.

    By the law of total variance, ``V_between / (V_between + V_within)`` with ``V_within`` the mean
    of ``s_d^2`` and ``V_between = max(0, var(ybar_d) - V_within / R)``.  Zero if no parameter is
    uncertain; None if one replication, one draw or a constant outcome leaves nothing to divide.
    """
    if draws.replications < 2:
        return None
    if not draws.uncertain:
        return 0.0
    if draws.n < 2:
        return None
    within = float(np.mean(draws.variance))
    between = max(0.0, float(np.var(draws.mean, ddof=1)) - within / draws.replications)
    if draws.constant or within + between == 0.0:
        return None
    return between / (within + between)


def estimate_outcome(
    results: Results, world: World, info: OutcomeInfo, opened: LeftOpen | None = None
) -> Estimate:
    """Return everything that is said about one outcome of one world.

    Parameters
    ----------
    opened
        What the quantities leave open about it.
    """
    index = results.outcome_index(info.name)
    draws = draws_of(world.outcome, index, results.header)
    estimate = float(np.mean(draws.mean))
    interval = opened.interval if opened else None
    reached = info.kind == "reached"
    weeks = curve = None
    if reached and world.summary is not None:
        place = results.reached.index(info.name)
        weeks = weeks_quantiles(world.summary.weeks_to[place])
        counts = world.summary.happened[:, place]
        curve = tuple(
            Incidence(at, float(np.mean(happened.mean)), probability_error(happened))
            for at, mean, variance in incidence(
                counts, results.header.replications, results.header.horizon_days
            )
            for happened in [_like(draws, mean, variance)]
        )
    quantiles = None
    amounts = world.summary.amounts[index] if world.summary is not None else None
    if amounts is not None:
        quantiles = pooled_quantiles(amounts)
    se = probability_error(draws) if reached else standard_error(draws)
    words = reached and se is not None and se < WORDS_NEED
    return Estimate(
        estimate=estimate,
        se=se,
        interval=interval,
        interval_error=opened.interval_error if opened else None,
        share_epistemic=share_epistemic(draws),
        likelihood=range_in_words(*(interval or (estimate, estimate))) if words else None,
        quantiles=quantiles,
        weeks_to=weeks,
        incidence=curve,
    )


def _like(draws: Draws, mean: Floats, variance: Floats) -> Draws:
    """Return draws of another quantity from the same design."""
    return Draws(mean, variance, draws.replications, draws.stratum, draws.uncertain)


def foresee_world(
    results: Results, world: World, infos: Sequence[OutcomeInfo], quantities: Quantities
) -> list[Foreseen] | None:
    """Return what is foreseen of outcomes of a world, None where nothing can be."""
    concerns = quantities.concern(world.options, offered=world.offered)
    responses = [
        Response(
            draws_of(world.outcome, results.outcome_index(info.name), results.header), concerns
        )
        for info in infos
    ]
    return foresee(responses, quantities)


def estimate_world(
    results: Results,
    world: World,
    infos: Sequence[OutcomeInfo] | None = None,
    foreseen: Sequence[Foreseen] | None = None,
) -> dict[str, Estimate]:
    """Return the estimate of outcomes of a world, by name, in the order of the results.

    Parameters
    ----------
    infos
        Outcomes that are looked at; all by default.
    foreseen
        Of these, if it is at hand.
    """
    infos = results.outcomes if infos is None else infos
    if foreseen is None:
        foreseen = foresee_world(results, world, infos, quantities_of(results))
    found = {}
    for place, info in enumerate(infos):
        opened = None
        if foreseen is not None:
            index = results.outcome_index(info.name)
            draws = draws_of(world.outcome, index, results.header)
            opened = left_open(draws, foreseen[place], info.limits)
        found[info.name] = estimate_outcome(results, world, info, opened)
    return found


def estimate_one(results: Results, outcome: str) -> Estimate:
    """Return the estimate of one outcome of the baseline."""
    info = results.outcomes[results.outcome_index(outcome)]
    return estimate_world(results, results.baseline, [info])[outcome]
