"""The tables of portfolios: what is worth its cost, how sure that is, what adds up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.analysis.estimates import Estimate
from sim.analysis.portfolios import Portfolios
from sim.report import exact_numbers, numbers
from sim.report.compare.best import TIE_NOTE
from sim.report.compare.combinations import Letters
from sim.report.compare.compare_notes import letter_notes
from sim.report.numbers import Scale
from sim.report.portfolios.choice_tables import (
    acceptability_table,
    alone_table,
    confidence_table,
    interaction_table,
)
from sim.report.portfolios.choice_wording import (
    amount,
    change_unit,
    consent_note,
    free_notes,
    jackknife_note,
    lowered,
    titled,
)
from sim.report.portfolios.portfolio_lead import best, letters_of
from sim.report.tables import Column, Group, Sheet, Table
from sim.report.wording import baseline_sentence, counted, scene
from sim.results.descriptions import OutcomeInfo
from sim.results.results import Results

#: Alternatives off the frontier, and interactions, that are listed; the others are counted.
MOST_ALTERNATIVES = 10


def portfolio_sheet(results: Results, baseline: Estimate, found: Portfolios) -> Sheet:
    """Return the sheet of a decision analysis.

    Parameters
    ----------
    baseline
        Estimate of the outcome without any measure.
    """
    info = results.outcome(found.outcome)
    scale = numbers.scale_of(info.unit)
    letters = letters_of(results, found)
    tables = [_frontier(results, found, info, scale, letters)]
    if letters:
        tables.insert(0, alone_table(results, found, info, scale, letters))
    if found.against is None:
        tables.append(confidence_table(results, found, info, scale, letters))
        tables.append(acceptability_table(results, found, info, scale, letters))
    if any(i.estimate != 0.0 for i in found.interactions):
        tables.append(interaction_table(results, found, info, scale, letters, MOST_ALTERNATIVES))
    first = best(results, found, info, letters)
    return Sheet(
        title=f"{scene(results.header)}: {_compared(found)}",
        lead=(baseline_sentence(info, baseline, results.header), first.sentence),
        tables=tuple(tables),
        notes=(
            *letter_notes(letters),
            *((TIE_NOTE,) if first.tied else ()),
            *_notes(results, found, info),
        ),
    )


def _compared(found: Portfolios) -> str:
    sizes = [len(members) for members in found.choice.members[1:]]
    singles = sum(size == 1 for size in sizes)
    parts = [counted(singles, "option")] if singles else []
    if len(sizes) > singles:
        parts.append(counted(len(sizes) - singles, "portfolio"))
    whose = "its" if len(sizes) == 1 else "their"
    asked = (
        f"{whose} cost, and how sure the choice is"
        if found.against is None
        else "one outcome against another"
    )
    return f"{' and '.join(parts)}, {asked}"


def _frontier(
    results: Results, found: Portfolios, info: OutcomeInfo, scale: Scale, letters: Letters
) -> Table:
    """Return the frontier, and below it what is not on it, the nearest first."""
    unit = change_unit(info)
    against = found.against is not None
    price = results.outcome(found.against) if found.against else None
    columns = (
        Column("#", "right"),
        Column("Portfolio", flexible=True),
        Column("Cost" if price is None else f"{price.title}, {change_unit(price)}", "right"),
        *([Column("±", "right")] if against else []),
        Column(f"Change, {unit}", "right"),
        Column("±", "right"),
        Column(f"Gain, {unit}" if against else f"Per cost, {unit}", "right"),
        Column("±", "right", shown="wide", spare=2, aside="more errors"),
        Column("Worst tenth", "right"),
        Column("±", "right", shown="wide", spare=1, aside="more errors"),
        Column("Standing"),
    )
    efficient = [
        _step_row(results, found, number, scale, letters)
        for number in range(1, len(found.steps) + 1)
    ]
    others = _off_frontier(found)
    rows = [_other_row(results, found, k, scale, letters) for k in others[:MOST_ALTERNATIVES]]
    groups = [Group(tuple(efficient), "Not dominated" if against else "Worth their cost")]
    if rows:
        groups.append(Group(tuple(rows), "The others" if len(others) == len(rows) else "The next"))
    heading = (
        "What is worth its cost"
        if price is None
        else f"{info.title} against {lowered(price.title)}"
    )
    return Table(columns, tuple(groups), heading)


def _off_frontier(found: Portfolios) -> list[int]:
    """Return the positions of all others, those that lose least against the frontier first."""
    standing, by = found.frontier.standing, found.frontier.by
    effects = found.choice.effects
    others = [k for k in range(len(standing)) if standing[k] != "frontier"]
    return sorted(others, key=lambda k: max(effects[j] for j in by[k]) - effects[k])


def _price(results: Results, found: Portfolios, k: int) -> tuple[str, ...]:
    """Return the cost of an alternative, or its change of the other outcome with its error."""
    price, error = found.price[k], found.price_se[k]
    if found.against is None:
        return (exact_numbers.exact(price),)
    info = results.outcome(found.against)
    scale = numbers.scale_of(info.unit)
    spread = numbers.plus_minus(error, scale) if price or error else ""
    return numbers.change(price, error, scale.bare), spread


def _measures(results: Results, found: Portfolios, k: int, scale: Scale) -> tuple[str, ...]:
    """Return cost and change of an alternative, each with its error."""
    choice, price = found.choice, _price(results, found, k)
    if k == 0:
        return *price, "0", ""
    change, error = choice.sign * float(choice.effects[k]), found.effect_se[k]
    return (
        *price,
        numbers.change(change, error, scale.bare),
        numbers.plus_minus(error, scale) if change or error else "",
    )


def _step_row(
    results: Results, found: Portfolios, number: int, scale: Scale, letters: Letters
) -> tuple[str, ...]:
    step = found.steps[number - 1]
    k = step.alternative
    gain, gain_error, title = "", "", titled(results, found.choice.names[k], letters)
    if step.ratio is not None and found.against is not None:
        gain = amount(step.gain, step.gain_se, scale)
        gain_error = numbers.plus_minus(step.gain_se, scale)
    elif step.weight is not None:
        # A unit of cost may be a dollar: digits follow from the error alone.
        error = None if step.gain_se is None else scale.factor * step.gain_se / step.extra_cost
        gain = amount(scale.factor * step.weight, error, numbers.PLAIN)
        gain_error = numbers.plus_minus(error)
    measures = _measures(results, found, k, scale)
    return (
        exact_numbers.whole(number),
        title,
        *measures,
        gain,
        gain_error,
        *_worst(found, k, scale),
        "",
    )


def _other_row(
    results: Results, found: Portfolios, k: int, scale: Scale, letters: Letters
) -> tuple[str, ...]:
    places = {step.alternative: str(number) for number, step in enumerate(found.steps, 1)}
    by = [places[j] for j in found.frontier.by[k] if j in places]
    standing = "dominated"
    if by:
        extended = found.frontier.standing[k] == "extended"
        standing = f"between {' and '.join(by)}" if extended else f"below {by[0]}"
    title = titled(results, found.choice.names[k], letters)
    measures = _measures(results, found, k, scale)
    return ("", title, *measures, "", "", *_worst(found, k, scale), standing)


def _worst(found: Portfolios, k: int, scale: Scale) -> tuple[str, str]:
    """Return the outcome in the worst tenth of the draws and its error; blank if unknown."""
    if k not in found.contenders:
        return "", ""
    place = found.contenders.index(k)
    value = float(found.robustness.worst_tenth[place])
    error = float(found.robustness.worst_tenth_se[place])
    return numbers.level(value, error, scale), numbers.plus_minus(error, scale)


def _notes(results: Results, found: Portfolios, info: OutcomeInfo) -> Iterator[str]:
    unit = change_unit(info)
    off = len(_off_frontier(found))
    if off > MOST_ALTERNATIVES:
        yield (
            f"{counted(off - MOST_ALTERNATIVES, 'more alternative')} off the frontier: "
            "--format csv lists all."
        )
    if found.against is None:
        yield (
            f"Per cost: {unit} beyond the row above for each unit of cost more; the step is worth "
            "taking while a unit of cost is worth less than that."
        )
        yield (
            f"Weight: {unit} that a unit of cost is worth. Is best: probability that no other has "
            "more net benefit, over what the parameters leave open, noise left out; of equals, the "
            "cheapest counts. Regret: what is lost, on average, by not knowing them; perfect "
            "information would be worth as much."
        )
        if len(found.contenders) < len(found.choice.names):
            yield (
                f"Is best, regret, worst tenth: among {len(found.contenders)} of "
                f"{counted(len(found.choice.names), 'alternative')}; the others are far from the "
                "frontier."
            )
        largest = max(float(np.max(at.p_best_se)) for at in found.robustness.confidence)
        yield (
            "Who is best, and how often: the shares have standard errors of up to "
            f"{100.0 * largest:.0f} points."
        )
        yield from free_notes(results)
    yield (
        "Below a number: strongly dominated, that one costs no more and does no less. Between two: "
        "extendedly dominated, a mixture of these does more for the same cost."
    )
    yield "Worst tenth: the outcome in the tenth of the draws in which it is worst."
    if found.interactions:
        settled = sum(i.settled for i in found.interactions)
        yield (
            "Synergy, overlap: more, or less, together than the sum; named where noise leaves no "
            f"doubt, in {settled} of {counted(len(found.interactions), 'portfolio')} (one in ten "
            "of those named may be noise)."
        )
    yield consent_note(found.choice.offered)
    yield jackknife_note(results.header)
