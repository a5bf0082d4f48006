"""Does the model say what its text says?  Worlds with and without a mechanism, side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from sim.analysis.estimates import draws_of
from sim.analysis.standard_errors import (
    THREE,
    degrees_of_freedom,
    event_size,
    is_rounding,
    standard_error,
    sure_factor,
)
from sim.results.display import Displayed, InOrder
from sim.results.results import Moments, Results

Effect = Literal["raises", "lowers", "barely_moves"]
Verdict = Literal["holds", "unclear", "fails"]

#: A difference is told from none, or from another, at so many standard errors, where these are
#: known exactly.
ERRORS_TO_SHOW = THREE

#: What barely moves changes by less than this share of itself.
BARELY = 0.05


@dataclass(frozen=True, repr=False)
class Shown(Displayed):
    """What one mechanism of a claim does to one thing, and whether that is what the claim says.

    Attributes
    ----------
    claim, says
        Name and text of the claim.
    path
        What was switched off.
    given
        Options in force in both worlds.
    within_days
        Horizon within which it was looked for; None for that of the scenario.
    effect, on
        What the claim says, and on what.
    title, unit
        Of what it is on.
    estimate, estimate_se
        With the mechanism.
    difference, se
        With the mechanism minus without it, paired history by history.
    verdict
        Whether the difference is what the claim says, by more than the Monte Carlo error.
    """

    claim: str
    says: str
    path: tuple[str, ...]
    given: tuple[str, ...]
    within_days: float | None
    effect: Effect
    on: str
    title: str
    unit: str
    estimate: float
    estimate_se: float | None
    difference: float
    se: float | None
    verdict: Verdict


@dataclass(frozen=True, repr=False)
class CheckedClaims(InOrder[Shown]):
    """What every mechanism of the claims of a scenario does, in the order of the file.

    Attributes
    ----------
    title
        Of the scenario.
    draws, replications, seed
        Sizes of every world.
    """

    title: str
    draws: int
    replications: int
    seed: int


class Difference(NamedTuple):
    """How much higher an outcome is in one world than in another.

    Attributes
    ----------
    se
        Monte Carlo standard error; None if one history cannot tell, 0 if nothing can differ.
    clear
        How many standard errors it takes to tell it from none, or from another.
    """

    estimate: float
    se: float | None
    clear: float = ERRORS_TO_SHOW


def paired_difference(
    whole: Results, less: Results, index: int, *, reached: bool = True
) -> Difference:
    """Return how much higher an outcome is in one world than in another, and how well it is known.

    Parameters
    ----------
    whole, less
        Runs of one world each, with the same seed and sizes and every history kept.
    index
        Position of the outcome in both.
    reached
        Whether anything leads from what the worlds differ in to the outcome.

    Raises
    ------
    ValueError
        If the histories were not kept.
    """
    if whole.baseline.values is None or less.baseline.values is None:
        raise ValueError("both runs must have kept the values of their histories")
    gap = whole.baseline.values[:, :, index] - less.baseline.values[:, :, index]
    variance = gap.var(axis=1, ddof=1) if gap.shape[1] > 1 else np.full(gap.shape[0], np.nan)
    if not reached and is_rounding(gap, whole.baseline.values[:, :, index]):
        gap, variance = np.zeros_like(gap), np.where(np.isnan(variance), np.nan, 0.0)
    header = whole.header
    draws = draws_of(Moments(gap.mean(axis=1)[:, None], variance[:, None]), 0, header)
    if reached:
        without = draws_of(less.baseline.outcome, index, header)
        draws = replace(draws, event=event_size(draws, without, whole.outcomes[index].kind))
    clear = sure_factor(degrees_of_freedom(draws), ERRORS_TO_SHOW)
    return Difference(float(np.mean(gap)), standard_error(draws), clear)


def verdict(
    effect: Effect, level: float, difference: float, se: float | None, clear: float = ERRORS_TO_SHOW
) -> Verdict:
    """Return whether a difference is what a claim says.

    Parameters
    ----------
    level
        The thing itself, with the mechanism.
    difference, se
        With the mechanism minus without it; the error is 0 only if nothing can differ.
    clear
        How many standard errors it takes.

    Examples
    --------
    >>> verdict("raises", 0.5, 0.03, 0.005)
    'holds'
    >>> verdict("lowers", 0.5, 0.03, 0.005)
    'fails'
    >>> verdict("barely_moves", 0.5, -0.002, 0.001)
    'holds'
    """
    if se is None:
        return "unclear"
    error = clear * se
    if effect == "barely_moves":
        most = BARELY * abs(level)
        if abs(difference) + error <= most:
            return "holds"
        return "fails" if abs(difference) - error > most else "unclear"
    signed = difference if effect == "raises" else -difference
    if signed > error:
        return "holds"
    return "fails" if signed < -error or se == 0.0 else "unclear"
