"""What does an outcome hang on?  A tornado and Sobol indices, from the draws that are there."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.analysis.alternatives import alternatives, chosen_outcome, world_alone
from sim.analysis.draws import Interval
from sim.analysis.explanation import END, Explanation, explain
from sim.analysis.jackknife import jackknife_error, jackknife_interval
from sim.analysis.noise_free import own_spread
from sim.analysis.surface import Surface
from sim.results.descriptions import QuantityInfo
from sim.results.display import Displayed
from sim.results.results import Floats, Results


@dataclass(frozen=True)
class Influence:
    """How much one quantity does to an outcome, or to what an option changes in it.

    Attributes
    ----------
    low, high
        Ends of the quantity's central 90 %, as the scenario writes it.
    at_low, at_high
        The outcome, on average, if the quantity lies there.
    swing_se
        Standard error of the difference between the two.
    first, first_interval
        First-order Sobol index: share of the variance that would go if the quantity were known;
        with its 90 % confidence interval.
    total, total_interval
        Total index of what the response surface explains: share that would be left if everything
        else were known.  What it does not explain may belong to any quantity, so the interval
        reaches as much further up.
    """

    quantity: QuantityInfo
    low: float
    high: float
    at_low: float
    at_high: float
    swing_se: float
    first: float
    first_interval: Interval
    total: float
    total_interval: Interval

    @property
    def swing(self) -> float:
        """What the outcome changes by from the low end to the high end."""
        return self.at_high - self.at_low


@dataclass(frozen=True, repr=False)
class Sensitivity(Displayed):
    """What one outcome, or one option's change of it, hangs on.

    Attributes
    ----------
    outcome
        Name of the outcome.
    alternative
        Name of the option or portfolio; the baseline for the outcome itself.
    mean
        Of the outcome, or of the change.
    deviation
        Standard deviation of the same over the draws, without noise.
    noise_share
        Share of the variance of the draws' means that is noise.
    explained
        Share of the variance without noise that the response surface explains on draws left out.
    influences
        Of the quantities that were identified, the largest index first.
    """

    outcome: str
    alternative: str
    mean: float
    deviation: float
    noise_share: float
    explained: float
    influences: tuple[Influence, ...]
    offered: bool
    results: Results = field(compare=False)


def sensitivity(
    results: Results,
    outcome: str | None = None,
    *,
    option: str | None = None,
    offered: bool = False,
) -> Sensitivity:
    """Return what an outcome hangs on, or what one option changes in it.

    Parameters
    ----------
    results
        Of a run or of a comparison.
    outcome
        Name of the outcome; the objective by default.
    option
        Name of an option or portfolio that was compared; without one, the outcome itself in the
        baseline.
    offered
        Whether to take the world in which its consents were drawn.

    Raises
    ------
    UsageError
        If there is no such outcome or option, or if there are too few draws or replications.
    """
    if option is None:
        choice = world_alone(results, outcome)
    else:
        choice = alternatives(results, outcome, (option,), offered=offered).only([1])
    return _sensitivity(results, chosen_outcome(results, outcome), explain(results, choice))


def _sensitivity(results: Results, outcome: str, explanation: Explanation) -> Sensitivity:
    """Return what the only alternative of an explanation hangs on.

    Others would be in the way: the terms that they need would add their noise.
    """
    choice, response = explanation.choice, 0
    variance = _variance(explanation.choice.values, choice.noise, response)
    scatter = float(np.var(choice.values[:, response], ddof=1))
    identified = _identified(explanation, response)
    whole = _indices(explanation.surface, identified, response, choice.noise)
    without = []
    for rows, surface in zip(explanation.kept, explanation.fitted.without, strict=True):
        part = choice.of_draws(rows)
        without.append(_indices(surface, identified, response, part.noise))
    errors = {name: jackknife_error([part[name] for part in without]) for name in whole}
    influences = [
        _influence(explanation, quantity, place, whole, errors)
        for place, quantity in enumerate(identified)
    ]
    return Sensitivity(
        outcome=outcome,
        alternative=choice.names[response],
        mean=float(np.mean(choice.values[:, response])),
        deviation=float(np.sqrt(variance)),
        noise_share=1.0 - min(variance / scatter, 1.0) if scatter > 0.0 else 0.0,
        explained=float(explanation.explained[response]),
        influences=tuple(
            sorted(influences, key=lambda i: (-max(i.first, i.total), i.quantity.name))
        ),
        offered=choice.offered,
        results=results,
    )


def _identified(explanation: Explanation, response: int) -> list[int]:
    """Return the quantities that were identified, and those tied to them."""
    identified = np.flatnonzero(explanation.fitted.identified[response]).tolist()
    return explanation.surface.scores.linked(range(len(explanation.quantities)), identified)


def _variance(values: Floats, noise: Floats, response: int) -> float:
    own = slice(response, response + 1)
    return float(own_spread(values[:, own], noise[own, own])[0])


def _indices(
    surface: Surface, quantities: list[int], response: int, noise: Floats
) -> dict[str, Floats]:
    """Return both ends and both indices of every quantity asked for, and what belongs to any.

    The whole is what the surface explains and what it leaves, without noise: the scatter of the
    draws would say the same, less exactly.
    """
    everything = surface.scores.linked(range(len(surface.scores.block)), surface.quantities)
    explained = surface.variance(everything)[response]
    unexplained = max(0.0, float(surface.left[response] - noise[response, response]))
    variance = max(0.0, explained) + unexplained
    found: dict[str, list[float]] = {
        name: [] for name in ("low", "high", "swing", "first", "total", "rest")
    }
    for quantity in quantities:
        low, high = surface.given([quantity], np.array([[-END], [END]]))[:, response]
        others = [other for other in everything if other != quantity]
        first = surface.variance([quantity])[response]
        total = explained - surface.variance(others)[response]
        found["low"].append(low)
        found["high"].append(high)
        found["swing"].append(high - low)
        found["first"].append(_share(first, variance))
        found["total"].append(_share(total, variance))
        found["rest"].append(_share(unexplained, variance))
    return {name: np.array(numbers) for name, numbers in found.items()}


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0.0 else 0.0


def _influence(
    explanation: Explanation,
    quantity: int,
    place: int,
    whole: dict[str, Floats],
    errors: dict[str, Floats],
) -> Influence:
    n_groups = len(explanation.groups)

    def index(name: str, more: float = 0.0) -> tuple[float, Interval]:
        low, high = jackknife_interval(
            float(whole[name][place]), float(errors[name][place]), n_groups
        )
        high += more
        within = float(np.clip(whole[name][place], 0.0, 1.0))
        return within, (float(np.clip(low, 0.0, 1.0)), float(np.clip(high, 0.0, 1.0)))

    # What the surface leaves may be interactions of this quantity, all of it or none.
    rest = float(whole["rest"][place])
    (first, first_interval), (total, total_interval) = index("first"), index("total", rest)
    return Influence(
        quantity=explanation.quantities[quantity],
        low=explanation.at(quantity, -END),
        high=explanation.at(quantity, END),
        at_low=float(whole["low"][place]),
        at_high=float(whole["high"][place]),
        swing_se=float(errors["swing"][place]),
        first=first,
        first_interval=first_interval,
        total=total,
        total_interval=total_interval,
    )
