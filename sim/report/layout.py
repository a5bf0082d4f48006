"""Where everything in a table goes on a page of so many columns: widths, lines, breaks.

Numbers are never broken and texts are, at spaces first, then behind the marks that join the words
of a path or a name, such as ``moves.clash.modifiers.tension``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Literal

from rich.cells import cell_len

from sim.report.tables import Table

Layout = Literal["wide", "narrow"]

#: Columns between two columns.
GAP = 2

#: A text column that is at least this wide, or as wide as its text, reads well.
_READABLE = 28

#: A text that is no longer than this is not broken if that can be helped, nor is a word of so many
#: letters if even that cannot; and no text column gets narrower than the last.
_SHORT, _LONGEST_WORD, _LEAST = 12, 14, 4

_MARKS = re.compile(r"(?<=[._,/+=-])(?=[^\s._,/+=-])")


def fitting_columns(table: Table, available: int) -> list[int]:
    """Return the positions of the columns to show in a space.

    Those of the wide layout if they fit with long texts broken, without its spare columns one by
    one if that is enough, else those of the narrow layout.
    """
    shown = shown_columns(table, "wide")
    spare = sorted(
        (k for k in shown if table.columns[k].spare), key=lambda k: table.columns[k].spare
    )
    while natural_width(table, shown, _READABLE) > available:
        if not spare:
            return shown_columns(table, "narrow")
        shown.remove(spare.pop())
    return shown


def fits(table: Table, available: int) -> bool:
    """Return whether all columns of the wide layout fit, with long texts broken."""
    return natural_width(table, shown_columns(table, "wide"), _READABLE) <= available


def shown_columns(table: Table, layout: Layout) -> list[int]:
    """Return the positions of the columns that a layout shows: those that say anything."""
    rows = [row for group in table.groups for row in group.rows]
    return [
        k
        for k, column in enumerate(table.columns)
        if column.shown in ("always", layout) and (not rows or any(row[k] for row in rows))
    ]


def natural_width(table: Table, shown: Sequence[int], most: int | None = None) -> int:
    """Return the width of some columns, with texts that may be broken no wider than given."""
    return sum(_natural(table, k, most) for k in shown) + GAP * (len(shown) - 1)


def column_widths(table: Table, shown: Sequence[int], available: int) -> list[int]:
    """Return the width of every column that is shown.

    Columns of numbers are as wide as they must be, and so are texts if there is room.  If not, the
    texts share what is left so that they take the fewest lines in all: a column with text of length
    A in w columns takes A / w lines, and the sum of that is smallest for w in proportion to the
    root of A, between a short text or the longest word and the longest text.
    """
    widths = {k: _natural(table, k) for k in shown}
    texts = [k for k in shown if table.columns[k].flexible]
    room = available - GAP * (len(shown) - 1) - sum(widths[k] for k in shown if k not in texts)
    least = {k: min(widths[k], max(_SHORT, _longest_word(table, k))) for k in texts}
    if room < sum(least.values()):
        least = {k: min(widths[k], _longest_word(table, k)) for k in texts}
    if room < sum(least.values()):
        least = {k: max(_LEAST, min(least[k], room // len(texts))) for k in texts}
    roots = {k: math.sqrt(_text_length(table, k)) for k in texts}
    while texts and room < sum(widths[k] for k in texts):
        shares = {k: int(room * roots[k] / sum(roots[j] for j in texts)) for k in texts}
        settled = {k: widths[k] for k in texts if shares[k] >= widths[k]} or {
            k: least[k] for k in texts if shares[k] <= least[k]
        }
        widths |= settled or shares
        texts = [k for k in texts if k not in settled] if settled else []
        room -= sum(settled.values())
    return [widths[k] for k in shown]


def _text_length(table: Table, k: int) -> int:
    """Return the length of all texts in a column; of an empty one, that of its heading."""
    cells = sum(cell_len(row[k]) for group in table.groups for row in group.rows)
    return max(cells, cell_len(table.columns[k].heading), 1)


def _longest_word(table: Table, k: int) -> int:
    """Return the width that keeps the words of a column whole, within reason."""
    cells = [row[k] for group in table.groups for row in group.rows]
    words = [piece for cell in cells for word in _words(cell) for piece in _MARKS.split(word)]
    heading = max((cell_len(word) for word in _words(table.columns[k].heading)), default=1)
    longest = max((cell_len(word) for word in words), default=1)
    return max(heading, min(longest, _LONGEST_WORD))


def _natural(table: Table, k: int, most: int | None = None) -> int:
    """Return the width of a column if only its heading is broken."""
    column = table.columns[k]
    words = max((cell_len(word) for word in _words(column.heading)), default=1)
    cells = max((cell_len(row[k]) for group in table.groups for row in group.rows), default=1)
    if column.flexible and most is not None:
        cells = min(cells, most)
    return max(words, cells)


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a text that is broken to a width.

    Examples
    --------
    >>> wrapped("moves.incident_border.modifiers.tension; given monitoring", 24)
    ['moves.incident_border.', 'modifiers.tension; given', 'monitoring']
    """
    lines, line = [], ""
    for word in _words(text):
        joined = f"{line} {word}" if line else word
        if cell_len(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, line = _pieces(word, width)
        lines += whole
    return [*lines, line]


def _words(text: str) -> list[str]:
    """Return the words of a text; a percent sign belongs to its number."""
    return re.split(r" (?!%)", text)


def _pieces(word: str, width: int) -> list[str]:
    """Return a word in pieces that fit, broken behind its marks where it has any."""
    pieces = [""]
    for part in _MARKS.split(word):
        if pieces[-1] and cell_len(pieces[-1] + part) > width:
            pieces.append("")
        for character in part:
            if pieces[-1] and cell_len(pieces[-1] + character) > width:
                pieces.append("")
            pieces[-1] += character
    return pieces
