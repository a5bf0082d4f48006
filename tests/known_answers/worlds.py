"""Short ways to build a scenario and to run it, shared by the known-answer tests."""

import textwrap

import sim

HEADER = """
sim: 1
title: A known answer
start: 2023-01-01
"""


def scenario(text, horizon="52 weeks", step="1 week"):
    """Return the scenario of a fragment, with the header put in front."""
    return sim.loads(f"{HEADER}horizon: {horizon}\nstep: {step}\n{textwrap.dedent(text)}")


def simulate(text, n=40_000, seed=1, horizon="52 weeks", step="1 week", **kwargs):
    """Return the values of every outcome by name, shape (n,), of a world without uncertainty."""
    world = scenario(text, horizon, step)
    results = sim.run(world, draws=1, replications=n, seed=seed, keep=True, **kwargs)
    return {
        info.name: results.baseline.values[0, :, number]
        for number, info in enumerate(results.outcomes)
    }
