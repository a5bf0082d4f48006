"""``sim moves``: how often every move happens in one world."""

from __future__ import annotations

from sim import pipeline
from sim.cli.output import write, write_sheets
from sim.cli.run import Effort, known_options
from sim.cli.watching import watching
from sim.report.documents import to_json
from sim.report.moves.moves_document import moves_csv, moves_document
from sim.report.moves.moves_sheet import moves_sheet


def moves(
    source: str,
    *,
    with_options: tuple[str, ...],
    without: tuple[str, ...],
    form: str,
    effort: Effort,
) -> None:
    """Run one world and write how often its moves happen."""
    scenario = pipeline.load(source)
    known_options(with_options, scenario.options)
    with watching("Counting the moves") as told:
        results = pipeline.moves(
            scenario,
            with_options=with_options,
            without=without,
            draws=effort.draws,
            replications=effort.replications,
            seed=effort.seed,
            workers=effort.workers,
            progress=told.progress,
        )
    counted = pipeline.frequencies(results)
    found = {name: counted[name] for name in scenario.moves}
    if form == "json":
        write(to_json(moves_document(results, found)))
    elif form == "csv":
        write(moves_csv(found))
    else:
        write_sheets([moves_sheet(results, found)], form)
