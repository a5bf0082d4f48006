"""What a run leaves behind: numbers with named axes, and nothing that can run again.

One axis order everywhere: ``(draw, replication, outcome)``.  Analysis reads these classes
only, so results can be analysed without the engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.errors import UsageError, check_names
from sim.results.descriptions import OptionInfo, OutcomeInfo, QuantityInfo
from sim.results.display import Displayed
from sim.results.history_summary import HistorySummary

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]

#: Name of the world without any new measure; no option may have it.
BASELINE = "baseline"

DAYS_PER_WEEK = 7.0


def import_pandas() -> ModuleType:
    """Return pandas, which takes half a second to import and is needed for frames only.

    Raises
    ------
    UsageError
        If it is not installed.
    """
    try:
        return import_module("pandas")
    except ModuleNotFoundError:
        message = "to_frame needs pandas: pip install 'sim-crisis[frames]'"
        raise UsageError(message) from None


@dataclass(frozen=True)
class Header:
    """Where the numbers come from: enough to get the same bits again.

    Attributes
    ----------
    stratum
        Number of consecutive draws that form one Latin hypercube; draws in different strata are
        independent, draws inside one are not.
    uncertain
        Whether any quantity of the scenario is uncertain, so that draws differ.
    without
        Paths of the mechanisms that were switched off in every world.
    """

    version: str
    title: str
    question: str | None
    sha256: str
    seed: int
    draws: int
    replications: int
    start: date
    horizon_days: float
    objective: str | None
    stratum: int
    uncertain: bool
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Moments:
    """Mean and spread over the replications of each draw.

    Attributes
    ----------
    mean : ndarray, shape (draw, outcome)
    variance : ndarray, shape (draw, outcome)
        Sample variance over replications (divisor ``replications - 1``); NaN with one replication.
    """

    mean: Floats
    variance: Floats


@dataclass(frozen=True, repr=False)
class World(Displayed):
    """The outcomes of one world: the baseline, or the same clocks with options.

    Attributes
    ----------
    name
        ``baseline``, or the name of the option or portfolio.
    options
        Names of the options put into this world.
    offered
        True if the consents were drawn (*if offered*), False if they were given (*if adopted*).
    outcome : Moments
        Moments of the outcomes.
    difference : Moments or None
        Moments of outcome minus baseline, paired replication by replication; None for a world that
        was run alone.
    summary : HistorySummary or None
        How its single histories are distributed; of the baseline only.
    values : ndarray, shape (draw, replication, outcome), or None
        Every outcome of every replication (reached: 0 or 1; time: weeks), if they were kept.
    weeks_to : ndarray, shape (draw, replication, reached outcome), or None
        Weeks until each outcome of kind ``reached`` first held, ``inf`` if never; if kept.
    parts : ndarray, shape (draw, part, outcome), or None
        Means over each of a few parts of the replications, dealt in turn: replication ``r`` is in
        part ``r mod n_parts``.  Their scatter tells how the Monte Carlo noise of two worlds goes
        together; None for a world that was run alone.
    cost : ndarray, shape (draw,), or None
        Cost in each draw, in the scenario's own unit; where consents were drawn, expected.
    reaches
        Names of the outcomes in which it can differ from the baseline, however rarely; None if
        that is not known.
    """

    name: str
    options: tuple[str, ...]
    offered: bool
    outcome: Moments
    difference: Moments | None = None
    summary: HistorySummary | None = None
    values: Floats | None = None
    weeks_to: Floats | None = None
    parts: Floats | None = None
    cost: Floats | None = None
    reaches: frozenset[str] | None = None


class ParameterTable:
    """The value of every quantity in every draw, drawn when it is first asked for.

    A table of a hundred thousand draws of the flagship takes half a gigabyte, and most results are
    never asked for it.

    Parameters
    ----------
    draw
        Returns levels and values of the first draws, as many as it is given, each of shape (draw,
        parameter); the levels may be None.
    draws
        How many there are.
    """

    def __init__(self, draw: Callable[[int], tuple[Floats | None, Floats]], draws: int) -> None:
        self._draw, self._draws = draw, draws

    @cached_property
    def _drawn(self) -> tuple[Floats | None, Floats]:
        return self._draw(self._draws)

    def first(self, draws: int) -> tuple[Floats | None, Floats]:
        """Return levels and values of the first draws only, which others do not change."""
        return self._drawn if draws >= self._draws else self._draw(draws)

    @property
    def levels(self) -> Floats | None:
        """Cumulative probabilities of the values; NaN for what is known exactly."""
        return self._drawn[0]

    @property
    def values(self) -> Floats:
        """The values, each in its own base unit (rates per day, durations in days)."""
        return self._drawn[1]


@dataclass(frozen=True, repr=False)
class Results(Displayed):
    """Everything that one call simulated.

    Attributes
    ----------
    baseline
        The world that the others are compared with; for a single run, the world that was run.
    adopted, offered
        Worlds by the name of the option or portfolio, in the order asked for.
    table : ParameterTable
        The value of every quantity of the scenario in every draw.
    parameter_names
        Their paths in the scenario, such as ``moves.incident.rate``.
    quantities
        The same quantities, with their units and their provenance.
    correlations
        ``(quantity, quantity, rho)`` by position: correlated beliefs, of the Gaussian copula.
    """

    header: Header
    outcomes: tuple[OutcomeInfo, ...]
    options: dict[str, OptionInfo]
    baseline: World
    adopted: dict[str, World]
    offered: dict[str, World]
    table: ParameterTable
    parameter_names: tuple[str, ...]
    quantities: tuple[QuantityInfo, ...] = ()
    correlations: tuple[tuple[int, int, float], ...] = ()

    @property
    def parameters(self) -> Floats:
        """Values of all quantities, shape (draw, parameter): `ParameterTable.values`."""
        return self.table.values

    @property
    def levels(self) -> Floats | None:
        """Their cumulative probabilities, in the same shape: `ParameterTable.levels`."""
        return self.table.levels

    @property
    def reached(self) -> tuple[str, ...]:
        """Names along the last axis of ``World.weeks_to``."""
        return tuple(info.name for info in self.outcomes if info.has_weeks)

    def outcome_index(self, name: str) -> int:
        """Return the position of an outcome on the outcome axis.

        Raises
        ------
        UsageError
            If there is no such outcome.
        """
        names = [info.name for info in self.outcomes]
        check_names("outcome", [name], names)
        return names.index(name)

    def outcome(self, name: str) -> OutcomeInfo:
        """Return what is known of an outcome besides its numbers.

        Raises
        ------
        UsageError
            If there is no such outcome.
        """
        return self.outcomes[self.outcome_index(name)]

    def to_frame(self) -> pd.DataFrame:
        """Return one row per draw, world and outcome, with mean, variance and paired difference.

        Its index has the levels ``mode`` (``baseline``, ``adopted`` or ``offered``), ``world``,
        ``outcome`` and ``draw``.

        Raises
        ------
        UsageError
            If pandas is not installed.
        """
        pandas = import_pandas()
        worlds = [(BASELINE, self.baseline)]
        worlds += [("adopted", world) for world in self.adopted.values()]
        worlds += [("offered", world) for world in self.offered.values()]
        frames = {}
        for mode, world in worlds:
            for j, info in enumerate(self.outcomes):
                columns = {
                    "mean": world.outcome.mean[:, j],
                    "variance": world.outcome.variance[:, j],
                }
                if world.difference is not None:
                    columns["difference"] = world.difference.mean[:, j]
                    columns["difference_variance"] = world.difference.variance[:, j]
                frames[mode, world.name, info.name] = pandas.DataFrame(columns)
        # Levels in the order of the rows, which makes it quick to look something up.
        levels = [list(dict.fromkeys(names)) for names in zip(*frames, strict=True)]
        names = ["mode", "world", "outcome", "draw"]
        whole: pd.DataFrame = pandas.concat(frames, levels=levels, names=names)
        return whole
