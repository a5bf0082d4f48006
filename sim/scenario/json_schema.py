"""The JSON Schema of the language, for editors that complete and check YAML while it is typed."""

from __future__ import annotations

import copy
from typing import Any

from sim.distributions import FAMILIES, SCIPY_NAMES, Kind
from sim.results.kinds import KINDS
from sim.scenario.claim_entries import EFFECTS
from sim.scenario.quantity.quantity import BASES, RULES
from sim.scenario.schema import Scenario

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_NUMBER = r"[+\-−]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"
_RANGE = rf"{_NUMBER}( *%)?( +to +{_NUMBER}( *%)?)?"
_TIME = r"([Dd]ays?|[Ww]eeks?|[Mm]onths?|[Yy]ears?)"
_PATTERNS: dict[Kind, str] = {
    "rate": rf"^ *{_RANGE} +(per +{_TIME}|within +{_NUMBER} *{_TIME}) *$",
    "duration": rf"^ *{_RANGE} +{_TIME} *$",
}


def json_schema() -> Schema:
    """Return the JSON Schema of a scenario file.

    A file with ``extends`` needs only what it changes, and may remove keys with null; that is a
    second, looser half of the schema.  What depends on other parts of the file (rungs, names) is
    beyond a JSON Schema; ``sim check`` tells.
    """
    whole = Scenario.model_json_schema()
    definitions = whole.pop("$defs") | {kind: _quantity(kind) for kind in RULES}
    definitions["scenario"] = {**whole, "title": "Scenario"}
    definitions["Move"]["oneOf"] = [{"required": ["rate"]}, {"required": ["on"]}]
    definitions["Outcome"]["oneOf"] = [{"required": [kind]} for kind in KINDS]
    definitions["Mechanism"]["anyOf"] = [{"required": [effect]} for effect in EFFECTS]
    definitions["scenario"]["oneOf"] = [{"required": ["horizon"]}, {"required": ["until"]}]
    for name in definitions.keys() - RULES.keys():
        properties = definitions[name]["properties"]
        for key, value in properties.items():
            properties[key] = _tidy(value)
    strict = _point(definitions, "")
    loose = _point(_loosened(definitions), "_change")
    loose["scenario_change"]["properties"]["extends"] = {
        "description": "File, or list of files, or shipped scenario that this file changes.",
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    }
    return {
        "$schema": DRAFT,
        "title": "Scenario of sim",
        "description": "A crisis: actors, indicators, ladders, moves, options, outcomes.",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/scenario_change"},
        "else": {"$ref": "#/$defs/scenario"},
        "$defs": strict | loose,
    }


def _quantity(kind: Kind) -> Schema:
    """Return the schema of every form of a quantity."""
    rules = RULES[kind]
    number: Schema = {"type": "number"}
    if kind in ("rate", "duration"):
        number = {"const": 0}
    elif kind in ("level", "signed"):
        number |= {"minimum": rules.low, "maximum": rules.high}
    elif kind == "ratio":
        number |= {"exclusiveMinimum": 0}
    elif kind != "cost":
        number |= {"minimum": 0}
    text = {"type": "string", "pattern": _PATTERNS.get(kind, rf"^ *{_RANGE} *$")}
    about: Schema = {
        "source": {"type": "string", "description": "Key of a source."},
        "basis": {"enum": list(BASES), "description": "What the number rests on."},
        "note": {"type": "string", "description": "A remark."},
    }
    unit: Schema = {"unit": {"type": "string"}} if kind in ("rate", "duration") else {}
    needs_unit = ["unit"] if unit else []
    end = {"type": ["number", "string"]}
    ends = dict.fromkeys(("low", "mode", "high"), end)
    forms: list[Schema] = [
        _closed({"value": {"anyOf": [number, text, {"type": "object"}]}} | about, ["value"]),
        _closed(ends | unit | about, [*ends, *needs_unit]),
        {
            "type": "object",
            "properties": {"dist": {"enum": [*FAMILIES, *SCIPY_NAMES]}, **unit, **about},
            "required": ["dist", *needs_unit],
        },
    ]
    if kind not in ("level", "signed"):
        median = {key: {"type": "number", "exclusiveMinimum": 0} for key in ("median", "p95")}
        forms.insert(2, _closed(median | unit | about, [*median, *needs_unit]))
    return {"description": f"{rules.noun}: {rules.examples}", "anyOf": [number, text, *forms]}


def _closed(properties: Schema, required: list[str]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _loosened(definitions: Schema) -> Schema:
    """Return definitions in which nothing is required and null removes an entry."""
    loose = copy.deepcopy(definitions)
    for definition in (value for key, value in loose.items() if key not in RULES):
        definition.pop("required", None)
        definition.pop("oneOf", None)
        definition.pop("anyOf", None)
        properties = definition.get("properties", {})
        for key, value in properties.items():
            properties[key] = _or_null(value)
    return loose


def _tidy(schema: Schema) -> Schema:
    """Return the schema of a field without null, which only ``extends`` knows, and its title."""
    schema = {key: value for key, value in schema.items() if key != "title"}
    if isinstance(schema.get("patternProperties"), dict):
        ((pattern, inner),) = schema["patternProperties"].items()
        schema["patternProperties"] = {pattern: _tidy(inner)}
        schema["additionalProperties"] = False
    if "anyOf" in schema:
        rest = [option for option in schema["anyOf"] if option != {"type": "null"}]
        schema = {**schema, "anyOf": rest}
        if len(rest) == 1:
            del schema["anyOf"]
            schema |= rest[0]
    return schema


def _or_null(schema: Schema) -> Schema:
    schema = dict(schema)
    for key in ("patternProperties", "additionalProperties"):
        inner = schema.get(key)
        if isinstance(inner, dict) and key == "patternProperties":
            schema[key] = {pattern: _or_null(value) for pattern, value in inner.items()}
        elif isinstance(inner, dict):
            schema[key] = _or_null(inner)
    schema.pop("minProperties", None)
    described: Schema = {
        key: schema.pop(key) for key in ("description", "examples") if key in schema
    }
    return {**described, "anyOf": [schema, {"type": "null"}]}


def _point(definitions: Schema, suffix: str) -> Schema:
    """Return definitions under new names, with markers of quantities turned into references."""

    def turn(part: Any) -> Any:
        if isinstance(part, list):
            return [turn(item) for item in part]
        if not isinstance(part, dict):
            return part
        turned = {key: turn(value) for key, value in part.items() if key != "x-quantity"}
        if "x-quantity" in part:
            turned["$ref"] = f"#/$defs/{part['x-quantity']}{suffix}"
        elif isinstance(part.get("$ref"), str):
            turned["$ref"] = part["$ref"] + suffix
        turned.pop("default", None)
        return turned

    return {f"{name}{suffix}": turn(definition) for name, definition in definitions.items()}
