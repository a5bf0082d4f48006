"""(d) The work for a given precision of a paired difference.

Three ways to know what a measure changes: the same clocks in both worlds, which is what `sim` does;
the same seed, with one stream of random numbers for everything that happens; independent worlds.
The work is the number of pairs of histories, in proportion to the variance of a difference.
"""

from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt

import sim
from tests.benchmarks.illness import RATES, STATES, YEARS
from tests.benchmarks.peers.ourselves import SCENARIO
from tests.benchmarks.table import Table

Floats = npt.NDArray[np.float64]

#: What the treatment does to the rate from sick to sicker.
TREATMENT = 0.6
ILLNESS = {
    "years alive": "alive: {time: {health: [healthy, sick, sicker]}}",
    "years sicker": "ill: {time: {health: sicker}}",
    "deaths": "death: {reached: {health: dead}}",
}
FLAGSHIP = {
    "major violence": ("direct_channel", "major_violence"),
    "fatal incidents": ("direct_channel", "fatal_incidents"),
    "exodus": ("assurances", "exodus"),
    "treaty": ("rail_link", "treaty"),
}


def precision_table(n: int = 40_000, draws: int = 200) -> Table:
    """Return how many times more histories the other ways need.

    Parameters
    ----------
    n
        Pairs of histories of the illness, in each way.
    draws
        Of the flagship, with 50 histories each.
    """
    rows = []
    paired, independent = _illness_by_clocks(n)
    by_seed = _illness_by_seed(n)
    for number, name in enumerate(ILLNESS):
        rows.append(
            [
                f"illness, a treatment: {name}",
                f"{independent[number] / paired[number]:.3g} times",
                f"{by_seed[number] / paired[number]:.3g} times",
            ]
        )
    options = sorted({option for option, _ in FLAGSHIP.values()})
    results = sim.compare(sim.load("lachin-2023"), options=options, draws=draws, replications=50)
    for name, (option, outcome) in FLAGSHIP.items():
        column = results.outcome_index(outcome)
        world = results.adopted[option]
        alone = results.baseline.outcome.variance[:, column] + world.outcome.variance[:, column]
        assert world.difference is not None
        together = world.difference.variance[:, column]
        rows.append(
            [
                f"flagship, {option.replace('_', ' ')}: {name}",
                f"{alone.mean() / together.mean():.3g} times",
                "–",
            ]
        )
    return Table(["difference", "independent worlds need", "one shared seed needs"], rows)


def _illness_by_clocks(n: int) -> tuple[Floats, Floats]:
    """Return the variances of a paired difference and of the difference of independent worlds."""
    outcomes = "\n".join(f"  {line}" for line in ILLNESS.values())
    text = SCENARIO.split("outcomes:")[0]
    text += f"options: {{treatment: {{effects: {{sick_sicker: {TREATMENT}}}}}}}\n"
    results = sim.compare(
        sim.loads(f"{text}outcomes:\n{outcomes}"), draws=1, replications=n, seed=1
    )
    treated = results.adopted["treatment"]
    assert treated.difference is not None
    independent = results.baseline.outcome.variance + treated.outcome.variance
    return treated.difference.variance[0], independent[0]


def _illness_by_seed(n: int) -> Floats:
    """Return the variance of the difference of two worlds that start from the same seed."""
    # In the tables of `sim` times are in weeks.
    weeks = 365.25 / 7
    untreated = np.array([_history(seed, 1.0) for seed in range(n)])
    treated = np.array([_history(seed, TREATMENT) for seed in range(n)])
    return (treated - untreated).var(axis=0, ddof=1) * np.array([weeks**2, weeks**2, 1.0])


def _history(seed: int, treatment: float) -> tuple[float, float, float]:
    """Return years alive, years sicker and whether dead, by Gillespie's direct method."""
    rng = random.Random(seed)
    state, year, sicker = "healthy", 0.0, 0.0
    while state != STATES[-1]:
        targets = {end: rate for (start, end), rate in RATES.items() if start == state}
        if state == "sick":
            targets["sicker"] *= treatment
        wait = rng.expovariate(sum(targets.values()))
        spent = min(wait, YEARS - year)
        sicker += spent * (state == "sicker")
        year += spent
        if year >= YEARS:
            return YEARS, sicker, 0.0
        state = rng.choices(list(targets), list(targets.values()))[0]
    return year, sicker, 1.0
