"""Units of time in a quantity: ``days``, ``per year``, ``within 6 months``."""

from __future__ import annotations

import difflib
import math
import re

from sim.scenario.quantity.quantity import DAYS_PER, QuantityError

NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?"
"""A number in a cleaned text, as a regular expression."""

_WINDOW = re.compile(rf"within (?P<count>{NUMBER}) ?(?P<unit>[a-z]+)")
_RATE = re.compile(r"per (?P<unit>[a-z]+)")

_SYNONYMS = {
    "d": "day",
    "daily": "day",
    "w": "week",
    "wk": "week",
    "weekly": "week",
    "mo": "month",
    "mth": "month",
    "monthly": "month",
    "y": "year",
    "yr": "year",
    "annum": "year",
    "annual": "year",
    "annually": "year",
    "yearly": "year",
}


def clean(text: str) -> str:
    """Return the text in one spelling: ASCII minus, single spaces, lower case."""
    text = text.replace("\N{MINUS SIGN}", "-")
    return " ".join(text.lower().split())


def unit_days(unit: str) -> float:
    """Return the length of a unit of time in days.

    Raises
    ------
    QuantityError
        If there is no such unit; the message names the nearest.
    """
    singular = unit.removesuffix("s")
    if singular in DAYS_PER:
        return DAYS_PER[singular]
    meant = _SYNONYMS.get(singular) or _SYNONYMS.get(unit)
    if not meant:
        # A weekday is no misspelt week, nor half a year a year.
        close = difflib.get_close_matches(singular, (*DAYS_PER, "annum"), 1, 0.75)
        word = next((word for word in close if word[0] == singular[:1]), "")
        meant = _SYNONYMS.get(word, word)
    hint = f"; did you mean '{meant}'?" if meant else f"; known: {', '.join(DAYS_PER)}"
    raise QuantityError(f"unknown unit of time '{unit}'{hint}")


def parse_rate_unit(unit: str) -> tuple[float, float | None]:
    """Return the scale and the window of ``per year`` or ``within 6 months``."""
    if match := _RATE.fullmatch(unit):
        return 1.0 / unit_days(match["unit"]), None
    if match := _WINDOW.fullmatch(unit):
        days = float(match["count"]) * unit_days(match["unit"])
        if not 0 < days < math.inf:
            raise QuantityError(f"the time in '{unit}' must be above 0")
        return 1.0, days
    if match := re.fullmatch(r"(?:a|an|/|each|every) ?([a-z]+)", unit):
        unit_days(match[1])
        raise QuantityError(f"cannot read the unit '{unit}'; write 'per {match[1]}'")
    if match := re.fullmatch(rf"(?:within|in|over) (?:a|an|one|({NUMBER}))? ?([a-z]+)", unit):
        time = f"{match[1] or 1} {match[2]}"
        raise QuantityError(f"cannot read the time '{unit}'; write it as 'within {time}'")
    meant = _SYNONYMS.get(unit) or (unit.removesuffix("s") if unit in DAYS_PER else None)
    if meant or unit.removesuffix("s") in DAYS_PER:
        word = meant or unit.removesuffix("s")
        raise QuantityError(f"a rate is per unit of time; write 'per {word}', not '{unit}'")
    raise QuantityError(f"cannot read the unit '{unit}'; write 'per year' or 'within 1 year'")
