"""A sketch of what the machine can do: lanes of 32 replications of a made-up model.

It has the size of a large scenario (30 moves, 7 ladders of 4 rungs, 8 indicators, 4 modifiers a
move, 104 weeks), and leaves out what makes a simulator: the order and the times of events inside a
step, options, dates, and random streams by name.  All that is left is one exponential for each move
and step, the sum in it, and what an event changes.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numba
import numpy as np

MOVES, LADDERS, RUNGS, INDICATORS, WEEKS, LANES = 30, 7, 4, 8, 104, 32
MODIFIERS = 4
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def prepare(n: int) -> Callable[[], int]:
    """Return a program that runs ``n`` replications on one thread; it returns their events."""
    rng = np.random.default_rng(0)
    ladder = rng.integers(0, LADDERS, MOVES)
    start = rng.integers(0, RUNGS - 1, MOVES)
    end = np.minimum(start + rng.integers(0, 2, MOVES), RUNGS - 1)
    covariate = np.concatenate(
        [rng.choice(INDICATORS + LADDERS * RUNGS, MODIFIERS, replace=False) for _ in range(MOVES)]
    )
    model = (
        ladder,
        start,
        end,
        np.log(rng.uniform(0.3, 6, MOVES) / 52),
        covariate.reshape(MOVES, MODIFIERS),
        rng.normal(0, 0.5, (MOVES, MODIFIERS)),
        rng.uniform(0.2, 0.5, INDICATORS),
        np.exp(-np.log(2) / rng.uniform(2, 30, INDICATORS)),
        np.where(
            rng.random((MOVES, INDICATORS)) < 0.25, rng.normal(0, 0.15, (MOVES, INDICATORS)), 0
        ),
    )
    n_blocks = n // LANES
    return lambda: int(_run(n_blocks, *model))


@numba.njit(inline="always")
def _gap(replication, move, count):
    x = np.uint64(replication) << np.uint64(24) | np.uint64(move) << np.uint64(16)
    x = (x | np.uint64(count + 1)) * _GOLDEN
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    x = x ^ (x >> np.uint64(31))
    return -math.log((np.float64(x >> np.uint64(11)) + 1.0) * 2.0**-53)


@numba.njit(inline="always")
def _exponentials(x, out):
    for b in range(LANES):
        k = math.floor(x[b] * 1.4426950408889634 + 0.5)
        r = x[b] - k * 0.6931471805599453
        p = 1.0 / 40320 + r * (1.0 / 362880)
        p = 1.0 / 120 + r * (1.0 / 720 + r * (1.0 / 5040 + r * p))
        out[b] = 1.0 + r * (1.0 + r * (0.5 + r * (1.0 / 6 + r * (1.0 / 24 + r * p))))
    bits = out.view(np.int64)
    for b in range(LANES):
        bits[b] += np.int64(math.floor(x[b] * 1.4426950408889634 + 0.5)) << 52


@numba.njit(fastmath={"contract"})
def _run(n_blocks, ladder, start, end, base, covariate, ratio, rest, decay, jump):
    events = 0
    z = np.empty((INDICATORS + LADDERS * RUNGS, LANES))
    left, count = np.empty((MOVES, LANES)), np.empty((MOVES, LANES), np.int64)
    occupied = np.empty((LADDERS, RUNGS), np.int64)
    log_hazard, hazard = np.empty(LANES), np.empty(LANES)
    for block in range(n_blocks):
        first = block * LANES
        z[:] = 0.0
        occupied[:] = 0
        count[:] = 0
        for i in range(INDICATORS):
            z[i] = rest[i]
        for t in range(LADDERS):
            z[INDICATORS + t * RUNGS] = 1.0
            occupied[t, 0] = LANES
        for m in range(MOVES):
            for b in range(LANES):
                left[m, b] = _gap(first + b, m, 0)
        for _ in range(WEEKS):
            for i in range(INDICATORS):
                for b in range(LANES):
                    z[i, b] = rest[i] + (z[i, b] - rest[i]) * decay[i]
            for m in range(MOVES):
                if occupied[ladder[m], start[m]] == 0:
                    continue
                log_hazard[:] = base[m]
                for j in range(MODIFIERS):
                    for b in range(LANES):
                        log_hazard[b] += ratio[m, j] * z[covariate[m, j], b]
                _exponentials(log_hazard, hazard)
                gate = z[INDICATORS + ladder[m] * RUNGS + start[m]]
                least = 1.0
                for b in range(LANES):
                    left[m, b] -= hazard[b] * gate[b]
                for b in range(LANES):
                    least = min(least, left[m, b])
                if least > 0.0:
                    continue
                for b in range(LANES):
                    while left[m, b] <= 0.0:
                        events += 1
                        count[m, b] += 1
                        left[m, b] += _gap(first + b, m, count[m, b])
                        for i in range(INDICATORS):
                            z[i, b] = min(1.0, max(0.0, z[i, b] + jump[m, i]))
                        if end[m] != start[m]:
                            row = INDICATORS + ladder[m] * RUNGS
                            z[row + start[m], b], z[row + end[m], b] = 0.0, 1.0
                            occupied[ladder[m], start[m]] -= 1
                            occupied[ladder[m], end[m]] += 1
                            break
    return events
