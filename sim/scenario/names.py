"""The names that a scenario defines, read from its plain data before anything is checked.

Whether ``then: {deaths: 3}`` is the size of a tally or the jump of an indicator, and whether a rung
exists, depends on the rest of the file.  The names are therefore collected first, from data that
may still be wrong: what has not the expected shape defines no names.  A name with capitals or
spaces counts as what it should be, so that the mistake is reported where it was made, and only
there.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.results.dotted import Dotted
from sim.results.option_rungs import OPTION_RUNGS
from sim.scenario.file.document import Removal

NAME_PATTERN = "[a-z][a-z0-9_]*"

SECTIONS = {
    "ladders": "ladder",
    "options": "option",
    "indicators": "indicator",
    "tallies": "tally",
    "actors": "actor",
}
"""Sections that share one namespace, because ``when``, ``then`` and ``modifiers`` mix them."""

NAMED = (*SECTIONS, "moves", "outcomes", "sources")
"""Sections whose names are used elsewhere in the file."""


def is_name(name: object) -> bool:
    """Return whether something is a name as the language wants it."""
    return isinstance(name, str) and re.fullmatch(NAME_PATTERN, name) is not None


def as_name(name: object) -> str:
    """Return a name as it should be written: lower-case letters, digits and ``_``.

    Examples
    --------
    >>> as_name("south"), as_name("South Land"), as_name(2023)
    ('south', 'south_land', 'n2023')
    """
    if is_name(name):
        return str(name)
    written = re.sub(r"[^a-z0-9]+", "_", str(name).lower()).strip("_")
    return written if re.match("[a-z]", written) else f"n{written}"


def as_names(names: Iterable[object]) -> tuple[str, ...]:
    """Return names as they should be written, in their order."""
    return tuple(as_name(name) for name in names)


def as_path(*keys: str) -> str:
    """Return keys as the path that leads along them, each name as it should be written."""
    return str(Dotted(as_names(Dotted.of(".".join(keys)).parts)))


def mapping(data: object, *path: str) -> dict[str, Any]:
    """Return the mapping at a path, or an empty one if there is none."""
    for key in path:
        if not isinstance(data, dict):
            return {}
        data = data.get(key)
    return data if isinstance(data, dict) else {}


def listing(data: object) -> list[Any]:
    """Return a list as it is and anything else as a list of one; nothing is an empty list."""
    if data is None:
        return []
    return data if isinstance(data, list) else [data]


@dataclass(frozen=True)
class Names:
    """The names of a scenario.

    Attributes
    ----------
    rungs
        Rungs of every ladder and states of every option, in their order.
    traits
        Traits of every actor.
    ladders, options, indicators, tallies, actors, moves, outcomes, sources
        Names in the order of the file.
    unreadable
        Sections that are misspelt or of the wrong shape, so that their names are not known.
    removed
        What a file removes from one that it extends, by dotted path.
    """

    rungs: dict[str, tuple[str, ...]]
    traits: dict[str, tuple[str, ...]]
    ladders: tuple[str, ...]
    options: tuple[str, ...]
    indicators: tuple[str, ...]
    tallies: tuple[str, ...]
    actors: tuple[str, ...]
    moves: tuple[str, ...]
    outcomes: tuple[str, ...]
    sources: tuple[str, ...]
    unreadable: frozenset[str]
    removed: Mapping[str, Removal]

    @classmethod
    def of(cls, data: object, removed: Mapping[str, Removal] | None = None) -> Names:
        """Return the names that the plain data of a scenario define.

        Parameters
        ----------
        removed
            What a file removes from one that it extends.
        """
        rungs: dict[str, tuple[str, ...]] = {}
        for name, ladder in mapping(data, "ladders").items():
            listed = ladder.get("rungs") if isinstance(ladder, dict) else None
            rungs[as_name(name)] = as_names([] if isinstance(listed, dict) else listing(listed))
        for name in mapping(data, "options"):
            rungs.setdefault(as_name(name), OPTION_RUNGS)
        return cls(
            rungs=rungs,
            traits={
                as_name(name): as_names(mapping(actor, "traits"))
                for name, actor in mapping(data, "actors").items()
            },
            unreadable=frozenset(_unreadable(data)),
            removed=removed or {},
            **{section: as_names(mapping(data, section)) for section in NAMED},
        )

    def section(self, name: str) -> str | None:
        """Return the section of the shared namespace in which a name stands, or None."""
        return next((section for section in SECTIONS if name in getattr(self, section)), None)


def _unreadable(data: object) -> Iterator[str]:
    """Yield sections that are there, but not as a mapping or under a misspelt key."""
    top = mapping(data)
    for section in NAMED:
        if section in top:
            if not isinstance(top[section], dict):
                yield section
            continue
        others = [key for key, value in top.items() if isinstance(value, dict)]
        if difflib.get_close_matches(section, set(others) - {*NAMED, "portfolios"}, 1, 0.6):
            yield section
