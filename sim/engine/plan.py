"""What is to be simulated: which worlds, and how the replications are cut into blocks.

Blocks are cut along draws, and along replications only at multiples of `TILE`.  Moments are
reduced tile by tile and merged in the order of the tiles, so no cut changes a bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.model.model import Model

#: Replications that are always reduced together.
TILE = 1000

#: Most draws in a block: each has some thousand coefficients of its own.
MOST_DRAWS_IN_BLOCK = 500

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
class Job:
    """Everything that is to be simulated: which worlds of which model, and how much of them.

    Attributes
    ----------
    plans
        Worlds to compare with the baseline, as adopted.
    base, base_offered
        Options that belong to the baseline itself, and whether their consents are drawn.
    offering
        Whether the planned worlds are also run as offered.
    keep
        Whether every history of every world is kept.
    """

    model: Model
    sizes: Sizes
    plans: tuple[WorldPlan, ...] = ()
    base: tuple[int, ...] = ()
    base_offered: bool = False
    offering: bool = True
    keep: bool = False

    @property
    def n_worlds(self) -> int:
        """Number of worlds in the order of all results: baseline, adopted, offered."""
        return 1 + len(self.plans) * (2 if self.offering else 1)

    @property
    def parts(self) -> int:
        """Number of parts that are told apart: none where there are no worlds to set side by side.

        They tell how the noise of two worlds goes together, and take half of the memory.
        """
        return self.sizes.parts if self.plans else 0


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


def cut_blocks(sizes: Sizes, block_size: int, done: int = 0) -> Iterator[Block]:
    """Yield the blocks of a run in order: draw by draw, and in a draw tile by tile.

    Parameters
    ----------
    block_size
        Replications wanted in a block; a block holds at least one tile of one draw.
    done
        Number of draws that need no blocks any more.
    """
    step = draws_per_block(sizes, block_size)
    for first_draw in range(done, sizes.draws, step):
        n_draws = min(step, sizes.draws - first_draw)
        for tile, first in enumerate(range(0, sizes.replications, TILE)):
            n_replications = min(TILE, sizes.replications - first)
            yield Block(first_draw, n_draws, first, n_replications, tile)


def count_blocks(sizes: Sizes, block_size: int, done: int = 0) -> int:
    """Return how many blocks `cut_blocks` yields."""
    step = draws_per_block(sizes, block_size)
    return -(-(sizes.draws - done) // step) * -(-sizes.replications // TILE)


def draws_per_block(sizes: Sizes, block_size: int) -> int:
    """Return how many draws a block holds."""
    return min(MOST_DRAWS_IN_BLOCK, max(1, block_size // min(sizes.replications, TILE)))
