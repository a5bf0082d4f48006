"""Whether a distribution fits the kind of quantity that it stands for."""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from sim.distributions import FAMILIES, Family, Kind
from sim.scenario.quantity.quantity import RULES, Quantity, QuantityError, plain_number

Argument = float | Quantity


#: Families that can be exactly at an end of their support.
_WITH_ATOMS = ("constant", "empirical")


def reaches_zero(quantity: Quantity) -> bool:
    """Return whether a quantity that is never negative can be 0."""
    low, _ = FAMILIES[quantity.family].support(*quantity.arguments)
    return quantity.family in _WITH_ATOMS and low <= 0.0


def _corners(arguments: tuple[Argument, ...]) -> list[tuple[float, ...]]:
    """Return the arguments with every uncertain one low or high, in all combinations."""
    return list(product(*(_ends(argument) for argument in arguments)))


def _ends(argument: Argument) -> tuple[float, ...]:
    if not isinstance(argument, Quantity):
        return (argument,)
    with np.errstate(all="ignore"):
        low, high = FAMILIES[argument.family].quantile(
            np.array([0.001, 0.999]), *argument.arguments
        )
    return tuple(dict.fromkeys((argument.scale * float(low), argument.scale * float(high))))


def check_arguments(family: Family, arguments: tuple[Argument, ...]) -> None:
    """Refuse parameters that the family cannot have."""
    for corner in _corners(arguments):
        if complaint := family.check(*corner):
            uncertain = any(isinstance(argument, Quantity) for argument in arguments)
            where = "where its uncertain parameters are at their ends, " if uncertain else ""
            raise QuantityError(f"{where}{complaint}")


def check_support(
    kind: Kind,
    family: Family,
    arguments: tuple[Argument, ...],
    scale: float,
    window: float | None,
) -> None:
    """Refuse a distribution that can give a value which the kind of quantity cannot have."""
    rules = RULES[kind if window is None else "level"]
    what = rules.noun if window is None else "a probability"
    for corner in _corners(arguments):
        low, high = family.support(*corner)
        limit = math.inf if rules.high > 1 else rules.high
        floor = 0.0 if rules.low >= 0 else -limit
        unbounded_change = kind == "signed" and math.isinf(low) and math.isinf(high)
        if (low < floor or high > limit) and not unbounded_change:
            reach = f"values from {_end(low)} to {_end(high)}"
            if math.isinf(low) and math.isinf(high):
                reach = "any value"
            wanted = f"{what} cannot be negative"
            if limit != math.inf:
                wanted = f"this must lie between {floor:g} and {limit:g}"
            raise QuantityError(
                f"'{family.name}' can give {reach} here, but {wanted}; use {rules.families}"
            )
        if family.name in _WITH_ATOMS and low == 0 and not rules.zero:
            raise QuantityError(f"{what} must be above 0, found 0")
        if family.name in _WITH_ATOMS and window is not None and high == 1:
            raise QuantityError("a probability within a time must stay below 1, found 1")
        if window is not None:
            top = float(family.quantile(0.95, *corner))
            if -math.log1p(-top) > RULES[kind].high * window:
                raise QuantityError(f"its 95 % quantile is {top:g}: {RULES[kind].range_hint}")
        if limit == math.inf:
            with np.errstate(all="ignore"):
                top = scale * float(family.quantile(0.95, *corner))
                bottom = scale * float(family.quantile(0.05, *corner))
            if not top <= rules.high:
                raise QuantityError(f"its 95 % quantile is {top / scale:g}: {rules.range_hint}")
            if not bottom >= rules.low:
                raise QuantityError(f"its 5 % quantile is {bottom / scale:g}: {rules.range_hint}")


def _end(value: float) -> str:
    return plain_number(value) if math.isfinite(value) else ("-" if value < 0 else "") + "infinity"
