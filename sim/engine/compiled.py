"""Where compiled code is kept between runs.

numba notices a change only in the file of the function itself, not in the functions that it calls.
So the folder of the compiled code carries a hash of this whole package: code that is out of date
is never loaded.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.core import config

Function = TypeVar("Function", bound=Callable[..., Any])


@cache
def cache_folder() -> Path:
    """Return the folder of the compiled engine, made if need be.

    It is below ``NUMBA_CACHE_DIR`` if that is set, else below the user's cache folder; where that
    cannot be written, below the folder for temporary files.
    """
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    user = getattr(os, "getuid", lambda: "user")()
    for base in (config.CACHE_DIR or os.path.join(home, "sim-crisis"), _temporary(user)):
        folder = Path(base) / f"engine-{digest.hexdigest()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="sim-crisis-"))


def _temporary(user: object) -> str:
    return os.path.join(tempfile.gettempdir(), f"sim-crisis-{user}")


def compiled(function: Function) -> Function:
    """Return ``function`` compiled by numba, releasing the interpreter lock and kept on disk."""
    before = config.CACHE_DIR
    config.CACHE_DIR = str(cache_folder())
    try:
        # Without numba's reference counts a call costs no atomic operation for each array in its
        # arguments (ten times in all), and code that would allocate does not compile.
        return numba.njit(nogil=True, cache=True, _nrt=False)(function)
    finally:
        config.CACHE_DIR = before


def is_compiled(name: str) -> bool:
    """Return whether the machine code of the function called ``name`` is already on disk."""
    return any(cache_folder().rglob(f"*.{name}-*.nbc"))
