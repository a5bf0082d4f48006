"""One block of replications: every world of it, on the same clocks, reduced to moments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.engine.abreast import goes_abreast, simulate_abreast
from sim.engine.abreast_state import new_abreast
from sim.engine.coefficients import Coefficients, build_coefficients
from sim.engine.kernel import simulate
from sim.engine.lanes import MAX_EVENTS, Lanes, Observed
from sim.engine.outcomes import moments, outcome_values, part_totals
from sim.engine.plan import Block, Sizes, WorldPlan
from sim.engine.state import new_state
from sim.engine.streams import stream_key, uniforms
from sim.engine.structure import Structure, build_structure, watched_conditions
from sim.engine.trace import Trace, no_trace
from sim.errors import RunError
from sim.model import Model

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint64]


class TileMoments(NamedTuple):
    """Mean and sum of squared deviations over one tile, each shape (draw, outcome)."""

    mean: Floats
    deviation: Floats


@dataclass(frozen=True)
class WorldBlock:
    """One world's share of a block.

    Attributes
    ----------
    outcome, difference : TileMoments
        Of the outcomes, and of outcome minus baseline (None for the baseline).
    parts : ndarray, shape (draw, part, outcome)
        Totals of the outcomes over the replications of each part.
    values : ndarray, shape (draw, replication, outcome), or None
    weeks_to : ndarray, shape (draw, replication, reached outcome), or None
        Of the baseline only.
    """

    outcome: TileMoments
    parts: Floats
    difference: TileMoments | None = None
    values: Floats | None = None
    weeks_to: Floats | None = None


@dataclass(frozen=True)
class BlockResult:
    """Everything a block sends back; nothing is offered if nobody asked for that."""

    block: Block
    baseline: WorldBlock
    adopted: tuple[WorldBlock, ...]
    offered: tuple[WorldBlock, ...]


@dataclass(frozen=True)
class Bench:
    """What all worlds of a block share, built once."""

    model: Model
    seed: int
    parameters: Floats
    structure: Structure
    coefficients: Coefficients
    keys: Bits
    lanes: Lanes
    consents: Bools

    def run(self, adopted: Bools) -> tuple[Floats, Floats]:
        """Return values and weeks of all lanes, for a table of adopted options (lane, option)."""
        lanes = self.lanes._replace(adopted=adopted)
        observed = observe(self.model, self.structure, self.coefficients, self.keys, lanes)
        return outcome_values(self.model, self.seed, self.parameters, lanes, observed)


def observe(
    model: Model,
    structure: Structure,
    coefficients: Coefficients,
    keys: Bits,
    lanes: Lanes,
    trace: Trace | None = None,
) -> Observed:
    """Return what the compiled loop saw in each lane.

    Parameters
    ----------
    trace
        A log to write events into; only for a single lane.

    Raises
    ------
    RunError
        If a replication has an absurd number of events.
    """
    n_lanes, n_moves = lanes.row.shape[0], len(model.moves)
    n_conditions = len(watched_conditions(model))
    observed = Observed(
        times=np.zeros((n_lanes, n_moves), np.int64),
        first=np.empty((n_lanes, n_moves)),
        condition_first=np.empty((n_lanes, n_conditions)),
        condition_time=np.empty((n_lanes, n_conditions)),
        integral=np.empty((n_lanes, len(model.indicators))),
    )
    if trace is None and goes_abreast(model, lanes):
        lane = simulate_abreast(
            structure, coefficients, keys, lanes, new_abreast(structure), observed
        )
    else:
        state = new_state(structure)
        lane = simulate(structure, coefficients, keys, lanes, state, observed, trace or no_trace())
    if lane >= 0:
        busiest = model.moves[int(observed.times[lane].argmax())].name
        raise RunError(
            f"draw {lanes.draw[lane]}, replication {lanes.replication[lane]}: more than "
            f"{MAX_EVENTS:,} events before the horizon, most of them '{busiest}'; "
            f"check the unit of its rate and what makes it more likely"
        )
    return observed


@lru_cache(maxsize=8)
def clock_keys(model: Model, seed: int) -> Bits:
    """Return the key of every move's clock, shape (2, move); nobody may change them."""
    keys = [stream_key(seed, "clock", move.name) for move in model.moves]
    return np.ascontiguousarray(np.array(keys, np.uint64).reshape(-1, 2).T)


def make_bench(model: Model, seed: int, parameters: Floats, block: Block) -> Bench:
    """Return what the worlds of a block share.

    Parameters
    ----------
    parameters : ndarray, shape (draw, parameter)
        The rows of this block's draws.
    """
    row = np.repeat(np.arange(block.n_draws), block.n_replications)
    replications = block.first_replication + np.arange(block.n_replications)
    lanes = Lanes(
        row=row,
        draw=block.first_draw + row,
        replication=np.tile(replications, block.n_draws),
        adopted=np.zeros((row.shape[0], len(model.options)), np.bool_),
    )
    return Bench(
        model=model,
        seed=seed,
        parameters=parameters,
        structure=build_structure(model),
        coefficients=build_coefficients(model, parameters),
        keys=clock_keys(model, seed),
        lanes=lanes,
        consents=draw_consents(model, seed, parameters, lanes),
    )


