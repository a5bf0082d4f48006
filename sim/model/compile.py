"""From a scenario to a model: names become positions, quantities become parameters.

Everything is sorted by name first, so the order of the file leaves no trace in the model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sim.model.indexing import Parameters, Positions, constants_of
from sim.model.model import (
    Indicator,
    Ladder,
    Model,
    Move,
    Option,
    Outcome,
    Portfolio,
    Size,
)
from sim.model.quantity_infos import quantity_infos
from sim.results.descriptions import OutcomeInfo, words_of
from sim.results.dotted import Dotted
from sim.results.kinds import KINDS
from sim.results.option_rungs import OPTION_RUNGS
from sim.scenario.checks.tails import mean_exists
from sim.scenario.entries import Move as ScenarioMove
from sim.scenario.entries import Option as ScenarioOption
from sim.scenario.entries import Outcome as ScenarioOutcome
from sim.scenario.quantity.quantity import Quantity
from sim.scenario.schema import Scenario


def compile_scenario(scenario: Scenario) -> Model:
    """Return the model of a checked scenario."""
    names, parameters = Positions.of(scenario), Parameters(quantity_infos(scenario))
    indicators = _indicators(scenario, parameters)
    ladders = _ladders(scenario, names, parameters)
    moves = tuple(
        _move(scenario, name, scenario.moves[name], names, parameters) for name in names.moves
    )
    options = tuple(
        _option(scenario, name, scenario.options[name], names, parameters) for name in names.options
    )
    overlap = parameters.add("overlap", scenario.overlap)
    for *pair, _ in scenario.correlations:
        for path in pair:
            if path not in parameters.positions:  # a trait that no move looks at
                _, owner, _, trait = Dotted.of(path).parts
                parameters.add(path, scenario.actors[owner].traits[trait])
    positions = parameters.positions
    return Model(
        title=scenario.title,
        question=scenario.question,
        sha256=scenario.sha256,
        start=scenario.start,
        horizon_days=scenario.horizon_days,
        step_days=scenario.step_days,
        parameters=tuple(parameters.found),
        correlations=tuple(
            (positions[first], positions[second], rho)
            for first, second, rho in scenario.correlations
        ),
        indicators=indicators,
        ladders=ladders,
        tallies=tuple(names.tallies),
        moves=moves,
        options=options,
        overlap=overlap,
        outcomes=tuple(
            _outcome(scenario, name, outcome, names) for name, outcome in scenario.outcomes.items()
        ),
        objective=scenario.objective,
        portfolios=tuple(
            Portfolio(
                name,
                portfolio.title or words_of(name),
                tuple(sorted(names.options[option] for option in portfolio.options)),
            )
            for name, portfolio in scenario.portfolios.items()
        ),
    )


def _indicators(scenario: Scenario, parameters: Parameters) -> tuple[Indicator, ...]:
    found = []
    for name, indicator in sorted(scenario.indicators.items()):
        path = f"indicators.{name}"
        start = indicator.start
        found.append(
            Indicator(
                name=name,
                start=None if start is None else parameters.add(f"{path}.start", start),
                rest=parameters.add(f"{path}.rest", indicator.rest),
                half_life=parameters.add(f"{path}.half_life", indicator.half_life),
            )
        )
    return tuple(found)


def _ladders(scenario: Scenario, names: Positions, parameters: Parameters) -> tuple[Ladder, ...]:
    found = []
    for name, ladder in sorted(scenario.ladders.items()):
        shifts = []
        for rung, by_indicator in sorted(ladder.shifts.items()):
            for indicator, amount in sorted(by_indicator.items()):
                path = f"ladders.{name}.shifts.{rung}.{indicator}"
                shifts.append(
                    (
                        ladder.rungs.index(rung),
                        names.indicators[indicator],
                        parameters.add(path, amount),
                    )
                )
        start = ladder.rungs.index(ladder.start) if ladder.start else 0
        found.append(Ladder(name, ladder.rungs, start, tuple(shifts)))
    found += [Ladder(name, OPTION_RUNGS, 0) for name in names.options]
    return tuple(found)


def _move(
    scenario: Scenario, name: str, move: ScenarioMove, names: Positions, parameters: Parameters
) -> Move:
    path = f"moves.{name}"
    traits, indicators, rungs = [], [], []
    for covariate, ratio in sorted(move.modifiers.items()):
        parameter = parameters.add(f"{path}.modifiers.{covariate}", ratio)
        owner, rest = Dotted.of(covariate).head, Dotted.of(covariate).rest
        if owner in scenario.actors:
            trait = scenario.actors[owner].traits[rest]
            traits.append((parameters.add(f"actors.{owner}.traits.{rest}", trait), parameter))
        elif rest:
            rungs.append((*names.rung(owner, rest), parameter))
        else:
            indicators.append((names.indicators[owner], parameter))
    dated = move.on is not None
    changes = scenario.consequences(move)
    is_weibull = not dated and not (move.shape.is_constant and move.shape.value == 1.0)
    return Move(
        name=name,
        title=move.title or name,
        actor=move.actor,
        when=names.condition(move.when),
        rate=None if move.rate is None else parameters.add(f"{path}.rate", move.rate),
        shape=parameters.add(f"{path}.shape", move.shape) if is_weibull else None,
        days=tuple(float((day - scenario.start).days) for day in move.on or ()),
        probability=parameters.add(f"{path}.probability", move.probability) if dated else None,
        trait_ratios=tuple(traits),
        indicator_ratios=tuple(indicators),
        rung_ratios=tuple(rungs),
        rungs=tuple(names.rung(ladder, rung) for ladder, rung in sorted(changes.rungs.items())),
        jumps=tuple(
            (names.indicators[indicator], parameters.add(f"{path}.then.{indicator}", jump))
            for indicator, jump in sorted(changes.jumps.items())
        ),
        sizes=tuple(
            _size(f"{path}.then.{tally}", names.tallies[tally], size, parameters)
            for tally, size in sorted(changes.sizes.items())
        ),
    )


def _size(path: str, tally: int, size: Quantity, parameters: Parameters) -> Size:
    names = {id(inner): name for name, inner in size.parameters.items()}
    return Size(
        name=path,
        tally=tally,
        family=size.family,
        arguments=constants_of(size),
        uncertain=tuple(
            (place, parameters.add(f"{path}.{names[id(argument)]}", argument))
            for place, argument in enumerate(size.arguments)
            if isinstance(argument, Quantity)
        ),
        scale=size.scale,
    )


def _option(
    scenario: Scenario, name: str, option: ScenarioOption, names: Positions, parameters: Parameters
) -> Option:
    path = f"options.{name}"

    def display(actor: str) -> str:
        return scenario.actors[actor].name or actor

    return Option(
        name=name,
        title=option.title or words_of(name),
        by=tuple(display(actor) for actor in option.by),
        consent=tuple(
            (actor, parameters.add(f"{path}.consent.{actor}", probability))
            for actor, probability in sorted(option.consent.items())
        ),
        delay=parameters.add(f"{path}.delay", option.delay),
        lasts=None if option.lasts is None else parameters.add(f"{path}.lasts", option.lasts),
        needs=names.condition(option.needs),
        strength=parameters.add(f"{path}.strength", option.strength),
        effects=tuple(
            (names.moves[move], parameters.add(f"{path}.effects.{move}", ratio))
            for move, ratio in sorted(option.effects.items())
        ),
        shifts=tuple(
            (names.indicators[indicator], parameters.add(f"{path}.shifts.{indicator}", amount))
            for indicator, amount in sorted(option.shifts.items())
        ),
        cost=parameters.add(f"{path}.cost", option.cost),
        basis=_basis(
            parameters,
            [f"{path}.effects.{move}" for move in option.effects]
            + [f"{path}.shifts.{indicator}" for indicator in option.shifts],
        ),
    )


def _basis(parameters: Parameters, paths: Sequence[str]) -> tuple[str, ...]:
    """Return what numbers rest on, the most frequent first."""
    said = Counter(parameters.infos[path].basis for path in paths)
    return tuple(basis for basis, _ in said.most_common() if basis is not None)


def _outcome(scenario: Scenario, name: str, outcome: ScenarioOutcome, names: Positions) -> Outcome:
    unit = KINDS[outcome.kind].unit
    if unit is None and outcome.tally is not None:
        unit = scenario.tallies[outcome.tally].unit
    info = OutcomeInfo(
        name=name,
        kind=outcome.kind,
        title=outcome.title or words_of(name),
        unit=unit or "",
        better=outcome.better,
        mean_exists=mean_exists(scenario, outcome),
    )
    condition, tally, indicator = outcome.condition, outcome.tally, outcome.indicator
    return Outcome(
        info=info,
        condition=None if condition is None else names.condition(condition),
        moves=tuple(sorted(names.moves[move] for move in outcome.moves)),
        tally=None if tally is None else names.tallies[tally],
        indicator=None if indicator is None else names.indicators[indicator],
    )
