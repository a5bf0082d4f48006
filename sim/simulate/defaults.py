"""How much is simulated unless asked otherwise: the same typed as from Python.

``sim --help`` reads this file, so it imports nothing that takes long.
"""

from __future__ import annotations

from typing import NamedTuple


class DefaultSize(NamedTuple):
    """Draws of the uncertain parameters, and histories for each draw."""

    draws: int
    replications: int


#: The same for one world, for a comparison and for what a world hangs on, so that all of them print
#: the same number for it.
RUN = DefaultSize(600, 50)

#: Each of many worlds.
PORTFOLIOS = DefaultSize(300, 20)

#: A box in a space of many dimensions takes many futures.
DISCOVER = DefaultSize(1000, 50)

#: Each of many pairs of worlds.
CLAIMS = DefaultSize(200, 20)

#: Every move of every history is held in memory.
HISTORIES = DefaultSize(20, 20)

#: Combinations that `compare` makes without being asked twice.
MOST_COMBINATIONS = 256

#: Worlds that `portfolios` simulates without being asked twice, and without being asked at all.
MOST_WORLDS, MOST_WORLDS_UNASKED = 1024, 128
