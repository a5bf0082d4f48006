"""``sim run``: the outcomes of one world."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sim import pipeline
from sim.analysis.estimates import estimate_world
from sim.cli.output import Progressing, progress_bar, say, write, write_sheets
from sim.engine.compiled import on_compiling
from sim.errors import UsageError, nearest
from sim.report.documents import run_csv, run_document, to_json
from sim.report.run_sheet import run_sheet


@dataclass(frozen=True)
class Effort:
    """How much to simulate, and with what.

    Attributes
    ----------
    workers
        Processor cores; None for all.
    """

    draws: int
    replications: int
    seed: int
    workers: int | None


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
    known_options(with_options, scenario.options)
    with simulating("Simulating") as progress:
        results = pipeline.run(
            scenario,
            with_options=with_options,
            offered=offered,
            without=without,
            draws=effort.draws,
            replications=effort.replications,
            seed=effort.seed,
            workers=effort.workers,
            progress=progress,
        )
    estimates = estimate_world(results, results.baseline)
    if form == "json":
        write(to_json(run_document(results, estimates)))
    elif form == "csv":
        write(run_csv(results, estimates))
    else:
        write_sheets([run_sheet(results, estimates)], form)


def known_options(names: tuple[str, ...], known: Iterable[str]) -> None:
    """Check that every name is one of the scenario's options.

    Raises
    ------
    UsageError
        For the first that is not.
    """
    candidates = list(known)
    for name in names:
        if name not in candidates:
            hint = nearest(name, candidates) or "; the scenario has none"
            raise UsageError(f"no option '{name}'{hint}")


@contextmanager
def simulating(title: str) -> Iterator[Progressing | None]:
    """Yield a progress function, and say a word about the compiler if it has to run."""
    with progress_bar(title) as progress, on_compiling(_say_compiling):
        yield progress


def _say_compiling() -> None:
    say("Compiling the simulation engine for this machine (once, about half a minute)...")
