"""The types of the fields of a scenario file.

Each has a validator with a message for the person who wrote the file, and a JSON Schema for
editors (`sim.scenario.json_schema` fills in those of the quantities).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, PlainValidator, WithJsonSchema

from sim.distributions import Kind
from sim.scenario.quantity.quantity import Quantity, QuantityError, found
from sim.scenario.quantity.quantity_mapping import parse
from sim.scenario.quantity.quantity_support import reaches_zero
from sim.scenario.rung_fields import Condition, Reached, Then
from sim.scenario.words import Date, Dates, FieldError, Name, NameList, PathList, Text

__all__ = [
    "AboveZero",
    "Condition",
    "Correlations",
    "Cost",
    "Date",
    "Dates",
    "Duration",
    "Known",
    "Level",
    "Name",
    "NameList",
    "PathList",
    "Positive",
    "Rate",
    "Ratio",
    "Reached",
    "Signed",
    "Size",
    "Text",
    "Then",
]


def _quantity(kind: Kind) -> Callable[[object], Quantity]:
    return lambda raw: parse(kind, raw)


def _above_zero(quantity: Quantity) -> Quantity:
    if reaches_zero(quantity):
        raise QuantityError(f"must be above 0, found '{quantity.text}'")
    return quantity


def _known(quantity: Quantity) -> Quantity:
    if not quantity.is_constant:
        raise QuantityError(f"must be known exactly, found '{quantity.text}'; write one length")
    return quantity


def _marker(kind: Kind) -> WithJsonSchema:
    return WithJsonSchema({"x-quantity": kind})


Rate = Annotated[Quantity, PlainValidator(_quantity("rate")), _marker("rate")]
Duration = Annotated[Quantity, PlainValidator(_quantity("duration")), _marker("duration")]
Ratio = Annotated[Quantity, PlainValidator(_quantity("ratio")), _marker("ratio")]
Level = Annotated[Quantity, PlainValidator(_quantity("level")), _marker("level")]
Signed = Annotated[Quantity, PlainValidator(_quantity("signed")), _marker("signed")]
Positive = Annotated[Quantity, PlainValidator(_quantity("positive")), _marker("positive")]
Cost = Annotated[Quantity, PlainValidator(_quantity("cost")), _marker("cost")]
Size = Annotated[Quantity, PlainValidator(_quantity("size")), _marker("size")]

AboveZero = AfterValidator(_above_zero)
Known = AfterValidator(_known)


def _check_correlations(raw: object) -> tuple[tuple[str, str, float], ...]:
    if not isinstance(raw, (list, tuple)):
        raise QuantityError(f"a list of [path, path, number] was expected, found {found(raw)}")
    triples: list[tuple[str, str, float]] = []
    errors: list[QuantityError] = []
    for index, item in enumerate(raw):
        try:
            triples.append(_check_correlation(item))
        except QuantityError as error:
            errors.append(QuantityError(str(error), (index, *error.path)))
    if errors:
        raise FieldError(errors)
    return tuple(triples)


def _check_correlation(item: object) -> tuple[str, str, float]:
    if not (isinstance(item, (list, tuple)) and len(item) == 3):
        raise QuantityError(
            "a correlation is written [path, path, number], such as "
            f"[moves.clash.rate, moves.war.rate, 0.6]; found {found(item)}"
        )
    first, second, rho = item
    for place, path in enumerate((first, second)):
        if not isinstance(path, str):
            raise QuantityError(
                f"a path such as moves.clash.rate was expected, found {found(path)}", (place,)
            )
    if isinstance(rho, bool) or not isinstance(rho, (int, float)):
        raise QuantityError(f"a number between -1 and 1 was expected, found {found(rho)}", (2,))
    if not -1 < rho < 1:
        raise QuantityError(
            f"a correlation lies between -1 and 1, both excluded; found {found(rho)}", (2,)
        )
    return first, second, float(rho)


_CORRELATIONS_SCHEMA = {
    "type": "array",
    "items": {
        "type": "array",
        "prefixItems": [
            {"type": "string"},
            {"type": "string"},
            {"type": "number", "exclusiveMinimum": -1, "exclusiveMaximum": 1},
        ],
        "minItems": 3,
        "maxItems": 3,
    },
}

Correlations = Annotated[
    tuple[tuple[str, str, float], ...],
    PlainValidator(_check_correlations),
    WithJsonSchema(_CORRELATIONS_SCHEMA),
]
