"""``sim check``: whether a scenario is right, and whether everything in it matters."""

from __future__ import annotations

from sim import pipeline
from sim.audit.check_answer import CheckAnswer
from sim.cli.output import emit


def check(source: str, *, strict: bool, form: str) -> None:
    """Write the findings; if strict, leave with 1 on a warning.

    A file with an error is no scenario: loading it raises `ScenarioError`, which is 1 in any case.
    """
    answer = CheckAnswer(source, pipeline.check(pipeline.load(source)))
    emit(answer, form)
    if strict and answer.counts["warning"]:
        raise SystemExit(1)
