"""What can be typed after ``sim``: commands, arguments, options and their help.

The imports inside the functions here are on purpose: see the docstring of `sim.cli`.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.cli import app_decide, app_runs
from sim.cli.arguments import (
    Debug,
    Draws,
    FindingsFormat,
    Replications,
    ResultsFormat,
    Scenario,
    Seed,
    TablesFormat,
    Workers,
)
from sim.cli.exits import guarded
from sim.cli.interrupts import INTERRUPTED, leave_at_once, listen
from sim.cli.surroundings import forget_odd_sizes, replace_missing
from sim.simulate.defaults import CLAIMS

app = typer.Typer(
    name="sim",
    help="Simulate how a crisis may escalate, and what each mitigation option would change.",
    epilog="Start with: sim compare two-neighbours. "
    "Exit status: 0 done, 1 scenario or run wrong, 2 wrong use, 130 interrupted.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from sim._version import __version__

        typer.echo(f"sim {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and leave.", callback=_version, is_eager=True
        ),
    ] = False,
) -> None:
    pass


app.command(short_help="Show the outcomes of one world.")(app_runs.run)
app.command(
    short_help="Compare options with no new measure.",
    context_settings={"allow_extra_args": True},  # They are refused with more advice than usual.
)(app_runs.compare)
app.command(short_help="How often does each move happen?")(app_runs.moves)
app.command(short_help="Go on with a run that was kept with --out.")(app_runs.resume)
app.command(short_help="Print the tables of a run that was kept.")(app_runs.tables)


@app.command(short_help="Does the model do what its text says?")
def claims(
    scenario: Scenario,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 unless every claim holds.")
    ] = False,
    draws: Draws = CLAIMS.draws,
    replications: Replications = CLAIMS.replications,
    seed: Seed = 1,
    workers: Workers = None,
    form: ResultsFormat = "table",
    debug: Debug = False,
) -> None:
    """Switch off the mechanism of every claim, and say whether the difference is as claimed."""
    with guarded(debug):
        from sim.cli import claims as command
        from sim.cli.run import Effort

        command.claims(
            scenario,
            strict=strict,
            form=form,
            effort=Effort(draws, replications, seed, workers),
        )


app.command(short_help="Which combination, at what cost, and how sure?")(app_decide.portfolios)
app.command(short_help="What do an outcome and the choice hang on?")(app_decide.sensitivity)
app.command(short_help="What would be worth finding out first?")(app_decide.value)
app.command(short_help="In which futures does an option fail?")(app_decide.discover)


@app.command(short_help="Is the scenario right; does everything matter?")
def check(
    scenario: Scenario,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 if there is any warning.")
    ] = False,
    form: FindingsFormat = "table",
    debug: Debug = False,
) -> None:
    """Say whether a scenario is right, and whether every move and option matters."""
    with guarded(debug):
        from sim.cli import check as command

        command.check(scenario, strict=strict, form=form)


@app.command(short_help="Show what a scenario holds, in tables.")
def show(
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="[SCENARIO]",
            help="A scenario file or name; without one, list the scenarios that come with sim.",
            show_default=False,
        ),
    ] = None,
    actors: Annotated[bool, typer.Option("--actors", help="Actors and their traits.")] = False,
    state: Annotated[
        bool, typer.Option("--state", help="Ladders, indicators and tallies.")
    ] = False,
    moves: Annotated[bool, typer.Option("--moves", help="What can happen.")] = False,
    options: Annotated[
        bool, typer.Option("--options", help="Mitigation options and portfolios.")
    ] = False,
    outcomes: Annotated[bool, typer.Option("--outcomes", help="What is reported.")] = False,
    claims: Annotated[
        bool, typer.Option("--claims", help="What its text says, and by which mechanism.")
    ] = False,
    sources: Annotated[
        bool,
        typer.Option("--sources", help="References, and every number with its basis and source."),
    ] = False,
    form: TablesFormat = "table",
    debug: Debug = False,
) -> None:
    """Show what a scenario holds. Without a choice: everything but the list of all numbers."""
    chosen = {
        "actors": actors,
        "state": state,
        "moves": moves,
        "options": options,
        "outcomes": outcomes,
        "claims": claims,
        "sources": sources,
        "numbers": sources,
    }
    with guarded(debug):
        from sim.cli import show as command

        command.show(scenario, [name for name, wanted in chosen.items() if wanted], form)


@app.command(short_help="Write the JSON Schema of the language.")
def schema(debug: Debug = False) -> None:
    """Write the JSON Schema of the scenario language, for editors."""
    with guarded(debug):
        from sim.cli import schema as command

        command.schema()


@app.command(short_help="Write a commented scenario to start from.")
def new(
    path: Annotated[Path, typer.Argument(help="The file to write.")] = Path("scenario.yaml"),
    like: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="SCENARIO",
            help="Copy this scenario, with its comments, in place of the starter.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file.")] = False,
    debug: Debug = False,
) -> None:
    """Write a commented scenario to start from."""
    with guarded(debug):
        from sim.cli import new as command

        command.new(path, like, force=force)


def main() -> None:
    """Run the command line."""
    replace_missing()
    forget_odd_sizes()
    listen()
    try:
        with guarded("--debug" in sys.argv):
            app(prog_name="sim")
    except SystemExit as end:
        if end.code == INTERRUPTED:
            leave_at_once()
        raise
