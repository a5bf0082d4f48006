"""Tests mirror ``sim/``: the tests of a module are found by its name, in the same folder."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parent
SIM = TESTS.parent / "sim"

#: Folders about no single room.
OF_THEIR_OWN = {"benchmarks", "cases", "docs", "golden", "known_answers"}

#: Tests of what no module of their room does alone.
ACROSS = {
    "cli/test_process.py",
    "cli/test_same_world.py",
    "cli/test_twenty_years.py",
    "report/test_decision_sheets.py",
    "runs/test_killed.py",
    "runs/test_memory.py",
}


def in_rooms() -> list[Path]:
    """Return the test modules inside of rooms, from the folder of the tests."""
    found = (path.relative_to(TESTS) for path in TESTS.rglob("test_*.py"))
    return [path for path in found if len(path.parts) > 1 and path.parts[0] not in OF_THEIR_OWN]


def test_tests_are_named_after_a_module_of_the_same_folder() -> None:
    strays = {
        str(path)
        for path in in_rooms()
        for subject in [SIM / path.parent / path.stem.removeprefix("test_")]
        if not (subject.is_dir() or subject.with_suffix(".py").exists())
    }

    assert ACROSS == strays
