"""Every quantity of a scenario with the provenance that it states or inherits.

What a quantity does not say itself, its entry says for it; what that does not say, the default of
the file (``provenance``) in which the quantity is written.  A file that extends another and names
no default has that of the other.
"""

from __future__ import annotations

import copy
import functools
import operator
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sim.distributions import Kind
from sim.scenario.entries import Default
from sim.scenario.file.walk import walk
from sim.scenario.names import Names
from sim.scenario.quantity.quantity import Quantity
from sim.scenario.schema import Scenario


def quantities(
    scenario: Scenario, *, defaults: bool = True
) -> Iterator[tuple[str, Kind, Quantity]]:
    """Yield every quantity that the file gives: its path, its kind, and itself with provenance.

    A quantity without `source` takes that of its entry, then that of the file, and likewise for
    `basis`; the source of the file goes only with its basis.  A `note` of the entry is taken only
    where the quantity says nothing of its own.  Values that the file leaves out are not yielded.
    The uncertain parameters of a size follow it, with the name of the parameter at the end of the
    path.

    Parameters
    ----------
    scenario
        A loaded scenario.
    defaults
        Whether to take what is left from the defaults of the files.
    """
    names = Names.of(_shape(scenario))
    for path, kind, value in walk(scenario, names):
        if not isinstance(value, Quantity):
            continue
        dotted = ".".join(path)
        entry = getattr(scenario, path[0]).get(path[1]) if len(path) > 1 else None
        default = scenario.default_for(dotted) if defaults else None
        quantity = _by_default(_inherit(value, entry), default)
        yield dotted, kind, quantity
        for parameter, inner in quantity.parameters.items():
            yield (
                f"{dotted}.{parameter}",
                "positive",
                _by_default(_inherit(inner, quantity), default),
            )


def unsaid(scenario: Scenario) -> set[str]:
    """Return the paths of quantities of whose provenance neither they nor their entries speak."""
    stated = quantities(scenario, defaults=False)
    return {path for path, _, quantity in stated if not (quantity.source or quantity.basis)}


def written_out(scenario: Scenario, data: Any) -> Any:
    """Return the plain data of a scenario such that one default does for all of it.

    Where files with different defaults were merged, what a number takes from the default of its
    file is written at the number, and the default is left out.

    Parameters
    ----------
    data
        What the scenario was read from, merged with what it extends.
    """
    names = Names.of(_shape(scenario))
    found = [
        (path, value) for path, _, value in walk(scenario, names) if isinstance(value, Quantity)
    ]
    defaults = [scenario.default_for(".".join(path)) for path, _ in found]
    if all(default == scenario.provenance for default in defaults):
        return data
    whole = {key: value for key, value in copy.deepcopy(data).items() if key != "provenance"}
    for (path, value), default in zip(found, defaults, strict=True):
        entry = getattr(scenario, path[0]).get(path[1]) if len(path) > 1 else None
        stated = _inherit(value, entry)
        resolved = _by_default(stated, default)
        taken = {
            key: getattr(resolved, key)
            for key in ("source", "basis")
            if getattr(resolved, key) != getattr(stated, key)
        }
        if not taken:
            continue
        *above, last = path
        parent = functools.reduce(operator.getitem, above, whole)
        given = parent[last]
        parent[last] = {**(given if isinstance(given, dict) else {"value": given}), **taken}
    return whole


def _shape(scenario: Scenario) -> dict[str, dict[str, object]]:
    return {
        section: {name: {} for name in getattr(scenario, section)}
        for section in ("ladders", "options", "indicators", "tallies", "actors")
    }


def _inherit(quantity: Quantity, entry: object) -> Quantity:
    """Return the quantity with the provenance that it does not state itself."""
    own = bool(quantity.source or quantity.basis or quantity.note)
    return replace(
        quantity,
        source=quantity.source or getattr(entry, "source", None),
        basis=quantity.basis or getattr(entry, "basis", None),
        note=quantity.note if own else getattr(entry, "note", None),
    )


def _by_default(quantity: Quantity, default: Default | None) -> Quantity:
    """Return the quantity with the provenance that is left to the file."""
    if default is None:
        return quantity
    basis = quantity.basis or default.basis
    source = default.source if default.basis in (None, basis) else None
    return replace(quantity, source=quantity.source or source, basis=basis)
