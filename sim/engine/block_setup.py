"""The bench of a block: what all its worlds share, and one world run on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sim.engine.loop.batched import goes_batched, simulate_batched
from sim.engine.loop.batched_state import new_batch
from sim.engine.loop.coefficients import Coefficients, build_coefficients
from sim.engine.loop.held import N_OBSERVED
from sim.engine.loop.kernel import simulate
from sim.engine.loop.lanes import MAX_EVENTS, Lanes, Observed
from sim.engine.loop.outcomes import outcome_values
from sim.engine.loop.state import new_state
from sim.engine.loop.streams import stream_key, uniforms
from sim.engine.loop.structure import Structure, build_structure
from sim.engine.loop.trace import Trace, no_trace
from sim.engine.plan import Block
from sim.engine.stopping import stop_if_asked
from sim.errors import RunError
from sim.model.model import Model

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint64]

#: Replications that the compiled loop runs in one go: so many that the call costs nothing, and so
#: few that a block can be given up soon.
LANES_AT_ONCE = 1000


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

    def run(self, adopted: Bools) -> Floats:
        """Return what happened in all lanes, for a table of adopted options (lane, option).

        Returns
        -------
        ndarray, shape (lane, outcome and reached outcome)
            As in `outcome_values`.
        """
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
    observed = Observed(
        times=np.zeros((n_lanes, n_moves), np.int64),
        first=np.empty((n_lanes, n_moves)),
        held=np.empty((n_lanes, structure.n_conditions, N_OBSERVED)),
        integral=np.empty((n_lanes, len(model.indicators))),
    )
    if trace is None and goes_batched(model, lanes):
        stop_if_asked()
        lane = simulate_batched(
            structure, coefficients, keys, lanes, new_batch(structure), observed
        )
    else:
        state, log = new_state(structure), trace or no_trace()
        for first in range(0, n_lanes, LANES_AT_ONCE):
            stop_if_asked()
            some = slice(first, first + LANES_AT_ONCE)
            own = Lanes._make(column[some] for column in lanes)
            seen = Observed._make(column[some] for column in observed)
            lane = simulate(structure, coefficients, keys, own, state, seen, log)
            if lane >= 0:
                lane += first
                break
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
