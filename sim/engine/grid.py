"""The grid on which indicators are followed: fine enough for the fastest of them.

Within a step the hazards are straight lines, so what a fading indicator adds to a hazard is found
well only if the step is not long beside its half-life, and the less so the more it weighs.  Nobody
has to know that: the step of the file is halved until it fits.

The error was measured for the most that an indicator can do: it jumps from 0 to 1 at any place in
a step and fades, and its hazard ratio is H.  With steps of ``min(2, 4 / |ln H|)`` half-lives what
it adds to the integrated hazard is found 0.1 % too small for H = 1.25, and 0.5 to 0.8 % for H from
5 to 1000; half of such a step brings all of them below 0.1 %.
"""

from __future__ import annotations

import math

from sim.engine.parameters import median_values
from sim.model import Model

#: Longest step for an indicator, in half-lives, however little it weighs.
LONGEST = 2.0
#: Longest step times the log hazard ratio of the indicator, in half-lives.
LONGEST_BY_WEIGHT = 4.0
#: Most steps to the horizon.
MOST_STEPS = 100_000


def wanted_steps(model: Model) -> dict[str, float]:
    """Return how long a step may be for each indicator that modifies a move with a rate, days.

    Half-lives and ratios are taken at their medians, whatever is switched off: so all draws and all
    worlds of a file have one grid.
    """
    medians = median_values(model)
    wanted: dict[str, float] = {}
    for move in model.moves:
        for number, ratio in move.indicator_ratios if move.rate is not None else ():
            indicator = model.indicators[number]
            weight = abs(math.log(medians[ratio]))
            half_lives = min(LONGEST, LONGEST_BY_WEIGHT / weight if weight else math.inf)
            step = half_lives * float(medians[indicator.half_life])
            wanted[indicator.name] = min(step, wanted.get(indicator.name, math.inf))
    return wanted


def followed_step(model: Model) -> float:
    """Return the step of the file, halved until it is short enough for every indicator, days.

    It is never halved to more than `MOST_STEPS` steps.
    """
    step = float(model.step_days)
    wanted = min(wanted_steps(model).values(), default=math.inf)
    while step > wanted and model.horizon_days <= 0.5 * step * MOST_STEPS:
        step *= 0.5
    return step


def too_fast(model: Model) -> list[str]:
    """Return the indicators that are faster than the finest grid, by name."""
    step = followed_step(model)
    return sorted(name for name, wanted in wanted_steps(model).items() if wanted < step)
