"""A slow engine for one self-exciting pair, written from the description alone.

Two moves and two indicators, by Ogata's thinning with the hazards at the exact levels: no step, no
clocks, nothing shared with the package.
"""

import math
import random

import numpy as np

DAYS = 52 * 7.0
LEVELS = {"tension": (0.3, 0.2, 9.0), "fear": (0.1, 0.1, 25.0)}
MOVES = {
    "incident": (8 / 365.25, {"tension": 12, "fear": 2}, {"tension": 0.22}),
    "reprisal": (3 / 365.25, {"tension": 5, "fear": 4}, {"tension": 0.1, "fear": 0.3}),
}


def self_exciting_pair(n, seed):
    """Return counts of both moves and the mean tension of ``n`` independent years."""
    rng = random.Random(seed)
    rows = [_one_year(rng) for _ in range(n)]
    names = ("incidents", "reprisals", "tension")
    return {
        name: np.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)
    }


def _one_year(rng):
    level = {name: start for name, (start, _, _) in LEVELS.items()}
    counts = dict.fromkeys(MOVES, 0)
    now, area = 0.0, 0.0
    while True:
        # Levels fall towards rest between events, or rise towards it: either end bounds them.
        highest = {name: max(level[name], LEVELS[name][1]) for name in level}
        bound = sum(_hazard(move, highest) for move in MOVES)
        wait = rng.expovariate(bound)
        elapsed = min(wait, DAYS - now)
        area += _area("tension", level, elapsed)
        level = {name: _relaxed(name, value, elapsed) for name, value in level.items()}
        now += elapsed
        if wait > elapsed:
            return counts["incident"], counts["reprisal"], area / DAYS
        pick = rng.random() * bound
        for move in MOVES:
            pick -= _hazard(move, level)
            if pick < 0:
                counts[move] += 1
                for name, jump in MOVES[move][2].items():
                    level[name] = min(1.0, max(0.0, level[name] + jump))
                break


def _hazard(move, level):
    rate, ratios, _ = MOVES[move]
    return rate * math.prod(ratio ** level[name] for name, ratio in ratios.items())


def _relaxed(name, value, days):
    _, rest, half_life = LEVELS[name]
    return rest + (value - rest) * 0.5 ** (days / half_life)


def _area(name, level, days):
    _, rest, half_life = LEVELS[name]
    tau = half_life / math.log(2)
    return rest * days + (level[name] - rest) * tau * (1 - math.exp(-days / tau))


def fading_anger(n, seed):
    """Return counts of incidents of ``n`` independent years in which each breeds the next.

    Ten a year at rest; each adds 0.8 to an anger that halves every day and multiplies the rate by
    up to 30.
    """
    rng = random.Random(seed)
    return np.array([_angry_year(rng) for _ in range(n)])


def _angry_year(rng):
    now, anger, count = 0.0, 0.0, 0
    while True:
        # Anger only fades between incidents, so the present hazard bounds those to come.
        bound = 10 / 365.25 * 30**anger
        wait = rng.expovariate(bound)
        now += wait
        if now >= DAYS:
            return count
        anger *= 0.5**wait
        if rng.random() * bound < 10 / 365.25 * 30**anger:
            count += 1
            anger = min(1.0, anger + 0.8)
