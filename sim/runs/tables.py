"""What a finished run says, in files for people and for programs."""

from __future__ import annotations

from pathlib import Path

from sim.report.answers import answer_of
from sim.report.formats import FORMATS, Screen
from sim.results.results import Results
from sim.runs.files import make_folder, write_whole

TABLES = "tables"

_SCREEN = Screen(width=120)


def write_tables(folder: Path, results: Results) -> None:
    """Write what the run answers in every format, such as ``tables/table.txt``.

    Raises
    ------
    RunError
        If they cannot be written.
    """
    answer = answer_of(results)
    texts = {
        one.file: one.write(answer, _SCREEN)
        for one in FORMATS
        if one.file is not None and isinstance(answer, one.part)
    }
    make_folder(folder / TABLES)
    for name, text in texts.items():
        write_whole(folder / TABLES / name, text.encode())
