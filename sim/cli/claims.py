"""``sim claims``: whether the model does what the text behind it says."""

from __future__ import annotations

from sim import pipeline
from sim._version import __version__
from sim.cli.output import emit
from sim.cli.run import Effort
from sim.cli.watching import watching
from sim.report.claims.claims_answer import ClaimsAnswer


def claims(source: str, *, strict: bool, form: str, effort: Effort) -> None:
    """Try every claim and write what was found; if strict, leave with 1 unless all hold."""
    scenario = pipeline.load(source)
    with watching("Trying the claims") as callbacks:
        shown = pipeline.check_claims(
            scenario,
            draws=effort.draws,
            replications=effort.replications,
            seed=effort.seed,
            workers=effort.workers,
            progress=callbacks.progress,
        )
    emit(ClaimsAnswer(__version__, scenario.sha256, shown), form)
    if strict and any(one.verdict != "holds" for one in shown):
        raise SystemExit(1)
