"""A run that was killed twenty times has the bits of one that was left in peace."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from tests.runs.killer import ASKED
from tests.test_coverage_of_intervals import TEXT
from tests.test_invariants import assert_same

KILLS = 20


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked and killed")
def test_twenty_kills_change_no_bit(tmp_path):
    folder = tmp_path / "run"
    killer = subprocess.run(
        [sys.executable, "-m", "tests.runs.killer", folder, str(KILLS)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert killer.returncode == 0, killer.stderr
    assert list(folder.glob("blocks/*.block"))
    resumed = sim.resume(folder)
    assert_same(sim.compare(sim.loads(TEXT), **ASKED), resumed)
    assert_same(sim.read(folder), resumed)
