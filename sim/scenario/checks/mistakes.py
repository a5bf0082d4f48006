"""What the schema finds wrong with plain data, in the words of a person who writes a scenario."""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from sim.errors import nearest
from sim.results.kinds import KINDS
from sim.scenario.names import NAMED, Names, listing, mapping
from sim.scenario.quantity.quantity import QuantityError, found
from sim.scenario.schema import Scenario
from sim.scenario.words import FieldError, spaceless

Path = tuple[str | int, ...]

_SECTIONS = (*NAMED, "portfolios", "claims")


@dataclass(frozen=True)
class Mistake:
    """Something that is wrong at a path of the plain data.

    Attributes
    ----------
    path
        Keys and indices from the top.
    message
        What was found and what to do.
    at_key
        Whether the key is wrong, not its value.
    """

    path: Path
    message: str
    at_key: bool = False


def validate(data: object, names: Names) -> tuple[Scenario | None, list[Mistake]]:
    """Return the scenario that plain data mean, or what keeps them from being one.

    Parameters
    ----------
    data
        Plain data of a file.
    names
        The names that these data define.
    """
    try:
        return Scenario.model_validate(data, context=names), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        meant = {path for detail in details if (path := _meant(detail))}
        return None, [
            mistake
            for detail in details
            if not (detail["type"] == "missing" and detail["loc"] in meant)
            for mistake in (_nameless(detail, data, names) or _mistakes(detail))
        ]


def misplaced_sections(data: object) -> list[Mistake]:
    """Return every section that stands where an entry of another section belongs."""
    return [
        Mistake(
            (section, name),
            f"the section '{name}:' stands inside '{section}:'; begin both lines in one column",
            at_key=True,
        )
        for section in _SECTIONS
        for name, value in mapping(data, section).items()
        if name in _SECTIONS
        if value is None or (isinstance(value, dict) and _all_mappings(value.values()))
    ]


def _all_mappings(values: Iterable[object]) -> bool:
    return all(isinstance(value, dict) for value in values)


