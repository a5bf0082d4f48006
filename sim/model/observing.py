"""The same model with other outcomes: what is looked at never changes what happens."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from sim.errors import UsageError, check_names
from sim.model.model import Model, Outcome
from sim.results.descriptions import OutcomeInfo
from sim.results.kinds import KINDS, OutcomeKind


def observing_only(model: Model, names: Collection[str]) -> Model:
    """Return the model with some of its outcomes, and its objective if that is among them.

    Raises
    ------
    UsageError
        If one of them does not exist, or none is named.
    """
    known = [outcome.info.name for outcome in model.outcomes]
    if not names:
        raise UsageError(f"no outcome to observe; known: {', '.join(known)}")
    check_names("outcome", names, known)
    kept = tuple(outcome for outcome in model.outcomes if outcome.info.name in names)
    objective = model.objective if model.objective in names else None
    return replace(model, outcomes=kept, objective=objective)


def counting_all_moves(model: Model) -> Model:
    """Return the model with a count of every move behind its own outcomes."""
    counts = tuple(_count(model, number) for number in range(len(model.moves)))
    return replace(model, outcomes=model.outcomes + counts)


def observing_moves(model: Model, names: Iterable[str]) -> Model:
    """Return the model with what tells how often moves happen, in place of its outcomes.

    For every move ``M``: ``moves.M``, how many times it happens; ``moves.M.happens``, whether it
    does; and for moves with a rate ``moves.M.possible``, the weeks for which its ``when`` holds.

    Parameters
    ----------
    names
        Of the moves, in the order in which they are told.
    """
    outcomes: list[Outcome] = []
    numbers = {move.name: number for number, move in enumerate(model.moves)}
    for number in (numbers[name] for name in names):
        move = model.moves[number]
        name = f"moves.{move.name}"
        happens = plain_info(f"{name}.happens", "reached", move.title)
        outcomes += [_count(model, number), Outcome(happens, moves=(number,))]
        if move.rate is not None:
            possible = plain_info(f"{name}.possible", "time", move.title)
            outcomes.append(Outcome(possible, condition=move.when))
    return replace(model, outcomes=tuple(outcomes), objective=None)


def _count(model: Model, number: int) -> Outcome:
    move = model.moves[number]
    return Outcome(plain_info(f"moves.{move.name}", "count", move.title), moves=(number,))


def plain_info(name: str, kind: OutcomeKind, title: str, unit: str | None = None) -> OutcomeInfo:
    """Return what an outcome is called that is observed without being asked for in the file.

    Parameters
    ----------
    unit
        That of the tally, if it is about one.
    """
    return OutcomeInfo(name, kind, title, KINDS[kind].unit or unit or "", "neither")
