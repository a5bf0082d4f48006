"""Response surfaces: how effects depend on the quantities, in few terms that are not chance.

A surface is a sum of terms in the normal scores of the quantities (a sparse polynomial chaos
expansion).  The terms are the same for all responses they concern, so that what two responses
have in common is in both of them, and cancels where they are compared.

References
----------
Blatman & Sudret (2011), doi:10.1016/j.jcp.2010.12.021.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.scores import Dependence, conditional_hermite, hermite
from sim.results import Floats


@dataclass(frozen=True, order=True)
class Term:
    """A Hermite polynomial of one score, or the product of two scores.

    Attributes
    ----------
    first, second
        Positions of the quantities; the second is the first if there is only one.
    degree
        Of the polynomial; 2 for a product.
    """

    first: int
    second: int
    degree: int

    @property
    def is_product(self) -> bool:
        """Whether it is a product of two scores."""
        return self.first != self.second

    @property
    def quantities(self) -> tuple[int, ...]:
        """Positions of the quantities in it."""
        return (self.first, self.second) if self.is_product else (self.first,)


def power(quantity: int, degree: int) -> Term:
    """Return the polynomial of a degree in one score."""
    return Term(quantity, quantity, degree)


def product(one: int, other: int) -> Term:
    """Return the product of two scores."""
    return Term(min(one, other), max(one, other), 2)


@dataclass(frozen=True)
class Surface:
    """Responses as sums of terms.

    Attributes
    ----------
    mean : ndarray, shape (response,)
        Mean of each response over the draws.
    centre : ndarray, shape (term,)
        Mean of each term over the draws, which is not quite zero.
    coefficients : ndarray, shape (response, term)
        Zero where a term does not concern a response.
    covariance : ndarray, shape (response, term, term)
        Of the estimated coefficients.
    scores
        How the scores depend on each other.
    """

    terms: tuple[Term, ...]
    mean: Floats
    centre: Floats
    coefficients: Floats
    covariance: Floats
    scores: Dependence

    @property
    def quantities(self) -> tuple[int, ...]:
        """Positions of the quantities in any term, in their order."""
        return tuple(sorted({q for term in self.terms for q in term.quantities}))

    def predict(self, scores: Floats) -> Floats:
        """Return the responses at given scores, shape (draw, response)."""
        design = columns(self.terms, scores, self.scores) - self.centre
        return np.asarray(self.mean + design @ self.coefficients.T)

    def uncertainty(self, scores: Floats) -> Floats:
        """Return the variance of `predict` that the coefficients leave, shape (draw, response)."""
        design = columns(self.terms, scores, self.scores) - self.centre
        return np.asarray(np.einsum("ns,kst,nt->nk", design, self.covariance, design))

    def given(self, known: Sequence[int], scores: Floats, share: float = 1.0) -> Floats:
        """Return the expected responses given the scores of some quantities.

        Parameters
        ----------
        known
            Positions of these quantities.
        scores : ndarray, shape (point, known)
            Their scores, or what a study leads one to expect of them.
        share
            The share of the variance of the scores that is known.

        Returns
        -------
        ndarray, shape (point, response)
        """
        weights, shared = self.scores.expect(known, self.quantities)
        means, shared = scores @ weights, share * shared
        position = {quantity: place for place, quantity in enumerate(self.quantities)}
        expected, told = [], []
        for t, term in enumerate(self.terms):
            one, other = position[term.first], position[term.second]
            if shared[one, one] == 0.0 or shared[other, other] == 0.0:
                continue  # nothing is known of it: its expectation stays zero
            told.append(t)
            if term.is_product:
                expected.append(means[:, one] * means[:, other] - shared[one, other])
            else:
                expected.append(conditional_hermite(means[:, one], shared[one, one], term.degree))
        if not told:
            return np.tile(self.mean, (len(scores), 1))
        return np.asarray(self.mean + np.stack(expected, axis=1) @ self.coefficients[:, told].T)

    def variance(self, known: Sequence[int]) -> Floats:
        """Return the variance of the expected responses given some scores, shape (response,).

        It is free of the error of the coefficients: the square of an estimate is too large by the
        variance of the estimate.

        Parameters
        ----------
        known
            Positions of the quantities whose scores are given.
        """
        if not self.terms:
            return np.zeros(len(self.mean))
        _, shared = self.scores.expect(known, self.quantities)
        position = {quantity: place for place, quantity in enumerate(self.quantities)}
        matrix = _term_covariance(self.terms, position, shared)
        squares = np.einsum("ks,st,kt->k", self.coefficients, matrix, self.coefficients)
        return np.asarray(squares - np.einsum("kst,st->k", self.covariance, matrix))


def _term_covariance(terms: Sequence[Term], position: dict[int, int], shared: Floats) -> Floats:
    """Return the covariance of the terms' expectations, for Gaussian scores (Isserlis' theorem).

    Parameters
    ----------
    shared : ndarray, shape (place, place)
        Covariance of what is expected of the scores.
    """
    first = [position[term.first] for term in terms]
    second = [position[term.second] for term in terms]
    degree = np.array([term.degree for term in terms])
    straight = shared[np.ix_(first, first)] * shared[np.ix_(second, second)]
    crossed = shared[np.ix_(first, second)] * shared[np.ix_(second, first)]
    doubles = np.array([term.is_product for term in terms])
    # A product of two scores has no factor 1/sqrt(2), a Hermite polynomial of degree 2 has.
    norm = np.where(doubles, 1.0, np.sqrt(0.5))
    matrix = (straight + crossed) * np.outer(norm, norm)
    single = shared[np.ix_(first, first)] ** degree[:, None]
    higher = np.not_equal.outer(degree, degree)
    plain = degree != 2
    matrix[plain] = single[plain]
    matrix[higher] = 0.0
    return np.asarray(matrix)


def columns(terms: Sequence[Term], scores: Floats, dependence: Dependence) -> Floats:
    """Return the value of every term at given scores, shape (draw, term)."""
    found = np.empty((len(scores), len(terms)))
    for t, term in enumerate(terms):
        found[:, t] = column(term, scores, dependence)
    return found


def column(term: Term, scores: Floats, dependence: Dependence) -> Floats:
    """Return the value of a term at given scores, shape (draw,)."""
    if term.is_product:
        both = scores[:, term.first] * scores[:, term.second]
        return np.asarray(both - dependence.matrix[term.first, term.second])
    return hermite(scores[:, term.first], term.degree)


def fit(
    responses: Floats,
    scores: Floats,
    terms: Sequence[Term],
    concerns: npt.NDArray[np.bool_],
    dependence: Dependence,
) -> Surface:
    """Return the least-squares surface on given terms.

    Parameters
    ----------
    responses : ndarray, shape (draw, response)
    scores : ndarray, shape (draw, quantity)
    concerns : ndarray, shape (response, quantity)
        Whether a quantity can matter to a response at all.
    """
    n, n_responses = responses.shape
    design = columns(terms, scores, dependence)
    centre = np.mean(design, axis=0)
    design = design - centre
    mean = np.mean(responses, axis=0)
    coefficients = np.zeros((n_responses, len(terms)))
    covariance = np.zeros((n_responses, len(terms), len(terms)))
    for k in range(n_responses):
        own = [t for t, term in enumerate(terms) if concerns[k, list(term.quantities)].all()]
        if not own:
            continue
        rest = responses[:, k] - mean[k]
        # The pseudo-inverse: a handful of draws may not tell all the terms apart.
        inverse = np.linalg.pinv(design[:, own].T @ design[:, own], hermitian=True)
        found = inverse @ (design[:, own].T @ rest)
        left = rest - design[:, own] @ found
        coefficients[k, own] = found
        freedom = max(n - 1 - len(own), 1)
        covariance[k][np.ix_(own, own)] = inverse * float(left @ left) / freedom
    return Surface(tuple(terms), mean, centre, coefficients, covariance, dependence)
