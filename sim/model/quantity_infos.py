"""What tables say of a quantity: how the file writes it, whom it concerns, and its source."""

from __future__ import annotations

import math

from sim.distributions import Kind
from sim.results.descriptions import QuantityInfo
from sim.results.dotted import Dotted
from sim.scenario.file.inheritance import quantities
from sim.scenario.quantity.quantity import DAYS_PER, Quantity
from sim.scenario.schema import Scenario


def quantity_infos(scenario: Scenario) -> dict[str, QuantityInfo]:
    """Return what is known of every quantity that the file gives, by its path."""
    return {
        path: QuantityInfo(
            name=path,
            unit=_unit(kind, quantity),
            scale=quantity.scale,
            window_days=quantity.window_days,
            actors=tuple(_display(scenario, actor) for actor in _actors(scenario, path)),
            source=quantity.source,
            basis=quantity.basis,
        )
        for path, kind, quantity in quantities(scenario)
    }


def _unit(kind: Kind, quantity: Quantity) -> str:
    if quantity.window_days is not None:
        return f"within {_length(quantity.window_days)}"
    for unit, days in DAYS_PER.items():
        if kind == "duration" and quantity.scale == days:
            return f"{unit}s"
        if kind == "rate" and quantity.scale == 1.0 / days:
            return f"per {unit}"
    return ""


def _length(days: float) -> str:
    """Return a window in the largest unit in which it is a whole number, else in days.

    Examples
    --------
    >>> _length(365.25), _length(182.625), _length(14), _length(90), _length(1.5)
    ('1 year', '6 months', '2 weeks', '90 days', '1.5 days')
    """
    for unit in ("year", "month", "week", "day"):
        number = days / DAYS_PER[unit]
        if math.isclose(number, round(number)):
            return f"{number:.0f} {unit}" if round(number) == 1 else f"{number:.0f} {unit}s"
    return f"{days:g} days"


def _actors(scenario: Scenario, path: str) -> tuple[str, ...]:
    """Return the names of the actors whom a quantity concerns."""
    match Dotted.of(path).parts:
        case "actors", actor, *_:
            return (actor,)
        case "moves", move, *_:
            mover = scenario.moves[move].actor
            return () if mover is None else (mover,)
        case "options", _, "consent", actor:
            return (actor,)
        case "options", option, *_:
            return tuple(scenario.options[option].by)
    return ()


def _display(scenario: Scenario, actor: str) -> str:
    return scenario.actors[actor].name or actor
