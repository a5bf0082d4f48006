"""Blocks, spread over workers and put together again in order."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed

import numpy as np
import numpy.typing as npt

from sim.engine.block import BlockResult, TileMoments, WorldBlock, run_block
from sim.engine.parameters import STRATUM, draw_levels, parameters_at
from sim.engine.plan import Sizes, WorldPlan, cut_blocks
from sim.model import Model
from sim.results import Header, Moments, OptionInfo, QuantityInfo, Results, World

Floats = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]

#: Replications of one block, over all its worlds: large enough to be worth a task, small enough for
#: even work and for a quick answer to an interrupt.
BLOCK_SIZE = 24_000
#: Fewer blocks than this for each worker would leave some of them without work at the end.
BLOCKS_PER_WORKER = 4
#: Fewest and most replications of one world in a block.
SMALLEST, LARGEST = 200, 10_000


def available_workers() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_worlds(
    model: Model,
    sizes: Sizes,
    plans: tuple[WorldPlan, ...] = (),
    *,
    version: str,
    base: tuple[int, ...] = (),
    base_offered: bool = False,
    offering: bool = True,
    workers: int | None = None,
    executor: Executor | None = None,
    block_size: int | None = None,
    progress: Progress | None = None,
) -> Results:
    """Return the results of the baseline and of every planned world, on the same clocks.

    Parameters
    ----------
    plans
        Worlds to compare with the baseline, as adopted.
    base, base_offered
        Options that belong to the baseline itself, and whether their consents are drawn.
    offering
        Whether the planned worlds are also run as offered.
    workers
        Threads; all available processors by default.
    executor
        Any executor, used in place of threads; it is not shut down.
    block_size
        Replications of one world in a block; changes no bit of the results.
    progress
        Called with the number of blocks done and the number of all blocks.

    Raises
    ------
    RunError
        If a replication cannot be finished.
    """
    levels = draw_levels(model, sizes.seed, sizes.draws)
    parameters = parameters_at(model, levels)
    n_workers = available_workers() if workers is None else workers
    share = sizes.draws * sizes.replications // (BLOCKS_PER_WORKER * n_workers)
    wanted = min(LARGEST, max(SMALLEST, min(share, BLOCK_SIZE // (1 + len(plans)))))
    blocks = cut_blocks(sizes, block_size or wanted)
    own = ThreadPoolExecutor(n_workers) if executor is None else None
    pool = executor or own
    assert pool is not None
    try:
        futures: list[Future[BlockResult]] = []
        for block in blocks:
            rows = parameters[block.first_draw : block.first_draw + block.n_draws]
            arguments = (model, sizes, rows, block, base, base_offered, plans, offering)
            futures.append(pool.submit(run_block, *arguments))
        for done, future in enumerate(as_completed(futures), 1):
            future.result()
            if progress is not None:
                progress(done, len(blocks))
        results = [future.result() for future in futures]
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    finally:
        if own is not None:
            own.shutdown(wait=True, cancel_futures=True)
    return _assemble(model, sizes, plans, base, base_offered, levels, parameters, results, version)


def _assemble(
    model: Model,
    sizes: Sizes,
    plans: tuple[WorldPlan, ...],
    base: tuple[int, ...],
    base_offered: bool,
    levels: Floats,
    parameters: Floats,
    results: list[BlockResult],
    version: str,
) -> Results:
    def world(
        name: str, options: tuple[int, ...], offered: bool, shares: list[WorldBlock]
    ) -> World:
        differences = [share.difference for share in shares if share.difference is not None]
        return World(
            name=name,
            options=tuple(model.options[number].name for number in options),
            offered=offered,
            outcome=_merge(sizes, results, [share.outcome for share in shares]),
            difference=_merge(sizes, results, differences) if differences else None,
            values=_gather(sizes, results, [share.values for share in shares]),
            weeks_to=_gather(sizes, results, [share.weeks_to for share in shares]),
            parts=_part_means(sizes, results, [share.parts for share in shares]),
            cost=_cost(model, options, parameters, offered),
        )

    def compared(offered: bool) -> dict[str, World]:
        blocks = [result.offered if offered else result.adopted for result in results]
        return {
            plan.name: world(plan.name, base + plan.options, offered, list(shares))
            for plan, shares in zip(plans, zip(*blocks, strict=True), strict=False)
        }

    return Results(
        header=make_header(model, sizes, version),
        outcomes=tuple(outcome.info for outcome in model.outcomes),
        options={plan.name: _option_info(model, plan, parameters) for plan in plans},
        baseline=world("baseline", base, base_offered, [result.baseline for result in results]),
        adopted=compared(offered=False),
        offered=compared(offered=True),
        parameters=parameters,
        parameter_names=tuple(parameter.name for parameter in model.parameters),
        levels=levels,
        quantities=tuple(
            parameter.info or QuantityInfo(parameter.name) for parameter in model.parameters
        ),
        correlations=model.correlations,
    )


def make_header(model: Model, sizes: Sizes, version: str) -> Header:
    """Return where the numbers of a run come from."""
    return Header(
        version=version,
        title=model.title,
        question=model.question,
        sha256=model.sha256,
        seed=sizes.seed,
        draws=sizes.draws,
        replications=sizes.replications,
        start=model.start,
        horizon_days=model.horizon_days,
        objective=model.objective,
        stratum=STRATUM,
        uncertain=model.is_uncertain,
        without=model.without,
    )


def _merge(sizes: Sizes, results: list[BlockResult], shares: list[TileMoments]) -> Moments:
    """Merge tiles in order (Chan, Golub & LeVeque 1983, doi:10.1080/00031305.1983.10483115)."""
    shape = (sizes.draws, shares[0].mean.shape[1])
    count, mean, deviation = np.zeros((sizes.draws, 1)), np.zeros(shape), np.zeros(shape)
    order = sorted(range(len(results)), key=lambda number: results[number].block.tile)
    for number in order:
        block, share = results[number].block, shares[number]
        rows = slice(block.first_draw, block.first_draw + block.n_draws)
        before, total = count[rows], count[rows] + block.n_replications
        delta = share.mean - mean[rows]
        deviation[rows] += share.deviation + delta**2 * (before * block.n_replications / total)
        mean[rows] += delta * (block.n_replications / total)
        count[rows] = total
    if sizes.replications == 1:
        return Moments(mean, np.full(shape, np.nan))
    return Moments(mean, deviation / (sizes.replications - 1))


def _gather(sizes: Sizes, results: list[BlockResult], shares: list[Floats | None]) -> Floats | None:
    """Put kept values of all blocks into one array, or return None if none were kept."""
    first = shares[0]
    if first is None:
        return None
    whole = np.empty((sizes.draws, sizes.replications, first.shape[2]))
    for result, share in zip(results, shares, strict=True):
        block = result.block
        draws = slice(block.first_draw, block.first_draw + block.n_draws)
        replications = slice(
            block.first_replication, block.first_replication + block.n_replications
        )
        whole[draws, replications] = share
    return whole


def _part_means(sizes: Sizes, results: list[BlockResult], shares: list[Floats]) -> Floats:
    """Return the means of all parts; totals of tiles are added in the order of the tiles."""
    totals = np.zeros((sizes.draws, *shares[0].shape[1:]))
    for number in sorted(range(len(results)), key=lambda number: results[number].block.tile):
        block = results[number].block
        totals[block.first_draw : block.first_draw + block.n_draws] += shares[number]
    counts = [len(range(part, sizes.replications, sizes.parts)) for part in range(sizes.parts)]
    return totals / np.array(counts)[:, None]


def _cost(model: Model, options: tuple[int, ...], parameters: Floats, offered: bool) -> Floats:
    """Return the cost of a world in each draw; an option that is refused costs nothing."""
    total = np.zeros(len(parameters))
    for option in (model.options[number] for number in options):
        agreed = np.ones(len(parameters))
        if offered:
            for _, probability in option.consent:
                agreed = agreed * parameters[:, probability]
        total = total + agreed * parameters[:, option.cost]
    return total


def _option_info(model: Model, plan: WorldPlan, parameters: Floats) -> OptionInfo:
    """Return names, mean joint consent and mean cost of a planned world."""
    members = [model.options[number] for number in plan.options]
    asked = [parameters[:, position] for option in members for _, position in option.consent]
    consent = float(np.mean(np.prod(asked, axis=0))) if asked else None
    cost = float(sum(parameters[:, option.cost].mean() for option in members))
    alone = len(members) == 1 and members[0].name == plan.name
    readable = members[0].title if alone else plan.name.replace("_", " ").capitalize()
    return OptionInfo(
        name=plan.name,
        title=plan.title or readable,
        by=tuple(dict.fromkeys(actor for option in members for actor in option.by)),
        consent=consent,
        cost=cost,
        members=tuple(option.name for option in members),
        basis=tuple(dict.fromkeys(basis for option in members for basis in option.basis)),
    )
