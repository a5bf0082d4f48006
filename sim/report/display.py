"""What every result says of itself: in a few lines where it is printed, in full in a notebook.

`sim.results.display` asks, and what is registered here answers.  In a few lines stands only what
has been found already: to look at a variable must not take time.  A single estimate does not know
what it is of, so its numbers stand in their own unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

from sim.analysis.claims import CheckedClaims, Shown
from sim.analysis.comparison import Change, Comparison
from sim.analysis.discovery import Discovery
from sim.analysis.estimates import Estimate, Estimates
from sim.analysis.frequency import Frequencies, Frequency
from sim.analysis.portfolios import Portfolios
from sim.analysis.sensitivity import Sensitivity
from sim.analysis.switching import Switch, Switches
from sim.analysis.value_of_information import ValueOfInformation
from sim.errors import brief
from sim.report import exact_numbers, numbers
from sim.report.claims.claims_sheet import EFFECT_WORDS, VERDICT_WORDS
from sim.report.numbers import PLAIN, Scale
from sim.report.portfolios.choice_wording import quantity_value
from sim.report.render import to_markdown
from sim.report.run.run_sheet import measures
from sim.report.sheets import Showable, sheet_of
from sim.report.wording import counted, has_width, scene
from sim.results.descriptions import OutcomeInfo
from sim.results.display import as_markdown, in_short
from sim.results.event_log import Histories
from sim.results.results import BASELINE, Header, Results, World

#: Items of a line, and lines, that are shown; more are counted.
_MANY = 5

#: What stands for the average of an outcome whose tail is too heavy for one.
_NO_MEAN = "no mean"


@in_short.register
def _(result: Results) -> str:
    worlds = {BASELINE: result.baseline, **(result.adopted or result.offered)}
    order = sorted(result.outcomes, key=lambda info: info.name != result.header.objective)
    lines = [f"{info.name}: {_some(list(_means(result, info, worlds)))}" for info in order]
    alone = "" if result.adopted else f"; {measures(result)}"
    return _lines(f"Results: {_run(result.header)}{alone}", lines)


def _means(result: Results, info: OutcomeInfo, worlds: Mapping[str, World]) -> Iterator[str]:
    j, scale = result.outcome_index(info.name), numbers.scale_of(info.unit)
    if not info.mean_exists:
        yield _NO_MEAN
        return
    for name, world in worlds.items():
        mean = numbers.level(float(world.outcome.mean[:, j].mean()), None, scale)
        yield f"{mean} {name}" if len(worlds) > 1 else mean


@in_short.register
def _(result: World) -> str:
    draws, outcomes = result.outcome.mean.shape
    how = f"{'+'.join(result.options)} {'offered' if result.offered else 'adopted'}"
    what = how if result.options else "no new measure"
    return f"<World: {result.name}, {what}; {draws} draws of {counted(outcomes, 'outcome')}>"


@in_short.register
def _(result: Estimates) -> str:
    lines = [
        f"{info.name}: {_estimated(result[info.name], numbers.scale_of(info.unit))}"
        if info.mean_exists
        else f"{info.name}: {_NO_MEAN}"
        for info in result.results.outcomes
    ]
    return _lines(f"Estimates: {_run(result.results.header)}", lines)


@in_short.register
def _(result: Comparison) -> str:
    infos = {info.name: info for info in result.results.outcomes}
    objective = result.results.header.objective
    names = sorted(result.baseline, key=lambda name: name != objective)
    return _lines(
        f"Comparison: {_run(result.results.header)}",
        (_changed(result, name, numbers.scale_of(infos[name].unit)) for name in names),
    )


def _changed(result: Comparison, outcome: str, scale: Scale) -> str:
    base = result.baseline[outcome]
    changes = {name: own[outcome] for name, own in result.adopted.items()}
    ordered = sorted(changes, key=lambda name: changes[name].rank or 0)
    texts = [
        f"{name} {numbers.change(changes[name].difference, changes[name].se, scale)}"
        for name in ordered
    ]
    stated = f"{outcome}: {numbers.level(base.estimate, base.se, scale)} {BASELINE}"
    return f"{stated}; if adopted, {_some(texts)}" if texts else stated


@in_short.register
def _(result: Estimate) -> str:
    return f"<Estimate: {_estimated(result)}>"


def _estimated(one: Estimate, scale: Scale = PLAIN) -> str:
    text = numbers.level(one.estimate, one.se, scale)
    parts = [f"{text} {numbers.plus_minus(one.se, scale)}".rstrip()]
    if has_width(one.interval):
        parts.append(f"90 % {numbers.level_range(*one.interval, scale)}")
    if one.likelihood:
        parts.append(one.likelihood)
    return ", ".join(parts)


@in_short.register
def _(result: Change) -> str:
    change = f"{numbers.change(result.difference, result.se)} {numbers.plus_minus(result.se)}"
    interval = result.interval
    left_open = f", 90 % {numbers.change_range(*interval)}" if has_width(interval) else ""
    place = "" if result.rank is None else f", rank {result.rank}"
    level = numbers.level(result.estimate, result.estimate_se)
    return f"<Change: {change.rstrip()} to {level}{left_open}{place}>"


@in_short.register
def _(result: Portfolios) -> str:
    choice = result.choice
    price = "cost" if result.against is None else result.against
    scale = numbers.scale_of(result.results.outcome(result.outcome).unit)
    steps = [
        f"{choice.names[k]} {numbers.change(effect, result.effect_se[k], scale)} for "
        f"{exact_numbers.plain(result.price[k])}"
        for k in (step.alternative for step in result.steps if step.alternative)
        for effect in [choice.sign * choice.effects[k]]
    ]
    return _lines(
        f"Portfolios by {result.outcome} and {price}: {scene(result.results.header)}; "
        f"{counted(len(choice.names) - 1, 'alternative')} to {BASELINE}",
        (f"efficient: {_some(steps)}" if steps else "efficient: none but the baseline",),
    )


@in_short.register
def _(result: Sensitivity) -> str:
    shares = [f"{one.quantity.name} {numbers.share(one.first)}" for one in result.influences]
    subject = "" if result.alternative == BASELINE else f" by {result.alternative}"
    first = f"hangs on {_some(shares) if shares else 'nothing that can be told from chance'}"
    explained = f"{numbers.share(result.explained)} explained"
    return _lines(f"Sensitivity of {result.outcome}{subject}: {explained}", (first,))


@in_short.register
def _(result: Switches) -> str:
    deciding = [switch for switch in result if switch.thresholds]
    weight = exact_numbers.plain(result.weight)
    return _lines(
        f"Switches of the choice by {result.outcome} at weight {weight}: "
        f"{len(deciding)} of {counted(len(result), 'quantity', 'quantities')}",
        (_switch(switch) for switch in deciding),
    )


@in_short.register
def _(result: Switch) -> str:
    return f"<Switch: {_switch(result)}>"


def _switch(switch: Switch) -> str:
    text = f"{switch.quantity.name}: {switch.at_low}"
    for threshold in switch.thresholds:
        value = quantity_value(threshold.value, switch.quantity)
        text += f", above {value} {threshold.above}"
    return text


@in_short.register
def _(result: ValueOfInformation) -> str:
    here, scale = result.here, numbers.scale_of(result.results.outcome(result.outcome).unit)
    worths = [
        f"{one.name} {numbers.change(one.known, one.known_se, scale)}" for one in result.worths
    ]
    return _lines(
        f"Value of information by {result.outcome} at weight {exact_numbers.plain(here.weight)}: "
        f"{numbers.change(here.evpi, here.evpi_se, scale)} "
        f"{numbers.plus_minus(here.evpi_se, scale)} for knowing everything",
        (f"find out first: {_some(worths)}",) if worths else (),
    )


@in_short.register
def _(result: Discovery) -> str:
    box, option = result.box, result.question.option
    sides = [
        f"{one.quantity.name} {'at most' if one.upper else 'at least'} "
        f"{quantity_value(one.value, one.quantity)}"
        for one in result.limits
    ]
    found = (
        f"density {numbers.share(box.density)}, coverage {numbers.share(box.coverage)}, where "
        f"{_some(sides)}"
        if sides
        else "nothing sets them apart beyond chance"
    )
    return _lines(
        f"Discovery: {option or BASELINE} fails by {result.question.outcome} in "
        f"{numbers.share(result.failing)} of the futures",
        (found,),
    )


@in_short.register
def _(result: Frequencies) -> str:
    texts = [f"{name} {exact_numbers.plain(one.per_year)}" for name, one in result.items()]
    return _lines(
        f"Frequencies: {scene(result.results.header)}", (f"times a year: {_some(texts)}",)
    )


@in_short.register
def _(result: Frequency) -> str:
    chance = numbers.level(result.happens.estimate, result.happens.se, numbers.PERCENT)
    return (
        f"<Frequency: {result.title}, {exact_numbers.plain(result.per_year)} a year, in {chance} "
        "of the histories>"
    )


@in_short.register
def _(result: CheckedClaims) -> str:
    counts = [
        f"{sum(one.verdict == verdict for one in result)} {word}"
        for verdict, word in VERDICT_WORDS.items()
    ]
    return _lines(
        f"Claims of {result.title}, {counted(len(result), 'effect')} looked for: "
        f"{', '.join(counts)}",
        (_shown(one) for one in result if one.verdict != "holds"),
    )


@in_short.register
def _(result: Shown) -> str:
    return f"<Shown: {_shown(result)}>"


def _shown(one: Shown) -> str:
    scale = numbers.scale_of(one.unit)
    difference = (
        f"{numbers.change(one.difference, one.se, scale)} {numbers.plus_minus(one.se, scale)}"
    )
    return (
        f"{one.claim}: {EFFECT_WORDS[one.effect]} {one.on}? {VERDICT_WORDS[one.verdict]}, "
        f"{difference.rstrip()}"
    )


@in_short.register
def _(result: Histories) -> str:
    counts = [f"{exact_numbers.whole(result.of(move).sum())} {move}" for move in result.moves]
    return _lines(
        f"Histories: {_run(result.header)}; {counted(len(result.day), 'event')}", (_some(counts),)
    )


def _in_full(result: Showable) -> str:
    return to_markdown(sheet_of(result))


for _kind in get_args(Showable):
    as_markdown.register(_kind, _in_full)


def _run(header: Header) -> str:
    """Return the scenario and the size of the run."""
    draws, replications = map(exact_numbers.whole, (header.draws, header.replications))
    return f"{scene(header)}; {draws} draws × {replications} replications, seed {header.seed}"


def _lines(first: str, others: Iterable[str]) -> str:
    """Return a few lines, the others indented below the first."""
    rest = list(others)
    more = len(rest) - _MANY
    shown = [*rest[:_MANY], *([f"and {more} more"] if more > 0 else [])]
    text = "\n  ".join([first, *shown])
    return brief(f"<{text}>")


def _some(items: Sequence[str]) -> str:
    """Return the first items of a list that would make a line too long."""
    more = len(items) - _MANY
    return ", ".join([*items[:_MANY], *([f"{more} more"] if more > 0 else [])])
