"""The fields that ask about rungs, and the one that says what a move changes."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from sim.scenario.names import Names
from sim.scenario.quantity.quantity import Quantity, QuantityError, found
from sim.scenario.quantity.quantity_mapping import parse
from sim.scenario.words import NAME_SCHEMA, NAMES_SCHEMA, FieldError, check_names


def _check_condition(raw: object) -> dict[str, tuple[str, ...]]:
    if isinstance(raw, str) and (match := re.fullmatch(r"(\w+)\s*(?:=+|:|\.|is)\s*(\w+)", raw)):
        raise QuantityError(
            f"a condition is a mapping: write {{{match[1]}: {match[2]}}}, found {found(raw)}"
        )
    if not isinstance(raw, dict):
        raise QuantityError(
            f"a condition such as {{front: [calm, clashes]}} was expected, found {found(raw)}"
            + _dashes(raw)
        )
    condition, errors = {}, []
    for name, rungs in raw.items():
        try:
            condition[name] = check_names(rungs)
        except FieldError as error:
            errors += [QuantityError(str(e), (name, *e.path)) for e in error.errors]
        except QuantityError as error:
            errors.append(QuantityError(str(error), (name, *error.path)))
    if errors:
        raise FieldError(errors)
    return condition


def _check_reached(raw: object) -> dict[str, tuple[str, ...]] | tuple[str, ...]:
    if isinstance(raw, dict):
        return _check_condition(raw)
    if isinstance(raw, str) and (match := re.fullmatch(r"(\w+)\.(\w+)", raw)):
        raise QuantityError(f"a rung is written as a condition: {{{match[1]}: {match[2]}}}")
    return check_names(raw)


def _check_then(raw: object, info: ValidationInfo) -> dict[str, str | Quantity]:
    """Return what a move changes; the names of the scenario say what each entry is."""
    if not isinstance(raw, dict):
        raise QuantityError(
            f"a mapping such as {{front: clashes, tension: +0.1}} was expected, found {found(raw)}"
            + _dashes(raw)
        )
    names = info.context if isinstance(info.context, Names) else Names.of({})
    then: dict[str, str | Quantity] = {}
    errors: list[QuantityError] = []
    for name, value in raw.items():
        try:
            match names.section(name):
                case "ladders" | "options":
                    then[name] = _check_rung(value)
                case "indicators":
                    then[name] = parse("signed", value)
                case "tallies":
                    then[name] = parse("size", value)
        except QuantityError as error:
            errors.append(QuantityError(str(error), (name, *error.path), at_key=error.at_key))
    if errors:
        raise FieldError(errors)
    return then


def _dashes(raw: object) -> str:
    return (
        "; remove the dashes"
        if isinstance(raw, list) and any(isinstance(item, dict) for item in raw)
        else ""
    )


def _check_rung(raw: object) -> str:
    if isinstance(raw, list):
        raise QuantityError("a move leads to one rung, found a list")
    if not isinstance(raw, str):
        raise QuantityError(f"the name of a rung was expected, found {found(raw)}")
    return raw


_CONDITION_SCHEMA: dict[str, Any] = {
    "type": "object",
    "propertyNames": NAME_SCHEMA,
    "additionalProperties": NAMES_SCHEMA,
}
Condition = Annotated[
    dict[str, tuple[str, ...]], PlainValidator(_check_condition), WithJsonSchema(_CONDITION_SCHEMA)
]
Reached = Annotated[
    dict[str, tuple[str, ...]] | tuple[str, ...],
    PlainValidator(_check_reached),
    WithJsonSchema({"anyOf": [_CONDITION_SCHEMA, *NAMES_SCHEMA["anyOf"]]}),
]
Then = Annotated[
    dict[str, str | Quantity],
    PlainValidator(_check_then),
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": NAME_SCHEMA,
            "additionalProperties": {
                "anyOf": [NAME_SCHEMA, {"x-quantity": "signed"}, {"x-quantity": "size"}]
            },
        }
    ),
]
