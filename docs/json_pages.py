"""The reference of the JSON documents, made from the types that the code is held to.

`json_schema` writes one JSON Schema a document; `members` writes the tables of the page.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import types
from collections.abc import Iterator
from pathlib import Path
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import sim
from docs.pages import ROOT
from sim.report import decision_types as decisions
from sim.report import document_types as documents
from sim.report.answer import WithDocument
from sim.report.document_types import Limits
from sim.report.scenario import scenario_types as scenarios

FOLDER = ROOT / "docs" / "reference"

#: What the page explains, by the name of the part.
SECTIONS: dict[str, Any] = {
    "header": documents.HeaderDocument,
    "scenario": documents.ScenarioInfo,
    "run": documents.RunDocument,
    "world": documents.WorldInfo,
    "outcome": documents.OutcomeDocument,
    "quantiles": documents.Quantiles,
    "incidence": documents.IncidencePoint,
    "compare": documents.CompareDocument,
    "option": documents.OptionDocument,
    "change": documents.ChangeDocument,
    "moves": documents.MovesDocument,
    "move": documents.MoveDocument,
    "claims": scenarios.ClaimsDocument,
    "name": documents.ScenarioName,
    "shown": scenarios.ShownDocument,
    "check": scenarios.CheckDocument,
    "finding": scenarios.FindingDocument,
    "decision": decisions.DecisionDocument,
    "confidence": decisions.ConfidenceDocument,
    "sure": decisions.SureDocument,
    "portfolios": decisions.PortfoliosDocument,
    "alternative": decisions.AlternativeDocument,
    "step": decisions.StepDocument,
    "interaction": decisions.InteractionDocument,
    "sensitivity": decisions.SensitivityDocument,
    "subject": decisions.SubjectDocument,
    "influence": decisions.InfluenceDocument,
    "choice": decisions.ChoiceDocument,
    "switch": decisions.SwitchDocument,
    "threshold": decisions.ThresholdDocument,
    "value": decisions.ValueDocument,
    "worth": decisions.WorthDocument,
    "discover": decisions.DiscoverDocument,
    "box": decisions.BoxDocument,
    "limit": decisions.LimitDocument,
    "trajectory": decisions.TrajectoryDocument,
}

_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}
_KEYWORDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "min_items": "minItems",
    "max_items": "maxItems",
    "pattern": "pattern",
    "format": "format",
}

Schema = dict[str, Any]


def documents_by_command() -> dict[str, Any]:
    """Return the type of what each command prints: that of the document of its answer."""
    found = {}
    for info in pkgutil.walk_packages(sim.__path__, "sim."):
        if info.name.endswith("_answer"):
            for name, answer in vars(importlib.import_module(info.name)).items():
                if name.endswith("Answer") and issubclass(answer, WithDocument):
                    document = vars(answer)["document"].fget
                    command = name.removesuffix("Answer").lower()
                    found[command] = get_type_hints(document)["return"]
    return found


def schema_files() -> dict[Path, str]:
    """Return the text of every schema file, by its path."""
    return {
        FOLDER / f"json-{command}.schema.json": json.dumps(
            json_schema(command, document), indent=2, ensure_ascii=False
        )
        + "\n"
        for command, document in documents_by_command().items()
    }


def json_schema(command: str, document: Any) -> Schema:
    """Return the JSON Schema of what a command prints."""
    definitions: dict[str, Schema] = {}
    whole = _object(document, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"json-{command}.schema.json",
        "title": f"sim {command} --format json",
        **whole,
        "$defs": dict(sorted(definitions.items())),
    }


def members(document: Any) -> str:
    """Return the table of the members of a document, in its order, without those of the header."""
    rows = ["| member | type | meaning |", "| --- | --- | --- |"]
    above = _explained_before(document)
    for name, hint in get_type_hints(document, include_extras=True).items():
        if name in above:
            continue
        bare, about, required = _parts(hint)
        meaning = next((word for word in about if isinstance(word, str)), "")
        if not required:
            meaning += "; left out where it does not exist"
        rows.append(f"| `{name}` | {_in_words(bare)} | {meaning} |")
    return "\n".join(rows) + "\n"


def _explained_before(document: Any) -> set[str]:
    """Return the members of a document that the page explains once for several documents."""
    shared = (documents.HeaderDocument, decisions.DecisionDocument)
    inherited = [one for one in shared if one is not document and _extends(document, one)]
    return {name for one in inherited for name in get_type_hints(one)}


def _extends(document: Any, other: Any) -> bool:
    """Return whether a document has every member of another; types of dicts have no bases."""
    return get_type_hints(other).items() <= get_type_hints(document).items()


def _object(document: Any, definitions: dict[str, Schema]) -> Schema:
    properties, required = {}, []
    for name, hint in get_type_hints(document, include_extras=True).items():
        bare, about, is_required = _parts(hint)
        properties[name] = _schema(bare, definitions) | _about(about)
        if is_required:
            required.append(name)
    text = " ".join((document.__doc__ or "").replace("``", "`").split())
    # The documentation of ``dict`` itself is no description of a type without a text of its own.
    described = (
        {"description": text} if text and text != " ".join((dict.__doc__ or "").split()) else {}
    )
    return {**described, "type": "object", "required": required, "properties": properties}


def _parts(hint: Any) -> tuple[Any, tuple[Any, ...], bool]:
    """Return a bare type, what is said about it, and whether the member must be there."""
    if get_origin(hint) is NotRequired:
        bare, about, _ = _parts(get_args(hint)[0])
        return bare, about, False
    if get_origin(hint) is Annotated:
        return get_args(hint)[0], get_args(hint)[1:], True
    return hint, (), True


def _about(about: tuple[Any, ...]) -> Schema:
    schema: Schema = {}
    for word in about:
        if isinstance(word, str):
            schema["description"] = f"{word[0].upper()}{word[1:]}."
        elif isinstance(word, Limits):
            for name, keyword in _KEYWORDS.items():
                if getattr(word, name) is not None:
                    schema[keyword] = getattr(word, name)
    return schema


def _schema(hint: Any, definitions: dict[str, Schema]) -> Schema:
    origin, inner = get_origin(hint), get_args(hint)
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    if is_typeddict(hint):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = {}
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if origin is Literal:
        return {"enum": list(inner)}
    if origin is list:
        return {"type": "array", "items": _schema(inner[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(inner[1], definitions)}
    if origin is tuple:
        items = [_schema(item, definitions) for item in inner]
        n = len(items)
        return {"type": "array", "prefixItems": items, "minItems": n, "maxItems": n}
    if origin in (Union, types.UnionType):
        kinds = list(_simple(inner))
        if len(kinds) == len(inner):
            return {"type": kinds}
        return {
            "anyOf": [
                {"type": "null"} if part is type(None) else _schema(part, definitions)
                for part in inner
            ]
        }
    raise TypeError(f"no JSON Schema for {hint}")


def _simple(parts: tuple[Any, ...]) -> Iterator[str]:
    for part in parts:
        if part is type(None):
            yield "null"
        elif part in _PLAIN:
            yield _PLAIN[part]


def _in_words(hint: Any) -> str:
    """Return a type as the page says it."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is type(None):
        return "`null`"
    if hint in _PLAIN:
        return "text" if hint is str else "true or false" if hint is bool else "number"
    if is_typeddict(hint):
        return f"[object](#{_anchor(hint)})"
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in inner)
    if origin is list:
        return f"list of {_plural(_in_words(inner[0]))}"
    if origin is dict:
        return f"object of {_plural(_in_words(inner[1]))}"
    if origin is tuple:
        return f"list of {len(inner)} numbers"
    if origin in (Union, types.UnionType):
        return " or ".join(_in_words(part) for part in inner)
    raise TypeError(f"no words for {hint}")


def _plural(words: str) -> str:
    return {"text": "texts", "number": "numbers"}.get(words, words.replace("[object]", "[objects]"))


def _anchor(document: Any) -> str:
    """Return the heading of the page under which the members of an object are explained."""
    return next(f"json-{name}" for name, kind in SECTIONS.items() if kind is document)
