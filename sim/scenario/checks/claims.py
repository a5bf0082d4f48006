"""Checks of ``claims``: paths of mechanisms that exist, and effects on something that exists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sim.errors import nearest
from sim.results.dotted import Dotted
from sim.scenario.checks.lookups import check_name, check_rung, entries, indexed
from sim.scenario.checks.mechanisms import mechanisms
from sim.scenario.checks.mistakes import Mistake, Path
from sim.scenario.claim_entries import EFFECTS, Mechanism
from sim.scenario.names import SECTIONS, Names, as_path
from sim.scenario.words import PATH_PATTERN

#: Sections of which an effect may name an entry as it is.
_WHOLE = ("outcomes", "indicators", "moves", "tallies")


def check_mechanisms(data: Mapping[str, Any], names: Names) -> Iterator[Mistake]:
    """Yield what is wrong with the paths and effects of claims.

    Parameters
    ----------
    data
        Plain data of a scenario.
    names
        The names that these data define.
    """
    known = [as_path(path) for path in mechanisms(data)]
    for name, claim in entries(data, "claims"):
        place: Path = ("claims", name)
        yield from check_name((*place, "source"), claim.get("source"), "sources", names)
        for here, mechanism in indexed((*place, "mechanisms"), claim.get("mechanisms")):
            if isinstance(mechanism, dict):
                yield from _check_mechanism(here, mechanism, known, names)


def _check_mechanism(
    place: Path, mechanism: Mapping[str, Any], known: list[str], names: Names
) -> Iterator[Mistake]:
    effects = [effect for effect in EFFECTS if effect in mechanism]
    if not effects and set(mechanism) <= set(Mechanism.model_fields):
        message = f"it does nothing yet: add at least one of {', '.join(EFFECTS)}"
        yield Mistake(place, message, at_key=True)
    for here, path in indexed((*place, "path"), mechanism.get("path")):
        if names.unreadable or not isinstance(path, str) or path in known:
            continue
        if re.fullmatch(PATH_PATTERN, path):
            yield Mistake(here, f"nothing can be switched off at '{path}'{nearest(path, known)}")
    said: dict[object, str] = {}
    for effect in effects:
        for here, on in indexed((*place, effect), mechanism[effect]):
            if isinstance(on, str) and said.setdefault(on, effect) != effect:
                yield Mistake(here, f"'{on}' stands under '{said[on]}' too: say one of the two")
    for effect in effects:
        for here, on in indexed((*place, effect), mechanism[effect]):
            yield from _check_target(here, on, names)
    off = {path for _, path in indexed((*place, "path"), mechanism.get("path"))}
    for here, option in indexed((*place, "given"), mechanism.get("given")):
        yield from check_name(here, option, "options", names)
        if f"options.{option}" in off and option in names.options:
            yield Mistake(here, _given_itself(str(option), mechanism.get("given")))


def _given_itself(option: str, given: object) -> str:
    """Return what to say of an option that is switched off and in force at once."""
    others = [str(other) for other in given if other != option] if isinstance(given, list) else []
    instead = f"write 'given: [{', '.join(others)}]'" if others else "remove 'given'"
    return (
        f"'{option}' is in force in both worlds, so that 'options.{option}' switches nothing off "
        f"and a world is compared with itself; {instead}, or switch off a part of it, such as one "
        "of its effects"
    )


def _check_target(place: Path, on: object, names: Names) -> Iterator[Mistake]:
    """Yield a mistake if an effect is on nothing that can be looked at."""
    if not isinstance(on, str) or names.unreadable & {*SECTIONS, *_WHOLE}:
        return
    target = Dotted.of(on)
    head, rung, dot = target.head, target.rest, len(target.parts) > 1
    if not dot and any(on in getattr(names, section) for section in _WHOLE):
        return
    if dot and head in names.rungs:
        yield from check_rung(place, head, rung, names)
        return
    if head in names.rungs:
        example = f"{head}.{(names.rungs[head] or ('rung',))[-1]}"
        yield Mistake(place, f"'{on}' is a ladder or an option; name a rung, such as '{example}'")
        return
    known = [name for section in _WHOLE for name in getattr(names, section)]
    message = f"there is no outcome, indicator, move, tally or ladder.rung '{on}'"
    yield Mistake(place, message + nearest(on, known))
