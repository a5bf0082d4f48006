"""The compiled scenario: what the engine needs, with every name resolved to a position.

A `Model` is frozen and holds no text to parse, no defaults and no randomness.  Uncertain and
certain numbers alike are *parameters*: everything else refers to them by their position, so that
one row of numbers (one draw) is a complete world.  Everything that has a name is sorted by it, so
that the order of a scenario file cannot matter.

Options are ladders too, with the rungs of
`sim.results.option_rungs`; they follow the scenario's own ladders.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.results.descriptions import OutcomeInfo, QuantityInfo

#: ``(ladder, rungs)`` pairs: true while every ladder is on one of its rungs.
Condition = tuple[tuple[int, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Parameter:
    """One number of the scenario, known or uncertain.

    Attributes
    ----------
    name
        Path in the scenario; also the name of its random stream.
    family, arguments
        A family of `sim.distributions` and its arguments.
    scale
        Multiplies the quantile: days per unit for durations, units per day for rates.
    window_days
        If set, the quantile is a probability within that many days and the value is the constant
        hazard per day with that probability.
    fixed
        If set, the value in every draw, whatever is drawn.
    info
        For people: its unit and its provenance.
    """

    name: str
    family: str
    arguments: tuple[float, ...]
    scale: float = 1.0
    window_days: float | None = None
    fixed: float | None = None
    info: QuantityInfo | None = None

    @property
    def is_constant(self) -> bool:
        """Whether the number is known exactly."""
        return self.family == "constant"


@dataclass(frozen=True)
class Indicator:
    """A level in 0..1 that relaxes towards its rest; ``start`` None starts at rest."""

    name: str
    start: int | None
    rest: int
    half_life: int


@dataclass(frozen=True)
class Ladder:
    """Ordered rungs; ``shifts`` are ``(rung, indicator, parameter)`` on the resting level."""

    name: str
    rungs: tuple[str, ...]
    start: int
    shifts: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True)
class Size:
    """The size of a tally, drawn afresh each time its move happens.

    Attributes
    ----------
    name
        Path in the scenario; also the name of its random stream.
    family, arguments
        A family of `sim.distributions` and its arguments.
    uncertain
        ``(place, parameter)``: arguments whose value differs between draws.
    """

    name: str
    tally: int
    family: str
    arguments: tuple[float, ...]
    uncertain: tuple[tuple[int, int], ...]
    scale: float = 1.0


@dataclass(frozen=True)
class Move:
    """Something that can happen, at a rate or on dates.

    Attributes
    ----------
    when : Condition
        The move is possible while this holds.
    rate
        Parameter of the baseline hazard per day; None for a dated move.
    shape
        Parameter of the Weibull shape; None for a constant baseline.
    days, probability
        Days since the start on which a dated move is tried, and the parameter of its probability.
    trait_ratios
        ``(trait parameter, hazard ratio parameter)``.
    indicator_ratios
        ``(indicator, hazard ratio parameter)``.
    rung_ratios
        ``(ladder, rung, hazard ratio parameter)``.
    rungs
        ``(ladder, rung)`` that the move leads to.
    jumps
        ``(indicator, parameter)`` that the move adds.
    """

    name: str
    title: str
    actor: str | None
    when: Condition
    rate: int | None
    shape: int | None
    days: tuple[float, ...]
    probability: int | None
    trait_ratios: tuple[tuple[int, int], ...]
    indicator_ratios: tuple[tuple[int, int], ...]
    rung_ratios: tuple[tuple[int, int, int], ...]
    rungs: tuple[tuple[int, int], ...]
    jumps: tuple[tuple[int, int], ...]
    sizes: tuple[Size, ...]


@dataclass(frozen=True)
class Option:
    """A mitigation measure; every number is a parameter position.

    Attributes
    ----------
    consent
        ``(actor, parameter)``: who is asked, and the probability of a yes.
    lasts
        None if the option stays once it is in force.
    effects
        ``(move, hazard ratio parameter)``.
    shifts
        ``(indicator, parameter)`` on the resting level.
    basis
        What its effects and shifts rest on, the most frequent first.
    """

    name: str
    title: str
    by: tuple[str, ...]
    consent: tuple[tuple[str, int], ...]
    delay: int
    lasts: int | None
    needs: Condition
    strength: int
    effects: tuple[tuple[int, int], ...]
    shifts: tuple[tuple[int, int], ...]
    cost: int
    basis: tuple[str, ...] = ()


@dataclass(frozen=True)
class Portfolio:
    """Options that are taken together, by position."""

    name: str
    title: str
    options: tuple[int, ...]


@dataclass(frozen=True)
class Outcome:
    """What is observed; of the last four fields one is used, as `sim.results.kinds` says."""

    info: OutcomeInfo
    condition: Condition | None = None
    moves: tuple[int, ...] = ()
    tally: int | None = None
    indicator: int | None = None


@dataclass(frozen=True)
class Model:
    """The whole scenario; see the module docstring.

    Attributes
    ----------
    correlations
        ``(parameter, parameter, rho)`` of the Gaussian copula.
    ladders
        The scenario's ladders, then one for each option, in the order of ``options``.
    without
        Paths of the mechanisms that are switched off (`sim.model.ablation`).
    """

    title: str
    question: str | None
    sha256: str
    start: date
    horizon_days: float
    step_days: float
    parameters: tuple[Parameter, ...]
    correlations: tuple[tuple[int, int, float], ...]
    indicators: tuple[Indicator, ...]
    ladders: tuple[Ladder, ...]
    tallies: tuple[str, ...]
    moves: tuple[Move, ...]
    options: tuple[Option, ...]
    overlap: int
    outcomes: tuple[Outcome, ...]
    objective: str | None
    portfolios: tuple[Portfolio, ...]
    without: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Return a hash that does not go through thousands of numbers."""
        return hash((self.sha256, self.without))

    @property
    def is_uncertain(self) -> bool:
        """Whether draws can differ at all."""
        return any(not p.is_constant and p.fixed is None for p in self.parameters)

    @property
    def n_plain_ladders(self) -> int:
        """Number of ladders that are not options."""
        return len(self.ladders) - len(self.options)
