"""Blocks, spread over workers and put together again in order."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Protocol

from sim.engine.block import BlockResult
from sim.engine.loop.parameters import ParameterRows
from sim.engine.plan import Block, Job, count_blocks, cut_blocks
from sim.engine.reduction import Reduction
from sim.engine.workers.executors import available_workers, open_executor
from sim.engine.workers.failures import workers_failing
from sim.engine.workers.futures import in_order
from sim.engine.workers.pool import Pool, asked
from sim.engine.workers.task import pack, run_packed
from sim.results.results import Results

Progress = Callable[[int, int], None]

#: Replications of one block, over all its worlds: large enough to be worth a task, small enough for
#: even work and for a quick answer to an interrupt.
BLOCK_SIZE = 24_000
#: Fewer blocks than this for each worker would leave some of them without work at the end.
BLOCKS_PER_WORKER = 4
#: Fewest and most replications of one world in a block.
SMALLEST, LARGEST = 200, 10_000
#: Seconds without any result until somebody looks whether there still are workers.
SILENCE = 20
#: Blocks under way or waiting to be put together, for each that can run at once.
AHEAD = 3


class BlockStore(Protocol):
    """Where the results of blocks are put, and found again."""

    def get(self, block: Block) -> BlockResult | None:
        """Return the result of a block, None if there is none."""

    def put(self, result: BlockResult) -> None:
        """Keep the result of a block."""


class Enough(Protocol):
    """Whether there are enough draws."""

    def __call__(self, results: Results) -> tuple[int, int] | None:
        """Return how many draws to have next and how many it will take, None if it is enough."""


def run_job(
    job: Job,
    *,
    version: str,
    workers: int | None = None,
    scheduler: str = "threads",
    executor: Executor | None = None,
    block_size: int | None = None,
    store: BlockStore | None = None,
    enough: Enough | None = None,
    progress: Progress | None = None,
) -> Results:
    """Return the results of the baseline and of every planned world, on the same clocks.

    Parameters
    ----------
    scheduler
        ``threads``, ``processes``, or the address of a Dask scheduler (`open_executor`).
    workers
        Threads or processes; all available processors by default.  Of an executor that is given,
        how many blocks it can run at once.
    executor
        Any executor, used in place of the scheduler; it is not shut down.
    block_size
        Replications of one world in a block; changes no bit of the results.
    store
        Where blocks are kept; those it holds are not run again.  Histories, if they are to be kept,
        are kept there and not in the results.
    enough
        Asked after the draws of the job and each further number of draws; the results are those of
        a job of the last number.
    progress
        Called with the number of blocks done and the number of all blocks.

    Raises
    ------
    UsageError
        If there is no such scheduler.
    RunError
        If a replication cannot be finished, or workers fail.
    """
    reduction = Reduction(job if store is None else replace(job, keep=False))
    rows = ParameterRows(job.model, job.sizes.seed, job.sizes.draws)
    packed = pack(job)
    with _pool(scheduler, workers, executor) as pool:
        size = block_size or chosen_block_size(job, pool.at_once)

        def start(block: Block) -> Future[BlockResult] | BlockResult:
            known = None if store is None else store.get(block)
            if known is not None:
                return known
            own_rows = rows(block.first_draw, block.n_draws)
            with workers_failing():
                return pool.executor.submit(run_packed, packed, own_rows, block)

        def finish(future: Future[BlockResult]) -> BlockResult:
            with workers_failing():
                result = future.result()
            if store is not None:
                store.put(result)
            return result

        def check() -> None:
            with workers_failing():
                pool.check()

        sizes, reduced, finished, expected = job.sizes, 0, 0, job.sizes.draws
        while True:
            blocks = cut_blocks(sizes, size, reduced)
            total = finished + count_blocks(replace(sizes, draws=expected), size, reduced)
            for result in in_order(blocks, start, finish, AHEAD * pool.at_once, check, SILENCE):
                reduction.add(result)
                finished += 1
                if progress is not None:
                    progress(finished, max(total, finished))
            results = reduction.results(version, sizes.draws)
            further = None if enough is None else enough(results)
            if further is None:
                return results
            reduced = sizes.draws
            draws, expected = further
            sizes = replace(sizes, draws=draws)
            rows = ParameterRows(job.model, sizes.seed, draws)


def _pool(
    scheduler: str, workers: int | None, executor: Executor | None
) -> AbstractContextManager[Pool]:
    if executor is None:
        return open_executor(scheduler, workers)
    return nullcontext(asked(executor, available_workers() if workers is None else workers))


def chosen_block_size(job: Job, at_once: int) -> int:
    """Return how many replications of one world a block should hold."""
    share = job.sizes.draws * job.sizes.replications // (BLOCKS_PER_WORKER * at_once)
    return min(LARGEST, max(SMALLEST, min(share, BLOCK_SIZE // (1 + len(job.plans)))))
