"""What would be worth finding out?  Value of perfect and of partial information.

Perfect information on everything is valued over noise-free draws (`sim.analysis.noise_free`), on
some quantities through the response surfaces (`sim.analysis.selection`): both without the noise of
the draws' means, which would look like something to be found out.

References
----------
Strong, Oakley & Brennan (2014), doi:10.1177/0272989X13505910.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from sim.analysis.alternatives import chosen_outcome, to_choose_from
from sim.analysis.explanation import Explanation, explain
from sim.analysis.frontier import frontier
from sim.analysis.partial_information import PartialValue, partial_values
from sim.analysis.robustness import Confidence, robustness
from sim.analysis.switching import Switch, concerned, contending, priced, switches_of
from sim.analysis.weights import asked_weights, weight_grid
from sim.errors import UsageError, nearest
from sim.results.display import Displayed
from sim.results.dotted import Dotted
from sim.results.results import Results

Grouping = Literal["quantity", "actor", "source", "basis", "about"]

#: A study that leaves the interval half as wide resolves this share of the variance.
HALVED = 0.75

#: What stands for a quantity without an actor, a source or a basis.
NOBODY = "none named"

#: Name of all quantities together; no path and no group of one's own is empty.
_EVERYTHING = ""


@dataclass(frozen=True)
class Worth:
    """What knowing a quantity, or a group of them, is worth, in net benefit.

    Attributes
    ----------
    name
        Path of the quantity, or name of the group.
    quantities
        Paths of the quantities in it that the choice hangs on.
    known, known_se
        Value if they were known exactly.
    halved, halved_se
        Value if the interval became half as wide; None for a group.
    switch
        What the quantity does to the choice; None for a group.
    """

    name: str
    quantities: tuple[str, ...]
    known: float
    known_se: float
    halved: float | None
    halved_se: float | None
    switch: Switch | None


@dataclass(frozen=True, repr=False)
class ValueOfInformation(Displayed):
    """What information is worth, at one weight of cost and along the weights.

    Attributes
    ----------
    outcome
        Name of the outcome to choose by.
    names
        Of the alternatives, the baseline first.
    curve
        Value of perfect information, and how sure the choice is, at every weight.
    here
        The same at the weight that the worths are for.
    all_identified, all_identified_se
        Value of knowing all quantities that were identified.
    worths
        The most valuable first.
    not_identified
        Number of the other quantities that can matter at all.
    """

    outcome: str
    names: tuple[str, ...]
    grouping: Grouping
    curve: tuple[Confidence, ...]
    here: Confidence
    all_identified: float
    all_identified_se: float
    worths: tuple[Worth, ...]
    not_identified: int
    offered: bool
    results: Results = field(compare=False)


def value_of_information(
    results: Results,
    outcome: str | None = None,
    *,
    names: Sequence[str] | None = None,
    weights: Sequence[float] | None = None,
    weight: float | None = None,
    grouping: Grouping = "quantity",
    about: Sequence[Sequence[str]] = (),
    offered: bool = False,
) -> ValueOfInformation:
    """Return what it would be worth to know more before choosing.

    Parameters
    ----------
    results
        Of one comparison.
    outcome
        Name of the outcome to choose by; the objective by default.
    names
        Names of the options and portfolios to choose from; all by default.
    weights
        Weights of cost, in units of the outcome for a unit of cost; by default round numbers over
        the range in which the choice changes.
    weight, grouping, about
        As in `information_value`.
    offered
        Whether to choose from the worlds in which consents were drawn.

    Raises
    ------
    UsageError
        If there is nothing to choose from or by, if there are too few draws or replications, or if
        no quantity is where `about` looks for it.
    """
    choice = contending(to_choose_from(results, outcome, names, offered=offered))
    if weights is None:
        weights = weight_grid(frontier(choice.costs, choice.effects))
    name = chosen_outcome(results, outcome)
    return _value(results, name, explain(results, choice), weights, weight, grouping, about)


def _value(
    results: Results,
    outcome: str,
    explanation: Explanation,
    weights: Sequence[float],
    weight: float | None,
    grouping: Grouping,
    about: Sequence[Sequence[str]],
) -> ValueOfInformation:
    """Return what information is worth in a choice that has been explained.

    Parameters
    ----------
    weights
        Weights of cost, for the curve.
    weight
        The weight at which quantities are valued; by default the one of the curve at which perfect
        information is worth most.
    grouping
        Quantities one by one, or together by whom they concern, by source or by basis.
    about
        Groups of one's own, in place of `grouping`: each a list of paths, of quantities or of what
        they are part of, such as ``moves.offensive``.

    Raises
    ------
    UsageError
        If there is no uncertain quantity at a path, no such grouping, or a weight makes no sense.
    """
    known = [name for name in get_args(Grouping) if about or name != "about"]
    if grouping not in known:
        raise UsageError(f"no grouping '{grouping}'{nearest(grouping, known)}")
    if about and grouping not in ("quantity", "about"):
        raise UsageError("a grouping and groups of one's own exclude each other")
    weights = asked_weights(weights)
    asked = [*weights, *(() if weight is None else asked_weights([weight]))]
    *_, last = confidence = robustness(explanation, asked).confidence
    here = max(confidence, key=lambda c: c.evpi) if weight is None else last
    choosing = priced(explanation, here.weight)
    if about:
        grouping = "about"
        groups = {", ".join(paths): _below(explanation, paths, choosing) for paths in about}
    elif grouping == "quantity":
        groups = {explanation.quantities[q].name: [q] for q in choosing}
    else:
        groups = _grouped(explanation, choosing, grouping)
    found = {switch.quantity.name: switch for switch in switches_of(explanation, here.weight)}
    single = grouping == "quantity"
    # Together, so that nothing is worth less than a part of it.
    known_values = partial_values(explanation, here.weight, {**groups, _EVERYTHING: choosing})
    halved = partial_values(explanation, here.weight, groups, HALVED) if single else {}
    worths = [
        _worth(
            explanation,
            here,
            name,
            members,
            known_values[name],
            halved.get(name) if name in found else None,
            found.get(name) if single else None,
        )
        for name, members in groups.items()
    ]
    everything = known_values[_EVERYTHING]
    return ValueOfInformation(
        outcome=outcome,
        names=explanation.choice.names,
        grouping=grouping,
        curve=confidence[: len(weights)],
        here=here,
        all_identified=min(everything.value, here.evpi),
        all_identified_se=everything.se,
        worths=tuple(sorted(worths, key=lambda worth: (-worth.known, worth.name))),
        not_identified=len(concerned(explanation, here.weight)) - len(choosing),
        offered=explanation.choice.offered,
        results=results,
    )


def _below(explanation: Explanation, paths: Sequence[str], among: Sequence[int]) -> list[int]:
    """Return the quantities at some paths or below them, as far as the choice hangs on them."""
    names = [Dotted.of(info.name) for info in explanation.quantities]
    found = set()
    for path in paths:
        below = {q for q, name in enumerate(names) if name.is_within(path)}
        if not below:
            known = dict.fromkeys(str(above) for name in names for above in name.above())
            raise UsageError(f"no uncertain quantity at '{path}'{nearest(path, known)}")
        found |= below
    return sorted(found & set(among))


def _grouped(
    explanation: Explanation, choosing: Sequence[int], grouping: Grouping
) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for q in choosing:
        info = explanation.quantities[q]
        labels = info.actors if grouping == "actor" else (getattr(info, grouping),)
        for label in labels or (None,):
            groups.setdefault(label or NOBODY, []).append(q)
    return groups


def _worth(
    explanation: Explanation,
    here: Confidence,
    name: str,
    members: Sequence[int],
    known: PartialValue,
    halved: PartialValue | None,
    switch: Switch | None,
) -> Worth:
    """Return what a group is worth, never more than perfect information is."""
    return Worth(
        name=name,
        quantities=tuple(explanation.quantities[q].name for q in members),
        known=min(known.value, here.evpi),
        known_se=known.se,
        halved=min(halved.value, here.evpi) if halved else None,
        halved_se=halved.se if halved else None,
        switch=switch,
    )
