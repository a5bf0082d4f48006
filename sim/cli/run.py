"""``sim run``: the outcomes of one world."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sim import pipeline
from sim.analysis.estimates import estimate_world
from sim.cli.output import write, write_sheets
from sim.cli.watching import watching
from sim.errors import UsageError, nearest
from sim.report.documents import run_csv, run_document, to_json
from sim.report.run.run_sheet import run_sheet
from sim.results.results import Results


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
        if portfolio not in scenario.portfolios:
            hint = nearest(portfolio, scenario.portfolios) or "; the scenario has none"
            raise UsageError(f"no portfolio '{portfolio}'{hint}")
        with_options = tuple(
            dict.fromkeys((*with_options, *scenario.portfolios[portfolio].options))
        )
    if offered and not with_options:
        raise UsageError(
            "--offered needs something to offer: add --with OPTION or --portfolio NAME"
        )
    known_options(with_options, scenario.options, scenario.portfolios)
    check_can_keep(effort)
    with watching("Simulating", effort.out) as told:
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
            progress=told.progress,
            watch=told.watch,
        )
    show(results, form)


def show(results: Results, form: str) -> None:
    """Write the outcomes of one world."""
    estimates = estimate_world(results, results.baseline)
    if form == "json":
        write(to_json(run_document(results, estimates)))
    elif form == "csv":
        write(run_csv(results, estimates))
    else:
        write_sheets([run_sheet(results, estimates)], form)


def known_options(
    names: tuple[str, ...], known: Iterable[str], portfolios: Iterable[str] = ()
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
    candidates, sets = list(known), list(portfolios)
    for name in names:
        if name in sets:
            raise UsageError(f"'{name}' is a portfolio: use --portfolio {name}")
        if name not in candidates:
            hint = nearest(name, candidates) or "; the scenario has none"
            raise UsageError(f"no option '{name}'{hint}")


def check_can_keep(effort: Effort) -> None:
    """Check that there is a folder for what is to be kept.

    Raises
    ------
    UsageError
        If there is none.
    """
    if effort.keep and effort.out is None:
        raise UsageError("--keep needs a folder to keep the histories in: add --out DIR")
