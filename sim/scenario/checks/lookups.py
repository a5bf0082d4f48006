"""Whether a name exists and is of the right sort; each check yields what is wrong.

Names of a section that cannot be read (`Names.unreadable`) are passed over: the schema reports
the section, and everything that uses its names would only repeat that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sim.errors import nearest
from sim.results.dotted import Dotted
from sim.results.option_rungs import ACTIVE, ENDED, OPTION_RUNGS
from sim.scenario.checks.mistakes import Mistake, Path
from sim.scenario.names import SECTIONS, Names, as_name, is_name, mapping

Data = Mapping[str, Any]

WHAT = {
    "ladders": "a ladder",
    "options": "an option",
    "indicators": "an indicator",
    "tallies": "a tally",
    "actors": "an actor",
    "moves": "a move",
    "outcomes": "an outcome",
    "sources": "a source",
}
"""What the names of each section are called, with the article."""


def entries(data: Data, section: str) -> Iterator[tuple[str, Data]]:
    """Yield the entries of a section that have the shape of one."""
    for name, entry in mapping(data, section).items():
        if isinstance(entry, dict):
            yield name, entry


def indexed(path: Path, value: object) -> Iterator[tuple[Path, Any]]:
    """Yield the items of a list, or the one value that stands instead, with their paths."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield (*path, index), item
    elif value is not None:
        yield path, value


def hint(name: str, known: Iterable[str], names: Names, *paths: str) -> str:
    """Return what to do about a name that does not exist, to end a message with.

    Parameters
    ----------
    known
        The names that exist.
    paths
        Where it would be defined.
    """
    for path in paths:
        if gone := names.removed.get(path):
            where = f"'{gone.at.file}' removes it on line {gone.at.line}"
            return f"; {where}: remove or replace this too"
    return nearest(name, known)


def check_name(
    path: Path, name: object, section: str, names: Names, *, at_key: bool = False
) -> Iterator[Mistake]:
    """Yield a mistake if a section has no such name.

    Parameters
    ----------
    path
        Where the name is used.
    name
        The name; anything but text is left to the schema.
    section
        Where it should be defined.
    names
        The names of the scenario.
    at_key
        Whether the name is a key.
    """
    known: tuple[str, ...] = getattr(names, section)
    if not isinstance(name, str) or name in known or section in names.unreadable:
        return
    if not is_name(name):
        return  # as the schema says
    what = WHAT[section]
    other = names.section(name)
    if other is not None and section in SECTIONS:
        end = f"; known: {', '.join(known[:12])}" if known else ""
        yield Mistake(path, f"'{name}' is {WHAT[other]}, not {what}{end}", at_key)
        return
    end = hint(name, known, names, f"{section}.{name}") or f"; the file has no '{section}:'"
    yield Mistake(path, f"there is no {what.split()[1]} '{name}'{end}", at_key)


def check_condition(path: Path, condition: object, names: Names) -> Iterator[Mistake]:
    """Yield ladders, options and rungs of a condition that do not exist."""
    for name, rungs in mapping(condition).items():
        here = (*path, name)
        if name in names.rungs:
            for place, rung in indexed(here, rungs):
                yield from check_rung(place, name, rung, names)
        elif not names.unreadable & {"ladders", "options"}:
            other = names.section(name)
            known = names.ladders + names.options
            end = hint(name, known, names, f"ladders.{name}", f"options.{name}")
            message = f"there is no ladder or option '{name}'{end}"
            if other is not None:
                end = f"; known: {', '.join(known[:12])}" if known else ""
                message = f"'{name}' is {WHAT[other]}, not a ladder or option{end}"
            yield Mistake(here, message, at_key=True)


def check_rung(
    path: Path, ladder: str, rung: object, names: Names, *, at_key: bool = False
) -> Iterator[Mistake]:
    """Yield a mistake if a ladder has no such rung, or an option no such state."""
    if is_name(rung):  # if not, the schema says so
        yield from _check_known_rung(path, ladder, rung, names, at_key=at_key)


def _check_known_rung(
    path: Path, ladder: str, rung: object, names: Names, *, at_key: bool = False
) -> Iterator[Mistake]:
    known = names.rungs[as_name(ladder)]
    if not isinstance(rung, str) or rung in known or not known:
        return
    if known == OPTION_RUNGS:
        message = f"an option is never '{rung}'{nearest(rung, known)}"
    else:
        message = f"'{ladder}' has no rung '{rung}'{nearest(rung, known)}"
    yield Mistake(path, message, at_key)


def check_covariate(path: Path, key: str, names: Names) -> Iterator[Mistake]:
    """Yield a mistake if a key of ``modifiers`` is no covariate."""
    covariate = Dotted.of(key)
    head, tail, dot = covariate.head, covariate.rest, len(covariate.parts) > 1
    section = names.section(head)
    message = ""
    if section is None:
        if not names.unreadable & SECTIONS.keys():
            known = names.indicators + names.actors + names.ladders + names.options
            sections = ("indicators", "actors", "ladders", "options")
            message = f"there is no indicator, actor, ladder or option '{head}'"
            message += hint(head, known, names, *(f"{part}.{head}" for part in sections))
    elif section == "tallies":
        message = f"'{head}' is a tally, and tallies do not change rates; use an indicator"
    elif section == "indicators":
        if dot:
            message = f"'{head}' is an indicator and has no '{tail}'; write '{head}'"
    elif section == "actors":
        traits = names.traits.get(head, ())
        if tail not in traits:
            message = f"the actor '{head}' has no trait '{tail}'"
            message += hint(tail, traits, names, f"actors.{head}.traits.{tail}") or "; it has none"
        if not dot:
            example = traits[0] if traits else "trait"
            message = f"'{head}' is an actor; name one of its traits, such as '{head}.{example}'"
    elif not dot:
        rung = (
            (names.rungs[head] or ("rung",))[-1] if section == "ladders" else OPTION_RUNGS[ACTIVE]
        )
        message = f"'{head}' is {WHAT[section]}; name a rung, such as '{head}.{rung}'"
    else:
        yield from _check_known_rung(path, head, tail, names, at_key=True)
    if message:
        yield Mistake(path, message, at_key=True)


def check_consequence(path: Path, name: str, value: object, names: Names) -> Iterator[Mistake]:
    """Yield a mistake if a move cannot change what a key of ``then`` names."""
    match names.section(name):
        case None:
            if not names.unreadable & SECTIONS.keys():
                known = names.ladders + names.indicators + names.tallies + names.options
                sections = ("ladders", "indicators", "tallies", "options")
                end = hint(name, known, names, *(f"{section}.{name}" for section in sections))
                message = f"there is no ladder, indicator, tally or option '{name}'{end}"
                yield Mistake(path, message, at_key=True)
        case "actors":
            message = f"'{name}' is an actor; a move changes ladders, indicators and tallies"
            yield Mistake(path, message, at_key=True)
        case "options":
            if isinstance(value, str) and value != OPTION_RUNGS[ENDED]:
                message = f"a move can only end an option; write '{name}: {OPTION_RUNGS[ENDED]}'"
                yield Mistake(path, message)
        case "ladders":
            yield from _check_known_rung(path, name, value, names)


def check_shifts(path: Path, shifts: object, names: Names) -> Iterator[Mistake]:
    """Yield keys of ``shifts`` that are no indicators."""
    for name in mapping(shifts):
        yield from check_name((*path, name), name, "indicators", names, at_key=True)
