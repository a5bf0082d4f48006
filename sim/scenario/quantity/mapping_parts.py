"""The parts that the forms of a quantity as a mapping have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.distributions import Kind, empirical_arguments
from sim.errors import nearest
from sim.scenario.quantity.quantity import PROVENANCE, RULES, QuantityError, found, plain_number
from sim.scenario.quantity.quantity_slips import told_apart
from sim.scenario.quantity.quantity_text import parse_text
from sim.scenario.quantity.units import clean, parse_rate_unit, unit_days

Raw = Mapping[str, Any]


def allows_percent(kind: Kind, window: float | None) -> bool:
    """Return whether the numbers of a mapping may have a percent sign."""
    return RULES[kind].percent or window is not None


def only(body: Raw, known: tuple[str, ...]) -> None:
    """Refuse keys that a form does not have."""
    for key in body:
        if key not in known:
            hint = told_apart(str(key), body, known[0]) or nearest(key, (*known, *PROVENANCE))
            raise QuantityError(f"unknown key '{key}'{hint}", (key,), at_key=True)


def all_of(body: Raw, keys: tuple[str, ...], form: str) -> None:
    """Refuse a form that lacks a key."""
    missing = [key for key in keys if key not in body]
    if missing:
        names = " and ".join(f"'{key}'" for key in missing)
        verb = "is" if len(missing) == 1 else "are"
        raise QuantityError(f"{names} {verb} missing; this form needs {form}")


def read_unit(kind: Kind, body: Raw) -> tuple[float, float | None]:
    """Return scale and window of ``unit:``."""
    unit = body.get("unit")
    example = {"rate": "per year", "duration": "days"}.get(kind)
    if example is None:
        if "unit" in body:
            raise QuantityError(f"{RULES[kind].noun} has no unit", ("unit",), at_key=True)
        return 1.0, None
    if "unit" not in body:
        raise QuantityError(f"{RULES[kind].noun} needs a unit: add 'unit: {example}'")
    if not isinstance(unit, str):
        raise QuantityError(f"cannot read the unit {found(unit)}; write '{example}'", ("unit",))
    try:
        if kind == "rate":
            return parse_rate_unit(clean(unit))
        if clean(unit).startswith("per "):
            raise QuantityError(f"a duration was expected, found a rate, {found(unit)}")
        return unit_days(clean(unit)), None
    except QuantityError as error:
        raise QuantityError(str(error), ("unit",)) from None


def read_number(value: object, path: tuple[str | int, ...], *, percent: bool = False) -> float:
    """Return a parameter that must be a plain number."""
    name = path[0] if path else "a parameter"
    if percent and isinstance(value, str) and value.strip().endswith("%"):
        return parse_text("signed", value).value
    if isinstance(value, str) and clean(value).startswith("-"):
        try:  # a minus sign from a word processor
            return float(clean(value))
        except ValueError:
            pass
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        hint = ""
        if isinstance(value, str):
            hint = " (units go into 'unit:'; only a size may have uncertain parameters)"
        raise QuantityError(f"'{name}' must be a plain number, found {found(value)}{hint}", path)
    if not abs(value) < 1e300:
        raise QuantityError(f"'{name}' must be a finite number", path)
    return float(value)


def read_empirical(given: Raw, *, percent: bool) -> tuple[float, ...]:
    """Return the arguments of observed values."""
    only(given, ("values", "weights"))
    all_of(given, ("values",), "values, and weights if they differ")
    lists: dict[str, list[float]] = {}
    for key, raw in given.items():
        if not isinstance(raw, list) or not raw:
            raise QuantityError(f"'{key}' must be a list of numbers, found {found(raw)}", (key,))
        lists[key] = [
            read_number(value, (key, index), percent=percent and key == "values")
            for index, value in enumerate(raw)
        ]
    weights = lists.get("weights")
    if weights is not None and len(weights) != len(lists["values"]):
        raise QuantityError(
            f"{len(lists['values'])} values need as many weights, found {len(weights)}",
            ("weights",),
        )
    if weights is not None and min(weights) <= 0:
        raise QuantityError(
            f"weights must be above 0, found {plain_number(min(weights))}", ("weights",)
        )
    return empirical_arguments(lists["values"], weights)


def one_line(body: Raw) -> str:
    """Return a mapping in one line, without its provenance."""

    def show(value: object) -> str:
        if isinstance(value, Mapping):
            return one_line({k: v for k, v in value.items() if k not in PROVENANCE})
        if isinstance(value, list):
            return "[" + ", ".join(show(item) for item in value) + "]"
        return plain_number(value) if isinstance(value, float) else str(value)

    return "{" + ", ".join(f"{key}: {show(value)}" for key, value in body.items()) + "}"
