"""The shape of the JSON documents about a scenario itself; see `sim.report.document_types`."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from sim.analysis.claims import Effect, Verdict
from sim.report.document_types import ABOVE_0, AT_LEAST_0, AT_LEAST_1, Limits, ScenarioName


class ShownDocument(TypedDict):
    """What one mechanism of a claim does to one thing."""

    claim: Annotated[str, "name of the claim"]
    says: Annotated[str, "the claim, in short"]
    path: Annotated[list[str], "what was switched off", Limits(min_items=1)]
    given: Annotated[list[str], "options in force in both worlds"]
    within_days: Annotated[
        float | None, "horizon of both worlds; `null` for that of the scenario", ABOVE_0
    ]
    effect: Annotated[Effect, "what the claim says that the mechanism does"]
    on: Annotated[str, "to which outcome, indicator, move or rung"]
    title: Annotated[str, "its name in tables"]
    unit: Annotated[str, "`probability`, `times`, `weeks`, `level`, or the unit of the tally"]
    estimate: Annotated[float | None, "the thing itself, with the mechanism"]
    estimate_se: Annotated[float | None, "its Monte Carlo standard error", AT_LEAST_0]
    difference: Annotated[float | None, "with the mechanism minus without it, paired"]
    se: Annotated[float | None, "Monte Carlo standard error of the difference", AT_LEAST_0]
    verdict: Annotated[
        Verdict,
        "whether the difference is what the claim says, beyond the error, or the error leaves it "
        "open",
    ]


class ClaimsDocument(TypedDict):
    """What ``sim claims`` prints."""

    sim: Annotated[str, "version of the program"]
    scenario: Annotated[ScenarioName, "which scenario it was"]
    seed: Annotated[int, "the seed of every world"]
    draws: Annotated[int, "draws of the uncertain parameters in every world", AT_LEAST_1]
    replications: Annotated[int, "histories for each draw", AT_LEAST_1]
    claims: Annotated[list[ShownDocument], "every effect of every claim, in the order of the file"]


class FindingDocument(TypedDict):
    """One doubtful thing in a scenario."""

    severity: Annotated[
        Literal["warning", "note"], "`warning`: probably not meant; `note`: good to know"
    ]
    path: Annotated[str, "place in the scenario"]
    message: Annotated[str, "what is doubtful, and what to do"]
    file: Annotated[str | None, "file in which it stands, if known: this one or one it extends"]
    line: Annotated[int | None, "line in that file, if known", AT_LEAST_1]


class CheckDocument(TypedDict):
    """What ``sim check`` prints."""

    findings: Annotated[list[FindingDocument], "everything found, by line"]
    counts: Annotated[dict[str, int], "how many there are of each severity"]
