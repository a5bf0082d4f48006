"""From a `Sheet` to text: for a terminal of any width, or as Markdown."""

from __future__ import annotations

import io
import re
import textwrap
from typing import Literal

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from sim.report.tables import Sheet, Table

Layout = Literal["wide", "narrow"]

_GAP = 2

#: A text column that is at least this wide, or as wide as its text, reads well.
_FLEXIBLE_WIDTH = 28

#: Where a path such as ``moves.war.rate`` may be broken, and the blank without width put there.
_JOINT, _BREAK = re.compile(r"(?<=[A-Za-z])([._])(?=[A-Za-z])"), "\x1f"

#: Running text is not spread over more columns than can be read, nor are tables without need.
_WIDEST_TEXT = 110
_WIDEST_TABLE = 160


def to_terminal(sheet: Sheet, *, width: int | None = None, colour: bool = False) -> str:
    """Return a sheet for a terminal, or for a file that will be read as one.

    Parameters
    ----------
    width
        Columns there are; None for as many as it takes, within reason.
    """
    natural = max((_natural_width(table) for table in sheet.tables), default=0)
    available = width or min(max(_WIDEST_TEXT, natural), _WIDEST_TABLE)
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
        console.print(Text(_clean(text), style=style), width=text_width)

    write(sheet.title, "bold")
    for line in sheet.lead:
        write(line)
    layouts = {_layout(table, available) for table in sheet.tables}
    for table in sheet.tables:
        console.print()
        if table.heading:
            write(table.heading, "bold")
        console.print(_rich(table, _layout(table, available)))
    notes = [*sheet.notes, sheet.narrow_note if "narrow" in layouts else ""]
    if any(notes):
        console.print()
    for note in filter(None, notes):
        write(note, "dim")
    # Lines are told by their ends alone: to splitlines the invisible break ends one, too.
    lines = stream.getvalue().replace(_BREAK, "").split("\n")
    return "".join(f"{line.rstrip()}\n" for line in lines[:-1])


def to_markdown(sheet: Sheet) -> str:
    """Return a sheet as Markdown, with the columns of the wide layout."""
    parts = [f"# {_escaped(sheet.title)}", *(_escaped(line) for line in sheet.lead)]
    for table in sheet.tables:
        if table.heading:
            parts.append(f"## {_escaped(table.heading)}")
        kept = _kept(table, "wide")
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
        parts.append("\n".join(lines))
    if sheet.notes:
        parts.append("\n".join(f"- {_escaped(note)}" for note in sheet.notes))
    return "\n\n".join(parts) + "\n"


def _rich(table: Table, layout: Layout) -> RichTable:
    kept = _kept(table, layout)
    grid = RichTable(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, _GAP - 1, 0, 0),
        header_style="bold",
    )
    for k in kept:
        column = table.columns[k]
        # A column that may not be broken would not break its heading either.
        heading = textwrap.wrap(_clean(column.heading), _column_width(table, k))
        grid.add_column(
            Text("\n".join(heading)),
            justify=column.align,
            no_wrap=not column.flexible,
            overflow="fold",
            vertical="top",
        )
    for number, group in enumerate(table.groups):
        if number:
            grid.add_row()
        if group.heading:
            before = [""] * _first_flexible(table, kept)
            grid.add_row(*before, Text(_clean(group.heading), style="italic"))
        for row in group.rows:
            grid.add_row(*[Text(_breakable(_clean(row[k]), table, k)) for k in kept])
    return grid


def _layout(table: Table, available: int) -> Layout:
    """Return the wide layout if it fits with long texts broken, else the narrow one."""
    fits = _natural_width(table, _FLEXIBLE_WIDTH) <= available
    return "wide" if fits or not _has_narrow(table) else "narrow"


def _has_narrow(table: Table) -> bool:
    return any(column.shown != "always" for column in table.columns)


def _kept(table: Table, layout: Layout) -> list[int]:
    """Return the positions of the columns that a layout shows."""
    return [k for k, column in enumerate(table.columns) if column.shown in ("always", layout)]


def _first_flexible(table: Table, kept: list[int]) -> int:
    """Return the place, among the columns shown, of the first that holds text: for headings."""
    return next((i for i, k in enumerate(kept) if table.columns[k].flexible), 0)


def _natural_width(table: Table, flexible: int | None = None) -> int:
    """Return the width of the wide layout, with texts that may be broken no wider than given."""
    widths = [_column_width(table, k, flexible) for k in _kept(table, "wide")]
    return sum(widths) + _GAP * (len(widths) - 1)


def _column_width(table: Table, k: int, flexible: int | None = None) -> int:
    """Return the width of a column if only its heading is broken."""
    column = table.columns[k]
    words = max((cell_len(word) for word in column.heading.split()), default=1)
    cells = max((cell_len(row[k]) for group in table.groups for row in group.rows), default=1)
    if column.flexible and flexible is not None:
        cells = min(cells, flexible)
    return max(words, cells)


def _clean(text: str) -> str:
    """Return text that cannot steer a terminal, whatever a scenario's titles hold."""
    return "".join(c if c.isprintable() else " " for c in text)


def _breakable(text: str, table: Table, k: int) -> str:
    """Return text whose paths and names may be broken behind a dot or an underscore."""
    return _JOINT.sub(rf"\1{_BREAK}", text) if table.columns[k].flexible else text


def _escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    text = _clean(text).replace("\\", "\\\\").replace("<", "&lt;")
    return "".join(f"\\{c}" if c in "|*_`[]#" else c for c in text)


def _markdown_row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
