"""In which futures does a portfolio fail?  Scenario discovery on draws whose means are noisy."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from sim.analysis.alternatives import alternatives, chosen_outcome, world_alone
from sim.analysis.explanation import Explanation, explain
from sim.analysis.failure import failure_probabilities, threshold_of_worst
from sim.analysis.jackknife import Positions
from sim.analysis.prim import Box, prim, quasi_p, significant
from sim.analysis.surface import Surface
from sim.errors import UsageError, no_direction
from sim.results.descriptions import QuantityInfo
from sim.results.display import Displayed
from sim.results.results import BASELINE, Floats, Results

#: The share of the draws that counts as the worst.
WORST_SHARE = 0.2

#: More quantities than this make a search slow and a box no better.
_MOST_QUANTITIES = 20


@dataclass(frozen=True)
class Limit:
    """One side of the box.

    Attributes
    ----------
    value
        As the scenario writes the quantity.
    upper
        Whether the box lies below it.
    share
        Share of all draws on the box's side of it.
    p
        How likely what it gains is by chance (quasi-p-value).
    """

    quantity: QuantityInfo
    value: float
    upper: bool
    share: float
    p: float


@dataclass(frozen=True)
class Question:
    """Which futures are looked for.

    Attributes
    ----------
    outcome
        Name of the outcome.
    option
        Name of the option or portfolio that may fail; None for no new measure.
    useless
        Whether it fails where it improves nothing, and not beyond a value of the outcome.
    worst
        Share of the draws that fail, the worst; None if failure was said otherwise.
    density
        Least density wanted of the box; None for the best balance of coverage and density.
    offered
        Whether its consents were drawn.
    """

    outcome: str
    option: str | None
    useless: bool
    worst: float | None
    density: float | None
    offered: bool


@dataclass(frozen=True, repr=False)
class Discovery(Displayed):
    """A box of futures in which failure is frequent.

    Attributes
    ----------
    question
        Which futures were looked for.
    threshold
        The value beyond which a draw fails.
    failing
        Share of all draws that fail: the density without any box.
    box
        The box; it has no limits if nothing sets the failures apart.
    limits
        Its sides, the least likely by chance first.
    held_out_density, held_out_coverage
        The same on draws that a box was not fitted to; None if those boxes are empty there.
    trajectory
        All boxes of the search.
    searched
        Number of quantities that took part.
    explained
        Share of the variance without noise that the quantities explain on draws left out.
    """

    question: Question
    threshold: float
    failing: float
    box: Box
    limits: tuple[Limit, ...]
    held_out_density: float | None
    held_out_coverage: float | None
    trajectory: tuple[Box, ...]
    searched: int
    explained: float
    results: Results = field(compare=False)

    @property
    def asked(self) -> float | None:
        """Share of the draws that were to fail, the worst; None if failure was said otherwise."""
        return self.question.worst


def discover(
    results: Results,
    outcome: str | None = None,
    *,
    option: str | None = None,
    worse_than: float | None = None,
    worst: float | None = None,
    useless: bool = False,
    density: float | None = None,
    offered: bool = False,
) -> Discovery:
    """Return the futures in which an option, or doing nothing, fails.

    Parameters
    ----------
    results
        Of a comparison that holds the option, or of any run for doing nothing.
    outcome
        Name of the outcome; the objective by default.
    option
        Name of the option or portfolio; without one, no new measure.
    worse_than
        It fails where the outcome is worse than this.
    worst
        It fails in this share of the draws, those with the worst outcome; `WORST_SHARE` if nothing
        else is said.
    useless
        It fails where it improves nothing.
    density
        Least density wanted of the box; without it, the best balance of coverage and density.
    offered
        Whether to take the world in which its consents were drawn.

    Raises
    ------
    UsageError
        If there is no such outcome or option, if failure is said in two ways or makes no sense, or
        if there are too few draws or replications.
    """
    name = chosen_outcome(results, outcome)
    if results.outcome(name).better == "neither":
        raise no_direction(name, verb="fails")
    if sum((worse_than is not None, worst is not None, useless)) > 1:
        raise UsageError("failure can be said in one way only: a limit, a worst share, or useless")
    if worse_than is not None and not math.isfinite(worse_than):
        raise UsageError(f"a limit is a number in units of the outcome, found {worse_than:g}")
    if useless:
        if option is None:
            raise UsageError("only an option or a portfolio can be useless: name one")
        world = alternatives(results, name, (option,), offered=offered).only([1])
        threshold: float | None = 0.0
    else:
        world = world_alone(results, name, option or BASELINE, offered=offered)
        threshold = worse_than
    explanation = explain(results, world)
    if threshold is None:
        worst = WORST_SHARE if worst is None else worst
        if not 0.0 < worst < 1.0:
            raise UsageError(f"a share lies between 0 and 1, found {worst:g}")
        threshold = threshold_of_worst(explanation, worst)
    question = Question(name, option, useless, worst, density, offered)
    return _discover(results, question, explanation, threshold)


def _discover(
    results: Results, question: Question, explanation: Explanation, threshold: float
) -> Discovery:
    """Return the box in which one world, or its change, is most often beyond a threshold.

    Parameters
    ----------
    explanation
        Of a single response: the outcome in a world, or its change from the baseline.
    threshold
        Values worse than this are failures.

    Raises
    ------
    UsageError
        If all futures are as dense as is wanted, or none can be.
    """
    density = question.density
    labels = failure_probabilities(explanation, threshold)
    failing = float(np.mean(labels))
    if density is not None and not failing < density <= 1.0:
        raise UsageError(
            f"a density lies between that of all futures, {failing:.2g}, and 1; found {density:g}"
        )
    identified = _identified(explanation.surface)
    x = explanation.values[:, identified]
    trajectory = prim(x, labels)
    box = significant(x, labels, _choose(trajectory, density))
    out_density, out_coverage = _on_draws_left_out(explanation, labels, density)
    return Discovery(
        question=question,
        threshold=threshold,
        failing=failing,
        box=box,
        limits=_limits(explanation, identified, x, labels, box),
        held_out_density=out_density,
        held_out_coverage=out_coverage,
        trajectory=trajectory,
        searched=len(identified),
        explained=float(explanation.explained[0]),
        results=results,
    )


def _identified(surface: Surface) -> list[int]:
    """Return the quantities of a surface, those that do most first, as many as a search takes."""
    does = {q: float(surface.variance([q])[0]) for q in surface.quantities}
    return sorted(does, key=lambda q: -does[q])[:_MOST_QUANTITIES]


def _choose(trajectory: tuple[Box, ...], density: float | None) -> Box:
    if density is not None:
        dense = [box for box in trajectory if box.density >= density]
        if dense:
            return max(dense, key=lambda box: (box.coverage, box.density))
        return max(trajectory, key=lambda box: box.density)
    return max(trajectory, key=lambda box: box.balance)


def _on_draws_left_out(
    explanation: Explanation, labels: Floats, density: float | None
) -> tuple[float | None, float | None]:
    inside, n_inside = 0.0, 0
    for group, rows, surface in zip(
        explanation.groups, explanation.kept, explanation.fitted.without, strict=True
    ):
        identified = _identified(surface)
        x = explanation.values[:, identified]
        box = significant(x[rows], labels[rows], _choose(prim(x[rows], labels[rows]), density))
        here = _within(x, box, group)
        inside += float(np.sum(labels[here]))
        n_inside += len(here)
    total = float(np.sum(labels))
    if n_inside == 0 or total == 0.0:
        return None, None
    return min(1.0, inside / n_inside), min(1.0, inside / total)


def _within(x: Floats, box: Box, group: Positions) -> Positions:
    return group[np.all((box.low <= x[group]) & (x[group] <= box.high), axis=1)]


def _limits(
    explanation: Explanation, identified: list[int], x: Floats, labels: Floats, box: Box
) -> tuple[Limit, ...]:
    found = []
    for (place, upper), p in quasi_p(x, labels, box).items():
        value = float((box.high if upper else box.low)[place])
        beyond = x[:, place] <= value if upper else x[:, place] >= value
        found.append(
            Limit(
                explanation.quantities[identified[place]], value, upper, float(np.mean(beyond)), p
            )
        )
    return tuple(sorted(found, key=lambda limit: (limit.p, limit.quantity.name)))
