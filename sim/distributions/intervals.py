"""What a central 90 % interval means for each kind of quantity."""

from __future__ import annotations

import math
from typing import Literal

Kind = Literal["rate", "duration", "ratio", "level", "signed", "positive", "cost", "size"]

Z95 = 1.6448536269514722
"""The 95 % quantile of the standard normal distribution."""


def interval_90(kind: Kind, low: float, high: float) -> tuple[str, tuple[float, ...]]:
    """Return the family and arguments whose central 90 % interval is ``low to high``.

    Lognormal for positive kinds, logit-normal for levels, normal for signed kinds; for a cost
    lognormal if all of it is above 0, else normal, since it may be a saving.  A level
    interval that ends on 0 or 1 takes that end as the hard limit, because no distribution on the
    open unit interval has a quantile there: it is uniform from the limit, with the other end as
    its other 5 % quantile (``0 to 1`` is the whole interval).

    Parameters
    ----------
    kind
        What the interval is for.
    low, high
        The 5 % and the 95 % quantile, ``low < high``.

    Raises
    ------
    ValueError
        With a message for the person who wrote the interval, if there is no such distribution.

    Examples
    --------
    >>> interval_90("signed", -1.0, 1.0)[0]
    'normal'
    >>> interval_90("level", 0.0, 1.0)
    ('uniform', (0.0, 1.0))
    """
    if kind == "signed" or (kind == "cost" and low <= 0):
        return "normal", ((low + high) / 2.0, (high - low) / (2.0 * Z95))
    if kind == "level":
        return _level_interval(low, high)
    if low <= 0:
        raise ValueError("the lower end must be above 0")
    return "lognormal", (math.sqrt(low) * math.sqrt(high), math.log(high / low) / (2.0 * Z95))


def _level_interval(low: float, high: float) -> tuple[str, tuple[float, ...]]:
    if not 0 <= low < high <= 1:
        raise ValueError("both ends must lie between 0 and 1")
    if low == 0 and high == 1:
        return "uniform", (0.0, 1.0)
    if low == 0:
        if high > 0.95:
            raise ValueError(f"no 90 % interval reaches from 0 to {high:g}; write '0 to 1'")
        return "uniform", (0.0, high / 0.95)
    if high == 1:
        if low < 0.05:
            raise ValueError(f"no 90 % interval reaches from {low:g} to 1; write '0 to 1'")
        return "uniform", (1.0 - (1.0 - low) / 0.95, 1.0)
    logits = math.log(low / (1.0 - low)), math.log(high / (1.0 - high))
    middle = (logits[0] + logits[1]) / 2.0
    return "logitnormal", (1.0 / (1.0 + math.exp(-middle)), (logits[1] - logits[0]) / (2.0 * Z95))
