"""The formats in which answers are written: the only list of them, and the only way through it.

To add one, write what turns a part of an answer into text, and give it a line in `FORMATS`: the
commands offer it wherever the answer has that part, and a kept run gets a file of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim.errors import UsageError
from sim.report.answer import Answer, WithDocument, WithRows, WithSheets, WithText
from sim.report.encoding import to_csv, to_json


@dataclass(frozen=True)
class Screen:
    """What text is written for.

    Attributes
    ----------
    width
        Columns there are; None for as many as it takes, within reason.
    colour
        Whether it shows bold and dim.
    """

    width: int | None = None
    colour: bool = False


@dataclass(frozen=True)
class Format:
    """How one part of an answer is written.

    Attributes
    ----------
    name
        What is typed after ``--format``.
    part
        The class of the answers that have the part.
    write
        Returns the text of an answer of that class.
    file
        Name of the file in the folder of a kept run; None for none.
    """

    name: str
    part: type
    write: Callable[[Any, Screen], str]
    file: str | None = None


def written(answer: Answer, form: str, screen: Screen) -> str:
    """Return an answer as text.

    Parameters
    ----------
    form
        Name of a format.

    Raises
    ------
    UsageError
        If the answer has no part that the format writes.
    """
    own = {one.name: one for one in FORMATS if isinstance(answer, one.part)}
    if form not in own:
        raise UsageError(f"this is not written as '{form}', but as {', '.join(own)}")
    return own[form].write(answer, screen)


def choices(*parts: type) -> list[str]:
    """Return the names of the formats for answers that have these parts."""
    return list(dict.fromkeys(one.name for one in FORMATS if one.part in parts))


def _terminal(answer: WithSheets, screen: Screen) -> str:
    from sim.report.render import WIDEST_TABLE, to_terminal  # noqa: PLC0415  (see `FORMATS`)

    sheets = answer.sheets(screen.width or WIDEST_TABLE)
    return "\n".join(
        to_terminal(sheet, width=screen.width, colour=screen.colour) for sheet in sheets
    )


def _markdown(answer: WithSheets, _: Screen) -> str:
    from sim.report.render import to_markdown  # noqa: PLC0415  (see `FORMATS`)

    return "\n".join(map(to_markdown, answer.sheets(None)))


def _text(answer: WithText, _: Screen) -> str:
    return answer.text


def _json(answer: WithDocument, _: Screen) -> str:
    return to_json(answer.document)


def _csv(answer: WithRows, _: Screen) -> str:
    return to_csv(answer.rows)


#: In the order in which the help names them.  ``sim --help`` reads this list, so what writes a
#: format and takes long to import is imported when it writes.
FORMATS = (
    Format("table", WithSheets, _terminal, "table.txt"),
    Format("table", WithText, _text),
    Format("json", WithDocument, _json, "results.json"),
    Format("csv", WithRows, _csv, "results.csv"),
    Format("markdown", WithSheets, _markdown, "table.md"),
)
