"""How often every move happens, to be held against records."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.estimates import Estimate, estimate_world
from sim.errors import UsageError
from sim.results.display import ByName, Displayed
from sim.results.results import DAYS_PER_WEEK, Results

_WEEKS_PER_YEAR = 365.25 / DAYS_PER_WEEK


@dataclass(frozen=True, repr=False)
class Frequency(Displayed):
    """How often one move happens.

    Attributes
    ----------
    times
        How many times in a history.
    happens
        In which share of the histories it happens at all.
    per_year
        Mean number of times, for a year.
    weeks_possible
        Mean weeks for which its condition holds; None for a dated move.
    per_year_possible
        Mean number of times, for a year in which it is possible; None for a dated move, or if it
        never was.
    times_rate
        How many times as often as its rate alone would have it: its mean hazard ratio over the time
        in which it is possible.  None for a dated move, for one whose hazard has a shape, or if it
        never was possible.
    """

    title: str
    times: Estimate
    happens: Estimate
    per_year: float
    weeks_possible: float | None
    per_year_possible: float | None
    times_rate: float | None


@dataclass(frozen=True, repr=False, eq=False)
class Frequencies(ByName[Frequency]):
    """How often each move happens, by its name."""

    results: Results


def frequencies(results: Results) -> Frequencies:
    """Return how often every move happens, by its name, in the world that was run.

    Parameters
    ----------
    results
        Of a run that observed the moves (`sim.model.observing`).

    Raises
    ------
    UsageError
        If the run observed outcomes instead.
    """
    estimates = estimate_world(results, results.baseline)
    weeks = results.header.horizon_days / DAYS_PER_WEEK
    found = {}
    for info in results.outcomes:
        if f"{info.name}.happens" not in estimates:
            continue
        times = estimates[info.name]
        possible = estimates.get(f"{info.name}.possible")
        exposed = None if possible is None else possible.estimate
        expected = None if possible is None else _times_at_its_rate(results, info.name)
        found[info.name.removeprefix("moves.")] = Frequency(
            title=info.title,
            times=times,
            happens=estimates[f"{info.name}.happens"],
            per_year=times.estimate / weeks * _WEEKS_PER_YEAR,
            weeks_possible=exposed,
            per_year_possible=times.estimate / exposed * _WEEKS_PER_YEAR if exposed else None,
            times_rate=times.estimate / expected if expected else None,
        )
    if not found:
        raise UsageError("this run did not observe the moves; sim.moves makes one that does")
    return Frequencies(found, results)


def _times_at_its_rate(results: Results, name: str) -> float | None:
    """Return how often a move would happen if nothing raised or lowered its rate.

    None if it has a shape: then its rate is not its hazard.
    """
    quantities = results.parameter_names
    if f"{name}.shape" in quantities:
        return None
    weeks = results.baseline.outcome.mean[:, results.outcome_index(f"{name}.possible")]
    per_week = DAYS_PER_WEEK * results.parameters[:, quantities.index(f"{name}.rate")]
    return float((per_week * weeks).mean())
