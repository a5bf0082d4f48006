"""How the costs of the alternatives hang on their own quantities, which is known exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.alternatives import Alternatives
from sim.analysis.scores import HIGHEST, Dependence, conditional_hermite, hermite
from sim.results import Floats, Results


@dataclass(frozen=True)
class Factor:
    """A quantity that a cost is proportional to, as polynomials in its own score.

    Attributes
    ----------
    quantity
        Its position; None if it is known exactly.
    mean
        Its mean.
    coefficients
        Of the polynomials of first, second and third degree.
    """

    quantity: int | None
    mean: float
    coefficients: tuple[float, ...] = ()


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
    total = np.full(len(scores), factor.mean)
    if factor.quantity is None:
        return total
    weights, shared = dependence.expect(known, [factor.quantity])
    mean = (scores @ weights)[:, 0]
    for degree, coefficient in enumerate(factor.coefficients, 1):
        total += coefficient * conditional_hermite(mean, share * float(shared[0, 0]), degree)
    return total


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
    design = np.stack(
        [hermite(scores[:, quantity], degree) for degree in range(1, HIGHEST + 1)], axis=1
    )
    coefficients, *_ = np.linalg.lstsq(design, values - mean, rcond=None)
    return Factor(quantity, mean, tuple(float(c) for c in coefficients))
