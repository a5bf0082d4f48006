"""The illness model in GillesPy2: a chemical system of one molecule, by its C++ solver."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import gillespy2
import numpy as np
import numpy.typing as npt
from gillespy2 import SSACSolver

from tests.benchmarks.illness import RATES, STATES, YEARS


def _model() -> gillespy2.Model:
    model = gillespy2.Model(name="illness")
    species = {
        state: gillespy2.Species(name=state, initial_value=int(state == "healthy"), mode="discrete")
        for state in STATES
    }
    model.add_species(list(species.values()))
    for (start, end), rate in RATES.items():
        name = f"{start}_{end}"
        constant = gillespy2.Parameter(name=f"k_{name}", expression=rate)
        model.add_parameter(constant)
        model.add_reaction(
            gillespy2.Reaction(
                name=name,
                reactants={species[start]: 1},
                products={species[end]: 1},
                rate=constant,
            )
        )
    model.timespan(gillespy2.TimeSpan.linspace(t=YEARS, num_points=YEARS + 1))
    return model


@cache
def _solver() -> SSACSolver:
    """Return the solver, built by the C++ compiler."""
    # It looks for its build program on the path, where that of an environment may be missing.
    folders = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    os.environ["PATH"] = os.pathsep.join(folders)
    return SSACSolver(model=_model())


def prepare(n: int, seed: int) -> Callable[[], npt.NDArray[np.float64]]:
    """Return a program for ``n`` histories."""
    solver = _solver()

    def program() -> npt.NDArray[np.float64]:
        results = solver.run(number_of_trajectories=n, seed=seed)
        return np.mean([[path[state][-1] for state in STATES] for path in results], axis=0)

    return program
