"""How many draws are enough: as many as bring the Monte Carlo error down to a target.

The error of an estimate falls with the square root of the draws.  So each look at the results says
how many draws it should take in all; most of the way there is gone blind, and the last part in
one step, so that the first error that is small enough is not much smaller than was asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim.analysis.estimates import outcome_draws
from sim.analysis.pairs import paired_draws
from sim.analysis.standard_errors import probability_error, standard_error
from sim.errors import RunError, UsageError, check_names, no_objective
from sim.results.descriptions import OutcomeInfo
from sim.results.results import Results

#: Fewest draws that are looked at, in strata: below, an error is itself too poorly known, and an
#: error that happens to look small would end the run.
STRATA_TO_BEGIN = 30
#: Share of the missing draws that is run before the next look.
STRIDE = 0.4
#: Missing draws that are run in one step, as a share of those that are there.
LAST_STEP = 0.1
#: More draws than this take days, and more memory than most machines have.
MOST_DRAWS = 1_000_000


@dataclass(frozen=True)
class Target:
    """A standard error to be reached.

    Attributes
    ----------
    size
        In units of the outcome; with ``%``, as a share of the estimate without options.
    unit
        ``pp``, ``%`` or empty, as it was typed.
    text
        All that was typed.
    """

    size: float
    unit: str
    text: str


@dataclass(frozen=True)
class Look:
    """The standard error that is farthest from its target.

    Attributes
    ----------
    outcome
        Whose error it is, or that of a difference in it.
    error, wanted
        In units of the outcome.
    draws
        Number of draws so far.
    """

    outcome: OutcomeInfo
    error: float
    wanted: float
    draws: int


class Precise:
    """Asks for draws until all standard errors are small enough; `Enough` of the engine.

    Counted are the error of each outcome, and that of what every other world changes in it.

    Parameters
    ----------
    target
        From `read_target`.
    names
        Outcomes that have to reach it.
    watch
        Called with every look.
    """

    def __init__(
        self, target: Target, names: tuple[str, ...], watch: Callable[[Look], None] | None = None
    ) -> None:
        self._target, self._names, self._watch = target, names, watch

    def __call__(self, results: Results) -> tuple[int, int] | None:
        """Return how many draws to have next and how many it will take, None if it is enough.

        Raises
        ------
        RunError
            If the target cannot be reached, or is a share of nothing.
        """
        looks = [look for name in self._names for look in _looks(results, name, self._target)]
        worst = max(looks, key=lambda look: look.error / look.wanted)
        if self._watch is not None:
            self._watch(worst)
        if worst.error <= worst.wanted:
            return None
        return _further(worst, results.header.stratum, self._target)


def read_target(text: str) -> Target:
    """Return the target that a text says: ``0.002``, ``0.2pp`` or ``1%``.

    Raises
    ------
    UsageError
        If it says none.
    """
    number, unit = text.strip(), ""
    for ending in ("pp", "%"):
        if not unit and number.endswith(ending):
            number, unit = number.removesuffix(ending).strip(), ending
    try:
        size = float(number)
    except ValueError:
        size = math.nan
    if not 0.0 < size < math.inf:
        raise UsageError(
            "a precision is a standard error: 0.2pp for 0.2 percentage points, 1% for one per cent "
            f"of the estimate, or a number in the outcome's unit; found '{text}'"
        )
    return Target(size / 100.0 if unit else size, unit, text.strip())


def check_target(target: Target, outcome: OutcomeInfo) -> None:
    """Check that percentage points are of a probability, and that there is a mean to be precise.

    Raises
    ------
    UsageError
        If they are not, or there is none.
    """
    if not outcome.mean_exists:
        raise UsageError(
            f"'{outcome.name}' has no mean, so no number of draws makes it precise; 'sim check' "
            "says which number is behind that"
        )
    if target.unit == "pp" and not outcome.is_probability:
        raise UsageError(
            f"'{outcome.name}' is counted in {outcome.unit}, not in percentage points: write a "
            f"precision such as {target.size * 100:g} or 1%"
        )


def first_draws(wanted: int, stratum: int) -> int:
    """Return how many draws to begin with: whole strata, and enough to know an error."""
    return stratum * max(STRATA_TO_BEGIN, -(-wanted // stratum))


def precise_outcomes(
    asked: tuple[str, ...], outcomes: tuple[OutcomeInfo, ...], objective: str | None
) -> tuple[str, ...]:
    """Return the outcomes that have to be precise: those asked for, or the objective.

    Raises
    ------
    UsageError
        If there is neither, or it is not observed.
    """
    known = [info.name for info in outcomes]
    names = asked or ((objective,) if objective is not None else ())
    if not names:
        raise no_objective(known, " to be precise about")
    check_names("outcome", names, known, " to be precise about")
    return names


def _looks(results: Results, name: str, target: Target) -> Iterator[Look]:
    header, index = results.header, results.outcome_index(name)
    info = results.outcomes[index]
    own = outcome_draws(results, results.baseline, info)
    wanted = target.size
    if target.unit == "%":
        wanted *= abs(float(own.mean.mean()))
        if wanted == 0.0:
            raise RunError(
                f"'{name}' is 0 in all {header.draws * header.replications:,} histories, so "
                f"{target.text} of it is nothing to aim at; ask for an absolute precision"
            )
    error = probability_error if info.is_probability else standard_error
    yield Look(info, error(own) or 0.0, wanted, header.draws)
    for world in (*results.adopted.values(), *results.offered.values()):
        # An option that cannot change the outcome is known exactly to change nothing; one that was
        # not seen to change it is not.
        if world.difference is not None and (world.reaches is None or name in world.reaches):
            difference = paired_draws(results, world, info).difference
            yield Look(info, standard_error(difference) or 0.0, wanted, header.draws)


def _further(worst: Look, stratum: int, target: Target) -> tuple[int, int]:
    """Return how many draws to have next, and how many it should take."""
    have = worst.draws
    # More than any number of draws is enough to refuse.
    needed = have * min(worst.error / worst.wanted, 1e100) ** 2
    if needed > MOST_DRAWS:
        raise RunError(
            f"a precision of {target.text} would take about {needed:,.0f} draws, more than "
            f"{MOST_DRAWS:,}: ask for less, or for more replications of each draw"
        )
    missing = needed - have
    step = missing if missing <= LAST_STEP * have else STRIDE * missing
    following = have + stratum * max(1, math.ceil(step / stratum))
    return following, max(following, stratum * math.ceil(needed / stratum))
