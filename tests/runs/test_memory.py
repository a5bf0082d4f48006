"""Two million histories take hardly more memory than a hundred thousand.

For ten million of the flagship, see the page on benchmarks.
"""

import subprocess
import sys
from pathlib import Path

import pytest

import sim
from tests.test_coverage_of_intervals import TEXT

pytest.importorskip("resource", reason="the system says how much memory a process took")

MEASURE = """
import resource, sys
import sim
from tests.test_coverage_of_intervals import TEXT

world = sim.loads(TEXT)
sim.run(world, draws=20, replications=5)  # loaded, which takes memory of its own
sim.estimates(sim.run(world, draws=1000, replications=int(sys.argv[1]), workers=2))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(replications: int) -> int:
    """Return the peak memory of a process that simulates a thousand draws."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(replications)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def test_memory_does_not_grow_with_replications():
    sim.run(sim.loads(TEXT), draws=20, replications=5)  # compiles the engine, if somebody has to

    assert peak(2000) < 1.2 * peak(100)
