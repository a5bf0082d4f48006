"""The sentences that say what is best: of each kind one, or those that cannot be told apart.

What is called best is the first of its kind in the table.  Where noise leaves others tied with it,
they are named or counted, and the change is the mean over all of them: that of the first alone
would be too large, because it is first partly by luck.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis.ties import mean_change, tied_with_best
from sim.report import exact_numbers, numbers
from sim.report.tables import MOST_TIED_NAMED
from sim.results.descriptions import OutcomeInfo
from sim.results.results import BASELINE, Results, World

#: What stands below a table whose first sentence tells of a tie.
TIE_NOTE = (
    "Tied: no more than Monte Carlo noise apart (95 % for all together); their change is the mean "
    "of all, since the largest of noisy numbers is so partly by luck."
)


@dataclass(frozen=True)
class Kind:
    """What there is a best of.

    Attributes
    ----------
    noun
        As in *best option*.
    names
        Of the worlds of this kind, in the order of the table.
    """

    noun: str
    names: Sequence[str]


@dataclass(frozen=True)
class Wording:
    """How the sentences call what they are about.

    Attributes
    ----------
    title
        What an alternative is called.
    more
        What is said behind the change of one that is best alone.
    condition
        Behind every change, such as *if adopted*; may be empty.
    """

    title: Callable[[str], str]
    more: Callable[[str], str]
    condition: str = ""


@dataclass(frozen=True)
class Best:
    """What is best, in words, and whether anything is tied with it."""

    sentence: str
    tied: bool


def best_of(
    results: Results,
    info: OutcomeInfo,
    kinds: Sequence[Kind],
    wording: Wording,
    *,
    unreachable: Mapping[str, bool],
    offered: bool = False,
) -> Best:
    """Return which of each kind is best, or why none can be called so.

    Parameters
    ----------
    unreachable
        Whether an alternative cannot change the outcome, by the structure of the model.
    offered
        Whether to take the worlds in which consents were drawn.
    """
    parts, tie = [], False
    for kind in kinds:
        if not kind.names:
            continue
        tied = tied_with_best(results, info.name, [*kind.names, BASELINE], offered=offered)
        if BASELINE in tied:
            continue
        in_order = [name for name in kind.names if name in tied]
        parts.append(_part(results, info, kind.noun, in_order, wording, offered))
        tie |= len(tied) > 1
    if parts:
        sentence = "; ".join(parts)
        return Best(f"{sentence[0].upper()}{sentence[1:]}.", tie)
    names = [name for kind in kinds for name in kind.names]
    return Best(_none(results, info, names, wording, unreachable, offered), False)


def _part(
    results: Results,
    info: OutcomeInfo,
    noun: str,
    tied: Sequence[str],
    wording: Wording,
    offered: bool,
) -> str:
    first, *others = tied
    text = f"best {noun}: {wording.title(first)}"
    change = _changed(results, info, tied, offered)
    if not others:
        return f"{text}, {change}{wording.more(first)} {wording.condition}".rstrip()
    if len(others) <= MOST_TIED_NAMED:
        also = " and ".join(wording.title(name) for name in others)
    else:
        also = f"{exact_numbers.whole(len(others))} others"
    return f"{text}, tied with {also}, {change} on average {wording.condition}".rstrip()


def _changed(results: Results, info: OutcomeInfo, names: Sequence[str], offered: bool) -> str:
    """Return the mean change by some alternatives."""
    scale = numbers.scale_of(info.unit)
    text = numbers.stated_change(*mean_change(results, info.name, names, offered=offered), scale)
    return text if scale.change else f"{text} {info.unit}"


def _none(
    results: Results,
    info: OutcomeInfo,
    names: Sequence[str],
    wording: Wording,
    unreachable: Mapping[str, bool],
    offered: bool,
) -> str:
    """Return why nothing is best: nothing helps, or was not seen to, or that is left open."""
    verb = "lower" if info.better == "lower" else "raise"
    reaching = [name for name in names if not unreachable.get(name, False)]
    if not reaching:
        return "Nothing here can change it: no option reaches it in the model."
    first, *_ = tied_with_best(results, info.name, reaching, offered=offered)
    known = tied_with_best(results, info.name, [BASELINE, *reaching], offered=offered)
    if known == (BASELINE,):
        return f"Nothing here {verb}s it."
    world = (results.offered if offered else results.adopted)[first]
    if not _seen(world, results.outcome_index(info.name)):
        return f"Nothing here is seen to {verb} it at this size."
    change, se = mean_change(results, info.name, [first], offered=offered)
    if (change < 0.0) != (info.better == "lower") or change == 0.0:
        return f"Nothing here is seen to {verb} it at this size."
    # The noise of its change is as large as that: the change has to show it.
    scale = numbers.scale_of(info.unit)
    text = f"{numbers.change(change, se, scale.bare)} {numbers.plus_minus(se, scale)}"
    return (
        f"Whether anything here {verb}s it is unclear at this size; {wording.title(first)} seems "
        f"to do most, {text} {scale.change or info.unit}."
    )


def _seen(world: World, index: int) -> bool:
    """Return whether a world differs from the baseline in any history."""
    return world.difference is not None and bool(np.any(world.difference.mean[:, index]))
