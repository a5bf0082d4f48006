"""Where the quantities of a scenario are: one list of places, for plain data and for models.

The paths are names: of the streams of random numbers, in ``correlations``, in tables.  They are
stable: they consist of keys of the file only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from sim.distributions import Kind
from sim.scenario.names import Names

Keys = tuple[str, ...]

ANY = "*"
THEN = ("moves", ANY, "then", ANY)

PLACES: dict[Keys, Kind] = {
    ("actors", ANY, "traits", ANY): "level",
    ("indicators", ANY, "start"): "level",
    ("indicators", ANY, "rest"): "level",
    ("indicators", ANY, "half_life"): "duration",
    ("ladders", ANY, "shifts", ANY, ANY): "signed",
    ("moves", ANY, "rate"): "rate",
    ("moves", ANY, "probability"): "level",
    ("moves", ANY, "shape"): "positive",
    ("moves", ANY, "modifiers", ANY): "ratio",
    ("options", ANY, "consent", ANY): "level",
    ("options", ANY, "delay"): "duration",
    ("options", ANY, "lasts"): "duration",
    ("options", ANY, "strength"): "level",
    ("options", ANY, "effects", ANY): "ratio",
    ("options", ANY, "shifts", ANY): "signed",
    ("options", ANY, "cost"): "cost",
    ("overlap",): "level",
}
"""Kind of quantity at each place; ``*`` is any key.  In ``then`` the kind depends on the name."""


def is_quantity(keys: tuple[str | int, ...]) -> bool:
    """Return whether the language has a quantity at a place, rungs in ``then`` included."""
    return any(_matches(keys, place) for place in (*PLACES, THEN))


def walk(root: object, names: Names) -> Iterator[tuple[Keys, Kind, Any]]:
    """Yield every quantity of a scenario: its path, its kind, and what stands there.

    Parameters
    ----------
    root
        Plain data, which may be wrong, or a scenario; of that only what the file gives.
    names
        The names of the scenario.
    """
    for place, kind in PLACES.items():
        for keys, value in at(root, place):
            yield keys, kind, value
    for keys, value in at(root, THEN):
        match names.section(keys[-1]):
            case "indicators":
                yield keys, "signed", value
            case "tallies":
                yield keys, "size", value


def _matches(keys: tuple[str | int, ...], place: Keys) -> bool:
    return len(keys) == len(place) and all(
        part in (ANY, key) for key, part in zip(keys, place, strict=True)
    )


def at(node: object, place: Keys, keys: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Yield what stands at a place: the keys that lead there, and the value.

    Parameters
    ----------
    node
        Plain data, which may be wrong, or a scenario; of that only what the file gives.
    place
        Keys from the node; ``*`` is any key.
    keys
        Keys that lead to the node itself.
    """
    if not place:
        if node is not None:
            yield keys, node
        return
    for key, child in _children(node).items():
        if place[0] in (ANY, key):
            yield from at(child, place[1:], (*keys, key))


def _children(node: object) -> dict[str, Any]:
    if isinstance(node, BaseModel):
        return {key: getattr(node, key) for key in node.model_fields_set}
    return node if isinstance(node, dict) else {}
