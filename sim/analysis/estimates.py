"""Estimates from two-level samples: draws of the parameters, replications inside each draw.

With draws ``d = 1..D``, replications ``r = 1..R``, outcome ``y_dr``, draw mean ``ybar_d`` and
sample variance ``s_d^2`` within a draw, every estimate is the mean of the draw means: each draw has
the same number of replications.  What differs is how its error, and what the parameters leave
open, are told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.confidence import confidence_interval, probability_interval
from sim.analysis.draws import Draws, Interval
from sim.analysis.left_open import Foreseen, LeftOpen, Response, foresee, left_open
from sim.analysis.likelihood import range_in_words
from sim.analysis.quantities import Quantities, quantities_of
from sim.analysis.standard_errors import probability_error, standard_error
from sim.analysis.time_to_event import Incidence, incidence, pooled_quantiles, weeks_quantiles
from sim.results.descriptions import OutcomeInfo
from sim.results.display import ByName, Displayed
from sim.results.kinds import KINDS
from sim.results.results import Floats, Header, Moments, Results, World

#: A probability known worse than this gets no word: it could be off by one.
WORDS_NEED = 0.1


@dataclass(frozen=True, repr=False)
class Estimate(Displayed):
    """What is said about one outcome of one world.

    Attributes
    ----------
    estimate
        Mean over draws and replications; for an outcome of kind ``reached``, a probability.
    se
        Monte Carlo standard error of the estimate; None if one number cannot tell.
    confidence
        95 % confidence interval of the estimate, of the Monte Carlo noise alone; None like the
        error.
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
    confidence: Interval | None
    interval: Interval | None
    interval_error: float | None
    share_epistemic: float | None
    likelihood: str | None
    quantiles: tuple[float, float, float] | None
    weeks_to: tuple[float | None, float | None, float | None] | None
    incidence: tuple[Incidence, ...] | None


@dataclass(frozen=True, repr=False, eq=False)
class Estimates(ByName[Estimate]):
    """What is said about each outcome of the world that was run, or of the baseline."""

    results: Results


def draws_of(moments: Moments, outcome: int, header: Header) -> Draws:
    """Return one column of the moments with all that its error depends on."""
    return Draws(
        moments.mean[:, outcome],
        moments.variance[:, outcome],
        header.replications,
        header.stratum,
        header.uncertain,
    )


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


def outcome_draws(results: Results, world: World, info: OutcomeInfo) -> Draws:
    """Return one outcome of one world with all that its error depends on."""
    draws = draws_of(world.outcome, results.outcome_index(info.name), results.header)
    # Nothing in any history says that little happens: as if one history more had one unit of it.
    nothing = KINDS[info.kind].is_rare and not np.any(draws.mean)
    return replace(draws, lowest=info.limits[0], event=1.0 if nothing else 0.0)


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
    draws = outcome_draws(results, world, info)
    estimate = float(np.mean(draws.mean))
    interval = opened.interval if opened else None
    is_probability = info.is_probability
    weeks = curve = None
    if info.has_weeks and world.summary is not None:
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
    se = probability_error(draws) if is_probability else standard_error(draws)
    words = is_probability and se is not None and se < WORDS_NEED
    return Estimate(
        estimate=estimate,
        se=se,
        confidence=probability_interval(draws) if is_probability else confidence_interval(draws),
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
    info = results.outcome(outcome)
    return estimate_world(results, results.baseline, [info])[outcome]
