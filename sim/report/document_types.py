"""The shape of every JSON document: members, types, limits and meanings.

Programs may rely on what stands here.  The reference page and the JSON Schemas in
``docs/reference`` are made from these declarations, and the type checker holds
`sim.report.documents` to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict

from sim.results.descriptions import Better
from sim.results.kinds import OutcomeKind


@dataclass(frozen=True)
class Limits:
    """What a value must satisfy beyond its type, in the words of JSON Schema."""

    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    min_items: int | None = None
    max_items: int | None = None
    pattern: str | None = None
    format: str | None = None


SHARE = Limits(minimum=0, maximum=1)
AT_LEAST_0 = Limits(minimum=0)
AT_LEAST_1 = Limits(minimum=1)
ABOVE_0 = Limits(exclusive_minimum=0)

Interval = tuple[float | None, float | None]

Quantiles = TypedDict(
    "Quantiles", {"0.05": float | None, "0.5": float | None, "0.95": float | None}
)


class ScenarioInfo(TypedDict):
    """What was run."""

    title: Annotated[str, "what the file calls itself"]
    question: Annotated[str | None, "what the file is to answer"]
    sha256: Annotated[
        str,
        "hash of the scenario after merging everything that it extends",
        Limits(pattern="^[0-9a-f]{64}$"),
    ]
    start: Annotated[str, "first day (ISO 8601)", Limits(format="date")]
    horizon_days: Annotated[float, "length of the simulation", ABOVE_0]
    objective: Annotated[str | None, "name of the outcome that options are ranked by"]
    uncertain: Annotated[bool, "whether any number of the scenario is uncertain"]


class ScenarioName(TypedDict):
    """Which scenario was tried."""

    title: Annotated[str, "what the file calls itself"]
    sha256: Annotated[
        str,
        "hash of the scenario after merging everything that it extends",
        Limits(pattern="^[0-9a-f]{64}$"),
    ]


class HeaderDocument(TypedDict):
    """Where the numbers come from: what to repeat the run with."""

    sim: Annotated[str, "version of the program"]
    scenario: Annotated[ScenarioInfo, "what was run"]
    without: Annotated[list[str], "paths of the mechanisms that were switched off in every world"]
    seed: Annotated[int, "the seed"]
    draws: Annotated[int, "draws of the uncertain parameters", AT_LEAST_1]
    replications: Annotated[int, "histories for each draw", AT_LEAST_1]


class IncidencePoint(TypedDict):
    """A point of the cumulative incidence."""

    weeks: Annotated[float, "weeks since the start", ABOVE_0]
    estimate: Annotated[float, "probability that it has happened by then", SHARE]
    se: Annotated[float | None, "Monte Carlo standard error", AT_LEAST_0]


class OutcomeDocument(TypedDict):
    """One outcome of one world."""

    title: Annotated[str, "name in tables"]
    kind: Annotated[OutcomeKind, "which question it asks"]
    unit: Annotated[str, "`probability`, `times`, `weeks`, `level`, or the unit of the tally"]
    better: Annotated[Better, "which direction is an improvement"]
    estimate: Annotated[
        float | None, "probability, mean number, mean total, mean weeks or mean level"
    ]
    se: Annotated[float | None, "Monte Carlo standard error of the estimate", AT_LEAST_0]
    confidence: Annotated[
        Interval | None,
        "`[low, high]`, the 95 % confidence interval of the estimate, of the Monte Carlo noise "
        "alone; it allows for few strata, rare events and skewed totals",
    ]
    interval: Annotated[
        Interval | None,
        "`[low, high]`, the epistemic 90 % interval without the Monte Carlo noise; `null` if "
        "nothing is uncertain, if there is one draw or one replication only, or if its width is "
        "too poorly known",
    ]
    interval_error: Annotated[
        float | None,
        "standard error of the width of the interval, as a share of the width; the interval is "
        "told up to a third; `null` if there is none or if the noise has swallowed it",
        AT_LEAST_0,
    ]
    share_epistemic: Annotated[
        float | None,
        "share of the variance of a single history that is ignorance; the rest is chance",
        SHARE,
    ]
    likelihood: Annotated[str | None, "words of ICD 203 for a probability"]
    quantiles: Annotated[Quantiles | None, "over all histories; `null` for `reached`"]
    weeks_to: Annotated[
        Quantiles | None,
        "for `reached`: the weeks by which 5, 50 and 95 % of *all* histories have got there, each "
        "`null` where fewer ever do",
    ]
    incidence: Annotated[
        list[IncidencePoint] | None,
        "for `reached`: the probability that it has happened by then, up to the horizon",
    ]


class ChangeDocument(TypedDict):
    """What one option does to one outcome."""

    estimate: Annotated[float | None, "the outcome in that world"]
    estimate_se: Annotated[float | None, "its Monte Carlo standard error", AT_LEAST_0]
    estimate_interval: Annotated[Interval | None, "its epistemic 90 % interval"]
    difference: Annotated[float | None, "that minus the baseline, over paired histories"]
    se: Annotated[
        float | None,
        "Monte Carlo standard error of the difference; 0 only if it cannot be anything but 0",
        AT_LEAST_0,
    ]
    confidence: Annotated[
        Interval | None,
        "95 % confidence interval of the difference, of the Monte Carlo noise alone",
    ]
    interval: Annotated[
        Interval | None,
        "epistemic 90 % interval of the difference; `null` also if its width is too poorly known",
    ]
    interval_error: Annotated[
        float | None,
        "standard error of the width of the interval, as a share of the width",
        AT_LEAST_0,
    ]
    ratio: Annotated[
        float | None, "estimate over the baseline's estimate; `null` if the baseline's is 0"
    ]
    ratio_se: Annotated[float | None, "Monte Carlo standard error of the ratio", AT_LEAST_0]
    ratio_confidence: Annotated[Interval | None, "95 % confidence interval of the ratio"]
    p_better: Annotated[
        float | None,
        "share of draws in which the difference is an improvement; `null` for outcomes without a "
        "better direction, if noise has swallowed what the draws differ by, and if no history "
        "differs although some could",
        SHARE,
    ]
    p_better_se: Annotated[float | None, "standard error of that share", AT_LEAST_0]
    rank: Annotated[
        int | None,
        "1 is best, ties share the better rank; `null` for outcomes without a better direction",
        AT_LEAST_1,
    ]
    unreachable: Annotated[
        bool, "whether nothing leads from what the option does to the outcome, so that it is 0"
    ]


class OptionDocument(TypedDict):
    """One option or portfolio, and what it changes."""

    title: Annotated[str, "name in tables"]
    by: Annotated[list[str], "who must act"]
    consent: Annotated[
        float | None,
        "mean probability that everybody who must consent does; `null` if nobody is asked",
        SHARE,
    ]
    cost: Annotated[float | None, "mean cost, in the scenario's own unit"]
    members: Annotated[
        list[str],
        "names of the options inside; an option alone holds only itself",
        Limits(min_items=1),
    ]
    basis: Annotated[
        list[str],
        "what the sizes of its effects rest on, such as `judgement`; the most frequent first",
    ]
    adopted: Annotated[dict[str, ChangeDocument], "consent given: one object for each outcome"]
    offered: NotRequired[
        Annotated[dict[str, ChangeDocument], "consent drawn: one object for each outcome"]
    ]


class WorldInfo(TypedDict):
    """Which world was run."""

    options: Annotated[list[str], "options in it"]
    offered: Annotated[bool, "whether they were offered (consents drawn) or adopted"]


class RunDocument(HeaderDocument):
    """What ``sim run`` prints."""

    world: Annotated[WorldInfo, "which world was run"]
    outcomes: Annotated[dict[str, OutcomeDocument], "one object for each outcome, by its name"]


class MoveDocument(TypedDict):
    """How often one move happens in one world."""

    title: Annotated[str, "name in tables"]
    times: Annotated[float | None, "mean number of times in a history", AT_LEAST_0]
    se: Annotated[float | None, "Monte Carlo standard error of that", AT_LEAST_0]
    interval: Annotated[
        Interval | None,
        "`[low, high]`, the epistemic 90 % interval of the mean number; `null` as for outcomes",
    ]
    per_year: Annotated[float | None, "mean number of times, for a year of 365.25 days", AT_LEAST_0]
    weeks_possible: Annotated[
        float | None,
        "mean weeks for which its condition holds; `null` for a dated move",
        AT_LEAST_0,
    ]
    per_year_possible: Annotated[
        float | None,
        "mean number of times, for a year in which it is possible; `null` for a dated move, or if "
        "it never was",
        AT_LEAST_0,
    ]
    times_rate: Annotated[
        float | None,
        "how many times as often as its rate alone would have it, while it is possible; `null` for "
        "a dated move, for one with a `shape`, or if it never was",
        AT_LEAST_0,
    ]
    happens: Annotated[float | None, "share of histories in which it happens at all", SHARE]
    happens_se: Annotated[float | None, "Monte Carlo standard error of that", AT_LEAST_0]


class MovesDocument(HeaderDocument):
    """What ``sim moves`` prints."""

    world: Annotated[WorldInfo, "which world was run"]
    moves: Annotated[dict[str, MoveDocument], "one object for each move, by its name"]


class CompareDocument(HeaderDocument):
    """What ``sim compare`` prints."""

    baseline: Annotated[
        dict[str, OutcomeDocument], "the world without any new measure, outcome by outcome"
    ]
    options: Annotated[
        dict[str, OptionDocument], "one object for each option or portfolio, by its name"
    ]
