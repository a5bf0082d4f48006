"""How many digits of a number its standard error leaves; negative decimals are tens, hundreds."""

from __future__ import annotations

import math

#: Significant digits of anything that is not a probability.
MOST_DIGITS = 4

#: What is smaller than this, in the unit of its column, or than this part of its own number, is
#: rounding.
ROUNDING, ROUNDING_PART = 1e-9, 1e-12


def rounds_to_zero(x: float, error: float | None) -> bool:
    """Return whether a difference is nothing: zero without an error, or rounding."""
    return max(abs(x), error or 0.0) < ROUNDING


def first_digit(error: float) -> int:
    """Return the decimal place in which an error begins, after rounding it to one digit."""
    return -math.floor(math.log10(float(f"{error:.0e}")))


def decimals_of(x: float, error: float | None, most: int | None) -> int:
    """Return how many decimals to show; negative for tens, hundreds."""
    if most is None:
        most = MOST_DIGITS - 1 - (math.floor(math.log10(abs(x))) if abs(x) >= ROUNDING else 0)
    if error is None or error < max(ROUNDING, ROUNDING_PART * abs(x)):
        # Known exactly, or nothing known of the error: what it takes, and no zeros at the end.
        needed = (d for d in range(max(most, 0)) if math.isclose(x, round(x, d), abs_tol=1e-12))
        return next(needed, max(most, 0))
    return min(first_digit(error), most)


def stated_decimals(x: float, error: float | None, most: int | None) -> int:
    """Return the decimals that two standard errors leave, or those of two significant digits.

    Never more than `decimals_of`.
    """
    begun = decimals_of(x, error, most)
    if not error or error < max(ROUNDING, ROUNDING_PART * abs(x)) or x == 0.0:
        return begun
    sure = -math.ceil(round(math.log10(2.0 * error), 9))
    two_digits = 1 - math.floor(math.log10(abs(float(f"{x:.1e}"))))
    return min(begun, max(sure, two_digits))


def fixed(x: float, decimals: int) -> str:
    """Return a rounded number without a minus before zero."""
    rounded = round(x, decimals) + 0.0
    return f"{rounded:,.{max(decimals, 0)}f}"
