"""The sentences above the tables of portfolios: what is best, and what cannot be told from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.analysis.portfolios import Portfolios, rivals
from sim.descriptions import OutcomeInfo
from sim.report import numbers
from sim.report.combinations import (
    FEWEST_LETTERED,
    Letters,
    brief_title,
    is_combination,
    letters_for,
)
from sim.report.numbers import Scale
from sim.results import Results

#: Alternatives too close to the best that are named; the others are counted.
MOST_RIVALS = 3


def lead(
    results: Results, found: Portfolios, info: OutcomeInfo, scale: Scale, letters: Letters
) -> Iterator[str]:
    """Yield the answers: the best option, the best pair, the best of all."""
    choice, effects = found.choice, found.choice.effects
    kinds: list[tuple[str, list[int]]] = [
        ("best option", [k for k, own in enumerate(choice.members) if len(own) == 1]),
        ("best pair", [k for k, own in enumerate(choice.members) if len(own) == 2]),
        ("largest effect", [k for k, own in enumerate(choice.members) if len(own) > 2]),
    ]
    answers = []
    for label, among in kinds:
        best = max(among, key=lambda k: effects[k], default=None)
        if best is not None and effects[best] > 0.0:
            change = numbers.change(
                choice.sign * float(effects[best]), found.effect_se[best], scale
            )
            unit = "" if scale.change else f" {info.unit}"
            price = f" for {cost(found, best)}" if found.against is None else ""
            answers.append(
                f"{label}: {briefly(results, found, best, letters)}, {change}{unit}{price}"
            )
    if answers:
        sentence = "; ".join(answers)
        yield f"{sentence[0].upper()}{sentence[1:]}."
        yield from _too_close(results, found, kinds[:2], letters)
    else:
        yield f"Nothing here {'lowers' if info.better == 'lower' else 'raises'} it."


def _too_close(
    results: Results,
    found: Portfolios,
    kinds: Sequence[tuple[str, list[int]]],
    letters: Letters,
) -> Iterator[str]:
    """Yield which others noise does not tell from the best option and the best pair."""
    effects = found.choice.effects
    for label, among in kinds:
        best = max(among, key=lambda k: effects[k], default=None)
        if best is None or effects[best] <= 0.0:
            continue
        close = rivals(found.choice, best, among)
        if close:
            titles = [briefly(results, found, k, letters) for k in close[:MOST_RIVALS]]
            if len(close) > MOST_RIVALS:
                titles.append(f"{numbers.whole(len(close) - MOST_RIVALS)} more")
            yield (
                f"Too close to tell from the {label} (less than 2 standard errors): "
                f"{'; '.join(titles)}."
            )


def briefly(results: Results, found: Portfolios, k: int, letters: Letters) -> str:
    """Return what an alternative is called where there is little room."""
    return brief_title(results.options[found.choice.names[k]], letters)


def letters_of(results: Results, found: Portfolios) -> dict[str, str]:
    """Return letters for the options, the most effective first, if more than two are combined."""
    options = [k for k, members in enumerate(found.choice.members) if len(members) == 1]
    options.sort(key=lambda k: -found.choice.effects[k])
    sizes = [
        len(info.members)
        for info in map(results.options.__getitem__, found.choice.names[1:])
        if is_combination(info)
    ]
    if max(sizes, default=0) < FEWEST_LETTERED:
        return {}
    return letters_for(results, [found.choice.names[k] for k in options])


def cost(found: Portfolios, k: int) -> str:
    """Return the cost of an alternative."""
    return f"{numbers.plain(float(found.choice.costs[k]))} of cost"
