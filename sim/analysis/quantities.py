"""The uncertain quantities of a scenario in the draws: their scores, and how they hang together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from sim.analysis.functions import SMOOTH, functions_of
from sim.analysis.jackknife import Positions, groups, without
from sim.analysis.scores import Dependence, dependence, normal_scores
from sim.results.descriptions import QuantityInfo
from sim.results.dotted import Dotted
from sim.results.results import Floats, Results

#: More draws than these are not looked at: what they add is small beside what it takes.
MOST_DRAWS_READ = 5_000


@dataclass(frozen=True)
class Quantities:
    """The uncertain quantities, draw by draw.

    Attributes
    ----------
    infos
        What they are called.
    columns
        Their positions among all quantities of the scenario.
    values, scores : ndarray, shape (draw, quantity)
        In base units, and their normal scores.
    dependence
        How the scores depend on each other.
    groups
        Draws that are left out together.
    """

    infos: tuple[QuantityInfo, ...]
    columns: tuple[int, ...]
    values: Floats
    scores: Floats
    dependence: Dependence
    groups: tuple[Positions, ...]

    @property
    def kept(self) -> list[Positions]:
        """Positions of the draws that are left without each group."""
        return [without(group, len(self.scores)) for group in self.groups]

    def concern(self, options: tuple[str, ...], *, offered: bool) -> npt.NDArray[np.bool_]:
        """Return which quantities can matter to a world at all, shape (quantity,).

        Not those of an option that is not in it; consents only where they are drawn; and a cost
        changes nothing but the cost.
        """
        return np.array([_concerns(info.name, options, offered) for info in self.infos], np.bool_)


def quantities_of(results: Results, most: int = MOST_DRAWS_READ) -> Quantities:
    """Return the uncertain quantities of some results, in the first draws of them.

    Parameters
    ----------
    most
        Draws that are looked at, at most, rounded down to whole Latin hypercubes.
    """
    draws = results.header.draws
    if draws > most:
        draws = most - most % results.header.stratum
    levels, values = results.table.first(draws)
    columns = np.flatnonzero(np.ptp(values, axis=0) > 0.0)
    position = {int(column): place for place, column in enumerate(columns)}
    infos = results.quantities or tuple(QuantityInfo(name) for name in results.parameter_names)
    if len(columns) == 0:
        scores = np.empty((draws, 0))
    elif levels is None:
        scores = normal_scores(values[:, columns])
    else:
        scores = np.asarray(ndtri(levels[:, columns]))
    pairs = [
        (position[first], position[second], rho)
        for first, second, rho in results.correlations
        if first in position and second in position
    ]
    values = values[:, columns]
    functions = [functions_of(*both) for both in zip(values.T, scores.T, strict=True)]
    steps = {place: own for place, own in enumerate(functions) if own is not SMOOTH}
    return Quantities(
        infos=tuple(infos[column] for column in columns),
        columns=tuple(int(column) for column in columns),
        values=values,
        scores=scores,
        dependence=dependence(len(columns), pairs, steps),
        groups=tuple(groups(draws, results.header.stratum)),
    )


def _concerns(path: str, options: tuple[str, ...], offered: bool) -> bool:
    section, *rest = Dotted.of(path).parts
    if section != "options":
        return True
    if rest[0] not in options or rest[1] == "cost":
        return False
    return offered or rest[1] != "consent"
