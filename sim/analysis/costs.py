"""How the costs of the alternatives hang on their own quantities.

A cost, or the chance of a consent, is a quantity itself: its value at any score is known from the
draws, whatever the shape of its distribution, so nothing is fitted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtri

from sim.analysis.alternatives import Alternatives
from sim.analysis.points import normal_points
from sim.analysis.scores import Dependence
from sim.results.dotted import Dotted
from sim.results.results import Floats, Results

#: Equally likely scores of one quantity, over which values are averaged, and of several.
_LIKELY: Floats = ndtri((np.arange(256) + 0.5) / 256)[:, None]
_SEVERAL = 1024

#: Values are averaged for so many points at a time, to save memory.
_AT_ONCE = 256

#: A smaller variance is none.
_NOTHING = 1e-9


@dataclass(frozen=True)
class Factor:
    """A quantity that a cost is proportional to.

    Attributes
    ----------
    quantity
        Its position; None if it is known exactly.
    mean
        Its mean over the draws.
    scores, values : ndarray, shape (draw,)
        Its values in the order of its scores; empty if it is known exactly.
    """

    quantity: int | None
    mean: float
    scores: Floats = field(default_factory=lambda: np.empty(0))
    values: Floats = field(default_factory=lambda: np.empty(0))

    def at(self, score: Floats) -> Floats:
        """Return its values at some scores."""
        return np.interp(score, self.scores, self.values)


@dataclass(frozen=True)
class OptionCosts:
    """The cost of every option as a product of factors: what it costs, and who must consent."""

    factors: dict[str, tuple[Factor, ...]]

    @property
    def quantities(self) -> tuple[int, ...]:
        """Positions of the quantities that costs hang on."""
        factors = [factor for own in self.factors.values() for factor in own]
        return tuple(sorted({f.quantity for f in factors if f.quantity is not None}))

    def given(
        self,
        choice: Alternatives,
        dependence: Dependence,
        known: Sequence[int],
        scores: Floats,
        share: float = 1.0,
    ) -> Floats:
        """Return the expected costs given the scores of some quantities.

        Parameters
        ----------
        known, scores, share
            As for a response surface.

        Returns
        -------
        ndarray, shape (point, alternative)
        """
        changes = {
            option: _change(factors, dependence, known, scores, share)
            for option, factors in self.factors.items()
        }
        nothing = np.zeros(len(scores))
        of_alternatives = [
            sum((changes[option] for option in own), nothing) for own in choice.members
        ]
        return np.asarray(choice.costs + np.stack(of_alternatives, axis=1))


def _change(
    factors: tuple[Factor, ...],
    dependence: Dependence,
    known: Sequence[int],
    scores: Floats,
    share: float,
) -> Floats:
    """Return by how much one option's expected cost differs from its mean, shape (point,).

    Factors that are correlated are averaged together: the mean of their product is not the product
    of their means.
    """
    uncertain = [factor for factor in factors if factor.quantity is not None]
    positions = [factor.quantity for factor in uncertain if factor.quantity is not None]
    linked = dependence.linked(known, positions)
    if not linked:
        return np.zeros(len(scores))
    sure = float(np.prod([factor.mean for factor in factors if factor.quantity is None]))
    weights, shared = dependence.expect(known, positions)
    whole = dependence.matrix[np.ix_(positions, positions)]
    given = _mean_product(uncertain, scores @ weights, whole - share * shared)
    before = _mean_product(uncertain, np.zeros((1, len(positions))), whole)
    return np.asarray(sure * (given - before))


def _mean_product(factors: Sequence[Factor], means: Floats, left: Floats) -> Floats:
    """Return the mean of a product of factors over what is not known of them, shape (point,).

    Parameters
    ----------
    means : ndarray, shape (point, factor)
        What is expected of their scores.
    left : ndarray, shape (factor, factor)
        Covariance of what is not known of the scores.
    """
    total = np.ones(len(means))
    for own in _together(left):
        rest = _likely(left[np.ix_(own, own)])
        for start in range(0, len(means), _AT_ONCE):
            points = means[start : start + _AT_ONCE, own][:, None, :] + rest
            values = [factors[k].at(points[..., place]) for place, k in enumerate(own)]
            total[start : start + _AT_ONCE] *= np.mean(np.prod(values, axis=0), axis=1)
    return total


def _together(covariance: Floats) -> list[list[int]]:
    """Return positions in groups that are independent of each other."""
    groups: list[list[int]] = []
    for k in range(len(covariance)):
        tied = [own for own in groups if np.any(np.abs(covariance[k, own]) > _NOTHING)]
        merged = [place for own in tied for place in own]
        groups = [*(own for own in groups if own not in tied), [*merged, k]]
    return groups


def _likely(covariance: Floats) -> Floats:
    """Return equally likely normal numbers with a covariance, shape (point, number)."""
    if float(np.max(np.diag(covariance))) <= _NOTHING:
        return np.zeros((1, len(covariance)))
    if len(covariance) == 1:
        return np.asarray(np.sqrt(covariance[0, 0]) * _LIKELY)
    eigenvalues, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(eigenvalues, 0.0))
    return np.asarray(normal_points(_SEVERAL, len(covariance)) @ root.T)


def option_costs(
    results: Results, choice: Alternatives, position: Mapping[int, int], scores: Floats
) -> OptionCosts:
    """Return the costs of all options in the alternatives.

    Parameters
    ----------
    position
        Place of each uncertain parameter among the scores.
    scores : ndarray, shape (draw, quantity)
    """
    found = {}
    names = [Dotted.of(name) for name in results.parameter_names]
    for option in sorted({option for own in choice.members for option in own}):
        kinds = ["cost", "consent"] if choice.offered else ["cost"]
        columns = [
            column
            for column, name in enumerate(names)
            if any(name.is_within(f"options.{option}.{kind}") for kind in kinds)
        ]
        factors = [_factor(results, column, position.get(column), scores) for column in columns]
        found[option] = tuple(factors)
    return OptionCosts(found)


def _factor(results: Results, column: int, quantity: int | None, scores: Floats) -> Factor:
    values = results.parameters[:, column]
    mean = float(np.mean(values))
    if quantity is None:
        return Factor(None, mean)
    order = np.argsort(scores[:, quantity], kind="stable")
    return Factor(quantity, mean, scores[order, quantity], values[order])