def draw_consents(model: Model, seed: int, parameters: Floats, lanes: Lanes) -> Bools:
    """Return whether everybody consents to each option in each lane, shape (lane, option)."""
    consents = np.ones((lanes.row.shape[0], len(model.options)), np.bool_)
    zeros = np.zeros_like(lanes.row)
    for number, option in enumerate(model.options):
        for actor, probability in option.consent:
            key = stream_key(seed, "consent", f"{option.name}.{actor}")
            levels = uniforms(key, lanes.draw, lanes.replication, zeros)
            consents[:, number] &= levels < parameters[lanes.row, probability]
    return consents


def run_block(
    model: Model,
    sizes: Sizes,
    parameters: Floats,
    block: Block,
    base: tuple[int, ...],
    base_offered: bool,
    plans: tuple[WorldPlan, ...],
    offering: bool,
) -> BlockResult:
    """Simulate every world of a block and reduce it.

    Parameters
    ----------
    base, base_offered
        Options put into the baseline itself, and whether their consents are drawn.
    plans
        Worlds to compare with it.
    offering
        Whether these are also run with drawn consents.
    """
    bench = make_bench(model, sizes.seed, parameters, block)
    own = _adopt(bench, base)
    baseline, weeks_to = bench.run(own & bench.consents if base_offered else own)
    adopted = {plan.options: bench.run(_adopt(bench, base + plan.options))[0] for plan in plans}
    offered = []
    if offering:
        known = {(): baseline, **adopted}
        offered = [_if_offered(bench, plan, own, known) for plan in plans]
    shape = (block.n_draws, block.n_replications, -1)
    return BlockResult(
        block,
        WorldBlock(
            _tile_moments(baseline.reshape(shape)),
            _part_totals(baseline.reshape(shape), sizes.parts),
            values=baseline.reshape(shape),
            weeks_to=weeks_to.reshape(*shape[:2], weeks_to.shape[1]),
        ),
        tuple(_reduce(adopted[plan.options], baseline, block, sizes.parts) for plan in plans),
        tuple(_reduce(values, baseline, block, sizes.parts) for values in offered),
    )


def _adopt(bench: Bench, options: tuple[int, ...]) -> Bools:
    adopted = np.zeros_like(bench.consents)
    adopted[:, list(options)] = True
    return adopted


def _if_offered(
    bench: Bench, plan: WorldPlan, own: Bools, known: dict[tuple[int, ...], Floats]
) -> Floats:
    """Return the values with drawn consents.

    The options that are agreed to make up a world of their own.  If that is among the known ones,
    its values are taken: the same clocks give the same bits.  Other replications are run.

    Parameters
    ----------
    known
        Values of all lanes by the options adopted, those of the baseline by ``()``.
    """
    granted = bench.consents[:, list(plan.options)]
    values = np.empty_like(known[()])
    unknown = np.zeros(len(values), np.bool_)
    kinds, kind = np.unique(granted, axis=0, return_inverse=True)
    for number, agreed in enumerate(kinds):
        here = kind == number
        world = tuple(o for o, yes in zip(plan.options, agreed, strict=True) if yes)
        if world in known:
            values[here] = known[world][here]
        else:
            unknown |= here
    if unknown.any():
        adopted = own[unknown]
        adopted[:, list(plan.options)] |= granted[unknown]
        row, draw, replication, adopts = bench.lanes
        lanes = Lanes(row[unknown], draw[unknown], replication[unknown], adopts[unknown])
        some = replace(bench, lanes=lanes, consents=bench.consents[unknown])
        values[unknown], _ = some.run(adopted)
    return values


def _reduce(values: Floats, baseline: Floats, block: Block, parts: int) -> WorldBlock:
    shape = (block.n_draws, block.n_replications, -1)
    return WorldBlock(
        _tile_moments(values.reshape(shape)),
        _part_totals(values.reshape(shape), parts),
        _tile_moments((values - baseline).reshape(shape)),
    )


def _tile_moments(values: Floats) -> TileMoments:
    shape = (values.shape[0], values.shape[2])
    result = TileMoments(np.empty(shape), np.empty(shape))
    moments(np.ascontiguousarray(values), result.mean, result.deviation)
    return result


def _part_totals(values: Floats, parts: int) -> Floats:
    totals = np.empty((values.shape[0], parts, values.shape[2]))
    part_totals(np.ascontiguousarray(values), totals)
    return totals
