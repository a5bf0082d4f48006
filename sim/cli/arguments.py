"""Arguments and options that several commands share, and how lists are read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sim.errors import UsageError
from sim.report.answer import WithDocument, WithRows, WithSheets, WithText
from sim.report.formats import choices


def _format(what: str, *parts: type) -> Any:
    """Return the option that chooses a format, for an answer that has these parts."""
    offered = choices(*parts)

    def known(name: str) -> str:
        if name not in offered:
            raise typer.BadParameter(f"{name!r} is not one of {', '.join(map(repr, offered))}.")
        return name

    return typer.Option(
        "--format", metavar=f"<{'|'.join(offered)}>", parser=known, help=f"How to write {what}."
    )


Scenario = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="A scenario file, or the name of a scenario that comes with sim.",
        show_default=False,
    ),
]
Draws = Annotated[int, typer.Option(min=1, metavar="N", help="Draws of the uncertain parameters.")]
Replications = Annotated[int, typer.Option(min=1, metavar="N", help="Histories for each draw.")]
Seed = Annotated[int, typer.Option(metavar="N", help="The same seed gives the same numbers.")]
Workers = Annotated[
    int | None,
    typer.Option(
        min=1,
        metavar="N",
        help="Threads to use; changes no number.",
        show_default="all",
    ),
]
Scheduler = Annotated[
    str,
    typer.Option(
        metavar="WHERE",
        help="threads, processes, or the address of a Dask scheduler; changes no number.",
    ),
]
Precision = Annotated[
    str | None,
    typer.Option(
        metavar="P",
        help="Add draws to 600, or to --draws if that is more, until standard errors are as small: "
        "0.2pp, 1%, or a number.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Keep the run in this folder, so that it can be gone on with and read again.",
        show_default=False,
    ),
]
Keep = Annotated[
    bool, typer.Option("--keep", help="Keep every history too, in DIR/histories.parquet.")
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="PATH",
        help="Switch off a mechanism, such as moves.clash; may be repeated, or a,b,c.",
    ),
]
ResultsFormat = Annotated[str, _format("the results", WithSheets, WithDocument, WithRows)]
TablesFormat = Annotated[str, _format("the tables", WithSheets)]
FindingsFormat = Annotated[str, _format("the findings", WithText, WithDocument)]
Debug = Annotated[bool, typer.Option("--debug", help="Show a traceback if something fails.")]


def names(values: list[str] | None) -> tuple[str, ...]:
    """Return names given one by one or with commas between, without repetitions."""
    listed = [name.strip() for value in values or () for name in value.split(",")]
    found = tuple(dict.fromkeys(name for name in listed if name))
    if values and not found:
        raise UsageError("a list of names is empty; write names with commas between, such as a,b")
    return found
