"""Quantities written as a number or as text: ``0.4``, ``2 to 6``, ``20% within 1 year``."""

from __future__ import annotations

import math
import re

from sim.distributions import Kind, interval_90
from sim.scenario.quantity.quantity import RULES, Quantity, QuantityError, found, plain_number
from sim.scenario.quantity.quantity_mistakes import (
    explain,
    explain_zero,
    refuse_change,
    refuse_date,
    refuse_fraction,
    refuse_percent,
)
from sim.scenario.quantity.units import NUMBER, clean, parse_rate_unit, unit_days

_FORM = re.compile(
    rf"(?P<low>{NUMBER})(?: ?(?P<low_percent>%))?"
    rf"(?: to (?P<high>{NUMBER})(?: ?(?P<high_percent>%))?)?"
    r"(?: ?(?P<unit>(?!.*\bto\b)[a-z/].*))?"
)

#: Units of a duration that are offered where there is none.
_UNITS = ("day", "week", "month")


def parse_text(kind: Kind, text: str) -> Quantity:
    """Return the quantity that a text means.

    Parameters
    ----------
    kind
        What the quantity is for.
    text
        As it was written.

    Raises
    ------
    QuantityError
        With what was found and what to write.
    """
    rules = RULES[kind]
    cleaned = clean(text)
    if kind == "duration":
        refuse_date(text, cleaned)
    refuse_fraction(kind, text, cleaned)
    match = _FORM.fullmatch(cleaned)
    if match is None:
        explain(kind, text, cleaned)
    low = _float(match["low"])
    high = None if match["high"] is None else _float(match["high"])
    unit = (match["unit"] or "").strip()
    percent = bool(match["low_percent"] or match["high_percent"])
    if kind == "ratio" and percent:
        refuse_change(text, low, high, unit)
    scale, window = _unit(kind, unit, text, zero=low == 0 and high is None)
    if percent:
        if high is not None and not match["high_percent"]:
            raise QuantityError(f"the second number of {found(text)} has no percent sign")
        if not rules.percent and window is None:
            refuse_percent(kind, text, low, high, unit)
        low, high = low / 100.0, None if high is None else high / 100.0
    effective: Kind = kind if window is None else "level"
    if effective == "level":
        _check_level(low, high, percent=percent, windowed=window is not None)
    if high is None:
        _check_range(kind, low, scale, window)
        return Quantity("constant", (low,), scale, window, text)
    _check_order(low, high, percent=percent, unit=unit)
    _check_range(kind, high, scale, window)
    if effective not in ("level", "signed", "cost") and low <= 0:
        explain_zero(kind, low, high, unit)
    if effective == "cost" and low == 0:
        # A normal distribution would reach below 0, a lognormal one cannot begin there.
        explain_zero(kind, low, high, unit)
    if effective in ("signed", "cost") or (effective == "level" and window is None):
        _check_range(kind, low, scale, window)
    try:
        family, arguments = interval_90(effective, low, high)
    except ValueError as error:
        raise QuantityError(str(error)) from None
    if not all(math.isfinite(argument) for argument in arguments):
        raise QuantityError(f"the ends of {found(text)} are too far apart")
    return Quantity(family, arguments, scale, window, text)


def parse_number(kind: Kind, number: float) -> Quantity:
    """Return the quantity that a bare number means; only some kinds have one."""
    value = float(number) if abs(number) < 1e300 else math.inf
    if not math.isfinite(value):
        raise QuantityError(f"{RULES[kind].noun} must be a finite number")
    return parse_text(kind, plain_number(value))


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise QuantityError(f"'{digits}' is too large a number")
    return value


def _unit(kind: Kind, unit: str, text: str, *, zero: bool) -> tuple[float, float | None]:
    """Return scale and window, or say that a unit is missing or out of place."""
    if kind == "rate":
        if not unit and zero:
            return 1.0, None
        if not unit and "%" in text:
            raise QuantityError(
                f"a chance needs its time: write '{text.strip()} within 1 year'; "
                "a rate is written '3 per year'"
            )
        if not unit:
            raise QuantityError(
                f"a rate needs a unit: write '{text.strip()} per year', or a chance such as "
                "'20% within 1 year'"
            )
        return parse_rate_unit(unit)
    if kind == "duration":
        if not unit and zero:
            return 1.0, None
        if not unit:
            plural = "" if text.strip() == "1" else "s"
            days, weeks, months = (f"'{text.strip()} {name}{plural}'" for name in _UNITS)
            raise QuantityError(f"a duration needs a unit: write {days}, {weeks} or {months}")
        if unit.startswith("per "):
            raise QuantityError(f"a duration was expected, found a rate, {found(text)}")
        return unit_days(unit), None
    if unit:
        number = text.strip()[: -len(unit)].strip() if clean(text).endswith(unit) else "0.4"
        what = RULES[kind].noun
        # With a number in it, it is no unit, and to leave it out would say something else.
        told = RULES[kind].examples if re.search(r"\d", unit) else f"'{number}'"
        raise QuantityError(f"{what} has no unit, found '{unit}'; write {told}")
    return 1.0, None


def _check_level(low: float, high: float | None, *, percent: bool, windowed: bool) -> None:
    what = "a probability" if windowed else "it"
    ends = [low] if high is None else [low, high]
    wrong = [end for end in ends if not 0 <= end <= 1]
    if wrong:
        factor, sign = (100.0, "%") if percent else (1.0, "")
        limits = f"0 and {100 if percent else 1}{sign}"
        hint = ""
        if not percent and min(ends) >= 1 and max(ends) <= 100:
            shown = " to ".join(f"{plain_number(end)}%" for end in ends)
            hint = f"; write '{shown}' if you mean percent"
        number = plain_number(round(wrong[-1] * factor, 9))
        raise QuantityError(f"{what} must lie between {limits}, found {number}{sign}{hint}")
    if windowed and max(ends) == 1:
        raise QuantityError(
            "a probability within a time must stay below 100 %; for a move that is certain on a "
            "date write 'on:' and 'probability: 1' instead of a rate"
        )


def _check_order(low: float, high: float, *, percent: bool, unit: str) -> None:
    factor, sign = (100.0, "%") if percent else (1.0, "")
    a, b = (plain_number(round(x * factor, 12)) + sign for x in (low, high))
    tail = f" {unit}" if unit else ""
    if low == high:
        raise QuantityError(f"both ends are the same; write '{a}{tail}' if it is known exactly")
    if low > high:
        raise QuantityError(f"the lower end comes first: write '{b} to {a}{tail}'")


def _check_range(kind: Kind, number: float, scale: float, window: float | None) -> None:
    rules = RULES[kind]
    if window is not None:
        if -math.log1p(-number) > rules.high * window:
            raise QuantityError(f"{100.0 * number:g} % within {window:g} days: {rules.range_hint}")
        return
    value = number * scale
    if value < 0 <= rules.low:
        raise QuantityError(f"{rules.noun} cannot be negative, found {plain_number(number)}")
    if value == 0 and not rules.zero:
        raise QuantityError(
            f"{rules.noun} must be above 0; write a small one such as 0.01 for 'almost never'"
        )
    if not rules.low <= value <= rules.high:
        raise QuantityError(f"found {plain_number(number)}: {rules.range_hint}")
