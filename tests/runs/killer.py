"""Begins a run in a folder, kills it at a random moment, begins it again, and so on.

Called as ``python -m tests.runs.killer FOLDER KILLS``.  The processes that are killed are forks of
this one, so that none of them has to load anything first.  Fails if a kill loses a block.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

import sim
from tests.test_coverage_of_intervals import TEXT

ASKED = {"draws": 6000, "replications": 100, "seed": 7, "offered": False}

#: Longest life of a process, seconds; most of it goes by before the first block is done.  On a busy
#: machine it is doubled until one is.
LONGEST = 0.25


def main(folder: Path, kills: int) -> None:
    """Kill a run so many times, each time while it was still at work."""
    world = sim.loads(TEXT)
    sim.compare(world, **{**ASKED, "draws": 20}, workers=1)  # compiled or loaded before the forks
    moments = random.Random(1)
    there: set[Path] = set()
    longest = LONGEST
    while kills:
        child = os.fork()
        if child == 0:
            sim.compare(world, out=folder, workers=2, **ASKED)
            os._exit(0)
        time.sleep(moments.uniform(0.0, longest))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if lost := there - set(folder.glob("blocks/*.block")):
            sys.exit(f"blocks that were there are gone: {lost}")
        there = set(folder.glob("blocks/*.block"))
        longest = longest if there else 2.0 * longest
        if os.WIFSIGNALED(status):
            kills -= 1
        else:  # It was faster than we are: give it more to do.
            for block in moments.sample(sorted(there), len(there) // 2):
                block.unlink()
                there.remove(block)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
