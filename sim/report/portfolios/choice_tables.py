"""The tables of how sure a choice is, and of whether options add up."""

from __future__ import annotations

from sim.analysis.interaction import Interaction
from sim.analysis.portfolios import Portfolios
from sim.analysis.robustness import Confidence
from sim.report import exact_numbers, numbers
from sim.report.compare.combinations import Letters
from sim.report.numbers import Scale
from sim.report.portfolios.choice_wording import amount, change_unit, titled, weight_text
from sim.report.tables import Column, Group, Table, evenly
from sim.report.wording import has_width
from sim.results.descriptions import OutcomeInfo
from sim.results.results import Results

#: An alternative that is best more seldom than this at every weight is not listed.
_SELDOM = 0.05

#: Weights that fit side by side.
_SIDE_BY_SIDE = 7


def alone_table(
    results: Results, found: Portfolios, info: OutcomeInfo, scale: Scale, letters: Letters
) -> Table:
    """Return the table of what every option does alone, which is the key to the letters."""
    places = {name: k for k, name in enumerate(found.choice.names)}
    columns = (
        Column(""),
        Column("Option", flexible=True),
        Column("Cost", "right"),
        Column(f"Change, {change_unit(info)}", "right"),
        Column("±", "right"),
    )
    rows = []
    for name, letter in letters.items():
        k, title = places[name], titled(results, name)
        effect, error = float(found.choice.effects[k]), found.effect_se[k]
        change = numbers.change(found.choice.sign * effect, error, scale.bare)
        spread = numbers.plus_minus(error, scale) if effect or error else ""
        # Consents may be drawn, and then what is refused costs nothing.
        cost = found.price[k] if found.against is None else results.options[name].cost
        rows.append((letter, title, exact_numbers.exact(cost), change, spread))
    return Table(columns, (Group(tuple(rows)),), "What each option does alone")


def confidence_table(
    results: Results, found: Portfolios, info: OutcomeInfo, scale: Scale, letters: Letters
) -> Table:
    """Return the table of the choice along the weights of cost."""
    names = [found.choice.names[k] for k in found.contenders]
    unit = change_unit(info)
    columns = (
        Column(f"Weight, {unit}", "right"),
        Column("Best on average", flexible=True),
        Column("Is best", "right"),
        Column("±", "right"),
        Column(f"Regret, {unit}", "right"),
        Column("±", "right"),
        Column("Least largest regret", flexible=True, shown="wide", aside="least largest regret"),
        Column(f"Largest, {unit}", "right", shown="wide"),
    )
    rows = tuple(
        _confidence_row(results, names, at, scale, letters) for at in found.robustness.confidence
    )
    return Table(columns, (Group(rows),), "How sure is the choice?")


def _confidence_row(
    results: Results, names: list[str], at: Confidence, scale: Scale, letters: Letters
) -> tuple[str, ...]:
    best = titled(results, names[at.best], letters)
    if at.likeliest != at.best:
        likeliest = titled(results, names[at.likeliest], letters)
        best += f" (likelier best: {likeliest}, {numbers.share(float(at.p_best[at.likeliest]))})"
    return (
        weight_text(at.weight, scale),
        best,
        numbers.share(float(at.p_best[at.best])),
        numbers.plus_minus(float(at.p_best_se[at.best]), numbers.PERCENT),
        amount(at.evpi, at.evpi_se, scale),
        numbers.plus_minus(at.evpi_se, scale),
        titled(results, names[at.minimax], letters),
        exact_numbers.plain(scale.factor * float(at.largest_regret[at.minimax])),
    )


def acceptability_table(
    results: Results, found: Portfolios, info: OutcomeInfo, scale: Scale, letters: Letters
) -> Table:
    """Return the table of the probability to be best, by alternative and weight of cost.

    Alternatives that hardly ever are best are left out.
    """
    curve = evenly(found.robustness.confidence, _SIDE_BY_SIDE)
    columns = [Column(f"Best at a weight of, {change_unit(info)}", flexible=True)]
    columns += [Column(weight_text(at.weight, scale), "right") for at in curve]
    rows = tuple(
        (
            titled(results, found.choice.names[k], letters),
            *[numbers.share(float(at.p_best[place])) for at in curve],
        )
        for place, k in enumerate(found.contenders)
        if max(float(at.p_best[place]) for at in curve) >= _SELDOM
    )
    return Table(tuple(columns), (Group(rows),), "Who is best, and how often?")


def interaction_table(
    results: Results,
    found: Portfolios,
    info: OutcomeInfo,
    scale: Scale,
    letters: Letters,
    most: int,
) -> Table:
    """Return the table of what portfolios do beyond the sum of their options.

    Parameters
    ----------
    most
        Rows at most: those whose sign is settled first, then the largest.
    """
    unit = change_unit(info)
    columns = [
        Column("Portfolio", flexible=True),
        Column(f"Together, {unit}", "right"),
        Column(f"Sum of its options, {unit}", "right"),
        Column("Beyond the sum", "right"),
        Column("90 %", "right", shown="wide", aside="intervals"),
        Column("±", "right"),
        Column("", flexible=True),
    ]
    some = [i for i in found.interactions if i.estimate != 0.0]
    listed = sorted(some, key=lambda i: (not i.settled, -abs(i.estimate)))
    rows = [_interaction_row(results, found, i, scale, letters) for i in listed[:most]]
    return Table(tuple(columns), (Group(tuple(rows)),), "Do options add up?")


def _interaction_row(
    results: Results, found: Portfolios, i: Interaction, scale: Scale, letters: Letters
) -> tuple[str, ...]:
    sign = found.choice.sign
    error = found.effect_se[i.alternative]
    interval = ""
    if has_width(i.interval):
        ends = sorted(sign * end for end in i.interval)
        interval = f"({numbers.change_range(ends[0], ends[1], scale)})"
    word = ""
    if i.settled:
        word = "synergy" if i.estimate > 0.0 else "overlap"
    return (
        titled(results, found.choice.names[i.alternative], letters),
        numbers.change(sign * i.together, error, scale.bare),
        numbers.change(sign * i.apart, error, scale.bare),
        numbers.change(sign * i.estimate, i.se, scale.bare),
        interval,
        numbers.plus_minus(i.se, scale) if i.estimate or i.se else "",
        word,
    )