def empty_values(data: object, path: Path = ()) -> Iterator[Mistake]:
    """Yield every place where a value is missing: a key with nothing, or ``null``, behind it."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from empty_values(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from empty_values(value, (*path, index))
    elif data is None and path:
        yield Mistake(path, _empty_message(path), at_key=True)


def _empty_message(path: Path) -> str:
    name = path[-1]
    if isinstance(name, int):
        return "this entry of the list is empty"
    if told := spaceless(name):
        return told
    if len(path) == 2 and path[0] == "actors":
        return f"nothing stands after '{name}:'; write '{name}: {{}}' for an actor without traits"
    if re.match(r"\d", name):
        return "a comma ends a number inside braces: decimals take a point, thousands no comma"
    if " " in name:
        return f"'{name}' has no value; text with a comma inside braces needs quotes"
    if len(path) <= 2:
        return (
            f"nothing stands under '{name}:'; indent its entries further than '{name}:', "
            "or remove it"
        )
    return f"nothing stands after '{name}:'; write a value, or remove it"


_NAMELESS = {
    "consent": ("actors", "say who consents and how likely: write", "0.4 to 0.8"),
    "effects": ("moves", "say which move it changes and by what factor, such as", "0.6 to 1"),
    "shifts": ("indicators", "say which indicator it shifts and how far, such as", "-0.1 to 0"),
    "modifiers": ("indicators", "say what modifies the rate by what factor, such as", "2 to 5"),
}
"""Fields that hold numbers by name: the section of the names, what to say where a name or a number
is missing, and a number."""


def _nameless(detail: ErrorDetails, data: object, names: Names) -> list[Mistake]:
    """Return a mistake if a number, or names, stand alone where numbers by name belong."""
    *path, field = detail["loc"]
    value = detail["input"]
    if detail["type"] != "dict_type" or field not in _NAMELESS:
        return []
    section, message, example = _NAMELESS[str(field)]
    known: tuple[str, ...] = getattr(names, section)
    if listed := [name for name in listing(value) if name in known]:
        meant, number = listed, example
    elif re.match(r"[-+]?\.?\d", str(value)):
        by = listing(mapping(data, *map(str, path)).get("by")) if field == "consent" else []
        meant = [name for name in by if name in known] or list(known[:1]) or ["name"]
        number = str(value)
    else:
        return []
    written = ", ".join(f"{name}: {number}" for name in meant)
    return [Mistake(detail["loc"], f"{message} '{field}: {{{written}}}', found {found(value)}")]


def _mistakes(detail: ErrorDetails) -> Iterator[Mistake]:
    path: Path = tuple(part for part in detail["loc"] if part != "[key]")
    at_key = detail["loc"][-1:] == ("[key]",)
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, FieldError):
        for error in cause.errors:
            yield Mistake((*path, *error.path), str(error), error.at_key)
    elif isinstance(cause, QuantityError):
        yield Mistake((*path, *cause.path), str(cause), at_key or cause.at_key)
    elif detail["type"] == "missing":
        # The place is that of the entry, the path that of the key which should be there.
        yield Mistake(path[:-1], _missing(path), at_key=True)
    elif detail["type"] == "extra_forbidden":
        yield Mistake(path, _unknown(path, detail["input"]), at_key=True)
    else:
        yield Mistake(path, _wrong_type(detail), at_key)


def _meant(detail: ErrorDetails) -> Path | None:
    """Return the path that an unknown key was meant to have, if one is near enough."""
    model = _model(detail["loc"][:-1])
    if detail["type"] != "extra_forbidden" or model is None:
        return None
    close = difflib.get_close_matches(str(detail["loc"][-1]), model.model_fields, 1, 0.6)
    return (*detail["loc"][:-1], close[0]) if close else None


def _missing(path: Path) -> str:
    field = _field(path)
    name = path[-1]
    example = _yaml(field.examples[0]) if field is not None and field.examples else "..."
    if name in ("moves", "outcomes"):
        return f"the section '{name}:' is missing; a scenario needs at least one of them"
    return f"'{name}' is missing; add for example '{name}: {example}'"


def _unknown(path: Path, value: object) -> str:
    name = str(path[-1])
    if lacking := spaceless(name):
        return lacking
    model = _model(path[:-1])
    fields = list(model.model_fields) if model is not None else []
    if model is Scenario:
        fields.append("extends")
    if model is not None and (told := _INSTEAD.get((model.__name__, name))):
        return f"unknown key '{name}'; {told}"
    hint = nearest(name, fields)
    if model is Scenario and "did you mean" not in hint and (section := _section_of(value)):
        return f"unknown key '{name}'; if it is one of the {section}, indent it under '{section}:'"
    return f"unknown key '{name}'{hint}"


_BEGINS = "an option begins a 'delay' after the start"
_BACKFIRES = (
    "where it may backfire, let an effect reach above 1, or write a move that is possible "
    "'when' the option is active"
)
_INSTEAD = {
    **{("Option", key): _BEGINS for key in ("start", "starts", "from", "since", "on", "date")},
    **{("Option", key): "it ends when its time, 'lasts', is over" for key in ("end", "until")},
    **{("Option", key): _BACKFIRES for key in ("backfire", "backfires", "risk", "risks")},
}
"""What people expect an entry to have, and what it has instead."""


def _section_of(value: object) -> str | None:
    """Return the section to which an entry at the wrong indentation seems to belong."""
    if not isinstance(value, dict):
        return None
    telling: dict[str, set[str]] = {
        "moves": {"rate", "then", "when", "on"},
        "options": {"effects", "consent", "needs", "by"},
        "ladders": {"rungs"},
        "indicators": {"half_life", "rest"},
        "outcomes": {*KINDS},
        "actors": {"traits"},
        "tallies": {"unit"},
    }
    return next((section for section, keys in telling.items() if keys & set(value)), None)


def _wrong_type(detail: ErrorDetails) -> str:
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        if isinstance(value, str) and (lacking := spaceless(value.strip())):
            return lacking
        if isinstance(value, list):
            return "'key: value' lines were expected, found a list; remove the dashes or brackets"
        return f"'key: value' lines were expected, found {found(value)}"
    if kind in ("literal_error", "enum"):
        choices = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return f"unknown word {found(value)}{nearest(str(value), choices)}"
    if kind == "too_short":
        return "there must be at least one entry"
    if kind.startswith("bool"):
        return f"true or false was expected, found {found(value)}"
    if kind.startswith("int") or kind in ("greater_than_equal", "less_than_equal"):
        return f"a year such as 2023 was expected, found {found(value)}"
    return f"{detail['msg'].lower()}, found {found(value)}"


def _yaml(example: object) -> str:
    """Return an example in one line of YAML."""
    if isinstance(example, dict):
        return "{" + ", ".join(f"{key}: {_yaml(value)}" for key, value in example.items()) + "}"
    if isinstance(example, list):
        return "[" + ", ".join(_yaml(value) for value in example) + "]"
    return str(example)


def _field(path: Path) -> FieldInfo | None:
    model = _model(path[:-1])
    return model.model_fields.get(str(path[-1])) if model is not None else None


def _model(path: Path) -> type[BaseModel] | None:
    """Return the model that describes the mapping at a path."""
    annotation: Any = Scenario
    for part in path:
        annotation = _inner(annotation, part)
    return (
        annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
    )


def _inner(annotation: Any, part: str | int) -> Any:
    """Return the annotation of one part of something annotated."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(str(part))
        return None if field is None else _bare(field.annotation)
    if get_origin(annotation) is dict:
        return _bare(get_args(annotation)[1])
    if get_origin(annotation) is tuple and isinstance(part, int):
        return _bare(get_args(annotation)[0])
    return None


def _bare(annotation: Any) -> Any:
    """Return an annotation without None and without what `Annotated` adds."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        rest = [part for part in get_args(annotation) if part is not type(None)]
        return _bare(rest[0]) if len(rest) == 1 else None
    return annotation
