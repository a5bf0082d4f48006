"""Which terms of a response surface are not chance: as many as help to predict draws left out.

References
----------
Breiman, Friedman, Olshen & Stone (1984), *Classification and Regression Trees*, section 3.4.3 (the
rule of one standard error).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from sim.analysis.jackknife import Positions, without
from sim.analysis.pursuit import Bools, Dictionary, Path
from sim.analysis.scores import Dependence
from sim.analysis.surface import Surface, fit
from sim.analysis.terms import Term
from sim.results.results import Floats

#: Terms that are tried for one response: so many, and one for so many draws, at most.
_MOST_TERMS, _DRAWS_PER_TERM = 30, 15

#: Draws that terms are chosen on, at most: their number is bounded, and so is what can be told of
#: them; coefficients take all draws.
_DRAWS_TO_CHOOSE_ON = 1_000

#: Steps without any progress on the draws left out, after which no more are tried.
_STEPS_WITHOUT_PROGRESS = 5

#: The largest chance to name a quantity that does nothing as one that does something.
_FALSELY_NAMED = 0.03


@dataclass(frozen=True)
class Fitted:
    """Response surfaces, and the same without each group of draws.

    Attributes
    ----------
    without
        Selected and fitted anew without each group of draws.
    held_out, held_out_variance : ndarray, shape (draw, response)
        What the surface without its own group predicts for each draw, and the variance that its
        coefficients leave.
    identified : ndarray, shape (response, quantity)
        Whether a quantity does more than the strongest of those on offer does by chance.
    """

    surface: Surface
    without: tuple[Surface, ...]
    held_out: Floats
    held_out_variance: Floats
    identified: Bools


@dataclass(frozen=True)
class _Choice:
    """The terms of one response: over all draws, and without each group."""

    terms: tuple[Term, ...]
    without: tuple[tuple[Term, ...], ...]
    offered: int


def fit_surfaces(
    responses: Floats,
    scores: Floats,
    concerns: Bools,
    dependence: Dependence,
    groups: Sequence[Positions],
    weights: Floats | None = None,
) -> Fitted:
    """Return surfaces whose terms help to predict draws that were left out.

    Parameters
    ----------
    responses : ndarray, shape (draw, response)
    scores : ndarray, shape (draw, quantity)
    concerns : ndarray, shape (response, quantity)
        Whether a quantity can matter to a response at all.
    groups
        Draws to leave out in turn.
    weights : ndarray, shape (draw,), or None
        Inverse variances of the responses, up to a factor; alike by default.
    """
    n, n_responses = responses.shape
    some, own_groups = _spread_over(groups)
    weights = np.ones(n) if weights is None else weights
    dictionary = Dictionary(scores[some], dependence, own_groups, weights[some])
    most = min(_MOST_TERMS, len(some) // _DRAWS_PER_TERM) if scores.shape[1] else 0
    chosen = [
        _choose(dictionary, responses[some, k], concerns[k], most) for k in range(n_responses)
    ]
    surfaces = [
        fit(
            responses[rows],
            scores[rows],
            [choice.without[fold] for choice in chosen],
            dependence,
            weights[rows],
        )
        for fold, rows in enumerate(without(group, n) for group in groups)
    ]
    held_out, variance = np.empty_like(responses), np.empty_like(responses)
    for group, surface in zip(groups, surfaces, strict=True):
        held_out[group] = surface.predict(scores[group])
        variance[group] = surface.uncertainty(scores[group])
    whole = fit(responses, scores, [choice.terms for choice in chosen], dependence, weights)
    identified = np.zeros(concerns.shape, np.bool_)
    for k, choice in enumerate(chosen):
        identified[k, _identified(whole, k, choice.offered, n)] = True
    return Fitted(whole, tuple(surfaces), held_out, variance, identified)


def _spread_over(groups: Sequence[Positions]) -> tuple[Positions, list[Positions]]:
    """Return the draws that terms are chosen on, and the groups by their places among these.

    All, or as many from the beginning of each group.
    """
    each = max(1, _DRAWS_TO_CHOOSE_ON // len(groups))
    kept = (
        groups
        if sum(map(len, groups)) <= _DRAWS_TO_CHOOSE_ON
        else [group[:each] for group in groups]
    )
    ends = np.cumsum([len(group) for group in kept])
    return np.concatenate(kept), [
        np.arange(end - len(group), end) for group, end in zip(kept, ends, strict=True)
    ]


def _choose(dictionary: Dictionary, response: Floats, concerns: Bools, most: int) -> _Choice:
    products = dictionary.products_with(response)
    paths = [
        Path(dictionary, fold, response, products[fold], concerns)
        for fold in range(len(dictionary.rows))
    ]
    errors = [[path.error for path in paths[:-1]]]
    while len(errors) <= most and not all(path.done for path in paths):
        for path in paths:
            path.advance()
        errors.append([path.error for path in paths[:-1]])
        if len(errors) - 1 - int(np.argmin(np.sum(errors, axis=1))) >= _STEPS_WITHOUT_PROGRESS:
            break
    size = _size(np.array(errors))
    *parts, whole = paths
    return _Choice(
        tuple(whole.terms[:size]), tuple(tuple(path.terms[:size]) for path in parts), whole.offered
    )


def _size(errors: Floats) -> int:
    """Return the fewest terms that are no worse than the best number, within one standard error.

    Parameters
    ----------
    errors : ndarray, shape (size, group)
        Sums of squared errors on the draws left out.
    """
    best = int(np.argmin(np.sum(errors, axis=1)))
    worse = errors[: best + 1] - errors[best]
    n = errors.shape[1]
    within = np.sum(worse, axis=1) <= np.sqrt(n) * np.std(worse, axis=1, ddof=1)
    return int(np.argmax(within))


def _identified(surface: Surface, response: int, offered: int, n_draws: int) -> list[int]:
    """Return the quantities of a response that do more than chance, among so many on offer.

    A term's coefficient has Student's distribution if it does nothing, and the largest of many such
    terms is in: so its chance is multiplied by their number (Bonferroni).
    """
    terms = surface.terms_of(response)
    if not terms:
        return []
    errors = np.sqrt(np.diag(surface.covariance[response]))
    size = np.abs(surface.coefficients[response, surface.own[response]])
    freedom = max(n_draws - 1 - len(terms), 1)
    t = np.divide(size, errors, out=np.full_like(size, np.inf), where=errors > 0.0)
    chance = offered * 2.0 * stdtr(freedom, -t)
    return sorted(
        {
            q
            for term, p in zip(terms, chance, strict=True)
            if p < _FALSELY_NAMED
            for q in term.quantities
        }
    )
