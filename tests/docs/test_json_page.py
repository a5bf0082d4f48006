"""Everything that a JSON document holds is explained on its page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.json_pages import schema_files
from docs.pages import ROOT, run, with_few

PAGE = (ROOT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")

#: Objects whose members are named by the scenario, and lie one level below.
NAMED = {
    "outcomes",
    "baseline",
    "options",
    "adopted",
    "offered",
    "counts",
    "alternatives",
    "subjects",
    "moves",
}


def members(value: object, above: str = "") -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from members(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if above not in NAMED:
                yield key
            yield from members(item, key if above not in NAMED else "")


COMMANDS = [
    "run",
    "compare",
    "moves",
    "portfolios",
    "sensitivity --option both",
    "value",
    "discover",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_member_is_explained(command: str, tmp_path: Path) -> None:
    typed = with_few(f"sim {command} two-neighbours --format json")
    document = json.loads(run(typed, tmp_path))

    found = set(members(document))
    explained = {name for name in found if f"`{name}`" in PAGE or f'`"{name}"`' in PAGE}

    assert set() == found - explained


@pytest.mark.parametrize("file", schema_files(), ids=lambda file: file.name)
def test_the_schemas_are_what_the_code_says(file: Path) -> None:
    assert schema_files()[file] == file.read_text(encoding="utf-8"), "run docs/update.py"
