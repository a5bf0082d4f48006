"""The fields that are words: names, lists of names, text, dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from sim.scenario.names import NAME_PATTERN, as_name, is_name
from sim.scenario.quantity.quantity import QuantityError, found


class FieldError(ValueError):
    """Several things that are wrong inside one field.

    Parameters
    ----------
    errors
        Each with its path from the field.
    """

    def __init__(self, errors: Iterable[QuantityError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(str(error) for error in self.errors))


#: What says that something else is meant than the name behind it.
_NOT_ITSELF = re.compile(
    r"\s*(?:[!¬~<>≤≥≠=]|(?:not|no|non|never|without|except|unless|everything but|all but|any but|"
    r"other than|at least|at most|more than|less than|above|below|up to|from)[ -])"
)


def check_name(raw: object) -> str:
    """Return a name, or raise what is wrong with it."""
    if not isinstance(raw, str):
        hint = f"; put it in quotes or call it 'n{raw}'" if isinstance(raw, int) else ""
        raise QuantityError(f"a name was expected, found {found(raw)}{hint}")
    if is_name(raw):
        return raw
    if told := spaceless(raw):
        raise QuantityError(told, at_key=True)
    if _NOT_ITSELF.match(raw.lower()):
        raise QuantityError(
            f"{found(raw)}: there is no word for 'not', 'at least' or the like; name all that are "
            "meant, as in '[a, b]'",
            at_key=True,
        )
    raise QuantityError(
        f"{found(raw)} is not a name: names have lower-case letters, digits and '_'; "
        f"write '{as_name(raw)}'",
        at_key=True,
    )


def spaceless(text: str) -> str:
    """Return what to say of ``key:rest``, which lacks a space after the colon; else nothing."""
    match = re.fullmatch(r"(\w+):(\S.*)", text)
    if match is None:
        return ""
    shown = f"{match[2][0]}..." if match[2][0] in "{[" else match[2]
    return f"a space is missing after the colon: write '{match[1]}: {shown}'"


def _check_text(raw: object) -> str:
    if isinstance(raw, str):
        if not raw.strip():
            raise QuantityError("text was expected, found an empty one")
        return raw
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        raise QuantityError(f"text was expected, found a number; put it in quotes: '{found(raw)}'")
    hint = ""
    if isinstance(raw, dict):
        hint = "; text with a colon needs quotes"
    raise QuantityError(f"text was expected, found {found(raw)}{hint}")


def check_names(raw: object) -> tuple[str, ...]:
    """Return the names of a list, or of one name alone."""
    if isinstance(raw, str):
        parts = re.split(r"\s*(?:[,;&+/|]|\band\b|\bor\b)\s*", raw.strip())
        if len(parts) > 1 and all(parts) and not any(map(_NOT_ITSELF.match, parts)):
            names = ", ".join(as_name(part) for part in parts)
            # Whether that is "and" or "or" is a matter of the field, not of the text.
            means = "; of rungs it means any of them, of actors and options all"
            end = means if re.search(r"[/|]|\bor\b", raw) else ""
            raise QuantityError(f"several names are a list: write '[{names}]'{end}")
        return (check_name(raw),)
    if not isinstance(raw, (list, tuple)):
        raise QuantityError(f"a list of names such as [a, b] was expected, found {found(raw)}")
    errors, names_found = [], []
    for index, item in enumerate(raw):
        try:
            names_found.append(check_name(item))
        except QuantityError as error:
            errors.append(QuantityError(str(error), (index,)))
    if errors:
        raise FieldError(errors)
    for index, name in enumerate(names_found):
        if name in names_found[:index]:
            raise QuantityError(f"'{name}' is listed twice", (index,))
    if not raw:
        raise QuantityError("the list is empty")
    return tuple(names_found)


def _check_paths(raw: object) -> tuple[str, ...]:
    """Return the paths of a list, or of one path alone, such as ``moves.clash``."""
    paths = raw if isinstance(raw, (list, tuple)) else [raw]
    if not paths:
        raise QuantityError("the list is empty")
    errors = []
    for index, path in enumerate(paths):
        place = (index,) if isinstance(raw, (list, tuple)) else ()
        if not isinstance(path, str) or not re.fullmatch(PATH_PATTERN, path):
            message = f"a path such as moves.clash was expected, found {found(path)}"
            errors.append(QuantityError(message, place))
        elif path in paths[:index]:
            errors.append(QuantityError(f"'{path}' is listed twice", place))
    if errors:
        raise FieldError(errors)
    return tuple(paths)


PATH_PATTERN = rf"{NAME_PATTERN}(\.{NAME_PATTERN})*"
_PATH_SCHEMA = {"type": "string", "pattern": f"^{PATH_PATTERN}$"}

PathList = Annotated[
    tuple[str, ...],
    PlainValidator(_check_paths),
    WithJsonSchema(
        {"anyOf": [_PATH_SCHEMA, {"type": "array", "items": _PATH_SCHEMA, "minItems": 1}]}
    ),
]

NAME_SCHEMA = {"type": "string", "pattern": f"^{NAME_PATTERN}$"}
NAMES_SCHEMA = {"anyOf": [NAME_SCHEMA, {"type": "array", "items": NAME_SCHEMA, "minItems": 1}]}

Name = Annotated[str, BeforeValidator(check_name), WithJsonSchema(NAME_SCHEMA)]
Text = Annotated[str, BeforeValidator(_check_text)]
NameList = Annotated[tuple[str, ...], PlainValidator(check_names), WithJsonSchema(NAMES_SCHEMA)]


def _check_date(raw: object) -> dt.date:
    if isinstance(raw, dt.date):
        return raw
    text = raw.strip() if isinstance(raw, str) else ""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise QuantityError(f"there is no day {found(raw)} in the calendar") from None
    raise QuantityError(f"a date is written year-month-day, 2023-05-22; found {found(raw)}")


def _check_dates(raw: object) -> tuple[dt.date, ...]:
    if not isinstance(raw, (list, tuple)):
        return (_check_date(raw),)
    if not raw:
        raise QuantityError("the list of dates is empty")
    dates = []
    for index, item in enumerate(raw):
        try:
            dates.append(_check_date(item))
        except QuantityError as error:
            raise QuantityError(str(error), (index,)) from None
        if dates[-1] in dates[:-1]:
            raise QuantityError(f"{dates[-1]} is listed twice", (index,))
    return tuple(sorted(dates))


_DATE_SCHEMA = {"type": "string", "format": "date"}
Date = Annotated[dt.date, PlainValidator(_check_date), WithJsonSchema(_DATE_SCHEMA)]
Dates = Annotated[
    tuple[dt.date, ...],
    PlainValidator(_check_dates),
    WithJsonSchema({"anyOf": [_DATE_SCHEMA, {"type": "array", "items": _DATE_SCHEMA}]}),
]
