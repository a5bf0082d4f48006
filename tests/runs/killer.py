"""Begins a run in a folder, kills it at a random moment, begins it again, and so on.

Called as ``python -m tests.runs.killer FOLDER KILLS``.  The processes that are killed are forks of
this one, so that none of them has to load anything first.  Writes the number of blocks that are
there after each kill.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

import sim

ASKED = {"draws": 4000, "replications": 100, "seed": 7, "options": ["hotline"], "offered": False}

#: Longest life of a process, in the time that one block takes.
LONGEST = 3.0


def main(folder: Path, kills: int) -> None:
    """Kill a run so many times, each time while it was still at work."""
    world = sim.load("two-neighbours")
    longest = LONGEST * time_of_a_block(world)
    moments = random.Random(1)
    while kills:
        child = os.fork()
        if child == 0:
            sim.compare(world, out=folder, workers=2, **ASKED)
            os._exit(0)
        time.sleep(moments.uniform(0.0, longest))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            sys.exit("the run was finished before it had been killed often enough")
        kills -= 1
        sys.stdout.write(f"{len(list(folder.glob('blocks/*.block')))}\n")


def time_of_a_block(world: sim.Scenario) -> float:
    """Return the seconds that one block takes; afterwards the engine is compiled and loaded."""
    for _ in range(2):
        begun = time.perf_counter()
        sim.compare(world, **{**ASKED, "draws": 100}, workers=1)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
