"""Rates that do not come to what they say, because modifiers multiply them.

A rate holds while every indicator is at 0 and nothing that its modifiers name is the case.  Whoever
counts it in the world as it was, and then lets tension multiply it, has it too large.  The trial
run tells by how much.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.audit.findings import Finding
from sim.distributions import FAMILIES
from sim.model.model import Model, Parameter
from sim.results.results import DAYS_PER_WEEK, Floats, Results
from sim.scenario.file.inheritance import quantities
from sim.scenario.quantity.quantity import DAYS_PER_YEAR, Quantity
from sim.scenario.schema import Scenario

#: Standard errors by which a rate must be off to be told: there are dozens of rates in a file.
_ERRORS_TO_DOUBT = 4.0
#: A smaller factor is not worth a word: a rate known exactly is never hit exactly.
_NOTABLE = 1.25
#: What counts as knowledge of how often something happens, and not as a guess.
_COUNTED = ("data", "article", "literature")
#: Word in the note of a rate that says what it comes to, so that nobody need be told.
_KNOWN = re.compile(r"\breali[sz]ed\b", re.IGNORECASE)
_MODIFIERS_LISTED = 3


@dataclass(frozen=True)
class _Realised:
    """How often a move happened for each day on which it could, beside what its rate says.

    Attributes
    ----------
    per_day, se
        Over all draws, and the standard error of that.
    factor
        How many times as often as its rate alone would have it.
    low, high
        The 90 % interval of the rate, per day.
    """

    per_day: float
    se: float
    factor: float
    low: float
    high: float

    @property
    def is_off(self) -> bool:
        """Whether it lies outside of the interval by more than noise, and notably."""
        above = self.per_day - _ERRORS_TO_DOUBT * self.se > self.high and self.factor > _NOTABLE
        below = (
            self.per_day + _ERRORS_TO_DOUBT * self.se < self.low and self.factor < 1.0 / _NOTABLE
        )
        return above or below


def unlike_their_rates(scenario: Scenario, model: Model, results: Results) -> Iterator[Finding]:
    """Yield rates that are counted somewhere, and realised outside of their own interval.

    Parameters
    ----------
    results
        Of a run that observed the moves (`sim.model.observing`), without options.
    """
    numbers = {path: quantity for path, _, quantity in quantities(scenario)}
    for move in model.moves:
        path = f"moves.{move.name}.rate"
        # With a shape a rate is no hazard; without modifiers it is what it says.
        if move.rate is None or move.shape is not None or not scenario.moves[move.name].modifiers:
            continue
        quantity = numbers[path]
        counted = quantity.source is not None or quantity.basis in _COUNTED
        is_chance = quantity.window_days is not None
        if not (counted or is_chance) or _KNOWN.search(quantity.note or ""):
            continue
        realised = _realised(model.parameters[move.rate], results, f"moves.{move.name}")
        if realised is not None and realised.is_off:
            severe = counted and quantity.basis != "judgement"
            message = _message(realised, quantity, list(scenario.moves[move.name].modifiers))
            yield Finding("warning" if severe else "note", path, message)


def _realised(parameter: Parameter, results: Results, name: str) -> _Realised | None:
    """Return what a rate came to in a run, None if its move was never possible."""

    def per_draw(outcome: str) -> Floats:
        return results.baseline.outcome.mean[:, results.outcome_index(outcome)]

    times = per_draw(name)
    days = DAYS_PER_WEEK * per_draw(f"{name}.possible")
    rates = results.parameters[:, results.parameter_names.index(parameter.name)]
    expected = float((rates * days).sum())
    if expected == 0.0:
        return None
    per_day = float(times.sum() / days.sum())
    # Ratio of two means (delta method), and at least the error of one event more or less.
    n = len(times)
    residuals = (times - per_day * days) / days.mean()
    one_more = math.sqrt(times.sum() * results.header.replications + 1.0)
    histories = results.header.replications * days.sum()
    se = max(float(residuals.std()) / math.sqrt(n), one_more / histories)
    low, high = _interval(parameter)
    return _Realised(per_day, se, float(times.sum()) / expected, low, high)


def _interval(parameter: Parameter) -> tuple[float, float]:
    """Return the central 90 % interval of a rate, per day."""
    ends = np.array([0.05, 0.95])
    values = FAMILIES[parameter.family].quantile(ends, *parameter.arguments)
    if parameter.window_days is not None:
        values = -np.log1p(-values) / parameter.window_days
    low, high = values * (1.0 if parameter.window_days is not None else parameter.scale)
    return float(low), float(high)


def _message(realised: _Realised, quantity: Quantity, modifiers: list[str]) -> str:
    said = f"in place of {quantity.text}"
    if quantity.window_days is not None:
        chance = 100.0 * -math.expm1(-realised.per_day * quantity.window_days)
        comes_to = f"comes to a chance of {chance:.2g} % {said}"
    else:
        comes_to = f"comes to {realised.per_day * DAYS_PER_YEAR:.2g} per year {said}"
    more = (
        f" and {len(modifiers) - _MODIFIERS_LISTED} more"
        if len(modifiers) > _MODIFIERS_LISTED + 1
        else ""
    )
    listed = modifiers[: _MODIFIERS_LISTED if more else None]
    factor = f"{realised.factor:.2g}"
    return (
        f"{comes_to}: where it is possible it happens {factor} times as often as its rate says, "
        f"because of its modifiers {', '.join(listed)}{more}. If it was counted in the world as it "
        f"is, divide it by {factor}; if that is done, say in its note what it is 'realised' as"
    )
