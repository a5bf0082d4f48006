"""``sim run``: the outcomes of one world."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from sim import pipeline
from sim.cli.output import emit
from sim.cli.watching import watching
from sim.errors import UsageError, check_names
from sim.report.run.run_answer import RunAnswer


@dataclass(frozen=True)
class Effort:
    """How much to simulate, and with what.

    Attributes
    ----------
    workers, scheduler
        Threads or processes, None for all processors; or where a Dask scheduler is.
    precision
        Standard error to be reached, None for none.
    out, keep
        Folder to keep the run in, and whether to keep its histories there.
    """

    draws: int
    replications: int
    seed: int
    workers: int | None = None
    scheduler: str = "threads"
    precision: str | None = None
    out: Path | None = None
    keep: bool = False


def run(
    source: str,
    *,
    with_options: tuple[str, ...],
    portfolio: str | None,
    offered: bool,
    without: tuple[str, ...],
    form: str,
    effort: Effort,
) -> None:
    """Run one world and write its outcomes."""
    scenario = pipeline.load(source)
    if portfolio is not None:
        check_names("portfolio", [portfolio], scenario.portfolios)
        with_options = tuple(
            dict.fromkeys((*with_options, *scenario.portfolios[portfolio].options))
        )
    if offered and not with_options:
        raise UsageError(
            "--offered needs something to offer: add --with OPTION or --portfolio NAME"
        )
    known_options(with_options, scenario.options, scenario.portfolios)
    check_can_keep(effort)
    with watching("Simulating", effort.out) as callbacks:
        results = pipeline.run(
            scenario,
            with_options=with_options,
            offered=offered,
            without=without,
            draws=effort.draws,
            replications=effort.replications,
            seed=effort.seed,
            precision=effort.precision,
            keep=effort.keep,
            out=effort.out,
            workers=effort.workers,
            scheduler=effort.scheduler,
            progress=callbacks.progress,
            watch=callbacks.watch,
        )
    emit(RunAnswer(results), form)


def known_options(
    names: tuple[str, ...], known: Iterable[str], portfolios: Collection[str] = ()
) -> None:
    """Check that every name is one of the scenario's options.

    Parameters
    ----------
    portfolios
        Names of its portfolios, where one may have been meant.

    Raises
    ------
    UsageError
        For the first that is not.
    """
    for name in names:
        if name in portfolios:
            raise UsageError(f"'{name}' is a portfolio: use --portfolio {name}")
    check_names("option", names, known)


def check_can_keep(effort: Effort) -> None:
    """Check that there is a folder for what is to be kept.

    Raises
    ------
    UsageError
        If there is none.
    """
    if effort.keep and effort.out is None:
        raise UsageError("--keep needs a folder to keep the histories in: add --out DIR")
