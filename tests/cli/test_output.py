"""What is written suits the stream that it is written to."""

import ast
import io
import sys
from pathlib import Path

import pytest

import sim as package
from sim.cli import output
from sim.report.answer import WithSheets
from sim.report.tables import Sheet


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Twice(WithSheets):
    def sheets(self, width):
        return [Sheet("Title"), Sheet(f"{width} columns")]


def test_a_stream_without_these_signs_gets_others(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    output.write("± 0.1 × 2 卡\n")

    assert raw.getvalue() == b"+- 0.1 x 2 ?\n"


def test_a_note_is_written_in_plain_signs_too(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(raw, encoding="ascii"))
    output.say("±0.31 of ±0.2 pp")

    assert raw.getvalue() == b"+-0.31 of +-0.2 pp\n"


def constants(file):
    """Yield the texts in the code of a file, without its docstrings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def test_every_sign_of_the_reports_has_a_plain_form(monkeypatch):
    folder = Path(package.__file__).parent
    rooms = ("cli", "describe", "report")
    files = [file for room in rooms for file in (folder / room).rglob("*.py")]
    signs = "".join({sign for file in files for text in constants(file) for sign in text})
    assert {"±", "·"} <= set(signs)
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    output.write("".join(sign for sign in signs if not sign.isascii()))

    assert b"?" not in raw.getvalue()


@pytest.mark.parametrize(("columns", "width"), [("80", 80), ("", None), ("x", None), ("0", None)])
def test_the_width_is_that_of_columns_or_none(monkeypatch, columns, width):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(sys, "stdout", io.StringIO())

    assert width == output.width()


def test_colours_on_a_terminal_only(monkeypatch):
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert not output.colours()
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert output.colours()
    monkeypatch.setenv("TERM", "dumb")
    assert not output.colours()
    monkeypatch.delenv("TERM")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not output.colours()


def test_progress_on_a_terminal_only(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with output.progress_bar("Simulating") as progress:
        assert progress is None
    monkeypatch.setattr(sys, "stderr", Terminal())
    with output.progress_bar("Simulating") as progress:
        progress(1, 4)

    assert "Simulating" in sys.stderr.getvalue()


def test_an_answer_is_written_for_whoever_reads_it(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "70")
    output.emit(Twice(), "table")
    assert "70 columns" in capsys.readouterr().out
    output.emit(Twice(), "markdown")
    assert "None columns" in capsys.readouterr().out
