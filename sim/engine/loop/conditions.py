"""Conditions as sets of bits, for the compiled loop.

Many conditions are looked at at once: an event on one ladder asks for the set of those that its new
rung does not forbid.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.model.model import Condition, Model

Bits = npt.NDArray[np.uint64]

_WORD = 64

#: Number of the condition where there is none.
NO_CONDITION = -1


class Conditions(NamedTuple):
    """The conditions that the loop watches; their places in the list are their numbers.

    Attributes
    ----------
    of_option, of_outcome
        Number of the condition that each option needs, and that each outcome is about, or
        `NO_CONDITION`.
    """

    watched: list[Condition]
    of_option: list[int]
    of_outcome: list[int]


def number_conditions(model: Model) -> Conditions:
    """Return the conditions that options need, then those that outcomes are about."""
    watched: list[Condition] = []

    def number(condition: Condition | None) -> int:
        if condition is None:
            return NO_CONDITION
        watched.append(condition)
        return len(watched) - 1

    of_option = [number(option.needs or None) for option in model.options]
    of_outcome = [number(outcome.condition) for outcome in model.outcomes]
    return Conditions(watched, of_option, of_outcome)


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
