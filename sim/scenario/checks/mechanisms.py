"""The parts of a scenario that can be switched off, by their paths.

A mechanism is something that makes a difference and could be disputed on its own: a move, a
modifier, what a move changes, the influence of an indicator, a ladder, a trait or an actor, and
what an option does and whom it asks.  `sim.model.ablation` says what a world without it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.scenario.file.walk import ANY, Keys, at

_PLACES: tuple[Keys, ...] = (
    ("actors", ANY),
    ("actors", ANY, "traits", ANY),
    ("indicators", ANY),
    ("ladders", ANY),
    ("ladders", ANY, "shifts", ANY),
    ("ladders", ANY, "shifts", ANY, ANY),
    ("moves", ANY),
    ("moves", ANY, "modifiers", ANY),
    ("moves", ANY, "then", ANY),
    ("options", ANY),
    ("options", ANY, "consent"),
    ("options", ANY, "consent", ANY),
    ("options", ANY, "needs"),
    ("options", ANY, "effects", ANY),
    ("options", ANY, "shifts", ANY),
    ("overlap",),
)


def mechanisms(root: object) -> list[str]:
    """Return the paths of everything that can be switched off, such as ``moves.clash``.

    Parameters
    ----------
    root
        Plain data, which may be wrong, or a scenario; of that only what the file gives.
    """
    return list(_mechanisms(root))


def _mechanisms(root: Any) -> Iterator[str]:
    for place in _PLACES:
        for keys, _ in at(root, place):
            yield ".".join(keys)
