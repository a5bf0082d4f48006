"""The claims of a scenario, tried out: every mechanism switched off, on the same clocks.

The data flow::

    claims -> pairs of worlds, with a mechanism and without it -> runs, each world once
           -> paired differences -> `Shown`, one for each effect that a claim names

A path that is an option is switched off by not taking it; any other by `sim.model.ablation`.  Where
a consent is switched off, both worlds only offer their options.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sim._version import __version__
from sim.analysis.claims import Shown, paired_difference, verdict
from sim.analysis.estimates import estimate_outcome
from sim.engine.plan import Job, Sizes
from sim.engine.run import Progress, run_job
from sim.errors import UsageError
from sim.model.ablation import switched_off
from sim.model.compile import compile_scenario
from sim.model.model import Model, Outcome
from sim.model.observing import plain_info
from sim.model.reach import Play, reached_by_difference
from sim.results.dotted import Dotted
from sim.results.results import Results
from sim.scenario.claim_entries import Mechanism
from sim.scenario.schema import Scenario
from sim.simulate.request import options_at

#: With fewer histories their spread, and so the error of a difference, is too poorly known.
FEWEST_HISTORIES = 20


@dataclass(frozen=True)
class _World:
    """One run.

    Attributes
    ----------
    within_days
        The horizon; None for that of the scenario.
    without
        Paths that are switched off.
    options, offered
        Options in it, and whether their consents are drawn.
    """

    within_days: float | None
    without: tuple[str, ...]
    options: tuple[str, ...]
    offered: bool


def try_claims(
    scenario: Scenario,
    sizes: Sizes,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Shown]:
    """Return what every mechanism of every claim does, in the order of the file.

    Parameters
    ----------
    sizes
        Of every world.
    workers
        Threads; all available processors by default.
    progress
        Called with the number of worlds done and the number of all worlds.

    Raises
    ------
    UsageError
        If the scenario has no claims, a mechanism cannot be switched off, or there are too few
        histories to tell anything from.
    """
    if not scenario.claims:
        raise UsageError("the scenario makes no claims: it has no section 'claims:'")
    n_histories = sizes.draws * sizes.replications
    if n_histories < FEWEST_HISTORIES:
        raise UsageError(
            f"to tell a difference from chance takes at least {FEWEST_HISTORIES} histories, draws "
            f"times replications; found {n_histories}: ask for more draws"
        )
    tried = [
        (name, mechanism, *_with_and_without(mechanism))
        for name, claim in scenario.claims.items()
        for mechanism in claim.mechanisms
    ]
    uses = Counter(world for _, _, *pair in tried for world in pair)
    model = _observing(scenario, compile_scenario(scenario))
    n_worlds, done = len(uses), 0
    runs: dict[_World, Results] = {}
    found: list[Shown] = []
    for name, mechanism, *pair in tried:
        for world in pair:
            if world not in runs:
                runs[world] = _run(model, world, sizes, workers)
                done += 1
                if progress is not None:
                    progress(done, n_worlds)
        whole, less = (runs[world] for world in pair)
        found += _shown(scenario, name, mechanism, whole, less, _reached(model, *pair))
        uses -= Counter(pair)
        # A world has all of its histories: those that nothing needs any more are let go.
        runs = {world: run for world, run in runs.items() if world in uses}
    return found


def _with_and_without(mechanism: Mechanism) -> tuple[_World, _World]:
    days = None if mechanism.within is None else mechanism.within.value
    taken = tuple(Dotted.of(path).rest for path in mechanism.path if _is_option(path))
    off = tuple(path for path in mechanism.path if not _is_option(path))
    offered = any(_is_consent(path) for path in off)
    given = mechanism.given
    return (
        _World(days, (), tuple(sorted({*given, *taken})), offered),
        _World(days, off, tuple(sorted(given)), offered),
    )


def _is_option(path: str) -> bool:
    parts = Dotted.of(path).parts
    return parts[0] == "options" and len(parts) == 2


def _is_consent(path: str) -> bool:
    parts = Dotted.of(path).parts
    return parts[0] == "options" and parts[2:3] == ("consent",)


def _of_world(model: Model, world: _World) -> Model:
    """Return the model of one world, with its horizon and without what is switched off."""
    if world.within_days is not None:
        model = replace(model, horizon_days=world.within_days)
    return switched_off(model, world.without)


def _reached(model: Model, whole: _World, less: _World) -> frozenset[str]:
    """Return the outcomes that the mechanism can change at all."""
    return reached_by_difference(_play(model, whole), _play(model, less))


def _play(model: Model, world: _World) -> Play:
    options = options_at(model, world.options)
    return Play(_of_world(model, world), options, options if world.offered else ())


def _run(model: Model, world: _World, sizes: Sizes, workers: int | None) -> Results:
    job = Job(
        _of_world(model, world),
        sizes,
        base=options_at(model, world.options),
        base_offered=world.offered,
        keep=True,
    )
    return run_job(job, version=__version__, workers=workers)


def _observing(scenario: Scenario, model: Model) -> Model:
    """Return the model with an outcome for everything that a claim names and no outcome shows."""
    known = {outcome.info.name for outcome in model.outcomes}
    named = dict.fromkeys(
        on
        for claim in scenario.claims.values()
        for mechanism in claim.mechanisms
        for _, on in mechanism.effects
    )
    added = tuple(_outcome(scenario, model, on) for on in named if on not in known)
    return replace(model, outcomes=model.outcomes + added)


def _outcome(scenario: Scenario, model: Model, on: str) -> Outcome:
    """Return what shows an effect: a mean level, a number of times, a total, time on a rung."""
    head, rung = Dotted.of(on).head, Dotted.of(on).rest
    if rung:
        ladders = [ladder.name for ladder in model.ladders]
        number = ladders.index(head)
        place = model.ladders[number].rungs.index(rung)
        entry = scenario.ladders.get(head) or scenario.options[head]
        info = plain_info(on, "time", f"{entry.title or head}: {rung}")
        return Outcome(info, condition=((number, (place,)),))
    if head in scenario.indicators:
        title = scenario.indicators[head].title or head
        indicators = [indicator.name for indicator in model.indicators]
        info = plain_info(on, "mean", title)
        return Outcome(info, indicator=indicators.index(head))
    if head in scenario.tallies:
        tally = scenario.tallies[head]
        info = plain_info(on, "total", tally.title or head, tally.unit)
        return Outcome(info, tally=model.tallies.index(head))
    moves = [move.name for move in model.moves]
    info = plain_info(on, "count", scenario.moves[head].title or head)
    return Outcome(info, moves=(moves.index(head),))


def _shown(
    scenario: Scenario,
    name: str,
    mechanism: Mechanism,
    whole: Results,
    less: Results,
    reached: frozenset[str],
) -> Iterator[Shown]:
    for effect, on in mechanism.effects:
        index = whole.outcome_index(on)
        info = whole.outcomes[index]
        estimate = estimate_outcome(whole, whole.baseline, info)
        difference = paired_difference(whole, less, index, reached=info.name in reached)
        yield Shown(
            claim=name,
            says=scenario.claims[name].says,
            path=mechanism.path,
            given=mechanism.given,
            within_days=None if mechanism.within is None else mechanism.within.value,
            effect=effect,
            on=on,
            title=info.title,
            unit=info.unit,
            estimate=estimate.estimate,
            estimate_se=estimate.se,
            difference=difference.estimate,
            se=difference.se,
            verdict=verdict(effect, estimate.estimate, *difference),
        )
