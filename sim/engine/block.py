"""One block of replications: every world of it, on the same clocks, reduced to moments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.engine.block_setup import Bench, make_bench
from sim.engine.loop.counting import summarize
from sim.engine.loop.lanes import Lanes
from sim.engine.loop.outcomes import moments, part_totals
from sim.engine.plan import Block, Job
from sim.results.history_summary import HistorySummary, incidence_weeks
from sim.results.results import DAYS_PER_WEEK

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class TileMoments(NamedTuple):
    """Mean and sum of squared deviations over one tile, each shape (world, draw, outcome)."""

    mean: Floats
    deviation: Floats


@dataclass(frozen=True)
class BlockResult:
    """Everything a block sends back; worlds in the order of `Job`: baseline, adopted, offered.

    Attributes
    ----------
    outcome : TileMoments
        Of the outcomes in every world.
    difference : TileMoments
        Of outcome minus baseline in every world but the first.
    parts : ndarray, shape (world, draw, part, outcome)
        Totals of the outcomes over the replications of each part.
    summary
        Of the histories of the baseline.
    histories : ndarray, shape (world, draw, replication, outcome and reached outcome), or None
        Values and weeks, if they are kept.
    """

    block: Block
    outcome: TileMoments
    difference: TileMoments
    parts: Floats
    summary: HistorySummary
    histories: Floats | None


def run_block(job: Job, parameters: Floats, block: Block) -> BlockResult:
    """Simulate every world of a block and reduce it.

    Parameters
    ----------
    parameters : ndarray, shape (draw, parameter)
        The rows of this block's draws.
    """
    bench = make_bench(job.model, job.sizes.seed, parameters, block)
    own = _adopt(bench, job.base)
    baseline = bench.run(own & bench.consents if job.base_offered else own)
    adopted = {
        plan.options: bench.run(_adopt(bench, job.base + plan.options)) for plan in job.plans
    }
    worlds = [baseline, *(adopted[plan.options] for plan in job.plans)]
    if job.offering:
        known = {(): baseline, **adopted}
        worlds += [_if_offered(bench, plan.options, own, known) for plan in job.plans]
    shape = (len(worlds), block.n_draws, block.n_replications, -1)
    histories = np.concatenate(worlds).reshape(shape)
    values = histories[..., : len(job.model.outcomes)]
    return BlockResult(
        block=block,
        outcome=_tile_moments(values),
        difference=_tile_moments(values[1:] - values[0]),
        parts=_part_totals(values, job.parts),
        summary=_summary(job, histories[0]),
        histories=histories if job.keep else None,
    )


def _adopt(bench: Bench, options: tuple[int, ...]) -> Bools:
    adopted = np.zeros_like(bench.consents)
    adopted[:, list(options)] = True
    return adopted


def _if_offered(
    bench: Bench, options: tuple[int, ...], own: Bools, known: dict[tuple[int, ...], Floats]
) -> Floats:
    """Return what happened with drawn consents.

    The options that are agreed to make up a world of their own.  If that is among the known ones,
    its histories are taken: the same clocks give the same bits.  Other replications are run.

    Parameters
    ----------
    known
        Histories of all lanes by the options adopted, those of the baseline by ``()``.
    """
    granted = bench.consents[:, list(options)]
    histories = np.empty_like(known[()])
    unknown = np.zeros(len(histories), np.bool_)
    kinds, kind = np.unique(granted, axis=0, return_inverse=True)
    kind = kind.reshape(-1)  # numpy 2.0 gives it the shape (lane, 1)
    for number, agreed in enumerate(kinds):
        here = kind == number
        world = tuple(option for option, yes in zip(options, agreed, strict=True) if yes)
        if world in known:
            histories[here] = known[world][here]
        else:
            unknown |= here
    if unknown.any():
        adopted = own[unknown]
        adopted[:, list(options)] |= granted[unknown]
        row, draw, replication, adopts = bench.lanes
        lanes = Lanes(row[unknown], draw[unknown], replication[unknown], adopts[unknown])
        some = replace(bench, lanes=lanes, consents=bench.consents[unknown])
        histories[unknown] = some.run(adopted)
    return histories


def _summary(job: Job, histories: Floats) -> HistorySummary:
    outcomes = job.model.outcomes
    return summarize(
        histories[..., : len(outcomes)],
        histories[..., len(outcomes) :],
        [outcome.info.is_probability for outcome in outcomes],
        incidence_weeks(job.model.horizon_days / DAYS_PER_WEEK),
    )


def _tile_moments(values: Floats) -> TileMoments:
    n_worlds, n_draws, n_replications, n_outcomes = values.shape
    flat = np.ascontiguousarray(values).reshape(-1, n_replications, n_outcomes)
    result = TileMoments(*np.empty((2, len(flat), n_outcomes)))
    moments(flat, result.mean, result.deviation)
    return TileMoments(*(part.reshape(n_worlds, n_draws, n_outcomes) for part in result))


def _part_totals(values: Floats, parts: int) -> Floats:
    n_worlds, n_draws, n_replications, n_outcomes = values.shape
    flat = np.ascontiguousarray(values).reshape(-1, n_replications, n_outcomes)
    totals = np.empty((len(flat), parts, n_outcomes))
    if parts:
        part_totals(flat, totals)
    return totals.reshape(n_worlds, n_draws, parts, n_outcomes)
