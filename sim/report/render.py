"""From a `Sheet` to text: for a terminal of any width, or as Markdown."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from sim.report.layout import (
    GAP,
    column_widths,
    fitting_columns,
    natural_width,
    shown_columns,
    wrapped,
)
from sim.report.tables import Column, Sheet, Table

#: Rows of more lines than this have an empty line between them.
_RUN_TOGETHER = 3

#: Running text is not spread over more columns than can be read, nor are tables without need.
_WIDEST_TEXT = 110
WIDEST_TABLE = 160


def to_terminal(sheet: Sheet, *, width: int | None = None, colour: bool = False) -> str:
    """Return a sheet for a terminal, or for a file that will be read as one.

    Parameters
    ----------
    width
        Columns there are; None for as many as it takes, within reason.
    """
    natural = max(
        (natural_width(table, shown_columns(table, "wide")) for table in sheet.tables), default=0
    )
    available = width or min(max(_WIDEST_TEXT, natural), WIDEST_TABLE)
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=available,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
    )
    text_width = min(available, _WIDEST_TEXT)

    def write(text: str, style: str = "") -> None:
        for line in wrapped(_clean(text), text_width):
            console.print(Text(line, style=style), no_wrap=True, crop=False, overflow="ignore")

    write(sheet.title, "bold")
    for sentence in sheet.lead:
        write(sentence)
    for table in sheet.tables:
        console.print()
        if table.heading:
            write(table.heading, "bold")
        for line in _lines(table, available):
            console.print(line, no_wrap=True, crop=False, overflow="ignore")
    notes = [*sheet.notes, _left_out(sheet, available)]
    if any(notes):
        console.print()
    for note in filter(None, notes):
        write(note, "dim")
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().split("\n")[:-1])


def _left_out(sheet: Sheet, available: int) -> str:
    """Return a note on what the columns hold that the wide layout has and this one has not."""
    missing = [
        table.columns[k].aside
        for table in sheet.tables
        for k in shown_columns(table, "wide")
        if k not in fitting_columns(table, available)
    ]
    names = ", ".join(dict.fromkeys(filter(None, missing)))
    if not names:
        return ""
    return f"{names[0].upper()}{names[1:]}: in a wider window, or with --format markdown."


def to_markdown(sheet: Sheet) -> str:
    """Return a sheet as Markdown, with the columns of the wide layout."""
    parts = [f"# {_escaped(sheet.title)}", *(_escaped(line) for line in sheet.lead)]
    for table in sheet.tables:
        if table.heading:
            parts.append(f"## {_escaped(table.heading)}")
        parts.append(markdown_table(table))
    if sheet.notes:
        parts.append("\n".join(f"- {_escaped(note)}" for note in sheet.notes))
    return "\n\n".join(parts) + "\n"


def markdown_table(table: Table) -> str:
    """Return one table as Markdown, without its heading and without a line end."""
    kept = shown_columns(table, "wide")
    columns = [table.columns[k] for k in kept]
    lines = [
        _markdown_row([_escaped(column.heading) for column in columns]),
        _markdown_row(["---:" if column.align == "right" else "---" for column in columns]),
    ]
    for group in table.groups:
        if group.heading:
            cells = [""] * len(kept)
            cells[_first_flexible(table, kept)] = f"**{_escaped(group.heading)}**"
            lines.append(_markdown_row(cells))
        lines += [_markdown_row([_escaped(row[k]) for k in kept]) for row in group.rows]
    return "\n".join(lines)


def _lines(table: Table, available: int) -> Iterator[Text]:
    """Yield a table line by line: the headings, a rule, and the rows of every group."""
    shown = fitting_columns(table, available)
    columns = [table.columns[k] for k in shown]
    widths = column_widths(table, shown, available)
    whole = sum(widths) + GAP * (len(widths) - 1)
    headings = [
        wrapped(_clean(column.heading), w) for column, w in zip(columns, widths, strict=True)
    ]
    height = max(len(lines) for lines in headings)
    for line in _placed(columns, widths, [[""] * (height - len(h)) + h for h in headings]):
        yield Text(line, style="bold")
    yield Text("─" * whole)
    for number, group in enumerate(table.groups):
        if number:
            yield Text("")
        if group.heading:
            for line in wrapped(_clean(group.heading), min(whole, _WIDEST_TEXT)):
                yield Text(line, style="italic")
        rows = [
            [wrapped(_clean(row[k]), width) for k, width in zip(shown, widths, strict=True)]
            for row in group.rows
        ]
        apart = max((len(lines) for row in rows for lines in row), default=1) > _RUN_TOGETHER
        for place, row in enumerate(rows):
            if place and apart:
                yield Text("")
            for line in _placed(columns, widths, row):
                yield Text(line)


def _placed(
    columns: Sequence[Column], widths: Sequence[int], cells: Sequence[list[str]]
) -> Iterator[str]:
    """Yield the lines of one row: as many as its longest cell has."""
    for parts in zip_longest(*cells, fillvalue=""):
        yield (" " * GAP).join(
            " " * (width - cell_len(part)) + part
            if column.align == "right"
            else part + " " * (width - cell_len(part))
            for column, width, part in zip(columns, widths, parts, strict=True)
        )


def _first_flexible(table: Table, kept: list[int]) -> int:
    """Return the place, among the columns shown, of the first that holds text: for headings."""
    return next((i for i, k in enumerate(kept) if table.columns[k].flexible), 0)


def _clean(text: str) -> str:
    """Return text that cannot steer a terminal, whatever a scenario's titles hold."""
    return "".join(c if c.isprintable() else " " for c in text)


def _escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    text = _clean(text).replace("\\", "\\\\").replace("<", "&lt;")
    return "".join(f"\\{c}" if c in "|*_`[]#" else c for c in text)


def _markdown_row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
