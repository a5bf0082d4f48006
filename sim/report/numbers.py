"""Where a number becomes text for people; digits follow from its standard error.

Beside its Monte Carlo error a number is shown to the digit in which that error begins (JCGM
100:2008, 7.2.6); in a sentence, where no error stands beside it, only to a digit that two standard
errors do not move.  It is never shown to more than its reader can use: a tenth of a percent, a
hundredth of a percentage point, four digits of anything else.  For what is known exactly, see
`sim.report.exact_numbers`; programs get full precision from `sim.report.documents`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from sim.report.digits import (
    ROUNDING,
    ROUNDING_PART,
    decimals_of,
    first_digit,
    fixed,
    rounds_to_zero,
    stated_decimals,
)
from sim.results.kinds import PROBABILITY

#: What an empty cell says.
NOTHING = "-"

#: A share with a larger error is not known to be near none or all.
_WIDEST_EDGE = 10

#: An interval is shown in steps of about this part of its width: its ends are hardly better known.
_STEPS = 10.0


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
    return PERCENT if unit == PROBABILITY else PLAIN


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
    return _join(_bounded(x, decimals_of(x, error, scale.level_decimals), scale), scale.level)


def stated(value: float, se: float | None, scale: Scale = PLAIN) -> str:
    """Return an estimate for a sentence, where no error stands beside it.

    The last digit is one that two standard errors do not move, so that the same world has the same
    number at other sizes of a run, or its neighbour; two digits are shown as far as the error has
    not begun.

    Examples
    --------
    >>> stated(0.5423, 0.002, PERCENT), stated(0.5423, 0.0004, PERCENT)
    ('54 %', '54.2 %')
    >>> stated(392.0, 5.0)
    '390'
    """
    x, error = value * scale.factor, _scaled(se, scale)
    return _join(_bounded(x, stated_decimals(x, error, scale.level_decimals), scale), scale.level)


def change(value: float, se: float | None, scale: Scale = PLAIN) -> str:
    """Return a difference as text, signed; exactly zero is ``0``.

    Examples
    --------
    >>> change(-0.0512, 0.001, PERCENT)
    '-5.1 pp'
    >>> change(0.0, 0.0, PERCENT)
    '0'
    """
    x, error = value * scale.factor, _scaled(se, scale)
    if rounds_to_zero(x, error):
        return "0"
    return _join(_signed(x, decimals_of(x, error, scale.change_decimals)), scale.change)


def stated_change(value: float, se: float | None, scale: Scale = PLAIN) -> str:
    """Return a difference for a sentence, as `stated` does with an estimate.

    Examples
    --------
    >>> stated_change(-0.1262, 0.003, PERCENT), stated_change(-0.0331, 0.002, PERCENT)
    ('-13 pp', '-3.3 pp')
    """
    x, error = value * scale.factor, _scaled(se, scale)
    if rounds_to_zero(x, error):
        return "0"
    return _join(_signed(x, stated_decimals(x, error, scale.change_decimals)), scale.change)


def plus_minus(se: float | None, scale: Scale = PLAIN) -> str:
    """Return a standard error as text, one digit of it, without its unit.

    One far below the last digit of its number is shown as a tenth of that digit.

    Examples
    --------
    >>> plus_minus(0.00123, PERCENT), plus_minus(1e-9, PERCENT), plus_minus(9e-15)
    ('±0.1', '±0.001', '±0')
    """
    if se is None:
        return ""
    x = se * scale.factor
    if x < ROUNDING:
        return "±0"
    if scale.change_decimals is not None:
        x = max(x, 10.0 ** -(scale.change_decimals + 1))
    return f"±{fixed(x, first_digit(x))}"


def level_range(low: float, high: float, scale: Scale = PLAIN) -> str:
    """Return an interval of an estimate as text; its ends differ unless they are the same.

    Examples
    --------
    >>> level_range(0.2201, 0.6298, PERCENT), level_range(0.5001, 0.5002, PERCENT)
    ('22 to 63 %', '50.01 to 50.02 %')
    """

    def end(x: float, decimals: int) -> str:
        return _bounded(x, decimals, scale)

    a, b = low * scale.factor, high * scale.factor
    return _join(" to ".join(_ends(a, b, scale.level_decimals, end)), scale.level)


def change_range(low: float, high: float, scale: Scale = PLAIN) -> str:
    """Return an interval of a difference as text, without its unit.

    Examples
    --------
    >>> change_range(-0.098, 0.004, PERCENT)
    '-9.8 to +0.4'
    """
    return " to ".join(
        _ends(low * scale.factor, high * scale.factor, scale.change_decimals, _signed)
    )


def share(value: float | None, se: float | None = None) -> str:
    """Return a share of draws or of variance in whole percent; never quite none, never quite all.

    Nor closer to either than two standard errors can tell, up to ten points.

    Examples
    --------
    >>> share(0.97), share(1.0), share(None)
    ('97 %', '>99 %', '-')
    >>> share(1.0, 0.03), share(0.01, 0.02), share(0.8, 0.05)
    ('>94 %', '<4 %', '80 %')
    """
    if value is None:
        return NOTHING
    edge = min(max(1, math.ceil(round(200.0 * (se or 0.0), 9))), _WIDEST_EDGE)
    x = 100.0 * value
    if x < edge:
        return f"<{edge} %"
    return f">{100 - edge} %" if x > 100 - edge else f"{x:.0f} %"


def percent(value: float) -> str:
    """Return a probability in whole percent; only 0 and 1 are shown as such.

    Examples
    --------
    >>> percent(1.0), percent(0.001)
    ('100 %', '<1 %')
    """
    return _join(_bounded(100.0 * value, 0, PERCENT), "%")


def _join(text: str, unit: str) -> str:
    return f"{text} {unit}" if unit else text


def _scaled(se: float | None, scale: Scale) -> float | None:
    return None if se is None else se * scale.factor


def _ends(
    a: float, b: float, most: int | None, as_text: Callable[[float, int], str]
) -> tuple[str, str]:
    """Return the ends of an interval as text, to some steps of its width.

    Steps half as wide where an end would be taken for zero, and more decimals where the ends would
    be the same.
    """

    def decimals_for(steps: float) -> int:
        return decimals_of(max(abs(a), abs(b)), abs(b - a) / steps or None, most)

    decimals = decimals_for(_STEPS)
    if any(abs(end) >= ROUNDING and round(end, decimals) == 0.0 for end in (a, b)):
        decimals = decimals_for(2.0 * _STEPS)
    texts = as_text(a, decimals), as_text(b, decimals)
    while texts[0] == texts[1] and b - a > max(ROUNDING, ROUNDING_PART * max(abs(a), abs(b))):
        decimals = max(decimals, 0) + 1
        texts = as_text(a, decimals), as_text(b, decimals)
    return texts


def _signed(x: float, decimals: int) -> str:
    text = fixed(x, decimals)
    return f"+{text}" if round(x, decimals) > 0.0 else text


def _bounded(x: float, decimals: int, scale: Scale) -> str:
    """Return a level; a probability that is neither 0 nor 1 is never rounded to either."""
    if scale.level_decimals is None:
        return fixed(x, decimals)
    decimals = max(decimals, 0)
    tick = 10.0**-decimals
    if 0.0 < x < tick / 2.0:
        return f"<{fixed(tick, decimals)}"
    if scale.factor - tick / 2.0 < x < scale.factor:
        return f">{fixed(scale.factor - tick, decimals)}"
    return fixed(x, decimals)
