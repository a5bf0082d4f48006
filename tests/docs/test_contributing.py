"""What CONTRIBUTING.md says of the code is there: rooms, files, and what is in them.

On a line of a table or a list that names a file, every other name in code type is defined in one of
the files of that line.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest

from docs.pages import ROOT

#: Most files of `sim`, or folders, that adding one of a kind may touch.
MOST = {
    "An outcome kind": 7,
    "A command": 5,
    "An output format": 4,
    "A distribution": 2,
    "An option property": 10,
}

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`\s]+)`")


def named(line: str) -> tuple[list[str], list[str]]:
    """Return the files and folders that a line names, and everything else in code type."""
    spans = CODE.findall(line)
    paths = [span for span in spans if "/" in span]
    return paths, [span for span in spans if span not in paths]


def section(title: str) -> str:
    """Return what stands below a heading, up to the next."""
    found = re.search(rf"^#+ {re.escape(title)}[^\n]*\n(.*?)(?=^#|\Z)", PAGE, re.M | re.S)
    assert found, title
    return found[1]


def entries(text: str) -> list[str]:
    """Return the lines of a table, without its head, or of a numbered list."""
    return [line for line in text.splitlines() if re.match(r"\d+\. |\| (?!where is …|---)", line)]


def defined(path: str) -> set[str]:
    """Return the names that a module defines or imports, those inside its classes included."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return set(_defined(tree))


def _defined(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def test_the_rooms_are_those_of_the_import_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = contracts["tool"]["importlinter"]["contracts"][0]["layers"]
    picture = re.search(r"^```text\n(.*?)^```", section("Where things are"), re.M | re.S)

    assert picture
    assert layers == [re.split(r"\s{2,}", line)[0] for line in picture[1].splitlines()]


def test_every_path_is_there() -> None:
    paths = {path for line in PAGE.splitlines() for path in named(line)[0]}
    ours = {path for path in paths if path.startswith(("sim/", "tests/", "docs/"))}

    assert set() == {path for path in ours if not (ROOT / path).exists()}


@pytest.mark.parametrize("title", ["Twenty questions", *MOST])
def test_every_name_is_in_its_file(title: str) -> None:
    for line in entries(section(title)):
        paths, names = named(line)
        known = set().union(*(defined(path) for path in paths if not path.endswith("/")))

        assert set() == {name for name in names if name.isidentifier()} - known, line


def test_the_questions_are_twenty() -> None:
    assert 20 == len(entries(section("Twenty questions")))


@pytest.mark.parametrize("title", MOST)
def test_a_walk_touches_few_places(title: str) -> None:
    lines = entries(section(title))
    paths = [path for line in lines for path in named(line)[0][:1]]

    assert len(paths) == len(set(paths)) == len(lines) <= MOST[title]
    assert f"### {title} ({len(paths)} places)" in PAGE
