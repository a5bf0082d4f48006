"""Mistakes that analysts make: every file in ``cases`` is wrong and has the message it must get.

After a change of wording, write the messages anew and read every one that changed::

    python tests/test_cases.py --update
"""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.load import load

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.stem for path in CASES.glob("*.yaml"))


def message(name: str) -> str:
    """Return the message for one case; files are named as seen from the folder of the cases."""
    with contextlib.chdir(CASES):
        try:
            load(f"{name}.yaml")
        except ScenarioError as error:
            return str(error)
    raise AssertionError(f"{name}.yaml loads, although it should be wrong")


@pytest.mark.parametrize("name", NAMES)
def test_mistake_gets_its_message(name: str) -> None:
    expected = (CASES / f"{name}.expected").read_text(encoding="utf-8")

    assert expected == message(name) + "\n"


def test_every_expected_message_has_its_file() -> None:
    assert NAMES == sorted(path.stem for path in CASES.glob("*.expected"))


def test_every_problem_is_one_line_with_the_source_and_a_caret() -> None:
    for name in NAMES:
        for block in message(name).split("\n      | ")[:-1]:
            assert len(block.strip("^ \n").splitlines()) == 2


def update() -> None:
    """Write the message of every case."""
    for name in NAMES:
        (CASES / f"{name}.expected").write_text(message(name) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", required=True, help=update.__doc__)
    parser.parse_args()
    update()
