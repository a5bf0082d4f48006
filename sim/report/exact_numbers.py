"""Numbers without an error of their own as text: costs, counts, lengths of time, quantiles."""

from __future__ import annotations

import math

from sim.report.digits import ROUNDING, ROUNDING_PART, fixed
from sim.report.numbers import NOTHING


def portion(value: float, digits: int = 3) -> str:
    """Return a probability in percent, without the sign, to so many digits from its nearer end.

    Examples
    --------
    >>> portion(0.001), portion(0.2), portion(0.273, 2), portion(0.9985, 2)
    ('0.1', '20', '27', '99.85')
    """
    x = 100.0 * value
    nearer = min(x, 100.0 - x)
    if nearer <= 0.0:
        return _stripped(x, 0)
    # Rounded: what was written as 20 % is some billionths away from it as a quantile.
    return _stripped(x, max(0, digits - 1 - math.floor(math.log10(float(f"{nearer:.9e}")))))


def exact(value: float) -> str:
    """Return a number that is known exactly, such as a cost: its whole part, and what it takes.

    Two decimals if it has no more, else three significant digits.

    Examples
    --------
    >>> exact(1004.0), exact(1004.25), exact(1.8273), exact(0.0041)
    ('1,004', '1,004.25', '1.83', '0.0041')
    """
    if not math.isfinite(value):
        return NOTHING
    if abs(value) < ROUNDING or abs(value - round(value, 2)) <= ROUNDING_PART * abs(value):
        return _stripped(value, 2)
    return _stripped(value, max(0, 2 - math.floor(math.log10(abs(value)))))


def plain(value: float, digits: int = 3) -> str:
    """Return a number that is known to no more than so many significant digits.

    Examples
    --------
    >>> plain(0.12345), plain(12000.0), plain(0.0)
    ('0.123', '12,000', '0')
    """
    if abs(value) < ROUNDING or not math.isfinite(value):
        return "0" if abs(value) < ROUNDING else NOTHING
    return _stripped(value, digits - 1 - math.floor(math.log10(abs(value))))


def whole(value: float) -> str:
    """Return a count with its thousands set apart.

    Examples
    --------
    >>> whole(20000)
    '20,000'
    """
    return f"{value:,.0f}"


def weeks(days: float) -> str:
    """Return a length of time in weeks; in days where weeks would hide them.

    Examples
    --------
    >>> weeks(364), weeks(7), weeks(1), weeks(30), weeks(7308)
    ('52 weeks', '1 week', '1 day', '4.3 weeks', '1,044 weeks')
    """
    if days < 14.0 and days % 7.0:
        text = plain(days)
        return f"{text} day" if text == "1" else f"{text} days"
    text = _stripped(days / 7.0, 1)
    return f"{text} week" if text == "1" else f"{text} weeks"


def _stripped(x: float, decimals: int) -> str:
    """Return a rounded number without zeros at the end of its decimals."""
    text = fixed(x, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text
