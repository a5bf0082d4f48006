"""Weights of cost: those asked for, or round numbers over the range in which the choice changes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.analysis.frontier import Frontier
from sim.errors import UsageError

#: Factor between the largest weight at which the choice changes and the smallest looked at.
_WIDEST = 300.0


def asked_weights(weights: Sequence[float]) -> tuple[float, ...]:
    """Return weights in their order, each once.

    Raises
    ------
    UsageError
        If there is none, or one is negative, infinite or not a number.
    """
    if not weights:
        raise UsageError("no weights of cost are given")
    for weight in weights:
        if not 0.0 <= weight < math.inf:
            raise UsageError(f"a weight of cost is a number from 0, found {weight:g}")
    return tuple(sorted({float(weight) for weight in weights}))


def weight_grid(found: Frontier) -> tuple[float, ...]:
    """Return 0 and round weights (1, 2, 5, 10...) around those at which the best changes.

    Examples
    --------
    >>> from sim.analysis.frontier import frontier
    >>> weight_grid(frontier([0.0, 2.0, 10.0], [0.0, 0.03, 0.07]))
    (0.0, 0.005, 0.01, 0.02)
    >>> weight_grid(frontier([0.0, 0.0], [0.0, 1.0]))
    (0.0,)
    """
    switching = [1.0 / step.ratio for step in found.steps if step.ratio]
    if not switching:
        return (0.0,)
    low, high = max(min(switching), max(switching) / _WIDEST), max(switching)
    first, last = math.floor(math.log10(low)) - 1, math.ceil(math.log10(high))
    series = [
        float(f"{factor}e{power}") for power in range(first, last + 1) for factor in (1, 2, 5)
    ]
    # A change at a round number, but for rounding, has that number as its neighbour.
    below = max(weight for weight in series if weight <= low * (1.0 + 1e-9))
    above = min(weight for weight in series if weight >= high * (1.0 - 1e-9))
    return (0.0, *(weight for weight in series if below <= weight <= above))
