"""How heavy the tails of amounts are: whether a mean, and an error of it, exist at all.

A Pareto distribution without a limit has no mean if its alpha is 1 or less, and no variance if it
is 2 or less.  The average of a run is a number all the same, but another run has another one, and
more histories make it grow without end; its standard error says nothing of that.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product

import numpy as np

from sim.distributions import FAMILIES
from sim.results.kinds import KINDS
from sim.scenario.entries import Move, Outcome
from sim.scenario.quantity.quantity import Quantity
from sim.scenario.schema import Scenario

#: Moments of a higher order than this do not exist where the tail is as heavy.
MEAN, VARIANCE = 1.0, 2.0

#: Between these quantiles an uncertain parameter is looked at: what lies beyond is not drawn.
_ENDS = np.array([0.0005, 0.9995])


def tail(quantity: Quantity) -> float:
    """Return the order below which the moments of a quantity exist, ``inf`` if all of them do.

    Where its own parameters are uncertain, that of the heaviest tail that they can give.
    """
    if quantity.window_days is not None:  # a chance: its hazard has the tail of an exponential
        return math.inf
    family = FAMILIES[quantity.family]
    ends = [_ends(argument) for argument in quantity.arguments]
    heaviest = min(family.tail(*corner) for corner in product(*ends))
    inner = (tail(q) for name, q in quantity.parameters.items() if name not in family.tail_shapes)
    return min(heaviest, *inner, math.inf)


def _ends(argument: float | Quantity) -> tuple[float, ...]:
    if not isinstance(argument, Quantity):
        return (argument,)
    with np.errstate(all="ignore"):
        ends = FAMILIES[argument.family].quantile(_ENDS, *argument.arguments)
    return tuple(argument.scale * float(end) for end in ends)


def heavy_tails(scenario: Scenario, outcome: Outcome) -> dict[str, float]:
    """Return what makes the tail of an outcome heavy: the order of each quantity, by its path.

    Only what has no variance is named.
    """
    found: dict[str, float] = {}
    if not KINDS[outcome.kind].has_tail:
        return found
    for name, move in scenario.moves.items():
        if outcome.tally is not None and outcome.tally in move.then:
            size = move.then[outcome.tally]
            assert isinstance(size, Quantity)
            found[f"moves.{name}.then.{outcome.tally}"] = tail(size)
            found |= dict(_numbers(scenario, name, move))
        elif name in outcome.moves:
            found |= dict(_numbers(scenario, name, move))
    return {path: order for path, order in found.items() if order <= VARIANCE}


def mean_exists(scenario: Scenario, outcome: Outcome) -> bool:
    """Return whether the mean of an outcome exists."""
    return min(heavy_tails(scenario, outcome).values(), default=math.inf) > MEAN


def _numbers(scenario: Scenario, name: str, move: Move) -> Iterator[tuple[str, float]]:
    """Yield the quantities to which the number of times of a move is proportional, or may be."""
    if move.rate is not None:
        yield f"moves.{name}.rate", tail(move.rate)
        for covariate, ratio in move.modifiers.items():
            yield f"moves.{name}.modifiers.{covariate}", tail(ratio)
        for option, entry in scenario.options.items():
            if name in entry.effects:
                yield f"options.{option}.effects.{name}", tail(entry.effects[name])
