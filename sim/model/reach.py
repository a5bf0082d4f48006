"""What can change what: which outcomes two worlds can differ in at all, read off the model.

If nothing leads from what an option does to an outcome, the difference is nothing for certain.
Where something does, "not one history differs" is only what so many histories have shown.

The graph::

    option -> moves and indicators that it acts on, and whoever looks at the option
    ladder -> moves that wait for its rungs or are modified by them, indicators that it shifts,
              options that need it
    move -> ladders, indicators and tallies that it changes
    indicator -> moves that it modifies

A hazard ratio that is known to be 1, a shift or a jump known to be 0, a move that cannot happen and
an option that cannot start lead nowhere.  Rungs of one ladder are not told apart, so what is not
reached can indeed not differ, and what is reached need not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sim.model.model import Condition, Model, Move, Parameter
from sim.results.option_rungs import ABSENT, ACTIVE, ENDED, SUSPENDED


class Part(NamedTuple):
    """A part of the model that can be different in two worlds, by its position in the model."""

    kind: str
    number: int


@dataclass(frozen=True)
class Play:
    """A model with the options that are in a world.

    Attributes
    ----------
    options
        By position.
    asked
        Those of them whose consents are drawn.
    """

    model: Model
    options: tuple[int, ...]
    asked: tuple[int, ...] = ()


def reached_by_options(play: Play, added: Iterable[int]) -> frozenset[str]:
    """Return the names of the outcomes that differ, or could, by options being there or not.

    Parameters
    ----------
    play
        The world in which they are.
    added
        The options.
    """
    first = play.model.n_plain_ladders
    reach = _Reach([play])
    return reach.outcomes(
        Part("ladder", first + option) for option in added if _starts(play, option)
    )


def reached_by_difference(whole: Play, less: Play) -> frozenset[str]:
    """Return the names of the outcomes in which two worlds differ, or could.

    Parameters
    ----------
    whole, less
        The same scenario and consents; `less` without some mechanisms (`sim.model.ablation`) or
        options.
    """
    reach = _Reach([whole, less])
    return reach.outcomes(
        [*_other_options(whole, less), *_other_numbers(whole, less), *_other_parts(whole, less)]
    )


class _Reach:
    """Where the graph leads, in any of a few worlds that share their clocks."""

    def __init__(self, plays: Collection[Play]) -> None:
        self._plays = [(play, _Possible(play)) for play in plays]

    def outcomes(self, start: Iterable[Part]) -> frozenset[str]:
        """Return the names of the outcomes that some nodes lead to."""
        waiting = [node for node in start if self._can_differ(node)]
        seen = set(waiting)
        while waiting:
            node = waiting.pop()
            for play, possible in self._plays:
                for following in _next(play, possible, node):
                    if following not in seen:
                        seen.add(following)
                        waiting.append(following)
        model = self._plays[0][0].model
        found = set()
        for outcome in model.outcomes:
            watched = [Part("move", move) for move in outcome.moves]
            watched += [Part("ladder", ladder) for ladder, _ in outcome.condition or ()]
            watched += [Part("tally", outcome.tally)] if outcome.tally is not None else []
            watched += (
                [Part("indicator", outcome.indicator)] if outcome.indicator is not None else []
            )
            if seen.intersection(watched):
                found.add(outcome.info.name)
        return frozenset(found)

    def _can_differ(self, node: Part) -> bool:
        return node.kind != "move" or any(
            node.number in possible.moves for _, possible in self._plays
        )


class _Possible:
    """What can happen at all in a world: its moves, and the rungs that its ladders can be on.

    Attributes
    ----------
    moves
        By position.
    """

    def __init__(self, play: Play) -> None:
        model = play.model
        self._rungs = [{ladder.start} for ladder in model.ladders]
        for option in play.options:
            if _starts(play, option):
                info = model.options[option]
                rungs = self._rungs[model.n_plain_ladders + option]
                rungs |= {ABSENT, ACTIVE}
                rungs |= {SUSPENDED} if info.needs else set()
                rungs |= {ENDED} if info.lasts is not None else set()
        self.moves: set[int] = set()
        waiting = {number for number, move in enumerate(model.moves) if _ever(model, move)}
        while True:
            now = {number for number in waiting if self.holds(model.moves[number].when)}
            if not now:
                return
            waiting -= now
            self.moves |= now
            for number in now:
                for ladder, rung in model.moves[number].rungs:
                    self._rungs[ladder].add(rung)

    def holds(self, condition: Condition) -> bool:
        """Return whether a condition can hold, each of its ladders looked at on its own."""
        return all(self._rungs[ladder].intersection(rungs) for ladder, rungs in condition)


def _next(play: Play, possible: _Possible, node: Part) -> Iterator[Part]:
    """Yield what can differ if a part of the model does."""
    model, first = play.model, play.model.n_plain_ladders
    if node.kind == "ladder":
        for _, indicator, amount in model.ladders[node.number].shifts:
            if known(model.parameters[amount]) != 0.0:
                yield Part("indicator", indicator)
        for option in play.options:
            if node.number in dict(model.options[option].needs):
                yield Part("ladder", first + option)
        if node.number - first in play.options:
            yield from _acts_on(play, possible, node.number - first)
    elif node.kind == "move":
        move = model.moves[node.number]
        for ladder, _ in move.rungs:
            if ladder < first or ladder - first in play.options:
                yield Part("ladder", ladder)
        for indicator, amount in move.jumps:
            if known(model.parameters[amount]) != 0.0:
                yield Part("indicator", indicator)
        yield from (Part("tally", size.tally) for size in move.sizes)
    for number in possible.moves:
        if _depends(model, model.moves[number], node):
            yield Part("move", number)


def _depends(model: Model, move: Move, node: Part) -> bool:
    """Return whether the hazard of a move depends on a ladder or an indicator."""
    if node.kind == "ladder":
        ratios = [ratio for ladder, _, ratio in move.rung_ratios if ladder == node.number]
        return node.number in dict(move.when) or _some_not(model, ratios, 1.0)
    if node.kind == "indicator":
        ratios = [ratio for indicator, ratio in move.indicator_ratios if indicator == node.number]
        return _some_not(model, ratios, 1.0)
    return False


def _acts_on(play: Play, possible: _Possible, option: int) -> Iterator[Part]:
    """Yield the moves and indicators that an option acts on, if it can ever be in force."""
    model, info = play.model, play.model.options[option]
    if not _starts(play, option) or not possible.holds(info.needs):
        return
    for indicator, amount in info.shifts:
        if known(model.parameters[amount]) != 0.0:
            yield Part("indicator", indicator)
    if known(model.parameters[info.strength]) != 0.0:
        for move, ratio in info.effects:
            if move in possible.moves and known(model.parameters[ratio]) != 1.0:
                yield Part("move", move)


def _other_options(whole: Play, less: Play) -> Iterator[Part]:
    for option in {*whole.options} ^ {*less.options}:
        if any(_starts(play, option) for play in (whole, less) if option in play.options):
            yield Part("ladder", whole.model.n_plain_ladders + option)


def _other_numbers(whole: Play, less: Play) -> Iterator[Part]:
    """Yield what the numbers that differ between two worlds are numbers of."""
    both = zip(whole.model.parameters, less.model.parameters, strict=True)
    other = {
        number
        for number, (one, two) in enumerate(both)
        if one.fixed != two.fixed and (known(one) is None or known(one) != known(two))
    }
    model = whole.model
    for number, move in enumerate(model.moves):
        ratios = {p for _, p in move.indicator_ratios} | {p for *_, p in move.rung_ratios}
        traits = {p for pair in move.trait_ratios for p in pair}
        if other & {move.rate, move.probability, move.shape, *ratios, *traits}:
            yield Part("move", number)
        yield from (Part("indicator", i) for i, p in move.jumps if p in other)
    for ladder in model.ladders:
        yield from (Part("indicator", i) for _, i, p in ladder.shifts if p in other)
    for number in {*whole.options, *less.options}:
        option = model.options[number]
        consents = {p for _, p in option.consent} if number in whole.asked else set()
        if other & {option.delay, option.lasts, *consents}:
            yield Part("ladder", model.n_plain_ladders + number)
        yield from (Part("indicator", i) for i, p in option.shifts if p in other)
        for acted_on, p in option.effects:
            if other & {p, option.strength, model.overlap}:
                yield Part("move", acted_on)


def _other_parts(whole: Play, less: Play) -> Iterator[Part]:
    """Yield what moves change, and options need, in one of two worlds only."""
    for one, two in zip(whole.model.moves, less.model.moves, strict=True):
        yield from (Part("ladder", ladder) for ladder, _ in {*one.rungs} ^ {*two.rungs})
        tallies = {size.tally for size in one.sizes} ^ {size.tally for size in two.sizes}
        yield from (Part("tally", tally) for tally in tallies)
    first = whole.model.n_plain_ladders
    for number in whole.options:
        if whole.model.options[number].needs != less.model.options[number].needs:
            yield Part("ladder", first + number)


def _starts(play: Play, option: int) -> bool:
    """Return whether an option can start before the horizon."""
    model, info = play.model, play.model.options[option]
    delay = known(model.parameters[info.delay])
    refused = any(known(model.parameters[asked]) == 0.0 for _, asked in info.consent)
    return not (option in play.asked and refused) and (delay is None or delay < model.horizon_days)


def _ever(model: Model, move: Move) -> bool:
    """Return whether a move can happen, as far as its own rate or dates go."""
    if move.rate is not None:
        return known(model.parameters[move.rate]) != 0.0
    chance = None if move.probability is None else known(model.parameters[move.probability])
    return chance != 0.0 and any(day <= model.horizon_days for day in move.days)


def _some_not(model: Model, numbers: Iterable[int], value: float) -> bool:
    return any(known(model.parameters[number]) != value for number in numbers)


def known(parameter: Parameter) -> float | None:
    """Return the number that a parameter is in every draw, None if it is uncertain.

    Of a chance within a time it is the chance itself, which is 0 where the rate is.
    """
    if parameter.fixed is not None:
        return parameter.fixed
    if not parameter.is_constant:
        return None
    return parameter.arguments[0] * (1.0 if parameter.window_days is not None else parameter.scale)
