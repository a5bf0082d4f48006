"""Quantities written as a mapping, and the one entry point for every form of a quantity."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sim.distributions import FAMILIES, SCIPY_NAMES, Z95, Family, Kind
from sim.errors import nearest
from sim.scenario.quantity.mapping_parts import (
    Raw,
    all_of,
    allows_percent,
    one_line,
    only,
    read_empirical,
    read_number,
    read_unit,
)
from sim.scenario.quantity.quantity import (
    BASES,
    PROVENANCE,
    RULES,
    Quantity,
    QuantityError,
    found,
    plain_number,
)
from sim.scenario.quantity.quantity_slips import told_apart
from sim.scenario.quantity.quantity_support import Argument, check_arguments, check_support
from sim.scenario.quantity.quantity_text import parse_number, parse_text

PERT_KEYS = ("low", "mode", "high")
MEDIAN_KEYS = ("median", "p95")


def parse(kind: Kind, raw: object) -> Quantity:
    """Return the quantity that plain data of a scenario file mean.

    Parameters
    ----------
    kind
        What the quantity is for: it decides the unit, the range and what ``A to B`` means.
    raw
        A number, a text or a mapping.

    Raises
    ------
    QuantityError
        With what was found, what to write instead, and where inside a mapping.

    Examples
    --------
    >>> parse("duration", "2 weeks").value
    14.0
    >>> parse("level", {"dist": "beta", "a": 2, "b": 3, "source": "icb"}).source
    'icb'
    """
    if isinstance(raw, Quantity):
        return raw
    if isinstance(raw, Mapping):
        return _parse_mapping(kind, raw)
    if isinstance(raw, str):
        return parse_text(kind, raw)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return parse_number(kind, raw)
    rules = RULES[kind]
    raise QuantityError(f"{rules.noun} was expected, found {found(raw)}; write {rules.examples}")


def _parse_mapping(kind: Kind, raw: Raw) -> Quantity:
    body = {key: value for key, value in raw.items() if key not in PROVENANCE}
    if "dist" in body:  # first, since the family `constant` has a parameter `value`
        quantity = _parse_dist(kind, body)
    elif "value" in body:
        quantity = _parse_value(kind, body)
    elif any(key in body for key in MEDIAN_KEYS):
        quantity = _parse_median(kind, body)
    elif any(key in body for key in PERT_KEYS):
        quantity = _parse_pert(kind, body)
    else:
        _explain_mapping(kind, body)
    return replace(quantity, **_provenance(raw))


def _explain_mapping(kind: Kind, body: Raw) -> Quantity:
    rules = RULES[kind]
    if not body:
        raise QuantityError(
            f"the number itself is missing: add for example 'value: {rules.example}'"
        )
    known = ("value", "dist", *PERT_KEYS, *MEDIAN_KEYS)
    for key in body:
        if hint := told_apart(str(key), body, ""):
            raise QuantityError(f"unknown key '{key}'{hint}", (key,), at_key=True)
        if "did you mean" in (hint := nearest(key, known)):
            raise QuantityError(f"unknown key '{key}'{hint}", (key,), at_key=True)
    raise QuantityError(
        f"{rules.noun} was expected, found {found(dict(body))}; a mapping needs 'value', 'dist', "
        "'low, mode, high' or 'median, p95'"
    )


def _provenance(raw: Raw) -> dict[str, Any]:
    given = {key: raw[key] for key in PROVENANCE if key in raw}
    for key, value in given.items():
        if not isinstance(value, str):
            raise QuantityError(f"'{key}' must be text, found {found(value)}", (key,))
    basis = given.get("basis")
    if basis is not None and basis not in BASES:
        hint = nearest(basis, BASES)
        raise QuantityError(f"unknown basis '{basis}'{hint}", ("basis",))
    return given


def _parse_value(kind: Kind, body: Raw) -> Quantity:
    for key in body:
        if key == "unit":
            unit = body["unit"]
            written = f"{body['value']} {unit}"
            raise QuantityError(f"write the unit in the value: 'value: {written}'", ("unit",))
        if key != "value":
            hint = nearest(key, PROVENANCE)
            if " " in str(key):
                hint = "; if it belongs to the text before it, put that text in quotes"
            raise QuantityError(f"unknown key '{key}' beside 'value'{hint}", (key,), at_key=True)
    inner = body["value"]
    if isinstance(inner, Mapping) and "value" in inner:
        raise QuantityError("a value inside a value; keep one of them", ("value",))
    try:
        return parse(kind, inner)
    except QuantityError as error:
        raise QuantityError(str(error), ("value", *error.path), at_key=error.at_key) from None


def _parse_dist(kind: Kind, body: Raw) -> Quantity:
    name = body["dist"]
    family = FAMILIES.get(SCIPY_NAMES.get(str(name), str(name)))
    if family is None:
        raise QuantityError(
            f"unknown distribution {found(name)}{_nearest_family(str(name))}", ("dist",)
        )
    scale, window = read_unit(kind, body)
    given = {key: value for key, value in body.items() if key not in ("dist", "unit")}
    if family.name == "empirical":
        arguments: tuple[Argument, ...] = read_empirical(
            given, percent=allows_percent(kind, window)
        )
    else:
        arguments = _arguments(kind, family, given, percent=allows_percent(kind, window))
    check_arguments(family, arguments)
    check_support(kind, family, arguments, scale, window)
    return Quantity(family.name, arguments, scale, window, one_line(body))


def _nearest_family(name: str) -> str:
    """Return a hint, which takes no other distribution for a misspelling, as half-normal is one."""
    inside = [family for family in FAMILIES if len(family) > 3 and family in name.lower()]
    if inside and len(max(inside, key=len)) + 2 < len(name):
        return f", which is another one than {max(inside, key=len)}; known: {', '.join(FAMILIES)}"
    hint = nearest(name, FAMILIES)
    return hint if "did you mean" in hint else f"; known: {', '.join(FAMILIES)}"


def _parse_pert(kind: Kind, body: Raw) -> Quantity:
    scale, window = read_unit(kind, body)
    only(body, (*PERT_KEYS, "unit"))
    all_of(body, PERT_KEYS, "low, mode, high")
    percent = allows_percent(kind, window)
    arguments = tuple(read_number(body[key], (key,), percent=percent) for key in PERT_KEYS)
    family = FAMILIES["pert"]
    check_arguments(family, arguments)
    check_support(kind, family, arguments, scale, window)
    return Quantity("pert", arguments, scale, window, one_line(body))


def _parse_median(kind: Kind, body: Raw) -> Quantity:
    if kind in ("level", "signed"):
        raise QuantityError(
            f"'median, p95' is for numbers above 0; for {RULES[kind].noun} write "
            f"{RULES[kind].examples}"
        )
    scale, window = read_unit(kind, body)
    if window is not None:
        raise QuantityError(
            "'median, p95' cannot be a probability within a time; write '20% to 40% within 1 year'"
        )
    only(body, (*MEDIAN_KEYS, "unit"))
    all_of(body, MEDIAN_KEYS, "median, p95")
    for key in MEDIAN_KEYS:
        if kind == "size" and isinstance(body[key], str):
            raise QuantityError(
                f"'{key}' must be a number here, found {found(body[key])}; with uncertain "
                "parameters write {dist: lognormal, median: 1 to 2, sigma: 0.8 to 1.2}",
                (key,),
            )
    median, p95 = (read_number(body[key], (key,)) for key in MEDIAN_KEYS)
    if median <= 0:
        raise QuantityError(
            f"the median must be above 0, found {plain_number(median)}", ("median",)
        )
    if p95 <= median:
        raise QuantityError(
            f"'p95' must be above the median ({plain_number(median)}), found {plain_number(p95)}",
            ("p95",),
        )
    arguments = (median, math.log(p95 / median) / Z95)
    check_support(kind, FAMILIES["lognormal"], arguments, scale, window)
    return Quantity("lognormal", arguments, scale, window, one_line(body))


def _arguments(kind: Kind, family: Family, given: Raw, *, percent: bool) -> tuple[Argument, ...]:
    """Return the parameters of a family in its order, from any of its spellings."""
    for spelling in family.spellings:
        needed = {name for name in spelling.parameters if name not in spelling.defaults}
        differ = set(given) - set(family.parameters)
        if differ and set(given) <= set(spelling.parameters) and needed <= set(given):
            numbers = {key: read_number(value, (key,)) for key, value in given.items()}
            ordered = ({**spelling.defaults, **numbers}[name] for name in spelling.parameters)
            return spelling.convert(*ordered)
    named: dict[str, Argument] = {}
    for key, value in given.items():
        name = family.aliases.get(key, key)
        if name not in family.parameters:
            known = (*family.parameters, "unit", *PROVENANCE)
            hint = told_apart(str(key), given, family.name) or nearest(key, known)
            if "did you mean" not in hint and "known" not in hint:
                hint += f"; known: {', '.join(family.parameters)}"
            raise QuantityError(
                f"'{family.name}' has no parameter '{key}'{hint}", (key,), at_key=True
            )
        if name in named:
            raise QuantityError(f"'{name}' is given twice, also as '{key}'", (key,), at_key=True)
        if kind == "size":
            named[name] = _parameter(value, key)
        else:
            named[name] = read_number(value, (key,), percent=percent)
    missing = [n for n in family.parameters if n not in named and n not in family.defaults]
    if missing:
        names = " and ".join(f"'{name}'" for name in missing)
        needed_text = ", ".join(name for name in family.parameters if name not in family.defaults)
        raise QuantityError(f"{names} missing: '{family.name}' needs {needed_text}", ("dist",))
    return tuple(named[n] if n in named else family.defaults[n] for n in family.parameters)


def _parameter(value: object, key: str) -> Argument:
    """Return a parameter of a size: a number, or an uncertain one."""
    if isinstance(value, (str, Mapping)):
        try:
            quantity = parse("positive", value)
        except QuantityError as error:
            raise QuantityError(str(error), (key, *error.path), at_key=error.at_key) from None
        if quantity.is_constant and not (quantity.source or quantity.basis or quantity.note):
            return quantity.value
        return quantity
    return read_number(value, (key,))
