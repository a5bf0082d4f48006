"""What the effects of the alternatives hang on: their response surfaces in the quantities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.analysis.alternatives import Alternatives
from sim.analysis.calibration import calibrated
from sim.analysis.costs import OptionCosts, option_costs
from sim.analysis.jackknife import Positions, without
from sim.analysis.noise_free import own_spread
from sim.analysis.quantities import quantities_of
from sim.analysis.selection import Fitted, fit_surfaces
from sim.analysis.surface import Surface, fit
from sim.distributions.intervals import Z95
from sim.results.descriptions import QuantityInfo
from sim.results.results import Floats, Results

#: The ends of a central 90 %, as a normal score.
END = Z95


@dataclass(frozen=True)
class Explanation:
    """Alternatives, the uncertain quantities, and the surfaces that tie them together.

    Attributes
    ----------
    choice
        The alternatives; one response of the surfaces for each, that of the baseline its outcome.
    quantities
        The uncertain ones.
    values, scores : ndarray, shape (draw, quantity)
        As the scenario writes them, and their normal scores.
    fitted
        The surfaces.
    groups
        Draws that are left out together.
    costs
        How the cost of each option depends on its own quantities.
    concerns : ndarray, shape (alternative, quantity)
        Whether a quantity can matter to the outcome at all.
    """

    choice: Alternatives
    quantities: tuple[QuantityInfo, ...]
    values: Floats
    scores: Floats
    fitted: Fitted
    groups: tuple[Positions, ...]
    costs: OptionCosts
    concerns: npt.NDArray[np.bool_]

    @property
    def surface(self) -> Surface:
        """The surfaces fitted to all draws."""
        return self.fitted.surface

    @property
    def identified(self) -> tuple[int, ...]:
        """Positions of the quantities that were identified, and of those tied to them."""
        everything = range(len(self.quantities))
        identified = np.flatnonzero(self.fitted.identified.any(axis=0)).tolist()
        return tuple(self.surface.scores.linked(everything, identified))

    @cached_property
    def joint(self) -> Surface:
        """Surfaces to choose by: all alternatives have the terms that any of them was told by.

        What two alternatives have in common is then in both, and cancels where they are compared;
        of a term that only one of them has, their difference would have all.
        """
        return self._joint(self.surface, np.arange(len(self.values)))

    @cached_property
    def joint_without(self) -> tuple[Surface, ...]:
        """The same without each group of draws."""
        return tuple(
            self._joint(surface, rows)
            for surface, rows in zip(self.fitted.without, self.kept, strict=True)
        )

    def _joint(self, surface: Surface, rows: Positions) -> Surface:
        identified = set(self.identified)
        terms = [term for term in surface.terms if identified.issuperset(term.quantities)]
        chosen = [
            [term for term in terms if concerns[list(term.quantities)].all()]
            for concerns in self.concerns
        ]
        return fit(self.choice.values[rows], self.scores[rows], chosen, surface.scores)

    @property
    def kept(self) -> list[Positions]:
        """Positions of the draws that are left without each group."""
        return [without(group, len(self.values)) for group in self.groups]

    @property
    def explained(self) -> Floats:
        """Share of the variance without noise explained on draws left out, by alternative."""
        scatter = np.var(self.choice.values, axis=0, ddof=1)
        errors = np.mean((self.choice.values - self.fitted.held_out) ** 2, axis=0)
        true = own_spread(self.choice.values, self.choice.noise)
        share = np.divide(scatter - errors, true, out=np.zeros_like(true), where=true > 0.0)
        return np.asarray(np.clip(share, 0.0, 1.0))

    @property
    def foreseen(self) -> Floats:
        """What the quantities lead one to expect of each draw's values, (draw, alternative).

        From the surfaces without the draw's own group.
        """
        return calibrated(self.choice.values, self.fitted.held_out)

    def foreseen_without(self, group: int) -> Floats:
        """Return the same for the other draws, from the surfaces without one group."""
        rows = self.kept[group]
        predicted = self.fitted.without[group].predict(self.scores[rows])
        return calibrated(self.choice.values[rows], predicted)

    def at(self, quantity: int, score: float) -> float:
        """Return the value of a quantity at a normal score, as the scenario writes it."""
        order = np.argsort(self.scores[:, quantity], kind="stable")
        return float(np.interp(score, self.scores[order, quantity], self.values[order, quantity]))


def explain(results: Results, choice: Alternatives) -> Explanation:
    """Return what the alternatives hang on, as far as the draws can tell it from chance."""
    found = quantities_of(results, most=results.header.draws)
    concerns = np.stack([found.concern(own, offered=choice.offered) for own in choice.members])
    position = {column: place for place, column in enumerate(found.columns)}
    written = [info.written(own) for info, own in zip(found.infos, found.values.T, strict=True)]
    return Explanation(
        choice=choice,
        quantities=found.infos,
        values=np.stack(written, axis=1) if written else np.empty((results.header.draws, 0)),
        scores=found.scores,
        fitted=fit_surfaces(choice.values, found.scores, concerns, found.dependence, found.groups),
        groups=found.groups,
        costs=option_costs(results, choice, position, found.scores),
        concerns=concerns,
    )
