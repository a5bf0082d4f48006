"""Response surfaces: how effects depend on the quantities, in few terms that are not chance.

A surface is a sum of terms in the normal scores of the quantities (a sparse polynomial chaos
expansion).  Every response has terms of its own, so that what is said of one does not depend on
which others are looked at.

References
----------
Blatman & Sudret (2011), doi:10.1016/j.jcp.2010.12.021.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.scores import Dependence
from sim.analysis.terms import Term, columns, covariance_given, given
from sim.results.results import Floats


@dataclass(frozen=True)
class Surface:
    """Responses as sums of terms.

    Attributes
    ----------
    terms
        Of all responses.
    mean : ndarray, shape (response,)
        Mean of each response over the draws.
    centre : ndarray, shape (term,)
        Mean of each term over the draws, which is not quite zero.
    coefficients : ndarray, shape (response, term)
        Zero where a term is not one of a response's own.
    own
        Positions of the terms of each response.
    covariance
        Of the estimated coefficients of its own terms, for each response.
    left : ndarray, shape (response,)
        Variance of what the terms leave, noise included.
    scores
        How the scores depend on each other.
    """

    terms: tuple[Term, ...]
    mean: Floats
    centre: Floats
    coefficients: Floats
    own: tuple[npt.NDArray[np.intp], ...]
    covariance: tuple[Floats, ...]
    left: Floats
    scores: Dependence

    @property
    def quantities(self) -> tuple[int, ...]:
        """Positions of the quantities in any term, in their order."""
        return tuple(sorted({q for term in self.terms for q in term.quantities}))

    def terms_of(self, response: int) -> list[Term]:
        """Return the terms of one response."""
        return [self.terms[t] for t in self.own[response]]

    def predict(self, scores: Floats) -> Floats:
        """Return the responses at given scores, shape (draw, response)."""
        return np.asarray(self.mean + self._design(scores) @ self.coefficients.T)

    def uncertainty(self, scores: Floats) -> Floats:
        """Return the variance of `predict` that the coefficients leave, shape (draw, response)."""
        design = self._design(scores)
        found = [
            np.einsum("ns,st,nt->n", design[:, own], covariance, design[:, own])
            for own, covariance in zip(self.own, self.covariance, strict=True)
        ]
        return np.stack(found, axis=1)

    def _design(self, scores: Floats) -> Floats:
        return np.asarray(columns(self.terms, scores, self.scores) - self.centre)

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
        known_terms, expectations = given(self.terms, known, scores, self.scores, share)
        return np.asarray(self.mean + expectations @ self.coefficients[:, known_terms].T)

    def variance(self, known: Sequence[int]) -> Floats:
        """Return the variance of the expected responses given some scores, shape (response,).

        It is free of the error of the coefficients: the square of an estimate is too large by the
        variance of the estimate.

        Parameters
        ----------
        known
            Positions of the quantities whose scores are given.
        """
        found = np.zeros(len(self.mean))
        for k, (own, covariance) in enumerate(zip(self.own, self.covariance, strict=True)):
            matrix = covariance_given(self.terms_of(k), known, self.scores)
            coefficients = self.coefficients[k, own]
            found[k] = coefficients @ matrix @ coefficients - np.sum(covariance * matrix)
        return found


def fit(
    responses: Floats,
    scores: Floats,
    chosen: Sequence[Collection[Term]],
    dependence: Dependence,
    weights: Floats | None = None,
) -> Surface:
    """Return the least-squares surfaces on given terms.

    Parameters
    ----------
    responses : ndarray, shape (draw, response)
    scores : ndarray, shape (draw, quantity)
    chosen
        The terms of each response.
    weights : ndarray, shape (draw,), or None
        Inverse variances of the responses, up to a factor; alike by default.
    """
    n, n_responses = responses.shape
    shares = np.ones(n) / n if weights is None else weights / np.sum(weights)
    terms = sorted({term for own in chosen for term in own})
    place = {term: t for t, term in enumerate(terms)}
    design = columns(terms, scores, dependence)
    centre = shares @ design
    mean = shares @ responses
    roots = np.sqrt(n * shares)[:, None]
    design, rests = roots * (design - centre), roots * (responses - mean)
    coefficients = np.zeros((n_responses, len(terms)))
    positions, covariances, left_over = [], [], []
    for k, own_terms in enumerate(chosen):
        own = np.array(sorted(place[term] for term in own_terms), np.intp)
        rest = rests[:, k]
        # The pseudo-inverse: a handful of draws may not tell all the terms apart.
        inverse = np.linalg.pinv(design[:, own].T @ design[:, own], hermitian=True)
        found = inverse @ (design[:, own].T @ rest)
        left = rest - design[:, own] @ found
        coefficients[k, own] = found
        freedom = max(n - 1 - len(own), 1)
        positions.append(own)
        left_over.append(float(left @ left) / freedom)
        covariances.append(np.asarray(inverse * left_over[-1]))
    return Surface(
        tuple(terms),
        mean,
        centre,
        coefficients,
        tuple(positions),
        tuple(covariances),
        np.array(left_over),
        dependence,
    )
