"""Checks of ``correlations``: paths that exist, numbers that fit together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from sim.distributions import Kind
from sim.scenario.checks.lookups import hint
from sim.scenario.checks.mistakes import Mistake, Path
from sim.scenario.file.walk import walk
from sim.scenario.names import Names, as_path
from sim.scenario.quantity.quantity import Quantity, QuantityError
from sim.scenario.quantity.quantity_mapping import parse

SMALLEST_EIGENVALUE = 1e-9


def check_correlations(data: Mapping[str, Any], names: Names) -> Iterator[Mistake]:
    """Yield what is wrong with the paths of correlations, and whether they contradict each other.

    Parameters
    ----------
    data
        Plain data of a scenario.
    names
        The names that these data define.
    """
    raw = data.get("correlations")
    if not isinstance(raw, list):
        return
    quantities = _quantities(data, names)
    pairs: dict[frozenset[str], float] = {}
    for index, item in enumerate(raw):
        if not (isinstance(item, list) and len(item) == 3):
            continue
        path: Path = ("correlations", index)
        wrong = [
            mistake
            for place in (0, 1)
            if (mistake := _check_path((*path, place), item[place], quantities, names))
        ]
        yield from wrong
        first, second, rho = item
        if wrong or not (isinstance(first, str) and isinstance(second, str)):
            continue
        pair = frozenset((first, second))
        if first == second:
            yield Mistake(path, f"'{first}' is correlated with itself")
        elif pair in pairs:
            yield Mistake(path, "this pair was given before")
        elif isinstance(rho, (int, float)) and not isinstance(rho, bool) and -1 < rho < 1:
            pairs[pair] = float(rho)
    for group in _groups(pairs):
        if not _is_positive_definite(group, pairs):
            listed = ", ".join(f"'{path}'" for path in group)
            message = (
                f"the correlations of {listed} contradict each other (their matrix is not "
                "positive definite); a pair that is not listed counts as 0: list it, or use "
                "smaller numbers"
            )
            yield Mistake(("correlations",), message, at_key=True)


def _quantities(data: Mapping[str, Any], names: Names) -> dict[str, tuple[Kind, Quantity | None]]:
    """Return every quantity by its path, None where it cannot be read."""
    quantities: dict[str, tuple[Kind, Quantity | None]] = {}
    for keys, kind, raw in walk(data, names):
        path = as_path(*keys)
        try:
            quantity = parse(kind, raw)
        except QuantityError:
            quantities[path] = kind, None
            continue
        quantities[path] = kind, quantity
        for parameter, inner in quantity.parameters.items():
            quantities[f"{path}.{parameter}"] = "positive", inner
    return quantities


def _check_path(
    place: Path,
    path: object,
    quantities: Mapping[str, tuple[Kind, Quantity | None]],
    names: Names,
) -> Mistake | None:
    if not isinstance(path, str):
        return None
    if path not in quantities:
        known = [
            name
            for name, (kind, quantity) in quantities.items()
            if kind != "size" and quantity is not None and not quantity.is_constant
        ]
        return Mistake(place, f"there is no quantity '{path}'{hint(path, known, names, path)}")
    kind, quantity = quantities[path]
    if kind == "size":
        return Mistake(
            place,
            f"'{path}' is drawn afresh each time the move happens; only its uncertain parameters "
            "can be correlated",
        )
    if quantity is not None and quantity.is_constant:
        return Mistake(place, f"'{path}' is known exactly, so nothing can be correlated with it")
    return None


def _groups(pairs: Iterable[frozenset[str]]) -> list[list[str]]:
    """Return the paths in groups that are connected by correlations."""
    groups: list[set[str]] = []
    for pair in pairs:
        touching = [group for group in groups if group & pair]
        groups = [group for group in groups if not group & pair]
        groups.append(set(pair).union(*touching))
    return [sorted(group) for group in groups]


def _is_positive_definite(paths: list[str], pairs: Mapping[frozenset[str], float]) -> bool:
    matrix = np.eye(len(paths))
    for i, first in enumerate(paths):
        for j, second in enumerate(paths):
            if i != j:
                matrix[i, j] = pairs.get(frozenset((first, second)), 0.0)
    return bool(np.linalg.eigvalsh(matrix)[0] > SMALLEST_EIGENVALUE)
