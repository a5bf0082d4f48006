"""Conditions as sets of bits, for the compiled loop.

Many conditions are looked at at once: an event on one ladder asks for the set of those that its new
rung does not forbid.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from sim.model.model import Condition, Model

Bits = npt.NDArray[np.uint64]

_WORD = 64


def watched_conditions(model: Model) -> list[Condition]:
    """Return the conditions in the order in which the loop numbers them."""
    needed = [option.needs for option in model.options if option.needs]
    watched = [outcome.condition for outcome in model.outcomes if outcome.condition is not None]
    return needed + watched


def bit_set(rungs: Iterable[int]) -> int:
    """Return the word in which the bits of some rungs are set."""
    return sum(1 << rung for rung in rungs)


def allowed_on(model: Model, conditions: list[Condition]) -> Bits:
    """Return for each global rung the bit set of conditions that it does not forbid."""
    n_words = max(1, -(-len(conditions) // _WORD))
    rungs = [
        (number, rung)
        for number, ladder in enumerate(model.ladders)
        for rung in range(len(ladder.rungs))
    ]
    table = np.zeros((len(rungs), n_words), np.uint64)
    for number, condition in enumerate(conditions):
        required = dict(condition)
        word, place = divmod(number, _WORD)
        for row, (ladder, rung) in enumerate(rungs):
            if ladder not in required or rung in required[ladder]:
                table[row, word] |= np.uint64(1) << np.uint64(place)
    return table


def held_rungs(model: Model, conditions: list[Condition]) -> Bits:
    """Return for each condition the bit set of rungs of each ladder on which it may hold."""
    table = np.full((len(conditions), len(model.ladders)), ~np.uint64(0))
    for number, condition in enumerate(conditions):
        for ladder, rungs in condition:
            table[number, ladder] = bit_set(rungs)
    return table
