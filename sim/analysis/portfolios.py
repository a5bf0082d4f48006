"""Which combination, at what cost, and how sure?  The questions that follow a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sim.analysis.alternatives import Alternatives, chosen_outcome, to_choose_from
from sim.analysis.draws import Draws
from sim.analysis.explanation import explain
from sim.analysis.frontier import Frontier, contenders, frontier
from sim.analysis.interaction import Interaction, contrast_draws, interactions
from sim.analysis.quantities import quantities_of
from sim.analysis.robustness import Robustness, robustness
from sim.analysis.standard_errors import standard_error
from sim.analysis.weights import asked_weights, weight_grid
from sim.errors import UsageError
from sim.results.display import Displayed
from sim.results.results import Results


@dataclass(frozen=True)
class FrontierStep:
    """One alternative on the frontier, against the one before.

    Attributes
    ----------
    alternative
        Its position.
    gain, gain_se
        Effect beyond that of the one before, with its paired standard error; of the first, beyond
        none.
    extra_cost
        Cost beyond that of the one before.
    ratio
        Extra cost for a unit of gain; None for the first.
    """

    alternative: int
    gain: float
    gain_se: float | None
    extra_cost: float
    ratio: float | None

    @property
    def weight(self) -> float | None:
        """Weight of cost up to which the step is worth taking."""
        return 1.0 / self.ratio if self.ratio else None


@dataclass(frozen=True, repr=False)
class Portfolios(Displayed):
    """What is worth its cost, whether options add up, and how sure the choice is.

    Attributes
    ----------
    outcome
        Name of the outcome.
    against
        Name of the outcome that takes the place of cost; None for cost.
    choice
        All alternatives.
    effect_se
        Monte Carlo standard error of each alternative's effect.
    price
        Mean cost of each alternative, or its change of the other outcome.
    price_se
        Monte Carlo standard error of that change; None for a cost.
    frontier
        Which of them are efficient, and who dominates the others.
    steps
        Along the frontier.
    interactions
        Of the portfolios whose options were also compared alone.
    contenders
        Positions of the alternatives among which robustness was judged; the baseline first.
    robustness
        Of these.
    """

    outcome: str
    against: str | None
    choice: Alternatives
    effect_se: tuple[float | None, ...]
    price: tuple[float, ...]
    price_se: tuple[float | None, ...]
    frontier: Frontier
    steps: tuple[FrontierStep, ...]
    interactions: tuple[Interaction, ...]
    contenders: tuple[int, ...]
    robustness: Robustness
    results: Results = field(compare=False)


def portfolios(
    results: Results,
    outcome: str | None = None,
    *,
    names: Sequence[str] | None = None,
    against: str | None = None,
    weights: Sequence[float] | None = None,
    offered: bool = False,
) -> Portfolios:
    """Return the decision analysis of the worlds that were compared.

    Parameters
    ----------
    results
        Of one comparison.
    outcome
        Name of the outcome to choose by; the objective by default.
    names
        Names of the options and portfolios to choose from; all by default.
    against
        Name of another outcome to set against the first, in place of cost.
    weights
        Weights of cost, in units of the outcome for a unit of cost; by default round numbers over
        the range in which the choice changes.
    offered
        Whether to choose from the worlds in which consents were drawn.

    Raises
    ------
    UsageError
        If there is nothing to choose from or by, or if there are too few draws or replications.
    """
    name = chosen_outcome(results, outcome)
    choice = to_choose_from(results, name, names, offered=offered)
    price = choice.costs
    price_se: list[float | None] = [None] * len(choice.names)
    if against is not None:
        other = _other(results, name, against, names, offered)
        price = other.sign * other.effects
        price_se = [_error(other, k) for k in range(len(other.names))]
        choice = _set_against(choice, other)
    costs, effects = choice.costs, choice.effects
    found = frontier(costs, effects)
    kept = contenders(found, costs, effects)
    if weights is not None:
        weights = asked_weights(weights)
    else:
        weights = weight_grid(found) if against is None else (0.0,)
    return Portfolios(
        outcome=name,
        against=against,
        choice=choice,
        effect_se=tuple(_error(choice, k) for k in range(len(choice.names))),
        price=tuple(price.tolist()),
        price_se=tuple(price_se),
        frontier=found,
        steps=_steps(choice, found),
        interactions=interactions(choice, quantities_of(results)),
        contenders=kept,
        robustness=robustness(explain(results, choice.only(kept)), weights),
        results=results,
    )


def _other(
    results: Results, outcome: str, against: str, names: Sequence[str] | None, offered: bool
) -> Alternatives:
    """Return the same alternatives by another outcome."""
    if against == outcome:
        raise UsageError(f"'{outcome}' cannot be set against itself")
    return to_choose_from(results, against, names, offered=offered)


def _set_against(choice: Alternatives, other: Alternatives) -> Alternatives:
    """Return the alternatives with the harm to another outcome as their cost."""
    harm = -other.sign * other.values
    harm[:, 0] = 0.0
    return replace(choice, cost=harm)


def _error(choice: Alternatives, k: int, before: int = 0) -> float | None:
    """Return the standard error of the difference between two effects, paired."""
    return 0.0 if k == before else standard_error(_gap(choice, k, before))


def _gap(choice: Alternatives, k: int, before: int) -> Draws:
    """Return the difference between two effects, draw by draw; that of the baseline is 0."""
    contrast = np.zeros(len(choice.names))
    contrast[k] = 1.0
    if before:
        contrast[before] -= 1.0
    return contrast_draws(choice, contrast)


def _steps(choice: Alternatives, found: Frontier) -> tuple[FrontierStep, ...]:
    costs, effects = choice.costs, choice.effects
    steps = []
    before = None
    for step in found.steps:
        k = step.alternative
        steps.append(
            FrontierStep(
                alternative=k,
                gain=float(effects[k] - (0.0 if before is None else effects[before])),
                gain_se=_error(choice, k, before or 0),
                extra_cost=float(costs[k] - (0.0 if before is None else costs[before])),
                ratio=step.ratio,
            )
        )
        before = k
    return tuple(steps)
