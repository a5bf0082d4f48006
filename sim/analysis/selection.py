"""Which terms of a response surface are not chance: taken one by one, checked on draws left out.

References
----------
Pati, Rezaiifar & Krishnaprasad (1993), doi:10.1109/ACSSC.1993.342465 (orthogonal matching pursuit).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.jackknife import Positions, without
from sim.analysis.scores import HIGHEST, Dependence, hermite
from sim.analysis.surface import Surface, Term, column, columns, fit, power, product
from sim.results import Floats

Bools = npt.NDArray[np.bool_]

#: Terms that are tried for one response: so many, and one for so many draws, at most.
_MOST_TERMS, _DRAWS_PER_TERM = 30, 15

#: What is left of a column, as a part of it, when it is a sum of columns that are in already.
_NOTHING_NEW = 1e-6


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
    """

    surface: Surface
    without: tuple[Surface, ...]
    held_out: Floats
    held_out_variance: Floats


def fit_surfaces(
    responses: Floats,
    scores: Floats,
    concerns: Bools,
    dependence: Dependence,
    groups: Sequence[Positions],
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
    """
    n, n_responses = responses.shape
    most = min(_MOST_TERMS, n // _DRAWS_PER_TERM) if scores.shape[1] else 0
    kept = [without(group, n) for group in groups]
    everything = _Start(scores, np.arange(n), dependence)
    parts = [_Start(scores, rows, dependence) for rows in kept]
    chosen: set[Term] = set()
    chosen_without: list[set[Term]] = [set() for _ in groups]
    for k in range(n_responses):
        paths = [
            _path(part, responses[:, k], concerns[k], most, group)
            for part, group in zip(parts, groups, strict=True)
        ]
        size = int(np.argmin(np.sum([path.errors for path in paths], axis=0)))
        if size == 0:
            continue
        chosen.update(_path(everything, responses[:, k], concerns[k], size).terms)
        for own, path in zip(chosen_without, paths, strict=True):
            own.update(path.terms[:size])
    surfaces = [
        fit(responses[rows], scores[rows], sorted(terms), concerns, dependence)
        for rows, terms in zip(kept, chosen_without, strict=True)
    ]
    held_out, variance = np.empty_like(responses), np.empty_like(responses)
    for group, surface in zip(groups, surfaces, strict=True):
        held_out[group] = surface.predict(scores[group])
        variance[group] = surface.uncertainty(scores[group])
    whole = fit(responses, scores, sorted(chosen), concerns, dependence)
    return Fitted(whole, tuple(surfaces), held_out, variance)


class _Start:
    """The terms of first and second degree, over some of the draws.

    Attributes
    ----------
    rows
        Positions of the draws.
    lines : list of ndarray, shape (row, quantity)
        Columns of each degree, with mean 0 and length 1; 0 where a quantity does not vary.
    """

    def __init__(self, scores: Floats, rows: Positions, dependence: Dependence) -> None:
        self.rows, self.scores, self.dependence = rows, scores, dependence
        self.lines = [_unit(hermite(scores[rows], degree)) for degree in (1, 2)]

    def raw(self, term: Term) -> tuple[Floats, float]:
        """Return the values of a term in all draws, and their mean over the rows."""
        values = column(term, self.scores, self.dependence)
        return values, float(np.mean(values[self.rows]))


class _Offer:
    """Terms on offer, over some of the draws: first and second degrees, and what these bring in.

    A third degree is on offer only for a quantity that is in, a product only of two that are in.
    """

    def __init__(self, start: _Start, concerns: Bools, most: int) -> None:
        self.start = start
        self._out = [~concerns, ~concerns]
        self._in: list[int] = []
        self._further: dict[Term, int] = {}
        self._open = np.zeros(most * (most + 1) // 2, np.bool_)
        self._lines = np.empty((len(start.rows), len(self._open)), order="F")

    def best(self, rest: Floats) -> Term | None:
        """Return the term that goes best with what is left, None if none is on offer."""
        best, found = 0.0, None
        for degree, (lines, out) in enumerate(zip(self.start.lines, self._out, strict=True), 1):
            along = np.abs(rest @ lines)
            along[out] = 0.0
            quantity = int(np.argmax(along))
            if along[quantity] > best:
                best, found = float(along[quantity]), power(quantity, degree)
        n = len(self._further)
        if n:
            along = np.abs(rest @ self._lines[:, :n]) * self._open[:n]
            place = int(np.argmax(along))
            if along[place] > best:
                found = list(self._further)[place]
        return found

    def take_off(self, term: Term) -> None:
        """Take a term off the offer."""
        if term in self._further:
            self._open[self._further[term]] = False
        else:
            self._out[term.degree - 1][term.first] = True

    def bring_in(self, quantity: int) -> None:
        """Put on offer the third degree of a quantity that is in, and its products with others."""
        if quantity in self._in:
            return
        new = [power(quantity, HIGHEST), *(product(quantity, other) for other in self._in)]
        self._in.append(quantity)
        first = len(self._further)
        self._further.update({further: first + place for place, further in enumerate(new)})
        self._open[first : len(self._further)] = True
        lines = columns(new, self.start.scores[self.start.rows], self.start.dependence)
        self._lines[:, first : len(self._further)] = _unit(lines)


@dataclass(frozen=True)
class _Path:
    """Terms in the order in which they were taken.

    Attributes
    ----------
    errors : ndarray, shape (size,)
        Sum of squared errors on the draws left out, with 0, 1, 2... terms.
    """

    terms: tuple[Term, ...]
    errors: Floats


def _path(
    start: _Start,
    response: Floats,
    concerns: Bools,
    most: int,
    left_out: Positions | None = None,
) -> _Path:
    """Return terms, each the one that goes best with what those before it leave."""
    rows = start.rows
    test = np.empty(0, np.intp) if left_out is None else left_out
    mean = float(np.mean(response[rows]))
    rest, rest_test = response[rows] - mean, response[test] - mean
    scale = float(np.linalg.norm(rest))
    basis, basis_test = np.empty((len(rows), most)), np.empty((len(test), most))
    offer = _Offer(start, concerns, most)
    terms: list[Term] = []
    errors = np.full(most + 1, np.inf)
    errors[0] = float(rest_test @ rest_test)
    while len(terms) < most and float(np.linalg.norm(rest)) > _NOTHING_NEW * scale:
        term = offer.best(rest)
        if term is None:
            break
        offer.take_off(term)
        size = len(terms)
        values, centre = start.raw(term)
        own, own_test = values[rows] - centre, values[test] - centre
        length = float(np.linalg.norm(own))
        for _ in range(2):  # twice is enough for orthogonality to rounding
            along = basis[:, :size].T @ own
            own, own_test = own - basis[:, :size] @ along, own_test - basis_test[:, :size] @ along
        left = float(np.linalg.norm(own))
        if left <= _NOTHING_NEW * length:
            continue  # a sum of terms that are in already
        basis[:, size], basis_test[:, size] = own / left, own_test / left
        amount = float(basis[:, size] @ rest)
        rest, rest_test = rest - amount * basis[:, size], rest_test - amount * basis_test[:, size]
        offer.bring_in(term.first)
        terms.append(term)
        errors[size + 1] = float(rest_test @ rest_test)
    return _Path(tuple(terms), errors)


def _unit(values: Floats) -> Floats:
    """Return columns with mean 0 and length 1; columns without any scatter become 0."""
    rest = values - np.mean(values, axis=0)
    length = np.linalg.norm(rest, axis=0)
    return np.asarray(np.divide(rest, length, out=np.zeros_like(rest), where=length > 1e-9))
