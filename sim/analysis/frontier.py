"""Which alternatives are worth their cost: the efficient frontier, and who dominates the others.

Words and rules are those of health economics (Drummond et al. 2015, *Methods for the economic
evaluation of health care programmes*, chapter 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.results.results import Floats

Standing = Literal["frontier", "dominated", "extended"]

#: Alternatives among which it is worth asking how sure the choice is.
MOST_CONTENDERS = 40


@dataclass(frozen=True)
class Step:
    """One alternative on the frontier.

    Attributes
    ----------
    alternative
        Its position.
    ratio
        What a unit of effect more than the step before costs; None for the first step.
    """

    alternative: int
    ratio: float | None


@dataclass(frozen=True)
class Frontier:
    """The efficient alternatives in the order of their costs, and what became of the others.

    Attributes
    ----------
    standing
        For every alternative: on the frontier; strongly dominated by one other; or extendedly
        dominated, by a mixture of two.
    by
        Positions of those that dominate it: none, one or two.
    """

    steps: tuple[Step, ...]
    standing: tuple[Standing, ...]
    by: tuple[tuple[int, ...], ...]

    @property
    def alternatives(self) -> tuple[int, ...]:
        """Positions of the alternatives on the frontier, cheapest first."""
        return tuple(step.alternative for step in self.steps)


def frontier(costs: Sequence[float] | Floats, effects: Sequence[float] | Floats) -> Frontier:
    """Return the frontier of effect against cost.

    Parameters
    ----------
    costs : array_like, shape (alternative,)
        Less is better.
    effects : array_like, shape (alternative,)
        More is better.  Of two alternatives alike in both, the first counts as the better one.

    Examples
    --------
    >>> found = frontier([0, 10, 20, 30, 25], [0, 4, 5, 9, 3])
    >>> [(step.alternative, step.ratio) for step in found.steps]
    [(0, None), (1, 2.5), (3, 4.0)]
    >>> found.standing
    ('frontier', 'frontier', 'extended', 'frontier', 'dominated')
    """
    cost, effect = np.asarray(costs, float), np.asarray(effects, float)
    standing: list[Standing] = ["frontier"] * len(cost)
    by: list[tuple[int, ...]] = [()] * len(cost)
    efficient: list[int] = []
    for k in sorted(range(len(cost)), key=lambda k: (cost[k], -effect[k], k)):
        if efficient and effect[k] <= effect[efficient[-1]]:
            standing[k], by[k] = "dominated", (efficient[-1],)
        else:
            efficient.append(k)
    hull: list[int] = []
    for k in efficient:
        while len(hull) > 1 and _ratio(cost, effect, hull[-2], hull[-1]) >= _ratio(
            cost, effect, hull[-1], k
        ):
            standing[hull.pop()] = "extended"
        hull.append(k)
    for k in range(len(cost)):
        if standing[k] == "extended":
            by[k] = _neighbours(cost, hull, cost[k])
        elif standing[k] == "dominated":
            # Named is one that is on the frontier itself, if there is one.
            on_it = [h for h in hull if cost[h] <= cost[k] and effect[h] >= effect[k]]
            by[k] = (on_it[-1],) if on_it else by[k]
    first, *others = hull
    before = dict(zip(others, hull, strict=False))
    steps = [Step(first, None)]
    steps += [Step(k, _ratio(cost, effect, before[k], k)) for k in others]
    return Frontier(tuple(steps), tuple(standing), tuple(by))


def _ratio(cost: Floats, effect: Floats, before: int, after: int) -> float:
    return float((cost[after] - cost[before]) / (effect[after] - effect[before]))


def _neighbours(cost: Floats, hull: list[int], at: float) -> tuple[int, ...]:
    """Return the two steps of the frontier between whose costs a cost lies."""
    position = int(np.searchsorted(cost[hull], at))
    return hull[position - 1], hull[position]


def contenders(found: Frontier, costs: Floats, effects: Floats) -> tuple[int, ...]:
    """Return the alternatives that may be best in some draw, in their order, the first included.

    These are all, if they are not too many, or else the frontier and those that lie least below
    it at their cost.

    Parameters
    ----------
    costs, effects : ndarray, shape (alternative,)
        What the frontier was found from.
    """
    if len(costs) <= MOST_CONTENDERS:
        return tuple(range(len(costs)))
    on_it = list(found.alternatives)
    gap = np.interp(costs, costs[on_it], effects[on_it]) - effects
    gap[[0, *on_it]] = -np.inf
    return tuple(sorted(np.argsort(gap, kind="stable")[:MOST_CONTENDERS].tolist()))
