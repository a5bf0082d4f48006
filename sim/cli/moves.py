"""``sim moves``: how often every move happens in one world."""

from __future__ import annotations

from sim import pipeline
from sim.analysis.frequency import frequencies
from sim.cli.output import emit
from sim.cli.run import Effort, known_options
from sim.cli.watching import watching
from sim.report.moves.moves_answer import MovesAnswer


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
    with watching("Counting the moves") as callbacks:
        results = pipeline.moves(
            scenario,
            with_options=with_options,
            without=without,
            draws=effort.draws,
            replications=effort.replications,
            seed=effort.seed,
            workers=effort.workers,
            progress=callbacks.progress,
        )
    emit(MovesAnswer(frequencies(results)), form)
