"""What can be typed after ``sim`` to simulate: run, compare, moves, resume, tables.

The imports inside the functions here are on purpose: see the docstring of `sim.cli`.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.arguments import (
    Debug,
    Draws,
    Keep,
    Out,
    Precision,
    Replications,
    ResultsFormat,
    Scenario,
    Scheduler,
    Seed,
    Without,
    Workers,
    names,
)
from sim.cli.exits import guarded
from sim.simulate.defaults import MOST_COMBINATIONS, RUN

Outcomes = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="Compare by this outcome instead of the objective; may be repeated.",
    ),
]
AllOutcomes = Annotated[
    bool, typer.Option("--all-outcomes", help="One compact table of all outcomes.")
]
Folder = Annotated[
    Path,
    typer.Argument(metavar="DIR", help="The folder given to --out.", show_default=False),
]


def run(
    scenario: Scenario,
    options: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="OPTION",
            help="Put this option into force; may be repeated, or a,b,c.",
        ),
    ] = None,
    portfolio: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Put the options of this portfolio into force."),
    ] = None,
    offered: Annotated[
        bool,
        typer.Option(
            "--offered", help="Options are offered, and may be refused, instead of adopted."
        ),
    ] = False,
    without: Without = None,
    draws: Draws = RUN.draws,
    replications: Replications = RUN.replications,
    seed: Seed = 1,
    precision: Precision = None,
    out: Out = None,
    keep: Keep = False,
    workers: Workers = None,
    scheduler: Scheduler = "threads",
    form: ResultsFormat = "table",
    debug: Debug = False,
) -> None:
    """Show the outcomes of one world: no new measure, or the options given."""
    with guarded(debug):
        from sim.cli import run as command

        command.run(
            scenario,
            with_options=names(options),
            portfolio=portfolio,
            offered=offered,
            without=names(without),
            form=form,
            effort=command.Effort(
                draws, replications, seed, workers, scheduler, precision, out, keep
            ),
        )


def compare(
    context: typer.Context,
    scenario: Scenario,
    options: Annotated[
        list[str] | None,
        typer.Option(metavar="A,B,...", help="Compare only these options and portfolios."),
    ] = None,
    portfolios: Annotated[
        bool,
        typer.Option(
            "--portfolios",
            help="Compare all portfolios; alone, nothing else. Some of them: --options A,B.",
        ),
    ] = False,
    all_combinations: Annotated[
        bool,
        typer.Option(
            "--all-combinations", help="Compare every combination of all options, or of --options."
        ),
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Most combinations to make.",
            show_default=str(MOST_COMBINATIONS),
        ),
    ] = None,
    outcome: Outcomes = None,
    all_outcomes: AllOutcomes = False,
    without: Without = None,
    draws: Draws = RUN.draws,
    replications: Replications = RUN.replications,
    seed: Seed = 1,
    precision: Precision = None,
    out: Out = None,
    keep: Keep = False,
    workers: Workers = None,
    scheduler: Scheduler = "threads",
    form: ResultsFormat = "table",
    debug: Debug = False,
) -> None:
    """Compare options and portfolios with no new measure, history by history.

    Without --options and --portfolios, all of both. JSON and CSV hold all outcomes unless --outcome
    names some.
    """
    with guarded(debug):
        from sim.cli import compare as command
        from sim.cli.run import Effort

        command.nothing_more(context.args, portfolios)
        command.compare(
            scenario,
            request=command.CompareRequest(names(options), portfolios, all_combinations, limit),
            outcomes=names(outcome),
            all_outcomes=all_outcomes,
            without=names(without),
            form=form,
            effort=Effort(draws, replications, seed, workers, scheduler, precision, out, keep),
        )


def moves(
    scenario: Scenario,
    options: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="OPTION",
            help="Put this option into force; may be repeated, or a,b,c.",
        ),
    ] = None,
    without: Without = None,
    draws: Draws = RUN.draws,
    replications: Replications = RUN.replications,
    seed: Seed = 1,
    workers: Workers = None,
    form: ResultsFormat = "table",
    debug: Debug = False,
) -> None:
    """Show how often every move happens, to hold a scenario against what was counted."""
    with guarded(debug):
        from sim.cli import moves as command
        from sim.cli.run import Effort

        command.moves(
            scenario,
            with_options=names(options),
            without=names(without),
            form=form,
            effort=Effort(draws, replications, seed, workers),
        )


def resume(
    folder: Folder,
    outcome: Outcomes = None,
    all_outcomes: AllOutcomes = False,
    workers: Workers = None,
    scheduler: Scheduler = "threads",
    form: ResultsFormat = "table",
    debug: Debug = False,
) -> None:
    """Go on with a run that was interrupted, and show its tables.

    What is done is not done again, and the numbers are those of a run without interruption. It is
    refused if the scenario, the record of the run, or what computes has changed.
    """
    with guarded(debug):
        from sim.cli import kept as command

        command.resume(
            folder,
            names(outcome),
            all_outcomes=all_outcomes,
            form=form,
            workers=workers,
            scheduler=scheduler,
        )


def tables(
    folder: Folder,
    outcome: Outcomes = None,
    all_outcomes: AllOutcomes = False,
    form: ResultsFormat = "table",
    debug: Debug = False,
) -> None:
    """Print any table of a finished run again, without running anything."""
    with guarded(debug):
        from sim.cli import kept as command

        command.tables(folder, names(outcome), all_outcomes=all_outcomes, form=form)
