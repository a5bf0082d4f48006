"""What to write instead of a text that is no quantity."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn

from sim.distributions import Kind
from sim.scenario.quantity.quantity import DAYS_PER, RULES, QuantityError, found, plain_number
from sim.scenario.quantity.units import NUMBER

_Answer = Callable[[re.Match[str]], str]
_EVERY = re.compile(rf"(?:once )?(?:every|each|in|a|an) ?(?P<n>{NUMBER})? ?(?P<unit>[a-z]+?)s?")
_OFTEN = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}
_DATE = re.compile(
    r"\d{4}-\d\d?-\d\d?|(?:\d\d? )?[a-z]{3,} (?:\d\d?, )?\d{4}|\d\d?[./]\d\d?[./]\d+"
)

#: A fraction, and how often something is in some time: ``1/3 per year``, ``1 in 3 years``.
_FRACTION = re.compile(
    rf"(?P<top>{NUMBER}) ?(?:/|(?P<word>in|of|out of)) ?(?P<bottom>{NUMBER})(?P<unit>.*)"
)

_WORDS = {
    "half": "0.5",
    "a half": "0.5",
    "one half": "0.5",
    "halved": "0.5",
    "halves": "0.5",
    "a third": "0.333",
    "one third": "0.333",
    "two thirds": "0.667",
    "a quarter": "0.25",
    "one quarter": "0.25",
    "three quarters": "0.75",
    "a tenth": "0.1",
    "one tenth": "0.1",
    "double": "2",
    "doubled": "2",
    "doubles": "2",
    "twice": "2",
    "triple": "3",
    "tripled": "3",
    "triples": "3",
    "thrice": "3",
    "once": "1",
}
"""Numbers in words."""

_MISTAKES: tuple[tuple[re.Pattern[str], _Answer], ...] = (
    (
        re.compile(r".*?([1-9]\d{0,2}(?:,\d{3})+)(?![\d,]).*"),
        lambda m: f"write {m[1].replace(',', '')}, without the comma (a decimal takes a point)",
    ),
    (
        re.compile(r".*?(?<![\d.])([1-9]\d{0,2}(?:\.\d{3})+),(\d+).*"),
        lambda m: f"decimals take a point: write {m[1].replace('.', '')}.{m[2]}",
    ),
    (
        re.compile(r".*?(\d+),(\d+).*"),
        lambda m: f"decimals take a point: write {m[1]}.{m[2]}",
    ),
    (
        re.compile(rf"({NUMBER}) ?%? ?(?:-|–|—|\.\.+|…|until|till|bis) ?({NUMBER}) ?(%)?( .*)?"),
        lambda m: f"write '{m[1]}{m[3] or ''} to {m[2]}{m[3] or ''}{m[4] or ''}'",
    ),
    (
        re.compile(rf"(?:from|between) ({NUMBER}) ?(?:and|to) ?({NUMBER})(.*)"),
        lambda m: f"write '{m[1]} to {m[2]}{m[3]}'",
    ),
    (
        re.compile(rf"({NUMBER}) (?P<unit>[a-z]+) to ({NUMBER}) ([a-z]+)"),
        lambda m: (
            f"write the unit once, at the end: '{m[1]} to {m[3]} {m[4]}'"
            if m["unit"].removesuffix("s") == m[4].removesuffix("s")
            else f"write both ends in one unit, '{m[1]} to ... {m['unit']}'"
        ),
    ),
    (
        re.compile(rf"(?:~|≈|about|around|circa|ca\.?|c\.) ?({NUMBER})(.*)"),
        lambda m: (
            "write how uncertain it is as an interval such as '"
            f"{plain_number(float(m[1]) / 2)} to {plain_number(float(m[1]) * 2)}{m[2]}'"
        ),
    ),
    (
        re.compile(rf"(?:<|>|<=|>=|up to|less than|more than|at least|at most) ?({NUMBER}).*"),
        lambda m: "write both ends, 'A to B'",
    ),
    (
        re.compile(rf"({NUMBER}) ?(?:±|\+/-|\+-) ?({NUMBER})(.*)"),
        lambda m: (
            f"write the interval, '{plain_number(round(float(m[1]) - float(m[2]), 9))} to "
            f"{plain_number(round(float(m[1]) + float(m[2]), 9))}{m[3]}'"
        ),
    ),
    (
        re.compile(rf"[x×*] ?({NUMBER})"),
        lambda m: f"write '{m[1]}'",
    ),
    (
        re.compile(rf"({NUMBER}) ?/ ?([a-z]+)"),
        lambda m: f"write '{m[1]} per {m[2]}'",
    ),
)

_CHANGES = (
    (-1.0, re.compile(r"(less|fewer|lower|rarer|decrease|reduction|drop)\b")),
    (1.0, re.compile(r"(more|higher|increase)\b")),
)
"""Words behind a percent sign that make it a change, and which way."""


def explain(kind: Kind, text: str, cleaned: str) -> NoReturn:
    """Say what to write instead of a text that is no quantity."""
    rules = RULES[kind]
    if not cleaned:
        raise QuantityError(f"{rules.noun} is missing; write {rules.examples}")
    if number := _WORDS.get(re.sub(" (?:a|per|each|every) [a-z]+$", "", cleaned)):
        unit = re.search(" (?:a|per|each|every) ([a-z]+)$", cleaned)
        if unit is None or kind == "rate":
            tail = f" per {unit[1]}" if unit else {"rate": " per year"}.get(kind, "")
            raise QuantityError(f"cannot read {found(text)}; write '{number}{tail}'")
    if kind == "rate" and (rate := _as_rate(cleaned)):
        raise QuantityError(f"cannot read {found(text)} as a rate; write '{rate}'")
    for pattern, answer in _MISTAKES:
        if match := pattern.fullmatch(cleaned):
            raise QuantityError(f"cannot read {found(text)}; {answer(match)}")
    raise QuantityError(f"cannot read {found(text)} as {rules.noun}; write {rules.examples}")


def refuse_fraction(kind: Kind, text: str, cleaned: str) -> None:
    """Say which decimal a fraction is, such as ``1/3`` or ``1 in 3 years``."""
    match = _FRACTION.fullmatch(cleaned)
    if match is None or not float(match["bottom"]):
        return
    top, bottom, unit = float(match["top"]), float(match["bottom"]), match["unit"].strip()
    if match["word"] and unit and kind != "rate":
        return
    # Fifty-fifty is one half, and everything else a division.
    share = 0.5 if top == bottom == 50.0 else top / bottom
    number = plain_number(float(f"{share:.3g}"))
    if kind == "rate" and not unit.startswith(("per ", "within ", "/")):
        word = unit.removesuffix("s") if match["word"] else unit
        unit = f"per {word or 'year'}"
    raise QuantityError(
        f"a fraction is written as a decimal: write '{f'{number} {unit}'.strip()}' for "
        f"{found(text)}"
    )


def refuse_date(text: str, cleaned: str) -> None:
    """Say what to write instead of a date, where a duration is meant."""
    if _DATE.fullmatch(cleaned):
        raise QuantityError(
            f"a date cannot stand here, found {found(text)}: write how long it takes, such as "
            "'30 days'"
        )


def _as_rate(cleaned: str) -> str:
    """Return the rate that words such as ``monthly`` or ``every 4 weeks`` mean, or nothing."""
    match = _EVERY.fullmatch(cleaned)
    unit = _OFTEN.get(cleaned) or (match["unit"] if match else "")
    if unit not in DAYS_PER:
        return ""
    count = float(match["n"] or 1) if match else 1.0
    if count == 1.0:
        return f"1 per {unit}"
    per_year = DAYS_PER["year"] / (count * DAYS_PER[unit]) if count > 0.0 else 0.0
    return f"{per_year:.2g} per year" if per_year else ""


def explain_zero(kind: Kind, low: float, high: float, unit: str) -> NoReturn:
    """Say what to write instead of an interval that starts at or below 0."""
    what = RULES[kind].noun
    tail = f" {unit}" if unit else ""
    if low < 0:
        raise QuantityError(f"{what} cannot be negative, found {plain_number(low)}")
    top = plain_number(high)
    option = f", unit: {unit}" if unit else ""
    raise QuantityError(
        f"the lower end of {what} must be above 0: write '{plain_number(high / 20)} to {top}{tail}'"
        f", or {{dist: uniform, min: 0, max: {top}{option}}}"
    )


def refuse_change(text: str, low: float, high: float | None, unit: str) -> None:
    """Say which factor a change in per cent is, such as ``40% to 20% less``."""
    for sign, words in _CHANGES:
        if words.match(unit):
            ends = [sign * abs(end) for end in (low, high) if end is not None]
            if factor := _factor(ends):
                message = f"a hazard ratio is a factor: write '{factor}' for {found(text)}"
                raise QuantityError(message)


def _factor(changes: list[float]) -> str:
    """Return by what changes in per cent multiply, the lower end first; nothing if by 0."""
    ends = sorted(round(1.0 + change / 100.0, 12) for change in changes)
    return " to ".join(plain_number(end) for end in ends) if ends[0] > 0.0 else ""


def refuse_percent(kind: Kind, text: str, low: float, high: float | None, unit: str) -> NoReturn:
    """Say what to write instead of a percent sign."""
    ends = [end for end in (low, high) if end is not None]
    share = " to ".join(plain_number(end / 100.0) for end in ends)
    if kind == "ratio":
        if low <= 0 or text.strip().startswith("+"):
            factor = _factor(ends)
            instead = f"'{factor}'" if factor else "0.8 for 20 % less often"
            raise QuantityError(
                f"a hazard ratio is a factor, not a change: write {instead}; found {found(text)}"
            )
        raise QuantityError(
            f"a hazard ratio has no percent sign: write '{share}' instead of {found(text)}"
        )
    if kind == "rate":
        chance = " to ".join(f"{plain_number(end)}%" for end in ends)
        raise QuantityError(
            f"a rate has no percent sign: write '{share} {unit}' for a rate, or "
            f"'{chance} within 1 {unit.removeprefix('per ')}' for a chance"
        )
    raise QuantityError(f"{RULES[kind].noun} has no percent sign, found {found(text)}")
