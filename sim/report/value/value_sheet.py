"""The tables of the value of information: how hard the choice is, and what to find out first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.analysis.alternatives import alternatives
from sim.analysis.estimates import Estimate
from sim.analysis.robustness import Confidence
from sim.analysis.ties import tied_choice
from sim.analysis.value_of_information import NOBODY, Grouping, ValueOfInformation, Worth
from sim.report import exact_numbers, numbers
from sim.report.compare.combinations import Letters, key_note, letters_in_text
from sim.report.numbers import Scale
from sim.report.portfolios.choice_wording import (
    NO_MEASURE,
    amount,
    at_weight,
    basis,
    change_unit,
    consent_note,
    free_notes,
    in_text,
    jackknife_note,
    lowered,
    path,
    titled,
    weight_text,
)
from sim.report.tables import MOST_QUANTITIES, MOST_TIED_NAMED, Column, Group, Sheet, Table
from sim.report.wording import baseline_sentence, counted, scene
from sim.results.descriptions import OutcomeInfo
from sim.results.results import Results

_HEADINGS: dict[Grouping, str] = {
    "quantity": "Quantity",
    "actor": "All about",
    "source": "All from",
    "basis": "All that rests on",
    "about": "All of",
}

#: What is worth less than this part of perfect information, or than its error, is not listed.
_LEAST = 0.01


def value_sheet(
    results: Results, outcome: str, baseline: Estimate, found: ValueOfInformation, *, offered: bool
) -> Sheet:
    """Return the sheet of the value of information."""
    info = results.outcome(outcome)
    scale = numbers.scale_of(info.unit)
    letters = letters_in_text(results)
    tables = [_curve(results, found, info, scale, letters)]
    listed = _listed(found)
    if listed:
        tables.append(_worths(results, found, listed, info, scale, letters))
    return Sheet(
        title=f"{scene(results.header)}: what would be worth finding out",
        lead=(
            baseline_sentence(info, baseline, results.header),
            *_lead(results, found, listed, info, scale, offered),
        ),
        tables=tuple(tables),
        notes=(*key_note(results, letters), *_notes(results, found, listed, info, offered)),
    )


def _listed(found: ValueOfInformation) -> list[Worth]:
    if found.grouping == "about":
        return list(found.worths)  # asked for one by one
    least = _LEAST * found.here.evpi
    return [worth for worth in found.worths if worth.known > max(least, worth.known_se)]


def _lead(
    results: Results,
    found: ValueOfInformation,
    listed: list[Worth],
    info: OutcomeInfo,
    scale: Scale,
    offered: bool,
) -> Iterator[str]:
    here, unit = found.here, change_unit(info)
    best = titled(results, found.names[here.best])
    choice = alternatives(results, info.name, found.names[1:], offered=offered)
    _, *tied = tied_choice(choice, here.weight, here.best)
    also = _also([titled(results, found.names[k]) if k else lowered(NO_MEASURE) for k in tied])
    where = at_weight(here.weight, info)
    evpi = amount(here.evpi, here.evpi_se, scale)
    yield (
        f"{where}, {best} is best on average{also}, with a probability of "
        f"{numbers.share(float(here.p_best[here.best]))}; to know everything would be worth "
        f"{evpi} {unit}."
    )
    if listed and listed[0].known > 0.0:
        first = listed[0]
        yield (
            f"Find out first: {first.name}, worth up to "
            f"{amount(first.known, first.known_se, scale)} {unit} (±"
            f"{numbers.plus_minus(first.known_se, scale).lstrip('±')})."
        )
    else:
        yield "No quantity that can be told from chance would change the choice."


def _also(tied: Sequence[str]) -> str:
    """Return with which others noise leaves the best tied, in the middle of a sentence."""
    if not tied:
        return ""
    if len(tied) > MOST_TIED_NAMED:
        return f" (tied, for all that noise leaves open, with {len(tied)} others)"
    return f" (tied, for all that noise leaves open, with {' and '.join(tied)})"


def _curve(
    results: Results,
    found: ValueOfInformation,
    info: OutcomeInfo,
    scale: Scale,
    letters: Letters,
) -> Table:
    unit = change_unit(info)
    columns = (
        Column(f"Weight, {unit}", "right"),
        Column("Best on average", flexible=True),
        Column("Is best", "right"),
        Column("±", "right"),
        Column(f"To know everything, {unit}", "right"),
        Column("±", "right"),
    )
    return Table(
        columns,
        (Group(tuple(_curve_row(results, found, at, scale, letters) for at in found.curve)),),
        "How hard is the choice?",
    )


def _curve_row(
    results: Results, found: ValueOfInformation, at: Confidence, scale: Scale, letters: Letters
) -> tuple[str, ...]:
    return (
        weight_text(at.weight, scale),
        in_text(results, found.names[at.best], letters),
        numbers.share(float(at.p_best[at.best])),
        numbers.plus_minus(float(at.p_best_se[at.best]), numbers.PERCENT),
        amount(at.evpi, at.evpi_se, scale),
        numbers.plus_minus(at.evpi_se, scale),
    )


def _worths(
    results: Results,
    found: ValueOfInformation,
    listed: list[Worth],
    info: OutcomeInfo,
    scale: Scale,
    letters: Letters,
) -> Table:
    unit = change_unit(info)
    single = found.grouping == "quantity"
    columns = [
        Column(_HEADINGS[found.grouping], flexible=True),
        Column(f"Known, {unit}", "right"),
        Column("±", "right"),
    ]
    if single:
        columns += [
            Column("Halved", "right", shown="wide", aside="what a study is worth"),
            Column("±", "right", shown="wide"),
            Column("The choice, from its low end to its high end", flexible=True),
            Column("Basis", flexible=True, shown="wide", aside="basis and source"),
        ]
    else:
        columns.append(Column("Quantities", "right"))
    rows = tuple(_worth_row(results, worth, scale, letters) for worth in listed[:MOST_QUANTITIES])
    return Table(tuple(columns), (Group(rows),), "What would be worth finding out")


def _worth_row(results: Results, worth: Worth, scale: Scale, letters: Letters) -> tuple[str, ...]:
    values = (
        worth.name,
        amount(worth.known, worth.known_se, scale),
        numbers.plus_minus(worth.known_se, scale),
    )
    if worth.switch is None:
        return (*values, exact_numbers.whole(len(worth.quantities)))
    halved = ("", "")
    if worth.halved is not None:
        error = numbers.plus_minus(worth.halved_se, scale)
        halved = (amount(worth.halved, worth.halved_se, scale), error)
    return (*values, *halved, path(results, worth.switch, letters), basis(worth.switch.quantity))


def _notes(
    results: Results,
    found: ValueOfInformation,
    listed: list[Worth],
    info: OutcomeInfo,
    offered: bool,
) -> Iterator[str]:
    unit = change_unit(info)
    if len(listed) > MOST_QUANTITIES:
        more = counted(len(listed) - MOST_QUANTITIES, "more row")
        yield f"{more}: --format csv lists all."
    yield (
        f"Weight: {unit} that a unit of cost is worth. Is best: probability that no other has more "
        "net benefit; of equals, the cheapest counts. All values in net benefit, by choosing "
        "better: the outcome less the weight times the cost."
    )
    if listed:
        scale = numbers.scale_of(info.unit)
        yield (
            f"Known: what it would be worth to know it exactly, at the weight "
            f"{weight_text(found.here.weight, scale)}. All that can be told from chance together: "
            f"{amount(found.all_identified, found.all_identified_se, scale)} {unit} "
            f"({numbers.plus_minus(found.all_identified_se, scale)})."
        )
        if found.not_identified:
            others = counted(found.not_identified, "other quantity", "other quantities")
            yield (
                f"{others} may matter too and cannot be told from chance; more --draws would tell "
                "more."
            )
        if len(listed) > 1:
            yield ("Rows that differ by no more than their errors may stand in the wrong order.")
        if found.grouping == "quantity":
            yield "Halved: what a study would be worth that leaves its interval half as wide."
        elif any(worth.name == NOBODY for worth in listed):
            yield (
                f"A quantity counts wherever it belongs, so values overlap; {NOBODY}: nowhere. "
                "Quantities: those that can be told from chance."
            )
        else:
            yield (
                "A quantity counts wherever it belongs, so values overlap. Quantities: those that "
                "can be told from chance."
            )
    yield from free_notes(results)
    yield consent_note(offered)
    yield jackknife_note(results.header)
