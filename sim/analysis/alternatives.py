"""What there is to choose from: the effects and costs of several worlds, draw by draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.analysis.left_open import FEWEST_DRAWS, FEWEST_REPLICATIONS
from sim.analysis.pairs import paired, paired_draws
from sim.errors import UsageError, nearest, no_direction, no_objective
from sim.results.results import BASELINE, Floats, Results, World

#: Numbers that differ by less than this part of the largest differ by rounding.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Alternatives:
    """Worlds to choose from, the baseline first.

    Attributes
    ----------
    names
        Of the worlds; the first is `BASELINE`.
    members
        Names of the options in each.
    sign
        +1 if more of the outcome is better, -1 if less is.
    limits
        Between which the outcome lies by its kind.
    values : ndarray, shape (draw, alternative)
        Means over the replications: of the outcome for the baseline, of its difference from the
        baseline for the others.
    variance : ndarray, shape (draw, alternative)
        Sample variances of the same over the replications.
    parts : ndarray, shape (draw, part, alternative)
        Means of the same over each part of the replications.
    cost : ndarray, shape (draw, alternative)
    offered
        Whether consents were drawn.
    stratum
        Number of consecutive draws that form one Latin hypercube.
    events : ndarray, shape (alternative,), or None
        By how much one more history that differs from the baseline would (`Draws.event`); None
        where the values are no differences.
    """

    names: tuple[str, ...]
    members: tuple[tuple[str, ...], ...]
    sign: float
    limits: tuple[float, float]
    values: Floats
    variance: Floats
    parts: Floats
    cost: Floats
    replications: int
    offered: bool
    uncertain: bool
    stratum: int
    events: Floats | None = None

    @property
    def noise(self) -> Floats:
        """Covariance of the Monte Carlo errors of a draw's values, averaged over the draws.

        The scatter of the parts says how the errors of two worlds go together; the variances over
        all replications say, more exactly, how large they are.
        """
        known = np.mean(self.variance, axis=0)
        n_parts = self.parts.shape[1]
        if n_parts == 0:
            return np.diag(known) / self.replications
        counts = [len(range(part, self.replications, n_parts)) for part in range(n_parts)]
        deviations = (self.parts - self.values[:, None]) * np.sqrt(counts)[:, None]
        flat = deviations.reshape(-1, len(self.names))
        noise = flat.T @ flat / (len(self.values) * (n_parts - 1))
        found = np.diag(noise)
        scale = np.sqrt(np.divide(known, found, out=np.zeros_like(known), where=found > 0.0))
        return np.asarray(noise * np.outer(scale, scale) / self.replications)

    @property
    def effects(self) -> Floats:
        """Mean improvement of the outcome by each alternative; 0 for the baseline."""
        means = self.sign * np.mean(self.values, axis=0)
        means[0] = 0.0
        return np.asarray(means)

    @property
    def costs(self) -> Floats:
        """Mean cost of each alternative."""
        return np.asarray(np.mean(self.cost, axis=0))

    @property
    def sets(self) -> tuple[str, ...]:
        """What tells each alternative from the others: its options, whatever it is called."""
        return tuple("+".join(sorted(own)) for own in self.members)

    @property
    def preference(self) -> npt.NDArray[np.intp]:
        """Positions in the order in which alternatives are taken that are equally good.

        The cheapest first, then those with the fewest options.
        """
        costs = self.costs
        # Sums in another order differ in their last digits.
        grain = _ROUNDING * float(np.max(np.abs(costs)))
        steps = np.rint(costs / grain) if grain > 0.0 else np.zeros(len(costs))
        order = sorted(range(len(costs)), key=lambda k: (steps[k], len(self.members[k]), k))
        return np.array(order, np.intp)

    def benefits(self, values: Floats, weight: float) -> Floats:
        """Return the net benefit of every alternative, one of the baseline being 0.

        Parameters
        ----------
        values : ndarray, shape (..., draw, alternative)
            Like `Alternatives.values`, with noise or without.
        weight
            Units of the outcome that a unit of cost is worth.
        """
        benefits = self.sign * values - weight * self.cost
        benefits[..., 0] = 0.0
        return np.asarray(benefits)

    def of_draws(self, kept: npt.NDArray[np.intp]) -> Alternatives:
        """Return the same alternatives with some of the draws only."""
        return replace(
            self,
            values=self.values[kept],
            variance=self.variance[kept],
            parts=self.parts[kept],
            cost=self.cost[kept],
        )

    def only(self, chosen: Sequence[int]) -> Alternatives:
        """Return some of the alternatives, by position; the baseline first, if to choose from."""
        kept = list(chosen)
        return replace(
            self,
            names=tuple(self.names[k] for k in kept),
            members=tuple(self.members[k] for k in kept),
            values=self.values[:, kept],
            variance=self.variance[:, kept],
            parts=self.parts[:, :, kept],
            cost=self.cost[:, kept],
            events=None if self.events is None else self.events[kept],
        )


def alternatives(
    results: Results,
    outcome: str | None = None,
    names: Sequence[str] | None = None,
    *,
    offered: bool = False,
) -> Alternatives:
    """Return the baseline and the worlds compared with it, by one outcome.

    Parameters
    ----------
    outcome
        Name of the outcome; the objective by default.
    names
        Names of options and portfolios; all by default.
    offered
        Whether to take the worlds in which consents were drawn.

    Raises
    ------
    UsageError
        If there is no such outcome or world, or if there are too few draws or replications to
        tell noise from ignorance.
    """
    header = results.header
    check_sizes(header.draws, header.replications)
    worlds = results.offered if offered else results.adopted
    for name in names or ():
        if name not in worlds:
            raise UsageError(f"'{name}' was not compared{nearest(name, worlds)}")
    chosen = [worlds[name] for name in (worlds if names is None else dict.fromkeys(names))]
    index = results.outcome_index(chosen_outcome(results, outcome))
    info, base = results.outcomes[index], results.baseline
    changes = [paired(world) for world in chosen]
    return Alternatives(
        names=(BASELINE, *(world.name for world in chosen)),
        members=((), *(world.options for world in chosen)),
        sign=1.0 if info.better == "higher" else -1.0,
        limits=info.limits,
        values=_columns([moments.mean[:, index] for moments in (base.outcome, *changes)]),
        variance=_columns([moments.variance[:, index] for moments in (base.outcome, *changes)]),
        parts=_columns(
            [
                _parts(base)[:, :, index],
                *[_parts(world)[:, :, index] - _parts(base)[:, :, index] for world in chosen],
            ]
        ),
        cost=_columns([np.zeros(header.draws), *[_cost(world) for world in chosen]]),
        replications=header.replications,
        offered=offered,
        uncertain=header.uncertain,
        stratum=header.stratum,
        events=np.array(
            [0.0, *(paired_draws(results, world, info).difference.event for world in chosen)]
        ),
    )


def check_sizes(draws: int, replications: int) -> None:
    """Check that noise and ignorance can be told apart.

    Raises
    ------
    UsageError
        If there are too few draws or replications.
    """
    if draws < FEWEST_DRAWS or replications < FEWEST_REPLICATIONS:
        raise UsageError(
            f"this needs at least {FEWEST_DRAWS} draws and {FEWEST_REPLICATIONS} replications, "
            f"found {draws} and {replications}"
        )


def to_choose_from(
    results: Results,
    outcome: str | None = None,
    names: Sequence[str] | None = None,
    *,
    offered: bool = False,
) -> Alternatives:
    """Return the same, where there is something to choose.

    Raises
    ------
    UsageError
        As `alternatives`, and if the outcome has no better direction or no world was compared.
    """
    info = results.outcome(chosen_outcome(results, outcome))
    if info.better == "neither":
        raise no_direction(info.name)
    if not (results.offered if offered else results.adopted):
        mode = "offered" if offered else "adopted"
        raise UsageError(f"nothing to choose from: no options were compared as {mode}")
    return alternatives(results, outcome, names, offered=offered)


def world_alone(
    results: Results, outcome: str | None = None, name: str = BASELINE, *, offered: bool = False
) -> Alternatives:
    """Return the outcome itself in one world, as the only alternative.

    Parameters and what is raised are those of `alternatives`.
    """
    if name == BASELINE:
        return alternatives(results, outcome, (), offered=offered)
    both = alternatives(results, outcome, (name,), offered=offered)
    world = (results.offered if offered else results.adopted)[name]
    index = results.outcome_index(chosen_outcome(results, outcome))
    return replace(
        both.only([1]),
        values=world.outcome.mean[:, [index]],
        variance=world.outcome.variance[:, [index]],
        parts=_parts(world)[:, :, [index]],
        events=None,
    )


def chosen_outcome(results: Results, outcome: str | None) -> str:
    """Return the name of the outcome asked for, or of the objective.

    Raises
    ------
    UsageError
        If none was asked for and the scenario has no objective.
    """
    if outcome is not None:
        return outcome
    if results.header.objective is None:
        raise no_objective(info.name for info in results.outcomes)
    return results.header.objective


def _columns(columns: Sequence[Floats]) -> Floats:
    return np.stack(columns, axis=-1)


def _parts(world: World) -> Floats:
    if world.parts is None:  # A world alone, whose noise goes together with that of no other.
        n_draws, n_outcomes = world.outcome.mean.shape
        return np.empty((n_draws, 0, n_outcomes))
    return world.parts


def _cost(world: World) -> Floats:
    return np.zeros(len(world.outcome.mean)) if world.cost is None else world.cost
