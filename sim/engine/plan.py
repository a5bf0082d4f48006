"""What is to be simulated: which worlds, and how the replications are cut into blocks.

Blocks are cut along draws, and along replications only at multiples of `TILE`.  Moments are
reduced tile by tile and merged in the order of the tiles, so no cut changes a bit.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Replications that are always reduced together.
TILE = 1000

#: Parts into which the replications of a draw are dealt in turn, for what the draws share of their
#: noise; divides `TILE`.
PARTS = 4


@dataclass(frozen=True)
class WorldPlan:
    """A world to compare with the baseline: options by position, under the name of the whole.

    ``title`` is what reports call the whole; None if it is an option alone or was never given one.
    """

    name: str
    options: tuple[int, ...]
    title: str | None = None


@dataclass(frozen=True)
class Sizes:
    """How much to simulate, and from which seed."""

    draws: int
    replications: int
    seed: int

    @property
    def parts(self) -> int:
        """Number of parts of the replications, none of them empty."""
        return min(PARTS, self.replications)


@dataclass(frozen=True)
class Block:
    """A rectangle of draws and replications, run by one worker in one go.

    Attributes
    ----------
    first_draw, n_draws
    first_replication, n_replications
        All replications of one tile.
    tile
        Number of that tile.
    """

    first_draw: int
    n_draws: int
    first_replication: int
    n_replications: int
    tile: int


def cut_blocks(sizes: Sizes, block_size: int) -> list[Block]:
    """Return the blocks of a run, in order.

    Parameters
    ----------
    block_size
        Replications wanted in a block; a block holds at least one tile of one draw.
    """
    blocks = []
    per_tile = min(sizes.replications, TILE)
    draws_per_block = max(1, block_size // per_tile)
    for first_draw in range(0, sizes.draws, draws_per_block):
        n_draws = min(draws_per_block, sizes.draws - first_draw)
        for tile, first in enumerate(range(0, sizes.replications, TILE)):
            n_replications = min(TILE, sizes.replications - first)
            blocks.append(Block(first_draw, n_draws, first, n_replications, tile))
    return blocks
