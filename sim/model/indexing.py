"""Names become positions, and quantities become parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.model.model import Condition, Parameter
from sim.results.descriptions import QuantityInfo
from sim.results.option_rungs import OPTION_RUNGS
from sim.scenario.quantity.quantity import Quantity
from sim.scenario.schema import Scenario


@dataclass
class Parameters:
    """The parameters found so far, and their positions by the path of their quantity.

    Attributes
    ----------
    infos
        What is known of the quantities that the file gives.
    """

    infos: Mapping[str, QuantityInfo]
    found: list[Parameter] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)

    def add(self, path: str, quantity: Quantity) -> int:
        """Return the position of a quantity's parameter."""
        if path not in self.positions:
            self.positions[path] = len(self.found)
            parameter = Parameter(
                name=path,
                family=quantity.family,
                arguments=constants_of(quantity),
                scale=quantity.scale,
                window_days=quantity.window_days,
                info=self.infos.get(path),
            )
            self.found.append(parameter)
        return self.positions[path]


def constants_of(quantity: Quantity) -> tuple[float, ...]:
    """Return the arguments of a quantity, with 0 in place of those that are uncertain."""
    return tuple(0.0 if isinstance(a, Quantity) else float(a) for a in quantity.arguments)


@dataclass(frozen=True)
class Positions:
    """Positions of everything that has a name, in the order of the names."""

    ladders: dict[str, int]
    rungs: dict[str, tuple[str, ...]]
    indicators: dict[str, int]
    tallies: dict[str, int]
    moves: dict[str, int]
    options: dict[str, int]

    @classmethod
    def of(cls, scenario: Scenario) -> Positions:
        """Return the positions of everything in a scenario."""
        options = sorted(scenario.options)
        rungs = {name: scenario.ladders[name].rungs for name in sorted(scenario.ladders)}
        rungs |= dict.fromkeys(options, OPTION_RUNGS)
        return cls(
            ladders=_positions(rungs),
            rungs=rungs,
            indicators=_positions(sorted(scenario.indicators)),
            tallies=_positions(sorted(scenario.tallies)),
            moves=_positions(sorted(scenario.moves)),
            options=_positions(options),
        )

    def rung(self, ladder: str, rung: str) -> tuple[int, int]:
        """Return the positions of a ladder and of one of its rungs."""
        return self.ladders[ladder], self.rungs[ladder].index(rung)

    def condition(self, condition: Mapping[str, tuple[str, ...]]) -> Condition:
        """Return a condition by positions, in order."""
        return tuple(
            (self.ladders[ladder], tuple(sorted(self.rung(ladder, rung)[1] for rung in rungs)))
            for ladder, rungs in sorted(condition.items())
        )


def _positions(names: Mapping[str, object] | list[str]) -> dict[str, int]:
    return {name: position for position, name in enumerate(names)}
