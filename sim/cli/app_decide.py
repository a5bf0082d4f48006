"""What can be typed after ``sim`` to decide: portfolios, sensitivity, value, discover.

The imports inside the functions here are on purpose: see the docstring of `sim.cli`.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sim.cli.arguments import (
    Debug,
    Draws,
    Replications,
    ResultsFormat,
    Scenario,
    Seed,
    Workers,
    names,
)
from sim.cli.exits import guarded
from sim.simulate.defaults import DISCOVER, MOST_WORLDS, PORTFOLIOS, RUN


class Grouping(StrEnum):
    """What is valued together."""

    quantity = "quantity"
    actor = "actor"
    source = "source"
    basis = "basis"


Outcome = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Choose by this outcome.", show_default="the objective"),
]
Offered = Annotated[
    bool, typer.Option("--offered", help="Draw the consents, instead of taking them as given.")
]
Chosen = Annotated[
    list[str] | None,
    typer.Option(
        "--options",
        metavar="A,B,...",
        help="Choose from these options and portfolios; a+b is both options together.",
        show_default="all",
    ),
]
Weights = Annotated[
    list[str] | None,
    typer.Option(
        metavar="W,W,...",
        help="Weights of cost to look at, in the unit of the table for a unit of cost.",
        show_default="where the choice changes",
    ),
]


def portfolios(
    scenario: Scenario,
    options: Annotated[
        list[str] | None,
        typer.Option(metavar="A,B,...", help="Combine these options.", show_default="all"),
    ] = None,
    up_to: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Most options in a combination; single options and the scenario's own portfolios "
            "are always there.",
            show_default="as fit in about a minute; all, if options or a limit are given",
        ),
    ] = None,
    named: Annotated[
        bool,
        typer.Option(
            "--named", help="Single options and the scenario's own portfolios; combine nothing."
        ),
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Most worlds to simulate, besides no new measure.",
            show_default=str(MOST_WORLDS),
        ),
    ] = None,
    outcome: Outcome = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Set another outcome against the first, in place of cost.",
            show_default="cost",
        ),
    ] = None,
    weights: Weights = None,
    offered: Offered = False,
    draws: Draws = PORTFOLIOS.draws,
    replications: Replications = PORTFOLIOS.replications,
    seed: Seed = 1,
    workers: Workers = None,
    form: ResultsFormat = "table",
    debug: Debug = False,
) -> None:
    """Say which combination of options is worth its cost, how sure that is, and what adds up.

    Without a choice: every combination of all options, up to the size that takes about a minute,
    and the scenario's own portfolios.
    """
    with guarded(debug):
        from sim.cli import portfolios as command
        from sim.cli.run import Effort

        command.portfolios(
            scenario,
            request=command.PortfoliosRequest(names(options), up_to, named, limit),
            outcome=outcome,
            against=against,
            weights=names(weights),
            offered=offered,
            form=form,
            effort=Effort(draws, replications, seed, workers),
        )


def sensitivity(
    scenario: Scenario,
    option: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Also ask what the change by this option, portfolio, or a+b hangs on; may be "
            "repeated, or a,b,c.",
        ),
    ] = None,
    options: Chosen = None,
    outcome: Outcome = None,
    weight: Annotated[
        str | None,
        typer.Option(
            metavar="W",
            help="Weight of cost in the choice, in the unit of the table for a unit of cost.",
            show_default="0",
        ),
    ] = None,
    offered: Offered = False,
    draws: Draws = RUN.draws,
    replications: Replications = RUN.replications,
    seed: Seed = 1,
    workers: Workers = None,
    form: ResultsFormat = "table",
    debug: Debug = False,
) -> None:
    """Say which uncertain numbers an outcome, an option and the choice between options hang on."""
    with guarded(debug):
        from sim.cli import sensitivity as command
        from sim.cli.run import Effort

        command.sensitivity(
            scenario,
            subjects=names(option),
            options=names(options),
            outcome=outcome,
            weight=weight,
            offered=offered,
            form=form,
            effort=Effort(draws, replications, seed, workers),
        )


def value(
    scenario: Scenario,
    group: Annotated[
        Grouping,
        typer.Option(help="Value quantities one by one, or all of an actor, a source, a basis."),
    ] = Grouping.quantity,
    about: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH,...",
            help="Value together what lies at or below these paths; may be repeated.",
        ),
    ] = None,
    weight: Annotated[
        str | None,
        typer.Option(
            metavar="W",
            help="Weight of cost, in the unit of the table for a unit of cost.",
            show_default="where the choice is hardest",
        ),
    ] = None,
    options: Chosen = None,
    outcome: Outcome = None,
    weights: Weights = None,
    offered: Offered = False,
    draws: Draws = RUN.draws,
    replications: Replications = RUN.replications,
    seed: Seed = 1,
    workers: Workers = None,
    form: ResultsFormat = "table",
    debug: Debug = False,
) -> None:
    """Say what it would be worth to know more before choosing, and about what first."""
    with guarded(debug):
        from sim.cli import value as command
        from sim.cli.run import Effort

        command.value(
            scenario,
            grouping=group.value,
            about=[names([paths]) for paths in about or ()],
            weight=weight,
            options=names(options),
            outcome=outcome,
            weights=names(weights),
            offered=offered,
            form=form,
            effort=Effort(draws, replications, seed, workers),
        )


def discover(
    scenario: Scenario,
    option: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Option or portfolio in force; a+b is both options together.",
            show_default="no new measure",
        ),
    ] = None,
    worse_than: Annotated[
        str | None,
        typer.Option(metavar="X", help="It fails where the outcome is worse than this."),
    ] = None,
    worst: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="It fails in this share of the futures, the worst ones.",
            show_default="20%",
        ),
    ] = None,
    useless: Annotated[
        bool, typer.Option("--useless", help="It fails where it improves nothing.")
    ] = False,
    density: Annotated[
        str | None,
        typer.Option(
            metavar="SHARE",
            help="Least share of failures in the box.",
            show_default="balanced with coverage",
        ),
    ] = None,
    outcome: Outcome = None,
    offered: Offered = False,
    draws: Draws = DISCOVER.draws,
    replications: Replications = DISCOVER.replications,
    seed: Seed = 1,
    workers: Workers = None,
    form: ResultsFormat = "table",
    debug: Debug = False,
) -> None:
    """Say in which futures an option or portfolio fails, or things go wrong without any."""
    with guarded(debug):
        from sim.cli import discover as command
        from sim.cli.run import Effort

        command.discover(
            scenario,
            option=option,
            failure=command.Failure(worse_than, worst, useless, density),
            outcome=outcome,
            offered=offered,
            form=form,
            effort=Effort(draws, replications, seed, workers),
        )
