"""Means and errors that do not exist, though every table has room for them."""

from __future__ import annotations

from collections.abc import Iterator

from sim.audit.findings import Finding
from sim.scenario.checks.tails import MEAN, heavy_tails, tail
from sim.scenario.schema import Scenario

_REMEDY = (
    "cap it with 'max:', the most that is possible, or take a family with a lighter tail, such as "
    "{median: ..., p95: ...}"
)


def missing_moments(scenario: Scenario) -> Iterator[Finding]:
    """Yield outcomes and costs that have no mean, and outcomes without an error of the mean."""
    for name, option in scenario.options.items():
        if tail(option.cost) <= MEAN:
            yield Finding(
                "warning",
                f"options.{name}.cost",
                "has no mean: its tail is so heavy (alpha at or below 1) that averages grow with "
                f"the number of draws; {_REMEDY}",
            )
    for name, outcome in scenario.outcomes.items():
        found = heavy_tails(scenario, outcome)
        paths = [path for path, order in found.items() if order <= MEAN]
        ranks = "; as the objective it ranks options by luck" if name == scenario.objective else ""
        if paths:
            yield Finding(
                "warning",
                f"outcomes.{name}",
                f"has no mean: the tail of {_some(paths)} is so heavy (alpha at or below 1) that "
                f"averages grow with the number of histories{ranks}; read the median, or {_REMEDY}",
            )
        elif found:
            yield Finding(
                "note",
                f"outcomes.{name}",
                f"its mean has no standard error: the tail of {_some(list(found))} is so heavy "
                "(alpha at or below 2) that the error shown (±) is too small now and then, in any "
                f"number of histories; {_REMEDY}",
            )


def _some(paths: list[str]) -> str:
    return paths[0] if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more"
