"""The tables of scenario discovery: the box of futures in which something fails."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.discovery import Discovery, Limit
from sim.analysis.estimates import Estimate
from sim.report import exact_numbers, numbers
from sim.report.portfolios.choice_wording import (
    basis,
    consent_note,
    lowered,
    quantity_value,
    titled,
)
from sim.report.tables import Column, Group, Sheet, Table, evenly
from sim.report.wording import baseline_sentence, counted, scene
from sim.results.descriptions import OutcomeInfo
from sim.results.results import Results

#: Boxes of the search that are shown.
_STEPS = 8


def discovery_sheet(
    results: Results,
    outcome: str,
    baseline: Estimate,
    found: Discovery,
    *,
    option: str | None,
    useless: bool,
    offered: bool,
    density: float | None = None,
) -> Sheet:
    """Return the sheet of a discovery.

    Parameters
    ----------
    option
        Name of the option or portfolio in force, None for no new measure.
    useless
        Whether failure is to improve nothing, and not a value of the outcome.
    density
        Least density that was wanted of the box.
    """
    info = results.outcome(outcome)
    tables = []
    if found.limits:
        tables += [_box(found), _trajectory(found)]
    subject = "no new measure" if option is None else titled(results, option)
    return Sheet(
        title=f"{scene(results.header)}: in which futures {subject} fails"
        if option
        else f"{scene(results.header)}: in which futures it goes wrong without any new measure",
        lead=(
            baseline_sentence(info, baseline, results.header),
            _failure(info, found, useless),
            _answer(found),
            *_missed(found, density),
        ),
        tables=tuple(tables),
        notes=tuple(_notes(results, found, option, offered)),
    )


def _failure(info: OutcomeInfo, found: Discovery, useless: bool) -> str:
    share = numbers.share(found.failing)
    if useless:
        verb = "raise" if info.better == "higher" else "lower"
        return f"It fails to {verb} {lowered(info.title)} in {share} of the futures."
    beyond = "above" if info.better == "lower" else "below"
    scale = numbers.scale_of(info.unit)
    unit = "" if scale.level else f" {info.unit}"
    limit = f"{exact_numbers.plain(scale.factor * found.threshold)} {scale.level}".rstrip()
    if found.asked is not None and found.failing in (0.0, 1.0):
        return (
            f"As far as these draws can tell, {lowered(info.title)} is the same in every future, "
            "so there are no worst ones."
        )
    return f"Failure: {lowered(info.title)} {beyond} {limit}{unit}, in {share} of the futures."


def _answer(found: Discovery) -> str:
    if not found.searched:
        return "No quantity can be told from chance, so nothing sets these futures apart."
    if not found.limits:
        return "No limit on any quantity sets these futures apart beyond chance."
    box = found.box
    held_out = ""
    if found.held_out_density is not None:
        held_out = f" ({numbers.share(found.held_out_density)} on draws left out)"
    return (
        f"In a box of {counted(len(found.limits), 'limit')} lie {numbers.share(box.mass)} of the "
        f"futures and {numbers.share(box.coverage)} of the failures; {numbers.share(box.density)} "
        f"of the futures in it fail{held_out}."
    )


def _missed(found: Discovery, density: float | None) -> list[str]:
    """Return that no box is as dense as was wanted, if so."""
    if density is None or not found.limits or found.box.density >= density:
        return []
    return [
        f"No box of limits beyond chance has the {numbers.share(density)} of failures that was "
        "asked for; this one comes nearest."
    ]


def _box(found: Discovery) -> Table:
    columns = (
        Column("Quantity", flexible=True),
        Column("Limit", flexible=True),
        Column("Of all futures", "right"),
        Column("By chance", "right"),
        Column("Basis", flexible=True, shown="wide", aside="basis and source"),
    )
    return Table(columns, (Group(tuple(_limit_row(limit) for limit in found.limits)),), "The box")


def _limit_row(limit: Limit) -> tuple[str, ...]:
    side = "at most" if limit.upper else "at least"
    return (
        limit.quantity.name,
        f"{side} {quantity_value(limit.value, limit.quantity)}",
        numbers.share(limit.share),
        chance(limit.p),
        basis(limit.quantity),
    )


def chance(p: float) -> str:
    """Return a quasi-p-value.

    Examples
    --------
    >>> chance(0.03), chance(0.00001)
    ('0.03', '<0.001')
    """
    return "<0.001" if p < 0.001 else exact_numbers.plain(p, 2)


def _trajectory(found: Discovery) -> Table:
    """Return some boxes of the search, from the whole space to the densest."""
    columns = (
        Column("Fail in it", "right"),
        Column("Failures in it", "right"),
        Column("Futures in it", "right"),
        Column("Limits", "right"),
        Column(""),
    )
    boxes = evenly(found.trajectory, _STEPS)
    if found.limits:
        own = (found.box.density, found.box.coverage)
        others = [box for box in boxes if (box.density, box.coverage) != own]
        boxes = sorted([*others, found.box], key=lambda box: (-box.coverage, box.density))
    rows = tuple(
        (
            numbers.percent(box.density),
            numbers.percent(box.coverage),
            numbers.percent(box.mass),
            exact_numbers.whole(len(box.limited)),
            "the box above" if found.limits and box is found.box else "",
        )
        for box in boxes
    )
    return Table(columns, (Group(rows),), "What could be had instead")


def _notes(results: Results, found: Discovery, option: str | None, offered: bool) -> Iterator[str]:
    header = results.header
    if found.limits:
        yield (
            "Of all futures: share on this side of the limit. By chance: probability of as many "
            "failures in the box if this limit changed nothing (quasi-p-value). Limits have no "
            "standard error: how far another --seed moves them says how well they are known."
        )
    if found.searched:
        searched = counted(found.searched, "quantity", "quantities")
        alone = found.searched == 1
        those = "the only one that can" if alone else "those that can"
        explain = "it explains" if alone else "they explain"
        yield (
            f"{searched} took part, {those} be told from chance; {explain} "
            f"{numbers.share(found.explained)} of what the parameters leave open."
        )
    if found.limits:
        yield (
            "What could be had instead: smaller boxes hold fewer of the failures, and more of the "
            "futures in them fail; --density asks for another."
        )
    yield (
        "A future is a draw of the uncertain numbers. Each counts with the probability that it "
        "fails, so that bad luck in its few histories is not taken for a reason."
    )
    if option is not None:
        yield consent_note(offered)
    draws, replications = (
        exact_numbers.whole(header.draws),
        exact_numbers.whole(header.replications),
    )
    yield f"{draws} draws × {replications} replications, seed {header.seed}."
