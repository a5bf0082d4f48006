"""How moves and indicators are arranged, so that the processor can take several at a time.

A *follower* is a move with a rate and without a shape that an indicator modifies: its hazard
changes all the time, by the same operations as that of any other follower.  So what a clock needs
stands in *slots*, one for each move, and the followers that are possible just now, which are
*enabled*, stand together at the front.  Followers and indicators are filled up with idle ones to a
multiple of `WIDTH`, so that no loop over them has a shorter rest.
"""

from __future__ import annotations

from sim.engine.loop.compiled import inlined
from sim.model.model import Model

#: Indicators and slots are worked through this many at a time.
WIDTH = 4
#: Log hazard ratios are summed over this many indicators at a time.
ROWS = 3


def padded(n: int, multiple: int) -> int:
    """Return ``n``, rounded up to a multiple."""
    return -(-n // multiple) * multiple


@inlined
def filled(n: int) -> int:
    """Return ``n``, rounded up to a multiple of `WIDTH`, a power of two."""
    return (n + WIDTH - 1) & -WIDTH


def follower_moves(model: Model) -> list[int]:
    """Return the moves with a rate and without a shape that an indicator modifies."""
    return [
        number
        for number, move in enumerate(model.moves)
        if move.rate is not None and move.shape is None and move.indicator_ratios
    ]


def first_slots(model: Model) -> list[int]:
    """Return where each move stands at the start: followers first, then the others, by name."""
    followers = follower_moves(model)
    others = [move for move in range(len(model.moves)) if move not in followers]
    place = {move: slot for slot, move in enumerate(followers)}
    first = padded(len(followers), WIDTH)
    place |= {move: first + number for number, move in enumerate(others)}
    return [place[move] for move in range(len(model.moves))]
