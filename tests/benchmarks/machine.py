"""The machine and the versions that a table of times belongs to."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("sim-crisis", "numpy", "numba", "scipy", "starsim", "simpy", "mesa", "gillespy2", "ciw")


def describe() -> str:
    """Return a sentence about the processor, the system and the versions."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    versions = [f"{name} {found}" for name in PACKAGES if (found := _version(name))]
    return (
        f"{_processor()}, {cores} cores, {platform.system()}, Python {platform.python_version()}; "
        f"{', '.join(versions)}."
    )


def _processor() -> str:
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        for line in listing.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
