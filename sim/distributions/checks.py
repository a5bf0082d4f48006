"""What the parameters of a family must fulfil, and which values it can take."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable


def above_zero(*names: str) -> Callable[..., str | None]:
    """Return a check that the last ``len(names)`` parameters are above 0."""

    def check(*args: float) -> str | None:
        for name, value in zip(names, args[len(args) - len(names) :], strict=True):
            if not value > 0:
                return f"'{name}' must be above 0, found {value:g}"
        return None

    return check


def ascending(*names: str) -> Callable[..., str | None]:
    """Return a check that the parameters ascend; only the inner ones may touch an end."""

    def check(*args: float) -> str | None:
        if not args[0] < args[-1]:
            return f"'{names[0]}' must be below '{names[-1]}', found {args[0]:g} and {args[-1]:g}"
        if any(b < a for a, b in itertools.pairwise(args)):
            found = ", ".join(f"{a:g}" for a in args)
            return f"{', '.join(names)} must be in ascending order, found {found}"
        return None

    return check


def never_wrong(*args: float) -> None:
    """Accept whatever the parameters are."""


def whole_line(*args: float) -> tuple[float, float]:
    """Return the support of all numbers."""
    return -math.inf, math.inf


def half_line(*args: float) -> tuple[float, float]:
    """Return the support of the positive numbers."""
    return 0.0, math.inf


def unit_interval(*args: float) -> tuple[float, float]:
    """Return the support from 0 to 1."""
    return 0.0, 1.0


def ends(*args: float) -> tuple[float, float]:
    """Return the first and the last parameter as the support."""
    return args[0], args[-1]


def empirical_support(*args: float) -> tuple[float, float]:
    """Return the lowest and the highest of the values."""
    return args[0], args[len(args) // 2 - 1]
