"""Terms of response surfaces: functions of one score, and products of functions of two."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import product as product_of

import numpy as np

from sim.analysis.points import correlated_points
from sim.analysis.scores import Dependence
from sim.results.results import Floats

#: A weight, or a variance, below this is none.
_NOTHING = 1e-12

#: Points over which the covariance of correlated terms is averaged.
_POINTS = 4096


#: Values of the functions of quantities, by their positions and numbers.
Values = dict[tuple[int, int], Floats]


@dataclass(frozen=True, order=True)
class Term:
    """A function of one score, or the product of functions of two scores.

    Attributes
    ----------
    first, second
        Positions of the quantities; the second is the first if there is only one.
    number, other
        Which of the functions of each (see `sim.analysis.functions`); the other is 0 if there is
        only one quantity.
    """

    first: int
    second: int
    number: int
    other: int = 0

    @property
    def is_product(self) -> bool:
        """Whether it is a product of functions of two scores."""
        return self.first != self.second

    @property
    def quantities(self) -> tuple[int, ...]:
        """Positions of the quantities in it."""
        return (self.first, self.second) if self.is_product else (self.first,)


def power(quantity: int, number: int) -> Term:
    """Return a function of one score."""
    return Term(quantity, quantity, number)


def product(one: int, other: int, number: int = 1, of_other: int = 1) -> Term:
    """Return the product of functions of two scores."""
    if one > other:
        one, other, number, of_other = other, one, of_other, number
    return Term(one, other, number, of_other)


def columns(
    terms: Sequence[Term], scores: Floats, dependence: Dependence, values: Values | None = None
) -> Floats:
    """Return the value of every term at given scores, shape (draw, term).

    Parameters
    ----------
    values
        What was found before of functions at these scores; more is added.
    """
    found = np.empty((len(scores), len(terms)), order="F")
    values = {} if values is None else values

    def value(quantity: int, number: int) -> Floats:
        if (quantity, number) not in values:
            functions = dependence.functions(quantity)
            values[quantity, number] = functions.value(scores[:, quantity], number)
        return values[quantity, number]

    for t, term in enumerate(terms):
        if term.is_product:
            both = value(term.first, term.number) * value(term.second, term.other)
            found[:, t] = both - _product_mean(term, dependence)
        else:
            found[:, t] = value(term.first, term.number)
    return found


def expected(
    term: Term, means: Floats, shared: Floats, left: float, dependence: Dependence
) -> Floats:
    """Return the expectation of a term given what is known of its scores, shape (point,).

    For two scores whose rests are correlated by ``r`` it is
    ``sum_n r^n E[f(z_i) h_n(e_i)] E[g(z_j) h_n(e_j)]`` (Mehler's formula).

    Parameters
    ----------
    means : ndarray, shape (point, quantity)
        What is expected of the scores of its quantities.
    shared : ndarray, shape (quantity,)
        Their variances.
    left
        Covariance of what is not known of two scores.
    """
    one = dependence.functions(term.first)
    if not term.is_product:
        return np.asarray(one.moments(means[:, 0], float(shared[0]), term.number, 1)[0])
    rests = np.sqrt(np.maximum(0.0, 1.0 - shared))
    both = float(rests[0] * rests[1])
    r = left / both if both > _NOTHING else 0.0
    mean = _mean_of_product(term, means, shared, r, dependence)
    return np.asarray(mean - _product_mean(term, dependence))


def _mean_of_product(
    term: Term, means: Floats, shared: Floats, r: float, dependence: Dependence
) -> Floats:
    one, other = dependence.functions(term.first), dependence.functions(term.second)
    orders = 1 + min(one.last(term.number), other.last(term.other))
    if abs(r) < _NOTHING:
        orders = 1
    elif abs(r) < 1.0:
        orders = min(orders, 1 + math.ceil(math.log(_NOTHING) / math.log(abs(r))))
    found = one.moments(means[:, 0], float(shared[0]), term.number, orders)
    found = found * other.moments(means[:, 1], float(shared[1]), term.other, orders)
    return np.asarray(r ** np.arange(orders) @ found)


def _product_mean(term: Term, dependence: Dependence) -> float:
    """Return the mean of a product before its mean is taken away."""
    rho = float(dependence.matrix[term.first, term.second])
    if rho == 0.0:
        return 0.0
    nothing = np.zeros((1, 2))
    return float(_mean_of_product(term, nothing, nothing[0], rho, dependence)[0])


def given(
    terms: Sequence[Term],
    known: Sequence[int],
    scores: Floats,
    dependence: Dependence,
    share: float = 1.0,
) -> tuple[list[int], Floats]:
    """Return which terms known scores tell anything of, and what to expect of these.

    Parameters
    ----------
    known
        Positions of the quantities whose scores are known.
    scores : ndarray, shape (point, known)
        Their scores, or what a study leads one to expect of them.
    share
        The share of the variance of the scores that is known.

    Returns
    -------
    known_terms : list of int
        Positions of terms; of the others nothing but their mean, zero, is expected.
    expectations : ndarray, shape (point, known_terms)
    """
    involved = sorted({quantity for term in terms for quantity in term.quantities})
    position = {quantity: place for place, quantity in enumerate(involved)}
    weights, shared = dependence.expect(known, involved)
    means, shared = scores @ weights, share * shared
    left = dependence.matrix[np.ix_(involved, involved)] - shared
    known_terms, found = [], []
    for t, term in enumerate(terms):
        places = [position[quantity] for quantity in term.quantities]
        unknown = [place for place in places if shared[place, place] == 0.0]
        apart = not term.is_product or left[places[0], places[1]] == 0.0
        if len(unknown) == len(places) or (unknown and apart):
            continue
        known_terms.append(t)
        rest = float(left[places[0], places[-1]])
        found.append(expected(term, means[:, places], np.diag(shared)[places], rest, dependence))
    return known_terms, np.stack(found, axis=1) if found else np.empty((len(scores), 0))


def covariance_given(terms: Sequence[Term], known: Sequence[int], dependence: Dependence) -> Floats:
    """Return the covariance of what some known scores lead one to expect of terms, (term, term).

    Terms in independent quantities are known or not.  For others it is a mean over likely scores,
    the same whatever is known.
    """
    involved = {quantity for term in terms for quantity in term.quantities}
    joint = dependence.linked(range(len(dependence.block)), sorted(involved))
    if dependence.independent(joint):
        return _covariance_apart(terms, set(known), dependence)
    own = [quantity for quantity in known if quantity in set(joint)]
    places = [joint.index(quantity) for quantity in own]
    z = correlated_points(_POINTS, dependence.matrix[np.ix_(joint, joint)])
    known_terms, found = given(terms, own, z[:, places], dependence)
    matrix = np.zeros((len(terms), len(terms)))
    rest = found - np.mean(found, axis=0)
    matrix[np.ix_(known_terms, known_terms)] = rest.T @ rest / len(rest)
    return matrix


def _covariance_apart(
    terms: Sequence[Term], known: Collection[int], dependence: Dependence
) -> Floats:
    """Return the covariance of those terms all of whose independent quantities are known."""
    matrix = np.zeros((len(terms), len(terms)))
    alike: dict[tuple[int, ...], list[int]] = {}
    for t, term in enumerate(terms):
        if all(quantity in known for quantity in term.quantities):
            alike.setdefault(term.quantities, []).append(t)
    for quantities, places in alike.items():
        for s, t in product_of(places, places):
            numbers = [(terms[s].number, terms[t].number), (terms[s].other, terms[t].other)]
            matrix[s, t] = math.prod(
                dependence.functions(quantity).inner(*pair)
                for quantity, pair in zip(quantities, numbers, strict=False)
            )
    return matrix
