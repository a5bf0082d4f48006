"""A model without some of its mechanisms: the same clocks and draws, and one influence less.

==============================  ================================================================
path                            the world without it
==============================  ================================================================
``moves.M``                     the move never happens
``moves.M.modifiers.C``         the covariate does not change the move's hazard
``moves.M.then.X``              the move leaves that ladder, indicator, tally or option as it is
``indicators.I``                no hazard depends on the indicator
``ladders.L``                   no hazard depends on its rungs but by a condition, and they shift
                                no indicator
``ladders.L.shifts.R``          the rung shifts no indicator; with one more name, not that one
``actors.A``                    the actor makes no move, and its traits are 0
``actors.A.traits.T``           the trait is 0
``options.O``                   the option is never in force
``options.O.effects.M``         the option does not change the move's hazard
``options.O.shifts.I``          the option does not shift the indicator
``options.O.consent``           everybody agrees when asked; with a name, that actor does
``options.O.needs``             the option works whatever holds
``overlap``                     every option counts in full
==============================  ================================================================

Nothing is drawn anew: a number that is switched off keeps its place in the hypercube and in the
copula, and only its value is replaced.  So the two worlds are paired, history by history.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace

from sim.errors import UsageError
from sim.model.model import Model, Move
from sim.results.dotted import Dotted

#: What a number is in the world without it, by its path; the first pattern that fits counts.
_NEUTRAL = (
    (r"moves\.\w+\.(rate|probability)", 0.0),
    (r"moves\.\w+\.modifiers\..+", 1.0),
    (r"moves\.\w+\.then\.\w+", 0.0),
    (r"actors\.\w+\.traits\.\w+", 0.0),
    (r"ladders\.\w+\.shifts\..+", 0.0),
    (r"options\.\w+\.(consent|effects)\.\w+", 1.0),
    (r"options\.\w+\.shifts\.\w+", 0.0),
    (r"options\.\w+\.delay", math.inf),
    (r"overlap", 1.0),
)


def switched_off(model: Model, paths: Iterable[str]) -> Model:
    """Return the model without some mechanisms.

    Parameters
    ----------
    paths
        Of `sim.scenario.checks.mechanisms`; see the table above for what each means.

    Raises
    ------
    UsageError
        If there is nothing to switch off, as for a ladder that only conditions look at.
    """
    for path in paths:
        less = _without(model, path)
        if less == model:
            raise UsageError(
                f"there is nothing to switch off at '{path}': it changes no hazard, no indicator "
                "and no tally of its own accord"
            )
        model = replace(less, without=(*model.without, path))
    return model


def _without(model: Model, path: str) -> Model:
    section, *rest = Dotted.of(path).parts
    selected = re.compile(_selection(model, path))
    parameters = tuple(
        replace(parameter, fixed=_neutral(parameter.name))
        if selected.fullmatch(parameter.name)
        else parameter
        for parameter in model.parameters
    )
    moves, options = model.moves, model.options
    if section == "moves" and rest[1:2] == ["then"]:
        moves = tuple(_unchanging(model, m, rest[2]) if m.name == rest[0] else m for m in moves)
    if section == "options" and rest[1:] == ["needs"]:
        options = tuple(replace(o, needs=()) if o.name == rest[0] else o for o in options)
    return replace(model, parameters=parameters, moves=moves, options=options)


def _selection(model: Model, path: str) -> str:
    """Return a pattern for the parameters that a mechanism consists of."""
    whole = re.escape(path)
    section, *rest = Dotted.of(path).parts
    name = rest[0] if len(rest) == 1 else ""
    if section == "moves" and name:
        return rf"{whole}\.(rate|probability)"
    if section == "indicators" and name:
        return rf"moves\.\w+\.modifiers\.{name}"
    if section == "ladders" and name:
        return rf"moves\.\w+\.modifiers\.{name}\..+|{whole}\.shifts\..+"
    if section == "options" and name:
        return rf"{whole}\.delay"
    if section == "actors" and name:
        own = "|".join(move.name for move in model.moves if move.actor == name)
        return rf"{whole}\.traits\.\w+|moves\.({own})\.(rate|probability)"
    return rf"{whole}(\..+)?"


def _neutral(name: str) -> float | None:
    """Return the value of a number that is switched off; None for one that cannot be."""
    return next((value for pattern, value in _NEUTRAL if re.fullmatch(pattern, name)), None)


def _unchanging(model: Model, move: Move, name: str) -> Move:
    """Return a move that leaves a ladder, an option or a tally as it is."""
    return replace(
        move,
        rungs=tuple((n, rung) for n, rung in move.rungs if model.ladders[n].name != name),
        sizes=tuple(size for size in move.sizes if model.tallies[size.tally] != name),
    )
