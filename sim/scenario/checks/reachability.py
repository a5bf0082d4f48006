"""Moves that can never happen, because nothing leads to the rungs on which they wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.results.dotted import Dotted
from sim.results.option_rungs import ABSENT, ACTIVE, ENDED, OPTION_RUNGS, SUSPENDED
from sim.scenario.checks.mistakes import Mistake
from sim.scenario.names import Names, listing, mapping


def check_reachability(data: Mapping[str, Any], names: Names) -> Iterator[Mistake]:
    """Yield moves whose ``when`` asks for a rung that no chain of moves reaches.

    Each condition is looked at on its own, so what is found can indeed never happen; that two
    rungs are never held together is not noticed.

    Parameters
    ----------
    data
        Plain data of a scenario.
    names
        The names that these data define.
    """
    moves = mapping(data, "moves").values()
    readable = all(isinstance(m, dict) and isinstance(m.get("then", {}), dict) for m in moves)
    if not readable or names.unreadable & {"moves", "ladders", "options"}:
        return  # what cannot be read may lead anywhere
    reachable = _reachable(data, names)
    for move in names.moves:
        for ladder, rungs in mapping(data, "moves", move, "when").items():
            if ladder not in reachable:
                continue
            asked = [rung for rung in listing(rungs) if isinstance(rung, str)]
            if _well_known(ladder, asked, names) and reachable[ladder].isdisjoint(asked):
                yield Mistake(("moves", move, "when", ladder), _message(ladder, asked, names))


def _message(ladder: str, asked: list[str], names: Names) -> str:
    rungs = " or ".join(f"'{rung}'" for rung in asked)
    if ladder in names.options:
        missing = (
            "'needs'" if asked == [OPTION_RUNGS[SUSPENDED]] else "'lasts', nor a move that ends it"
        )
        return f"this move can never happen: '{ladder}' has no {missing}, so it is never {rungs}"
    message = f"this move can never happen: no move that can happen takes '{ladder}' to {rungs}"
    return message + _removed_lead(ladder, asked, names)


def _removed_lead(ladder: str, asked: list[str], names: Names) -> str:
    """Return which part, removed by a file that extends another, led to one of the rungs."""
    for path, gone in names.removed.items():
        section, move, *rest = (*Dotted.of(path).parts, "")
        if section == "moves" and rest[:2] == ["then", ladder] and gone.content in asked:
            whole = f"moves.{move}"
            did = whole if whole in names.removed else path
            return (
                f"; '{did}' did, which '{gone.at.file}' removes on line {gone.at.line}: remove or "
                "replace this too"
            )
    return ""


def _reachable(data: Mapping[str, Any], names: Names) -> dict[str, set[str]]:
    """Return the rungs that each ladder and option may be on at some time."""
    reachable: dict[str, set[str]] = {}
    for ladder in names.ladders:
        rungs = names.rungs[ladder]
        start = mapping(data, "ladders", ladder).get("start", rungs[0] if rungs else None)
        if start in rungs:
            reachable[ladder] = {start}
    for option in names.options:
        if option not in names.ladders:
            entry = mapping(data, "options", option)
            reachable[option] = {OPTION_RUNGS[ABSENT], OPTION_RUNGS[ACTIVE]}
            reachable[option] |= {OPTION_RUNGS[SUSPENDED]} if "needs" in entry else set()
            reachable[option] |= {OPTION_RUNGS[ENDED]} if "lasts" in entry else set()
    waiting = [mapping(data, "moves", move) for move in names.moves]
    while True:
        possible = [move for move in waiting if _possible(move, reachable, names)]
        if not possible:
            return reachable
        waiting = [move for move in waiting if move not in possible]
        for move in possible:
            for name, rung in mapping(move, "then").items():
                for ladder in _led_by(name, rung, names):
                    reachable.get(ladder, set()).update(
                        [rung] if rung in names.rungs[ladder] else names.rungs[ladder]
                    )


def _led_by(name: str, rung: object, names: Names) -> tuple[str, ...]:
    """Return the ladders that an entry of ``then`` may change; a misspelt one may mean any."""
    if names.section(name) is None:
        return names.ladders
    return (name,) if name in names.rungs and isinstance(rung, str) else ()


def _well_known(ladder: str, asked: list[str], names: Names) -> bool:
    """Return whether rungs exist; if not, that is reported, and any rung may be meant."""
    return bool(asked) and set(asked) <= set(names.rungs[ladder])


def _possible(move: Mapping[str, Any], reachable: Mapping[str, set[str]], names: Names) -> bool:
    for ladder, rungs in mapping(move, "when").items():
        asked = [rung for rung in listing(rungs) if isinstance(rung, str)]
        if (
            ladder in reachable
            and _well_known(ladder, asked, names)
            and reachable[ladder].isdisjoint(asked)
        ):
            return False
    return True
