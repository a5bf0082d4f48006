"""Comparisons made up from functions of known quantities, whose true answers are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.results.descriptions import OptionInfo, OutcomeInfo, QuantityInfo
from sim.results.results import Floats, Moments, ParameterTable, Results, World
from tests.analysis.two_level import latin, standard_normal
from tests.report.fabricate import HEADER

Function = Callable[[dict[str, Floats]], Floats]

#: Replications are dealt to so many parts, as in a run.
PARTS = 4


def normal_quantities(
    rng: np.random.Generator, n: int, spread: Mapping[str, tuple[float, float]]
) -> dict[str, Floats]:
    """Quantities by path, normal with the given means and standard deviations, in Latin strata."""
    return {path: mean + sd * standard_normal(latin(rng, n)) for path, (mean, sd) in spread.items()}


def comparison(
    quantities: Mapping[str, Floats],
    effects: Mapping[str, Function],
    *,
    seed: int = 1,
    replications: int = 20,
    noise: float = 0.0,
    shared: float = 0.5,
    base: Function | None = None,
    costs: Mapping[str, Floats] | None = None,
    better: str = "higher",
    correlations: Sequence[tuple[int, int, float]] = (),
    members: Mapping[str, tuple[str, ...]] | None = None,
    levels: Floats | None = None,
) -> Results:
    """Results of options whose effects are functions of the quantities, with normal noise.

    Parameters
    ----------
    effects
        Change of the outcome by each option, in every draw.
    noise
        Standard deviation, in one history, of the baseline's outcome and of every difference.
    shared
        Part of the variance of the differences' noise that all options have in common.
    base
        The outcome without any option; 0 by default.
    costs
        Cost in every draw, by option.
    levels
        Cumulative probabilities of the quantities; their ranks have to do without.
    """
    n = len(next(iter(quantities.values())))
    rng = np.random.default_rng(seed)
    shape = (n, replications)
    zero = np.zeros(n)
    level = (base(dict(quantities)) if base else zero)[:, None]
    outcome = level + noise * rng.standard_normal(shape)
    common = rng.standard_normal(shape)
    worlds, infos = {}, {}
    for name, effect in effects.items():
        own = rng.standard_normal(shape)
        luck = noise * (np.sqrt(shared) * common + np.sqrt(1.0 - shared) * own)
        difference = effect(dict(quantities))[:, None] + luck
        own_members = (members or {}).get(name, (name,))
        cost = (costs or {}).get(name, zero)
        worlds[name] = World(
            name,
            own_members,
            False,
            moments(outcome + difference),
            moments(difference),
            parts=parts(outcome + difference),
            cost=cost,
        )
        infos[name] = OptionInfo(name, name.title(), (), None, float(np.mean(cost)), own_members)
    header = replace(HEADER, draws=n, replications=replications, objective="gain", stratum=20)
    return Results(
        header=header,
        outcomes=(OutcomeInfo("gain", "mean", "Gain", "level", better),),  # type: ignore[arg-type]
        options=infos,
        baseline=World(
            "baseline", (), False, moments(outcome), parts=parts(outcome), cost=np.zeros(n)
        ),
        adopted=worlds,
        offered={},
        table=ParameterTable(
            lambda some: (
                None if levels is None else levels[:some],
                np.stack(list(quantities.values()), axis=1)[:some],
            ),
            n,
        ),
        parameter_names=tuple(quantities),
        quantities=tuple(QuantityInfo(path) for path in quantities),
        correlations=tuple(correlations),
    )


def moments(values: Floats) -> Moments:
    """Moments of values of one outcome, shape (draw, replication)."""
    return Moments(values.mean(axis=1)[:, None], values.var(axis=1, ddof=1)[:, None])


def parts(values: Floats) -> Floats:
    """Execution of the parts of the replications, shape (draw, part, 1)."""
    n = min(PARTS, values.shape[1])
    return np.stack([values[:, part::n].mean(axis=1) for part in range(n)], axis=1)[:, :, None]
