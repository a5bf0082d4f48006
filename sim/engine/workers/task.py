"""A block as a task that may be run in another process, or on another machine.

A worker whose code, libraries or arithmetic differ would give other bits in silence.  So who sends
a task says what decides the bits there, and the worker compares before it does anything.
"""

from __future__ import annotations

import pickle
import socket
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sim.engine.block import BlockResult, run_block
from sim.engine.plan import Block, Job
from sim.engine.workers.failures import INSTALL
from sim.engine.workers.fingerprint import fingerprint, versions
from sim.errors import RunError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PackedJob:
    """A job on its way, with what decides the bits where it was packed.

    The job is pickled once for all its blocks.  As it travels in bytes, a worker of another version
    can still read the rest, and say what is wrong.
    """

    fingerprint: str
    versions: dict[str, str]
    job: bytes


def pack(job: Job) -> PackedJob:
    """Return a job as it is sent to workers."""
    return PackedJob(fingerprint(), versions(), pickle.dumps(job, pickle.HIGHEST_PROTOCOL))


def run_packed(packed: PackedJob, parameters: Floats, block: Block) -> BlockResult:
    """Return what `run_block` does, in the process that this is called in.

    Raises
    ------
    RunError
        If this process would compute other bits than the one in which the job was packed.
    """
    if packed.fingerprint != fingerprint():
        raise RunError(_difference(packed.versions, versions()))
    return run_block(_unpacked(packed.job), parameters, block)


@lru_cache(maxsize=8)
def _unpacked(job: bytes) -> Job:
    """Return a job, the same object for all its blocks: what is built of its model is kept too."""
    unpickled: Job = pickle.loads(job)
    return unpickled


def _difference(here: dict[str, str], there: dict[str, str]) -> str:
    """Return what to say of a worker that would compute other bits than whoever sent the job."""
    differing = [name for name in here | there if here.get(name) != there.get(name)]
    told = ", ".join(
        f"{name} {there.get(name, 'unknown')} there and {here.get(name, 'unknown')} here"
        for name in differing
    )
    advice = INSTALL
    if {"arithmetic"} == set(differing) - {"python", "machine"}:
        advice = "the versions agree, but not the processors: take machines of one kind"
    return f"the worker on {socket.gethostname()} would compute other bits: {told}; {advice}"
