"""``sim resume`` and ``sim tables``: runs that were kept in a folder."""

from __future__ import annotations

from pathlib import Path

from sim import pipeline
from sim.cli import compare
from sim.cli.output import emit
from sim.cli.watching import watching
from sim.errors import UsageError, check_names
from sim.report.answers import answer_of
from sim.results.results import Results


def resume(
    folder: Path,
    outcomes: tuple[str, ...],
    *,
    all_outcomes: bool,
    form: str,
    workers: int | None,
    scheduler: str,
) -> None:
    """Go on with a run, and write its tables."""
    compare.one_choice(outcomes, all_outcomes)
    with watching("Simulating", folder) as callbacks:
        results = pipeline.resume(
            folder,
            workers=workers,
            scheduler=scheduler,
            progress=callbacks.progress,
            watch=callbacks.watch,
        )
    _show(results, outcomes, all_outcomes=all_outcomes, form=form)


def tables(folder: Path, outcomes: tuple[str, ...], *, all_outcomes: bool, form: str) -> None:
    """Write the tables of a finished run."""
    compare.one_choice(outcomes, all_outcomes)
    _show(pipeline.read(folder), outcomes, all_outcomes=all_outcomes, form=form)


def _show(results: Results, outcomes: tuple[str, ...], *, all_outcomes: bool, form: str) -> None:
    check_names("outcome", outcomes, [info.name for info in results.outcomes])
    if not results.adopted and (outcomes or all_outcomes):
        flag = "--outcome" if outcomes else "--all-outcomes"
        raise UsageError(f"{flag} is for comparisons; the run in this folder is of one world")
    emit(answer_of(results, outcomes, all_outcomes=all_outcomes), form)
