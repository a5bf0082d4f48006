"""What a finished run says, in files for people and for programs."""

from __future__ import annotations

from pathlib import Path

from sim.report.answers import differences, estimates, table
from sim.report.compare.matrix_sheet import matrix_sheet
from sim.report.documents import (
    compare_csv,
    compare_document,
    run_csv,
    run_document,
    to_json,
)
from sim.report.render import to_markdown, to_terminal
from sim.report.tables import Sheet
from sim.results.results import Results
from sim.runs.files import make_folder, write_whole

TABLES = "tables"

#: Columns of the text table.
_WIDTH = 120


def write_tables(folder: Path, results: Results) -> None:
    """Write ``tables/table.txt`` and ``.md``, ``results.json`` and ``results.csv``.

    Raises
    ------
    RunError
        If they cannot be written.
    """
    sheet, json, csv = _run(results) if not results.adopted else _comparison(results)
    make_folder(folder / TABLES)
    texts = {
        "table.txt": to_terminal(sheet, width=_WIDTH),
        "table.md": to_markdown(sheet),
        "results.json": json,
        "results.csv": csv,
    }
    for name, text in texts.items():
        write_whole(folder / TABLES / name, text.encode())


def _run(results: Results) -> tuple[Sheet, str, str]:
    found = estimates(results)
    return table(results).sheet, to_json(run_document(results, found)), run_csv(results, found)


def _comparison(results: Results) -> tuple[Sheet, str, str]:
    comparison = differences(results)
    if results.header.objective in comparison.baseline:
        sheet = table(results).sheet
    else:
        sheet = matrix_sheet(results, comparison, len(results.outcomes))
    document = to_json(compare_document(results, comparison))
    return sheet, document, compare_csv(results, comparison)
