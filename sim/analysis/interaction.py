"""Do options add up?  What several of them do together, against the sum of what each does alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.alternatives import Alternatives
from sim.analysis.comparison import p_better
from sim.analysis.draws import Draws, Interval
from sim.analysis.left_open import LeftOpen, Response, foresee, left_open
from sim.analysis.quantities import Quantities
from sim.analysis.standard_errors import degrees_of_freedom, p_value, standard_error
from sim.results.results import Floats

#: Share of the interactions called settled that may be noise.
FALSE_DISCOVERIES = 0.1


@dataclass(frozen=True)
class Interaction:
    """What a portfolio does beyond the sum of its options; above zero is synergy, below overlap.

    All in units of the outcome, and so that more is better.

    Attributes
    ----------
    alternative
        Position of the portfolio.
    together, apart
        Its mean effect, and the sum of the mean effects of its options alone.
    estimate, se, interval
        Together less apart, paired history by history: its mean, the Monte Carlo standard error,
        and what the parameters leave open (central 90 %).
    p_synergy, p_synergy_se
        Share of the draws in which it is above zero.
    settled
        Whether the noise of the simulation leaves its sign beyond doubt, one among many.
    df
        Degrees of freedom of the standard error.
    """

    alternative: int
    together: float
    apart: float
    estimate: float
    se: float | None
    interval: Interval | None
    p_synergy: float | None
    p_synergy_se: float | None
    settled: bool = False
    df: float = math.inf


def interactions(choice: Alternatives, quantities: Quantities) -> tuple[Interaction, ...]:
    """Return the interaction of every portfolio all of whose options were also compared alone."""
    alone = {own[0]: k for k, own in enumerate(choice.members) if len(own) == 1}
    portfolios = [
        k
        for k, own in enumerate(choice.members)
        if len(own) > 1 and all(option in alone for option in own)
    ]
    contrasts = [
        _beyond_the_sum(choice, k, [alone[option] for option in choice.members[k]])
        for k in portfolios
    ]
    responses = [
        Response(draws, quantities.concern(choice.members[k], offered=choice.offered))
        for k, draws in zip(portfolios, contrasts, strict=True)
    ]
    foreseen = foresee(responses, quantities)
    found = [
        _interaction(
            choice,
            k,
            [alone[option] for option in choice.members[k]],
            contrasts[place],
            None if foreseen is None else left_open(contrasts[place], foreseen[place]),
        )
        for place, k in enumerate(portfolios)
    ]
    p_values = [p_value(one.estimate, one.se, one.df) for one in found]
    return tuple(
        replace(one, settled=settled)
        for one, settled in zip(found, discoveries(p_values), strict=True)
    )


def discoveries(p_values: Sequence[float], rate: float = FALSE_DISCOVERIES) -> list[bool]:
    """Return which of many null hypotheses are rejected, at a false discovery rate.

    References
    ----------
    Benjamini & Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> discoveries([0.04, 0.001, 0.3, 0.02], rate=0.05)
    [False, True, False, True]
    """
    n = len(p_values)
    ordered = sorted(p_values)
    passing = [p for rank, p in enumerate(ordered, 1) if p <= rate * rank / n]
    return [bool(passing) and p <= passing[-1] for p in p_values]


def _beyond_the_sum(choice: Alternatives, portfolio: int, singles: list[int]) -> Draws:
    contrast = np.zeros(len(choice.names))
    contrast[portfolio] += 1.0
    contrast[singles] -= 1.0
    return contrast_draws(choice, choice.sign * contrast)


def _interaction(
    choice: Alternatives,
    portfolio: int,
    singles: list[int],
    difference: Draws,
    opened: LeftOpen | None,
) -> Interaction:
    share, share_se = p_better(difference, opened, "higher")
    effects = choice.effects
    return Interaction(
        alternative=portfolio,
        together=float(effects[portfolio]),
        apart=float(np.sum(effects[singles])),
        estimate=float(np.mean(difference.mean)),
        se=standard_error(difference),
        df=degrees_of_freedom(difference),
        interval=opened.interval if opened else None,
        p_synergy=share,
        p_synergy_se=share_se,
    )


def contrast_draws(choice: Alternatives, contrast: Floats) -> Draws:
    """Return a weighted sum of the alternatives' values, draw by draw, with its error.

    Parameters
    ----------
    contrast : ndarray, shape (alternative,)
        The weights; the baseline's outcome itself has the first.
    """
    parts = choice.parts @ contrast
    counts = np.array(
        [len(range(part, choice.replications, parts.shape[1])) for part in range(parts.shape[1])]
    )
    mean = choice.values @ contrast
    scatter = np.sum(counts * (parts - mean[:, None]) ** 2, axis=1) / (len(counts) - 1)
    # What cancels up to rounding is exactly nothing, and known to be.
    nothing = 1e-12 * float(np.max(np.abs(choice.parts)))
    mean[np.abs(mean) <= nothing] = 0.0
    scatter[np.all(np.abs(parts) <= nothing, axis=1)] = 0.0
    event = 0.0 if choice.events is None else float(np.max(np.abs(contrast) * choice.events))
    return Draws(mean, scatter, choice.replications, choice.stratum, choice.uncertain, event=event)
