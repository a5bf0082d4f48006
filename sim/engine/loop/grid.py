"""The grid on which indicators are followed: fine enough for the fastest of them.

Within a step the hazards are straight lines, so what a fading indicator adds to a hazard is found
well only if the step is not long beside its half-life, and the less so the more it weighs.  Nobody
has to know that: the step of the file is halved until it fits.

The error was measured for the most that an indicator can do: it jumps from 0 to 1 at any place in
a step and fades, and its hazard ratio is H.  With steps of ``min(2, 4 / |ln H|)`` half-lives what
it adds to the integrated hazard is found 0.1 % too small for H = 1.25, and 0.5 to 0.8 % for H from
5 to 1000; half of such a step brings all of them to 0.1 % or less.  Several indicators of one move
may jump together, and then their weights add up, each by the half-life in which it fades.
"""

from __future__ import annotations

import math
import sys

from sim.engine.loop.parameters import Floats, median_values
from sim.model.model import Model, Move

#: Longest step for an indicator, in half-lives, however little it weighs.
LONGEST = 2.0
#: Longest step for a move: by so much its log hazard may fade in it, at the pace of the half-lives.
MOST_FADING = 4.0
#: Most steps to the horizon.
MOST_STEPS = 100_000


def wanted_step(model: Model, move: Move, medians: Floats) -> float:
    """Return how long a step may be for the indicators of a move, days.

    Parameters
    ----------
    medians : ndarray, shape (parameter,)
        Of half-lives and ratios, whatever is switched off: so all draws and all worlds of a file
        have one grid.
    """
    if move.rate is None:  # a date looks at exact levels
        return math.inf
    fading, fastest = 0.0, math.inf
    for number, ratio in move.indicator_ratios:
        # A half-life of nothing is at rest at once: no grid follows it, and none divides by it.
        half_life = max(float(medians[model.indicators[number].half_life]), sys.float_info.min)
        fading += abs(math.log(medians[ratio])) / half_life
        fastest = min(fastest, half_life)
    return min(LONGEST * fastest, MOST_FADING / fading if fading else math.inf)


def followed_step(model: Model) -> float:
    """Return the step of the file, halved until it is short enough for every indicator, days.

    It is never halved to more than `MOST_STEPS` steps.
    """
    medians, step = median_values(model), float(model.step_days)
    wanted = min((wanted_step(model, move, medians) for move in model.moves), default=math.inf)
    while step > wanted and model.horizon_days <= 0.5 * step * MOST_STEPS:
        step *= 0.5
    return step


def too_fast(model: Model) -> list[str]:
    """Return the moves whose indicators are faster than the finest grid, by name."""
    medians, step = median_values(model), followed_step(model)
    return [move.name for move in model.moves if wanted_step(model, move, medians) < step]
