"""The shape of the JSON documents of a decision analysis; see `sim.report.document_types`."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from sim.report.document_types import AT_LEAST_0, SHARE, HeaderDocument, Limits
from sim.results.descriptions import Better

Ends = tuple[float, float]


class DecisionDocument(HeaderDocument):
    """What is chosen by."""

    outcome: Annotated[str, "name of the outcome"]
    unit: Annotated[str, "`probability`, `times`, `weeks`, `level`, or the unit of the tally"]
    better: Annotated[Better, "which direction is an improvement"]
    offered: Annotated[bool, "whether consents were drawn"]


class SureDocument(TypedDict):
    """How good one alternative is at one weight of cost."""

    p_best: Annotated[float, "probability that it is best", SHARE]
    p_best_se: Annotated[float, "standard error of that", AT_LEAST_0]
    regret: Annotated[float, "expected regret", AT_LEAST_0]
    regret_se: Annotated[float, "standard error of that", AT_LEAST_0]
    largest_regret: Annotated[float, "the largest over the draws", AT_LEAST_0]


class ConfidenceDocument(TypedDict):
    """How sure the choice is at one weight of cost."""

    weight: Annotated[float, "what a unit of cost is worth, in units of the outcome", AT_LEAST_0]
    best: Annotated[str, "the alternative with the highest mean net benefit"]
    likeliest: Annotated[str, "that with the highest probability to be best"]
    minimax: Annotated[str, "that with the smallest largest regret"]
    evpi: Annotated[
        float,
        "expected value of perfect information, which is the expected regret of the best",
        AT_LEAST_0,
    ]
    evpi_se: Annotated[float, "standard error of that", AT_LEAST_0]
    alternatives: Annotated[dict[str, SureDocument], "one object for each alternative, by its name"]


class AlternativeDocument(TypedDict):
    """One option, portfolio or combination, or ``baseline`` for doing nothing."""

    title: Annotated[str, "name in tables"]
    members: Annotated[list[str], "options in it"]
    cost: Annotated[float, "mean cost, or the change of `against`"]
    cost_se: Annotated[
        float | None, "Monte Carlo standard error of that change; `null` for a cost", AT_LEAST_0
    ]
    change: Annotated[float, "the outcome minus that of the baseline"]
    se: Annotated[float | None, "Monte Carlo standard error of the change", AT_LEAST_0]
    standing: Annotated[
        Literal["frontier", "dominated", "extended"],
        "on the efficient frontier, dominated by one alternative, or by a mixture of two",
    ]
    by: Annotated[list[str], "the alternatives that dominate it", Limits(max_items=2)]
    worst_tenth: Annotated[
        float | None,
        "mean of the outcome in the tenth of the draws in which it is worst; `null` for "
        "alternatives too far from the frontier",
    ]
    worst_tenth_se: Annotated[float | None, "standard error of that", AT_LEAST_0]


class StepDocument(TypedDict):
    """One step of the frontier, cheapest first."""

    alternative: Annotated[str, "its name"]
    gain: Annotated[float, "improvement beyond the step before; more is better"]
    gain_se: Annotated[float | None, "Monte Carlo standard error of that", AT_LEAST_0]
    extra_cost: Annotated[float, "cost beyond the step before"]
    ratio: Annotated[float | None, "cost for a unit of gain"]
    weight: Annotated[float | None, "the weight of cost up to which the step is worth taking"]


class InteractionDocument(TypedDict):
    """Whether options add up; more is better."""

    alternative: Annotated[str, "the options together"]
    together: Annotated[float, "what they do together"]
    apart: Annotated[float, "the sum of what each does alone"]
    estimate: Annotated[float, "the difference of the two"]
    se: Annotated[float | None, "Monte Carlo standard error of the difference", AT_LEAST_0]
    interval: Annotated[Ends | None, "epistemic 90 % interval of the difference"]
    p_synergy: Annotated[float | None, "share of the draws in which it is above zero", SHARE]
    p_synergy_se: Annotated[float | None, "standard error of that share", AT_LEAST_0]
    settled: Annotated[
        bool,
        "whether its sign is beyond the noise of the simulation, at a false discovery rate of a "
        "tenth",
    ]


class PortfoliosDocument(DecisionDocument):
    """What ``sim portfolios`` prints."""

    against: Annotated[str | None, "name of the outcome that takes the place of cost"]
    alternatives: Annotated[
        dict[str, AlternativeDocument], "one object for each alternative, by its name"
    ]
    frontier: Annotated[list[StepDocument], "the steps of the efficient frontier, cheapest first"]
    confidence: Annotated[list[ConfidenceDocument], "how sure the choice is, weight by weight"]
    interactions: Annotated[list[InteractionDocument], "whether the options of each set add up"]


class QuantityDocument(TypedDict):
    """A quantity of the scenario."""

    quantity: Annotated[str, "path in the scenario"]
    unit: Annotated[str, "as the scenario writes it; empty for a plain number"]
    actors: Annotated[list[str], "whom it concerns"]
    source: Annotated[str | None, "where it comes from"]
    basis: Annotated[str | None, "what it rests on"]


class InfluenceDocument(QuantityDocument):
    """What one quantity does to the outcome, or to the change by an option."""

    low: Annotated[float, "lower end of its central 90 %"]
    high: Annotated[float, "upper end"]
    at_low: Annotated[float, "the outcome or the change at the lower end"]
    at_high: Annotated[float, "at the upper end"]
    swing: Annotated[float, "the difference of the two"]
    swing_se: Annotated[float, "standard error of that", AT_LEAST_0]
    first: Annotated[float, "first-order Sobol index", SHARE]
    first_interval: Annotated[Ends, "its 90 % confidence interval"]
    total: Annotated[float, "total Sobol index of what is explained", SHARE]
    total_interval: Annotated[Ends, "its 90 % confidence interval"]


class SubjectDocument(TypedDict):
    """What an outcome, or the change by an option, hangs on."""

    mean: Annotated[float, "its mean"]
    deviation: Annotated[float, "its standard deviation over the draws, without noise", AT_LEAST_0]
    noise_share: Annotated[float, "share of the variance of the draws' means that is noise", SHARE]
    explained: Annotated[
        float, "share of the variance without noise that is explained on draws left out", SHARE
    ]
    quantities: Annotated[
        list[InfluenceDocument],
        "the quantities that were identified, the largest index first",
    ]


class ThresholdDocument(TypedDict):
    """A value of a quantity at which the best alternative changes."""

    value: Annotated[float, "the value, in the quantity's own unit"]
    below: Annotated[str, "the best alternative below it"]
    above: Annotated[str, "the best alternative above it"]


class SwitchDocument(QuantityDocument):
    """What one quantity does to the choice."""

    best_at_low: Annotated[str, "the best alternative at its lower end"]
    best_at_high: Annotated[str, "at its upper end"]
    thresholds: Annotated[list[ThresholdDocument], "the values at which the best changes"]
    swapped: Annotated[int, "pairs of alternatives that change places in between", AT_LEAST_0]
    pairs: Annotated[int, "of so many", AT_LEAST_0]


class ChoiceDocument(TypedDict):
    """What the choice hangs on."""

    weight: Annotated[float, "weight of cost", AT_LEAST_0]
    quantities: Annotated[list[SwitchDocument], "the quantities that matter to it"]


class SensitivityDocument(DecisionDocument):
    """What ``sim sensitivity`` prints."""

    subjects: Annotated[
        dict[str, SubjectDocument],
        "the outcome itself as `baseline`, and the change by each option, by its name",
    ]
    choice: Annotated[ChoiceDocument, "what the choice hangs on"]


class WorthDocument(TypedDict):
    """What it would be worth to know a quantity or a group of them."""

    name: Annotated[str, "the quantity or group"]
    quantities: Annotated[list[str], "paths of its quantities"]
    known: Annotated[float, "value of knowing them exactly", AT_LEAST_0]
    known_se: Annotated[float, "standard error of that", AT_LEAST_0]
    halved: Annotated[
        float | None,
        "value of a study that leaves the interval half as wide; `null` for a group",
        AT_LEAST_0,
    ]
    halved_se: Annotated[float | None, "standard error of that", AT_LEAST_0]
    choice: Annotated[
        SwitchDocument | None, "what the quantity does to the choice; `null` for a group"
    ]


class ValueDocument(DecisionDocument):
    """What ``sim value`` prints."""

    grouping: Annotated[
        Literal["quantity", "actor", "source", "basis", "about"],
        "what is known together; `about` is a group of one's own",
    ]
    curve: Annotated[list[ConfidenceDocument], "how sure the choice is, weight by weight"]
    here: Annotated[ConfidenceDocument, "the same at the weight that what follows is for"]
    all_identified: Annotated[
        float, "value of knowing all quantities that were identified", AT_LEAST_0
    ]
    all_identified_se: Annotated[float, "standard error of that", AT_LEAST_0]
    not_identified: Annotated[int, "number of the others", AT_LEAST_0]
    worths: Annotated[list[WorthDocument], "the most valuable first"]


class LimitDocument(QuantityDocument):
    """One limit of a box."""

    side: Annotated[Literal["lower", "upper"], "which side of the quantity it cuts off"]
    value: Annotated[float, "where, in the quantity's own unit"]
    share: Annotated[float, "share of the draws on the box's side of it", SHARE]
    quasi_p: Annotated[float, "how likely its gain is by chance", SHARE]


class SizeDocument(TypedDict):
    """How good a box is."""

    density: Annotated[float, "share of the draws in it that fail", SHARE]
    coverage: Annotated[float, "share of the failures that are in it", SHARE]
    mass: Annotated[float, "share of the draws that are in it", SHARE]


class BoxDocument(SizeDocument):
    """A set of futures, as limits of quantities."""

    held_out_density: Annotated[float | None, "density on draws it was not fitted to", SHARE]
    held_out_coverage: Annotated[float | None, "coverage on draws it was not fitted to", SHARE]
    limits: Annotated[list[LimitDocument], "its limits, all of which hold"]


class TrajectoryDocument(SizeDocument):
    """A box on the way of the search."""

    limits: Annotated[int, "how many limits it has", AT_LEAST_0]


class DiscoverDocument(DecisionDocument):
    """What ``sim discover`` prints."""

    option: Annotated[str | None, "option or portfolio in force"]
    threshold: Annotated[float, "the value beyond which a draw fails"]
    failing: Annotated[float, "share of the draws that fail", SHARE]
    explained: Annotated[
        float, "share of the variance that the quantities explain on draws left out", SHARE
    ]
    searched: Annotated[int, "number of quantities that took part", AT_LEAST_0]
    box: Annotated[BoxDocument, "the box that was found"]
    trajectory: Annotated[list[TrajectoryDocument], "every box of the search"]
