"""``sim claims``: whether the model does what the text behind it says."""

from __future__ import annotations

from sim import pipeline
from sim._version import __version__
from sim.cli.output import write, write_sheets
from sim.cli.run import Effort
from sim.cli.watching import watching
from sim.report.claims.claims_sheet import claims_sheet
from sim.report.documents import claims_csv, claims_document, to_json
from sim.report.wording import size_note


def claims(source: str, *, strict: bool, form: str, effort: Effort) -> None:
    """Try every claim and write what was found; if strict, leave with 1 unless all hold."""
    scenario = pipeline.load(source)
    with watching("Trying the claims") as told:
        shown = pipeline.check_claims(
            scenario,
            draws=effort.draws,
            replications=effort.replications,
            seed=effort.seed,
            workers=effort.workers,
            progress=told.progress,
        )
    if form == "json":
        sizes = (effort.draws, effort.replications, effort.seed)
        document = claims_document(__version__, scenario.title, scenario.sha256, sizes, shown)
        write(to_json(document))
    elif form == "csv":
        write(claims_csv(shown))
    else:
        size = size_note(effort.draws, effort.replications, effort.seed)
        write_sheets([claims_sheet(scenario.title, shown, size)], form)
    if strict and any(one.verdict != "holds" for one in shown):
        raise SystemExit(1)
