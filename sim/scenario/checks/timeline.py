"""Checks of everything that has a date or a length: horizon, step, dated moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from sim.scenario.checks.mistakes import Mistake, Path
from sim.scenario.names import Names, mapping
from sim.scenario.quantity.quantity import DAYS_PER_YEAR, QuantityError
from sim.scenario.quantity.quantity_mapping import parse

MAX_YEARS = 200
MAX_STEPS = 100_000


def check_timeline(data: Mapping[str, Any], names: Names) -> Iterator[Mistake]:
    """Yield what is wrong with the horizon, the step and the dates of moves.

    Parameters
    ----------
    data
        Plain data of a scenario.
    names
        The names that these data define.
    """
    start = _date(data.get("start"))
    yield from _check_horizon(data, start)
    for name in names.moves:
        on = mapping(data, "moves", name).get("on")
        dates: list[tuple[Path, object]] = [(("moves", name, "on"), on)]
        if isinstance(on, list):
            dates = [(("moves", name, "on", index), item) for index, item in enumerate(on)]
        for path, raw in dates:
            date = _date(raw)
            if start and date and date < start:
                message = f"{date} is before the scenario starts ({start}), so it cannot happen"
                yield Mistake(path, message)


def _check_horizon(data: Mapping[str, Any], start: dt.date | None) -> Iterator[Mistake]:
    if "horizon" in data and "until" in data:
        yield Mistake(("until",), "give either 'horizon' or 'until', not both", at_key=True)
        return
    if "horizon" not in data and "until" not in data:
        yield Mistake((), "'horizon' is missing; add for example 'horizon: 52 weeks'", at_key=True)
        return
    until = _date(data.get("until"))
    if start and until and until < start:
        yield Mistake(("until",), f"{until} is before the start ({start})")
        return
    key = "horizon" if "horizon" in data else "until"
    days = float((until - start).days + 1) if start and until else _days(data.get("horizon"))
    if days is None:
        return
    if start and days > (dt.date.max - start).days:
        yield Mistake((key,), f"dates end with the year {dt.MAXYEAR}; this reaches further")
        return
    if days > MAX_YEARS * DAYS_PER_YEAR:
        message = f"{days / DAYS_PER_YEAR:.0f} years; at most {MAX_YEARS} are possible"
        yield Mistake((key,), message)
        return
    step = _days(data.get("step", "1 week"))
    if step is None or step <= 0:
        return
    if "step" in data and step > days:
        yield Mistake(("step",), f"the step is longer than the whole simulation ({days:g} days)")
    elif days / step > MAX_STEPS:
        message = f"{days / step:.0f} steps to the horizon; at most {MAX_STEPS} are possible"
        yield Mistake(("step",), message)


def _date(raw: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(raw.strip()) if isinstance(raw, str) else None
    except ValueError:
        return None


def _days(raw: object) -> float | None:
    if raw is None:
        return None
    try:
        quantity = parse("duration", raw)
    except QuantityError:
        return None
    return quantity.value if quantity.is_constant else None
