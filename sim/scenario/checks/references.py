"""Whether what one part of a scenario says about another is true: names exist and fit.

The checks work on plain data that may be wrong elsewhere, so that a file with both kinds of
mistakes is told all of them at once.  What has not the expected shape is passed over here; the
schema reports it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import assert_never

from sim.results.kinds import KINDS, Asked
from sim.scenario.checks.claims import check_mechanisms
from sim.scenario.checks.correlations import check_correlations
from sim.scenario.checks.lookups import (
    WHAT,
    Data,
    check_condition,
    check_consequence,
    check_covariate,
    check_name,
    check_rung,
    check_shifts,
    entries,
    hint,
    indexed,
)
from sim.scenario.checks.mistakes import Mistake, Path
from sim.scenario.checks.reachability import check_reachability
from sim.scenario.checks.timeline import check_timeline
from sim.scenario.file.walk import walk
from sim.scenario.names import SECTIONS, Names, as_names, listing, mapping

MAX_ENTRIES = {"moves": 1000, "options": 200, "ladders": 200, "indicators": 200, "tallies": 200}

#: A set of rungs is a word of so many bits.
MAX_RUNGS = 64

#: What tables and documents call the world without any new measure.
_TAKEN = "baseline"


def check(data: Data, names: Names) -> Iterator[Mistake]:
    """Yield everything that does not fit together.

    Parameters
    ----------
    data
        Plain data of a scenario, merged.
    names
        The names that these data define.
    """
    for part in _CHECKS:
        yield from part(data, names)


def _check_namespaces(data: Data, names: Names) -> Iterator[Mistake]:
    seen: dict[str, str] = {}
    for section in SECTIONS:
        for name in mapping(data, section):
            if name in seen:
                message = (
                    f"'{name}' is {WHAT[section]} here and {seen[name]} elsewhere; conditions and "
                    "effects could not tell them apart, so rename one"
                )
                yield Mistake((section, name), message, at_key=True)
            seen.setdefault(name, WHAT[section])
    for name in mapping(data, "portfolios"):
        if name in names.options:
            message = f"'{name}' is an option and a portfolio; rename one"
            yield Mistake(("portfolios", name), message, at_key=True)
    for section, limit in MAX_ENTRIES.items():
        count = len(mapping(data, section))
        if count > limit:
            yield Mistake((section,), f"{count} entries; at most {limit} are possible", at_key=True)
    for section in ("options", "portfolios"):
        if _TAKEN in mapping(data, section):
            message = f"'{_TAKEN}' is the world without any new measure; choose another name"
            yield Mistake((section, _TAKEN), message, at_key=True)


def _check_ladders(data: Data, names: Names) -> Iterator[Mistake]:
    for name, ladder in entries(data, "ladders"):
        path: Path = ("ladders", name)
        count = len(listing(ladder.get("rungs")))
        if count > MAX_RUNGS:
            yield Mistake((*path, "rungs"), f"{count} rungs; at most {MAX_RUNGS} are possible")
        yield from check_rung((*path, "start"), name, ladder.get("start"), names)
        for rung, shifts in mapping(ladder, "shifts").items():
            yield from check_rung((*path, "shifts", rung), name, rung, names, at_key=True)
            yield from check_shifts((*path, "shifts", rung), shifts, names)


def _check_moves(data: Data, names: Names) -> Iterator[Mistake]:
    for name, move in entries(data, "moves"):
        path: Path = ("moves", name)
        yield from check_name((*path, "actor"), move.get("actor"), "actors", names)
        yield from check_condition((*path, "when"), move.get("when"), names)
        yield from _timing(path, move)
        for key in mapping(move, "modifiers"):
            yield from check_covariate((*path, "modifiers", key), key, names)
        for key, value in mapping(move, "then").items():
            yield from check_consequence((*path, "then", key), key, value, names)


def _timing(path: Path, move: Data) -> Iterator[Mistake]:
    """Yield what is wrong with rate, date, probability and shape taken together."""
    if "rate" in move and "on" in move:
        yield Mistake(
            (*path, "on"), "a move has a rate or a date, not both: remove 'rate' or 'on'", True
        )
    elif "rate" not in move and "on" not in move:
        yield Mistake(
            path,
            "it says neither how often nor when: add 'rate: 3 per year' or 'on: 2023-11-10'",
            at_key=True,
        )
    elif "probability" in move and "on" not in move:
        yield Mistake(
            (*path, "probability"),
            "'probability' belongs to a dated move ('on:'); a chance within a time is written as "
            "'rate: 20% to 40% within 1 year'",
            at_key=True,
        )
    elif "shape" in move and "rate" not in move:
        yield Mistake((*path, "shape"), "'shape' belongs to a move with a rate, not a date", True)


def _check_options(data: Data, names: Names) -> Iterator[Mistake]:
    for name, option in entries(data, "options"):
        path: Path = ("options", name)
        for place, actor in indexed((*path, "by"), option.get("by")):
            yield from check_name(place, actor, "actors", names)
        for actor in mapping(option, "consent"):
            place = (*path, "consent", actor)
            yield from check_name(place, actor, "actors", names, at_key=True)
        yield from check_condition((*path, "needs"), option.get("needs"), names)
        for move in mapping(option, "effects"):
            place = (*path, "effects", move)
            yield from check_name(place, move, "moves", names, at_key=True)
        yield from check_shifts((*path, "shifts"), option.get("shifts"), names)
    yield from _circles(data, names)


def _circles(data: Data, names: Names) -> Iterator[Mistake]:
    """Yield options that need each other, or themselves."""
    needs = {
        name: [other for other in mapping(option, "needs") if other in names.options]
        for name, option in entries(data, "options")
    }
    reported: set[str] = set()
    for start in needs:
        chain = _chain_back_to(start, needs)
        if chain and not reported & set(chain):
            reported |= set(chain)
            text = " needs ".join(f"'{name}'" for name in chain)
            message = f"options need each other in a circle: {text}"
            if len(chain) == 2:
                message = "an option cannot need itself; remove this"
            yield Mistake(("options", start, "needs", chain[1]), message, at_key=True)


def _chain_back_to(start: str, needs: Mapping[str, list[str]]) -> list[str]:
    """Return the shortest chain of needs from an option back to itself, or an empty list."""
    chains = [[start]]
    seen: set[str] = set()
    while chains:
        chain = chains.pop(0)
        for other in needs.get(chain[-1], []):
            if other == start:
                return [*chain, start]
            if other not in seen:
                seen.add(other)
                chains.append([*chain, other])
    return []


def _check_outcomes(data: Data, names: Names) -> Iterator[Mistake]:
    for name, outcome in entries(data, "outcomes"):
        path: Path = ("outcomes", name)
        given = [kind for kind in KINDS if kind in outcome]
        if len(given) != 1:
            found = f"found {' and '.join(given)}" if given else "found none of them"
            message = f"an outcome asks one of {', '.join(KINDS)}; {found}"
            yield Mistake(path, message, at_key=True)
        for kind in given:
            for what in KINDS[kind].of:
                yield from _check_asked((*path, kind), what, outcome[kind], names)
    objective = data.get("objective")
    yield from check_name(("objective",), objective, "outcomes", names)


def _check_asked(path: Path, what: Asked, value: object, names: Names) -> Iterator[Mistake]:
    """Yield a mistake if something that an outcome is about does not exist."""
    match what:
        case "condition":
            yield from check_condition(path, value, names)
        case "moves":
            for place, move in indexed(path, value):
                yield from check_name(place, move, "moves", names)
        case "tally":
            yield from check_name(path, value, "tallies", names)
        case "indicator":
            yield from check_name(path, value, "indicators", names)
        case _:
            assert_never(what)


def _check_portfolios(data: Data, names: Names) -> Iterator[Mistake]:
    for name, portfolio in mapping(data, "portfolios").items():
        path: Path = ("portfolios", name)
        members = portfolio
        if isinstance(portfolio, dict):
            path, members = (*path, "options"), portfolio.get("options")
        for place, option in indexed(path, members):
            yield from check_name(place, option, "options", names)
    yield from _check_compared(data, names)


def _check_compared(data: Data, names: Names) -> Iterator[Mistake]:
    """Yield names to be compared that are neither options nor portfolios."""
    known = (*names.options, *as_names(mapping(data, "portfolios")))
    for place, name in indexed(("compare",), data.get("compare")):
        if isinstance(name, str) and name not in known and "options" not in names.unreadable:
            end = hint(name, known, names, f"options.{name}", f"portfolios.{name}")
            yield Mistake(place, f"there is no option or portfolio '{name}'{end}")


def check_default(data: Data, names: Names) -> Iterator[Mistake]:
    """Yield what is wrong with what numbers rest on by default."""
    default = data.get("provenance")
    if default == {}:
        yield Mistake(("provenance",), "it says nothing yet: add 'source', 'basis' or both", True)
    yield from check_name(
        ("provenance", "source"), mapping(default).get("source"), "sources", names
    )


def _check_sources(data: Data, names: Names) -> Iterator[Mistake]:
    places: list[tuple[Path, object]] = []
    for section in (*SECTIONS, "moves"):
        places += [((section, name), entry) for name, entry in entries(data, section)]
    for keys, _, raw in walk(data, names):
        places.append((keys, raw))
        places += [((*keys, key), value) for key, value in mapping(raw).items()]
    for path, place in places:
        source = mapping(place).get("source")
        here = (*path, "source")
        yield from check_name(here, source, "sources", names)


_CHECKS: tuple[Callable[[Data, Names], Iterator[Mistake]], ...] = (
    _check_namespaces,
    check_timeline,
    _check_ladders,
    _check_moves,
    _check_options,
    _check_outcomes,
    _check_portfolios,
    _check_sources,
    check_default,
    check_correlations,
    check_mechanisms,
    check_reachability,
)
