"""The tables of sensitivity: what an outcome, an option and the choice hang on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.analysis.draws import Interval
from sim.analysis.estimates import Estimate
from sim.analysis.sensitivity import Influence, Sensitivity
from sim.analysis.switching import Switch
from sim.report import exact_numbers, numbers
from sim.report.compare.combinations import Letters, key_note, letters_in_text
from sim.report.numbers import Scale
from sim.report.portfolios.choice_wording import (
    at_weight,
    basis,
    change_unit,
    consent_note,
    jackknife_note,
    lowered,
    path,
    quantity_range,
    titled,
)
from sim.report.tables import MOST_QUANTITIES, Column, Group, Sheet, Table
from sim.report.wording import baseline_sentence, counted, scene
from sim.results.descriptions import OutcomeInfo
from sim.results.results import BASELINE, Results

#: Surfaces that explain less than this share on draws left out may be nothing but chance.
_DOUBTFUL = 0.05

#: A quantity below this share of the variance, and whose swing is noise, is not worth a row.
_LEAST_SHARE = 0.005


def sensitivity_sheet(
    results: Results,
    outcome: str,
    baseline: Estimate,
    found: Sequence[Sensitivity],
    switches: Sequence[Switch],
    *,
    weight: float,
    offered: bool,
) -> Sheet:
    """Return the sheet of a sensitivity analysis.

    Parameters
    ----------
    found
        Of the outcome itself, of options, or of both.
    switches
        What the choice hangs on; empty if there is nothing to choose.
    weight
        Weight of cost in that choice, in units of the outcome.
    """
    info = results.outcome(outcome)
    letters = letters_in_text(results)
    tables = [_influences(results, info, one) for one in found if _listed(one)]
    deciding = [switch for switch in switches if switch.thresholds]
    if deciding:
        tables.append(_switches(results, deciding, letters))
    return Sheet(
        title=f"{scene(results.header)}: what {lowered(info.title)} hangs on",
        lead=(
            baseline_sentence(info, baseline, results.header),
            *(_answer(results, info, one) for one in found),
            *_choice(results, info, switches, deciding, weight),
        ),
        tables=tuple(tables),
        notes=(
            *(key_note(results, letters) if deciding else ()),
            *_notes(results, found, switches, offered),
        ),
    )


def _subject(results: Results, one: Sensitivity) -> str:
    return (
        "without any new measure"
        if one.alternative == BASELINE
        else f"by {titled(results, one.alternative)}"
    )


def _answer(results: Results, info: OutcomeInfo, one: Sensitivity) -> str:
    """Return what one outcome or change hangs on most, and how much of it is explained."""
    what = info.title if one.alternative == BASELINE else "The change"
    listed = _listed(one)
    if not listed:
        return f"{what} {_subject(results, one)}: no quantity can be told from chance."
    first = ", ".join(influence.quantity.name for influence in listed[:3])
    doubt = ""
    if one.explained < _DOUBTFUL:
        doubt = " That is on draws left out: the rows below may all be chance."
    return (
        f"{what} {_subject(results, one)} hangs most on {first}; all that can be told from chance "
        f"explains {numbers.share(one.explained)} of what the parameters leave open.{doubt}"
    )


def _listed(one: Sensitivity) -> list[Influence]:
    return [
        influence
        for influence in one.influences
        if max(influence.first, influence.total) >= _LEAST_SHARE
        or abs(influence.swing) >= 2.0 * influence.swing_se > 0.0
    ]


def _influences(results: Results, info: OutcomeInfo, one: Sensitivity) -> Table:
    scale = numbers.scale_of(info.unit)
    unit = scale.level or info.unit if one.alternative == BASELINE else change_unit(info)
    columns = (
        Column("Quantity", flexible=True),
        Column("Its 90 %", flexible=True),
        Column(f"At low end, {unit}", "right"),
        Column("At high end", "right"),
        Column("Swing", "right", shown="wide", aside="swing"),
        Column("±", "right"),
        Column("Alone", "right"),
        Column("90 %", "right"),
        Column("In all", "right"),
        Column("Basis", flexible=True, shown="wide", aside="basis and source"),
    )
    rows = tuple(
        _influence_row(one, influence, scale) for influence in _listed(one)[:MOST_QUANTITIES]
    )
    heading = (
        f"{info.title} {_subject(results, one)}"
        if one.alternative == BASELINE
        else f"Change of {lowered(info.title)} {_subject(results, one)}"
    )
    return Table(columns, (Group(rows),), heading)


def _influence_row(one: Sensitivity, influence: Influence, scale: Scale) -> tuple[str, ...]:
    se = influence.swing_se
    shown = _level if one.alternative == BASELINE else _change
    return (
        influence.quantity.name,
        quantity_range(influence.low, influence.high, influence.quantity),
        shown(influence.at_low, se, scale),
        shown(influence.at_high, se, scale),
        numbers.change(influence.swing, se, scale.bare),
        numbers.plus_minus(se, scale),
        numbers.share(influence.first),
        _interval(influence.first_interval),
        numbers.share(influence.total),
        basis(influence.quantity),
    )


def _level(value: float, se: float, scale: Scale) -> str:
    return numbers.level(value, se, scale.bare)


def _change(value: float, se: float, scale: Scale) -> str:
    return numbers.change(value, se, scale.bare)


def _interval(interval: Interval) -> str:
    low, high = (f"{100.0 * end:.0f}" for end in interval)
    return f"({low} to {high})"


def _choice(
    results: Results,
    info: OutcomeInfo,
    switches: Sequence[Switch],
    deciding: Sequence[Switch],
    weight: float,
) -> Iterator[str]:
    if not switches:
        return
    where = at_weight(weight, info)
    if not deciding:
        yield (
            f"{where}, no single quantity inside its 90 % changes the best choice, "
            f"{titled(results, switches[0].at_low)}."
        )
    else:
        yield (
            f"{where}, {counted(len(deciding), 'quantity', 'quantities')} of those told from "
            "chance would change the best choice."
        )


def _switches(results: Results, deciding: Sequence[Switch], letters: Letters) -> Table:
    columns = (
        Column("Quantity", flexible=True),
        Column("Its best choices, from its low end to its high end", flexible=True),
        Column("Pairs that change places", "right"),
        Column("Basis", flexible=True, shown="wide", aside="basis and source"),
    )
    rows = tuple(
        (
            switch.quantity.name,
            path(results, switch, letters),
            f"{switch.swapped} of {exact_numbers.whole(switch.pairs)}",
            basis(switch.quantity),
        )
        for switch in deciding[:MOST_QUANTITIES]
    )
    return Table(columns, (Group(rows),), "What the choice hangs on")


def _notes(
    results: Results, found: Sequence[Sensitivity], switches: Sequence[Switch], offered: bool
) -> Iterator[str]:
    for one in found:
        left = len(_listed(one)) - MOST_QUANTITIES
        if left > 0:
            yield f"{counted(left, 'more quantity', 'more quantities')}: --format csv lists all."
    if any(_listed(one) for one in found):
        yield (
            "At low and high end: the outcome on average if the quantity lies at either end of its "
            "90 %, everything else as uncertain as it is. ±: of the difference between the two."
        )
        yield (
            "Alone: share of the variance that would go if only this were known (first-order Sobol "
            "index, with its 90 % confidence interval). In all: share that would be left if all "
            "else were known (total index), of what is explained. Monte Carlo noise is left out."
        )
        yield (
            "Quantities that the scenario correlates share what they explain: alone each has it, "
            "in all none does."
        )
    deciding = sum(1 for switch in switches if switch.thresholds)
    if deciding > MOST_QUANTITIES:
        more = counted(deciding - MOST_QUANTITIES, "more quantity", "more quantities")
        yield f"{more} would change the best choice: --format json lists all."
    if deciding:
        yield (
            "Pairs that change places: of all pairs of choices, doing nothing included, how many "
            "are in another order at the high end than at the low end."
        )
    if switches:
        yield (
            "Only quantities that the draws tell from chance are listed; more --draws (now "
            f"{exact_numbers.whole(results.header.draws)}) tell more."
        )
    yield consent_note(offered)
    yield jackknife_note(results.header)
