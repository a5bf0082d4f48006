"""The one place where a number becomes text for people; digits follow from its standard error.

A number is shown to the digit in which its Monte Carlo error begins (JCGM 100:2008, 7.2.6), never
to more than its reader can use: a tenth of a percent, a hundredth of a percentage point, four
digits of anything else.  Programs get full precision from `sim.report.documents`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

#: Significant digits of anything that is not a probability.
MOST_DIGITS = 4

#: What an empty cell says.
NOTHING = "-"


@dataclass(frozen=True)
class Scale:
    """How the numbers of one unit are written.

    Attributes
    ----------
    factor
        Multiplies the number: 100 for percent.
    level, change
        Unit of the number and of a difference between two, empty if the column says it.
    level_decimals, change_decimals
        At most so many; None if `MOST_DIGITS` decides.
    """

    factor: float = 1.0
    level: str = ""
    change: str = ""
    level_decimals: int | None = None
    change_decimals: int | None = None

    @property
    def bare(self) -> Scale:
        """The same without units, for a column whose heading names them."""
        return Scale(self.factor, "", "", self.level_decimals, self.change_decimals)


PERCENT = Scale(100.0, "%", "pp", 1, 2)
PLAIN = Scale()


def scale_of(unit: str) -> Scale:
    """Return how numbers of a unit are written: probabilities in percent, the rest as they are."""
    return PERCENT if unit == "probability" else PLAIN


def level(value: float, se: float | None, scale: Scale = PLAIN) -> str:
    """Return an estimate as text.

    Examples
    --------
    >>> level(0.4123, 0.001, PERCENT)
    '41.2 %'
    >>> level(0.0002, 0.00001, PERCENT)
    '<0.1 %'
    >>> level(1234.6, 30.0)
    '1,230'
    """
    x, error = value * scale.factor, _scaled(se, scale)
    return _join(_bounded(x, _decimals(x, error, scale.level_decimals), scale), scale.level)


def change(value: float, se: float | None, scale: Scale = PLAIN) -> str:
    """Return a difference as text, signed; exactly zero is ``0``.

    Examples
    --------
    >>> change(-0.0512, 0.001, PERCENT)
    '-5.1 pp'
    >>> change(0.0, 0.0, PERCENT)
    '0'
    """
    if value == 0.0 and not se:
        return "0"
    x, error = value * scale.factor, _scaled(se, scale)
    return _join(_signed(x, _decimals(x, error, scale.change_decimals)), scale.change)


def plus_minus(se: float | None, scale: Scale = PLAIN) -> str:
    """Return a standard error as text, one digit of it, without its unit.

    Examples
    --------
    >>> plus_minus(0.00123, PERCENT)
    '±0.1'
    """
    if se is None:
        return ""
    x = se * scale.factor
    return f"±{_fixed(x, _first_digit(x))}" if x > 0.0 else "±0"


def level_range(low: float, high: float, scale: Scale = PLAIN) -> str:
    """Return an interval of an estimate as text.

    Examples
    --------
    >>> level_range(0.2201, 0.6298, PERCENT)
    '22 to 63 %'
    """
    a, b = low * scale.factor, high * scale.factor
    decimals = _range_decimals(a, b, scale.level_decimals)
    ends = f"{_bounded(a, decimals, scale)} to {_bounded(b, decimals, scale)}"
    return _join(ends, scale.level)


def change_range(low: float, high: float, scale: Scale = PLAIN) -> str:
    """Return an interval of a difference as text, without its unit.

    Examples
    --------
    >>> change_range(-0.098, 0.004, PERCENT)
    '-9.8 to +0.4'
    """
    a, b = low * scale.factor, high * scale.factor
    decimals = _range_decimals(a, b, scale.change_decimals)
    return f"{_signed(a, decimals)} to {_signed(b, decimals)}"


def share(value: float | None) -> str:
    """Return a share of draws or of variance in whole percent; never quite none, never quite all.

    Examples
    --------
    >>> share(0.97), share(1.0), share(None)
    ('97 %', '>99 %', '-')
    """
    if value is None:
        return NOTHING
    if value < 0.01:
        return "<1 %"
    return ">99 %" if value > 0.99 else f"{100.0 * value:.0f} %"


def percent(value: float) -> str:
    """Return a probability in whole percent; only 0 and 1 are shown as such.

    Examples
    --------
    >>> percent(1.0), percent(0.001)
    ('100 %', '<1 %')
    """
    return _join(_bounded(100.0 * value, 0, PERCENT), "%")


def plain(value: float, digits: int = 3) -> str:
    """Return a number without an error to so many significant digits.

    Examples
    --------
    >>> plain(0.12345), plain(12000.0), plain(0.0)
    ('0.123', '12,000', '0')
    """
    if value == 0.0 or not math.isfinite(value):
        return "0" if value == 0.0 else NOTHING
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    text = _fixed(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


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
    >>> weeks(364), weeks(7), weeks(1), weeks(30)
    ('52 weeks', '1 week', '1 day', '4.3 weeks')
    """
    if days < 14.0 and days % 7.0:
        text = plain(days)
        return f"{text} day" if text == "1" else f"{text} days"
    text = plain(round(days / 7.0, 1))
    return f"{text} week" if text == "1" else f"{text} weeks"


def _join(text: str, unit: str) -> str:
    return f"{text} {unit}" if unit else text


def _scaled(se: float | None, scale: Scale) -> float | None:
    return None if se is None else se * scale.factor


def _first_digit(error: float) -> int:
    """Return the decimal place in which an error begins, after rounding it to one digit."""
    return -math.floor(math.log10(float(f"{error:.0e}")))


def _decimals(x: float, error: float | None, most: int | None) -> int:
    """Return how many decimals to show; negative for tens, hundreds."""
    if most is None:
        most = MOST_DIGITS - 1 - (math.floor(math.log10(abs(x))) if x else 0)
    if error is None or error == 0.0:
        # Known exactly, or nothing known of the error: what it takes, and no zeros at the end.
        needed = (d for d in range(max(most, 0)) if math.isclose(x, round(x, d), abs_tol=1e-12))
        return next(needed, max(most, 0))
    return min(_first_digit(error), most)


def _range_decimals(a: float, b: float, most: int | None) -> int:
    """Return the decimals that tell twenty places apart inside an interval."""
    error = abs(b - a) / 20.0 or None
    return _decimals(max(abs(a), abs(b)), error, most)


def _fixed(x: float, decimals: int) -> str:
    """Return a rounded number without a minus before zero."""
    rounded = round(x, decimals) + 0.0
    return f"{rounded:,.{max(decimals, 0)}f}"


def _signed(x: float, decimals: int) -> str:
    text = _fixed(x, decimals)
    return f"+{text}" if round(x, decimals) > 0.0 else text


def _bounded(x: float, decimals: int, scale: Scale) -> str:
    """Return a level; a probability that is neither 0 nor 1 is never rounded to either."""
    if scale.level_decimals is None:
        return _fixed(x, decimals)
    decimals = max(decimals, 0)
    tick = 10.0**-decimals
    if 0.0 < x < tick / 2.0:
        return f"<{_fixed(tick, decimals)}"
    if scale.factor - tick / 2.0 < x < scale.factor:
        return f">{_fixed(scale.factor - tick, decimals)}"
    return _fixed(x, decimals)
