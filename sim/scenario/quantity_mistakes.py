"""What to write instead of a text that is no quantity."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NoReturn

from sim.distributions import Kind
from sim.scenario.quantity import RULES, QuantityError, found, plain_number
from sim.scenario.units import NUMBER

_Answer = Callable[[re.Match[str]], str]
_MISTAKES: tuple[tuple[re.Pattern[str], _Answer], ...] = (
    (
        re.compile(r".*?([1-9]\d{0,2}(?:,\d{3})+)(?![\d,]).*"),
        lambda m: f"write {m[1].replace(',', '')}, without the comma (a decimal takes a point)",
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
        re.compile(rf"(?:~|≈|about|around|circa|ca\.?|c\.) ?({NUMBER}).*"),
        lambda m: (
            "write how uncertain it is as an interval such as '"
            f"{plain_number(float(m[1]) / 2)} to {plain_number(float(m[1]) * 2)}'"
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
        re.compile(rf"({NUMBER}) ?/ ?([a-z]+)"),
        lambda m: f"write '{m[1]} per {m[2]}'",
    ),
)


def explain(kind: Kind, text: str, cleaned: str) -> NoReturn:
    """Say what to write instead of a text that is no quantity."""
    rules = RULES[kind]
    if not cleaned:
        raise QuantityError(f"{rules.noun} is missing; write {rules.examples}")
    for pattern, answer in _MISTAKES:
        if match := pattern.fullmatch(cleaned):
            raise QuantityError(f"cannot read {found(text)}; {answer(match)}")
    raise QuantityError(f"cannot read {found(text)} as {rules.noun}; write {rules.examples}")


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


def refuse_percent(kind: Kind, text: str, low: float, high: float | None, unit: str) -> NoReturn:
    """Say what to write instead of a percent sign."""
    share = " to ".join(plain_number(x / 100.0) for x in (low, high) if x is not None)
    if kind == "ratio":
        raise QuantityError(
            f"a hazard ratio has no percent sign: write '{share}' instead of {found(text)}"
            if low > 0
            else "a hazard ratio is a factor, not a change: write 0.8 for 20 % less often; "
            f"found {found(text)}"
        )
    if kind == "rate":
        raise QuantityError(
            f"a rate has no percent sign: write '{share} {unit}' for a rate, or "
            "'20% within 1 year' for a chance"
        )
    raise QuantityError(f"{RULES[kind].noun} has no percent sign, found {found(text)}")
