"""The sentences above the tables of portfolios: what is best, and what cannot be told from it."""

from __future__ import annotations

from sim.analysis.portfolios import Portfolios
from sim.report import exact_numbers
from sim.report.compare.best import Best, Kind, Wording, best_of
from sim.report.compare.combinations import (
    FEWEST_LETTERED,
    Letters,
    brief_title,
    is_combination,
    letters_for,
)
from sim.results.descriptions import OutcomeInfo
from sim.results.results import Results


def best(results: Results, found: Portfolios, info: OutcomeInfo, letters: Letters) -> Best:
    """Return the answers: the best option, the best pair, the best of three or more."""
    choice = found.choice
    places = {name: k for k, name in enumerate(choice.names)}
    ordered = sorted(places.values(), key=lambda k: -choice.effects[k])
    sizes = {"option": (1, 1), "pair": (2, 2), "of three or more": (3, len(places))}

    def price(name: str) -> str:
        return f" for {cost(found, places[name])}" if found.against is None else ""

    return best_of(
        results,
        info,
        [
            Kind(
                noun,
                [choice.names[k] for k in ordered if fewest <= len(choice.members[k]) <= most],
            )
            for noun, (fewest, most) in sizes.items()
        ],
        Wording(lambda name: briefly(results, found, places[name], letters), price),
        unreachable={},
        offered=choice.offered,
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
    return f"{exact_numbers.exact(float(found.choice.costs[k]))} of cost"
