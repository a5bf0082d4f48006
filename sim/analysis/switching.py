"""What does the choice hang on?  Quantities that, inside their 90 %, change what is best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sim.analysis.alternatives import Alternatives, chosen_outcome, to_choose_from
from sim.analysis.equals import stand_ins
from sim.analysis.explanation import END, Explanation, explain
from sim.analysis.frontier import contenders, frontier
from sim.analysis.weights import asked_weights
from sim.results.descriptions import QuantityInfo
from sim.results.display import Displayed, InOrder
from sim.results.results import Floats, Results

#: Values of a quantity that are looked at.
_POINTS = 181

#: Net benefits that differ by less than this part of the largest are equal.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Threshold:
    """A value of a quantity at which the best alternative changes.

    Attributes
    ----------
    value
        As the scenario writes it.
    below, above
        Names of the best alternatives on either side of it.
    """

    value: float
    below: str
    above: str


@dataclass(frozen=True, repr=False)
class Switch(Displayed):
    """What a quantity does to the order of the alternatives over its central 90 %.

    Attributes
    ----------
    at_low, at_high
        Names of the best alternatives at the ends.
    thresholds
        Where the best changes, in the order of the values; none if it does not.
    swapped, pairs
        Pairs of alternatives whose order at one end is not that at the other, and all pairs.
    """

    quantity: QuantityInfo
    at_low: str
    at_high: str
    thresholds: tuple[Threshold, ...]
    swapped: int
    pairs: int


@dataclass(frozen=True, repr=False)
class Switches(InOrder[Switch]):
    """What the choice hangs on: what each quantity does to the order of the alternatives.

    Attributes
    ----------
    outcome
        Name of the outcome to choose by.
    weight
        Units of the outcome that a unit of cost is worth.
    """

    outcome: str
    weight: float
    offered: bool
    results: Results = field(compare=False)


def switches(
    results: Results,
    outcome: str | None = None,
    *,
    names: Sequence[str] | None = None,
    weight: float = 0.0,
    offered: bool = False,
) -> Switches:
    """Return what the choice hangs on: see `switches_of`.

    Parameters
    ----------
    results
        Of one comparison.
    outcome
        Name of the outcome to choose by; the objective by default.
    names
        Names of the options and portfolios to choose from; all by default.
    weight
        Units of the outcome that a unit of cost is worth.
    offered
        Whether to choose from the worlds in which consents were drawn.

    Raises
    ------
    UsageError
        If there is nothing to choose from or by, if there are too few draws or replications, or if
        the weight makes no sense.
    """
    (weight,) = asked_weights([weight])
    choice = to_choose_from(results, outcome, names, offered=offered)
    return Switches(
        switches_of(explain(results, contending(choice)), weight),
        chosen_outcome(results, outcome),
        weight,
        offered,
        results,
    )


def switches_of(explanation: Explanation, weight: float) -> tuple[Switch, ...]:
    """Return what each quantity that was identified does to the order of the alternatives.

    Those that change the best come first, then those that change the order of most pairs.

    Parameters
    ----------
    weight
        Units of the outcome that a unit of cost is worth.
    """
    found = [_switch(explanation, quantity, weight) for quantity in priced(explanation, weight)]
    return tuple(sorted(found, key=lambda s: (-len(s.thresholds), -s.swapped, s.quantity.name)))


def contending(choice: Alternatives) -> Alternatives:
    """Return the alternatives that may be best at some weight in some draw."""
    costs, effects = choice.costs, choice.effects
    return choice.only(contenders(frontier(costs, effects), costs, effects))


def priced(explanation: Explanation, weight: float) -> list[int]:
    """Return the quantities that net benefits hang on, as far as is known, and through costs."""
    costs = set(explanation.costs.quantities) if weight != 0.0 else set()
    return sorted({*explanation.identified, *costs})


def concerned(explanation: Explanation, weight: float) -> list[int]:
    """Return the quantities that net benefits can hang on at all."""
    of_outcomes = np.flatnonzero(explanation.concerns.any(axis=0)).tolist()
    return sorted({*of_outcomes, *priced(explanation, weight)})


def _switch(explanation: Explanation, quantity: int, weight: float) -> Switch:
    z = np.linspace(-END, END, _POINTS)
    choice = explanation.choice
    benefits = _pointwise(explanation, quantity, weight, z)
    best = _best(explanation.choice, benefits)
    names = choice.names
    thresholds = [
        Threshold(
            explanation.at(quantity, _crossing(z, benefits, best, place)),
            names[best[place]],
            names[best[place + 1]],
        )
        for place in np.flatnonzero(np.diff(best)).tolist()
    ]
    order = np.triu(_signs(benefits[0]) * _signs(benefits[-1]) < 0.0)
    n = len(names)
    return Switch(
        quantity=explanation.quantities[quantity],
        at_low=names[best[0]],
        at_high=names[best[-1]],
        thresholds=tuple(thresholds),
        swapped=int(np.count_nonzero(order)),
        pairs=n * (n - 1) // 2,
    )


def _pointwise(explanation: Explanation, quantity: int, weight: float, z: Floats) -> Floats:
    """Return the expected net benefits at each score; these points are not equally likely."""
    choice, surface = explanation.choice, explanation.joint
    values = surface.given([quantity], z[:, None])[:, stand_ins(choice)]
    costs = explanation.costs.given(choice, surface.scores, [quantity], z[:, None], 1.0)
    benefits = choice.sign * values - weight * costs
    benefits[:, 0] = 0.0
    return np.asarray(benefits)


def _best(choice: Alternatives, benefits: Floats) -> npt.NDArray[np.intp]:
    """Return the best at each point; of equals, the one that is preferred, shape (point,)."""
    ordered = benefits[:, choice.preference]
    top = np.max(ordered, axis=1, keepdims=True)
    equal = ordered >= top - _ROUNDING * np.max(np.abs(ordered))
    return np.asarray(choice.preference[np.argmax(equal, axis=1)])


def _crossing(z: Floats, benefits: Floats, best: npt.NDArray[np.intp], place: int) -> float:
    """Return the score between two points at which the best of one is overtaken by the other's."""
    old, new = best[place], best[place + 1]
    before, after = (float(benefits[p, new] - benefits[p, old]) for p in (place, place + 1))
    # Two that are equal at both points, up to rounding, part at neither.
    share = before / (before - after) if before != after else 0.5
    return float(z[place] + (z[place + 1] - z[place]) * np.clip(share, 0.0, 1.0))


def _signs(benefits: Floats) -> Floats:
    return np.sign(benefits[:, None] - benefits[None, :])
