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
from sim.analysis.scores import Dependence
from sim.results import Floats, Results

#: Equally likely scores, over which values are averaged.
_LIKELY: Floats = ndtri((np.arange(256) + 0.5) / 256)

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

    def expected(self, score: Floats, left: float) -> Floats:
        """Return what to expect of it, so that the mean over likely scores is its mean.

        Parameters
        ----------
        score : ndarray
            What is expected of its score.
        left
            The variance of the score that is left.
        """
        spread = np.sqrt(left) * _LIKELY if left > _NOTHING else np.zeros(1)
        value = np.mean(self._at(np.asarray(score)[..., None] + spread), axis=-1)
        return np.asarray(value + self.mean - np.mean(self._at(_LIKELY)))

    def _at(self, score: Floats) -> Floats:
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
    """Return by how much one option's expected cost differs from its mean, shape (point,)."""
    uncertain = [factor.quantity for factor in factors if factor.quantity is not None]
    if not dependence.linked(known, uncertain):
        return np.zeros(len(scores))
    mean = float(np.prod([factor.mean for factor in factors]))
    parts = [_expected(factor, dependence, known, scores, share) for factor in factors]
    return np.asarray(np.prod(parts, axis=0) - mean)


def _expected(
    factor: Factor, dependence: Dependence, known: Sequence[int], scores: Floats, share: float
) -> Floats:
    if factor.quantity is None or not dependence.linked(known, [factor.quantity]):
        return np.full(len(scores), factor.mean)
    weights, shared = dependence.expect(known, [factor.quantity])
    return factor.expected((scores @ weights)[:, 0], 1.0 - share * float(shared[0, 0]))


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
    for option in sorted({option for own in choice.members for option in own}):
        kinds = ["cost", "consent."] if choice.offered else ["cost"]
        columns = [
            column
            for column, name in enumerate(results.parameter_names)
            if any(name.startswith(f"options.{option}.{kind}") for kind in kinds)
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
