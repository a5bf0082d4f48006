"""Where compiled code is kept between runs.

numba notices a change only in the file of the function itself, not in the functions that it calls.
So the folder of the compiled code carries a hash of this whole package: code that is out of date
is never loaded.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from threading import Lock
from typing import Any, NoReturn, TypeVar

import numba
from numba.core import config
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.event import Listener, install_listener

from sim.errors import RunError

#: Bytes that must be free where compiled code is kept: several times what it takes.
_ROOM = 50_000_000

Function = TypeVar("Function", bound=Callable[..., Any])

# Division by zero is infinite, as in NumPy: a check of every divisor, so that an exception can be
# raised, would keep loops from being vectorised.
_COMMON: dict[str, Any] = {"_nrt": False, "error_model": "numpy"}
_INLINED = _COMMON | {
    "forceinline": True,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}


@cache
def cache_folder() -> Path | None:
    """Return the folder of the compiled engine, made if need be.

    It is below ``NUMBA_CACHE_DIR`` if that is set, else below the user's cache folder; where that
    cannot be written or is full, below the folder for temporary files.  Where nothing can be
    written at all there is none, and the engine is compiled every time.
    """
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(path.read_bytes())
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    user = getattr(os, "getuid", lambda: "user")()
    bases: tuple[Callable[[], str], ...] = (
        lambda: config.CACHE_DIR or os.path.join(home, "sim-crisis"),
        lambda: _temporary(user),
    )
    for find in bases:
        try:
            base = find()
            folder = Path(base) / f"engine-{digest.hexdigest()}"
            Path(base).mkdir(mode=0o700, parents=True, exist_ok=True)
            if base == _temporary(user) and not _is_ours(Path(base)):
                continue
            folder.mkdir(exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                if shutil.disk_usage(folder).free > _ROOM:
                    return folder
        except OSError:
            continue
    try:
        return Path(tempfile.mkdtemp(prefix="sim-crisis-"))
    except OSError:
        return None


def _temporary(user: object) -> str:
    return os.path.join(tempfile.gettempdir(), f"sim-crisis-{user}")


def _is_ours(folder: Path) -> bool:
    """Return whether nobody else can put files into a folder: code in it is run."""
    about = folder.lstat()
    owner = getattr(os, "getuid", lambda: about.st_uid)()
    return stat.S_ISDIR(about.st_mode) and about.st_uid == owner and not about.st_mode & 0o022


def compiled(function: Function) -> Function:
    """Return ``function`` compiled by numba, releasing the interpreter lock and kept on disk.

    Where numba is told not to compile, what is returned raises `RunError`.
    """
    if config.DISABLE_JIT:
        return _refusing(function)
    folder = cache_folder()
    if folder is None:
        return numba.njit(nogil=True, **_COMMON)(function)
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        # Without numba's reference counts a call costs no atomic operation for each array in its
        # arguments (ten times in all), and code that would allocate does not compile.
        return numba.njit(nogil=True, cache=True, **_COMMON)(function)
    finally:
        config.CACHE_DIR = before


def _refusing(function: Function) -> Function:
    """Return a function that says why it cannot be called.

    Interpreted, the engine would be some hundred times slower, and its 64-bit arithmetic another.
    """

    @wraps(function)
    def refuse(*_: object) -> NoReturn:
        raise RunError(
            "numba is told not to compile (NUMBA_DISABLE_JIT is set in the environment, or "
            "disable_jit in a .numba_config.yaml), and the engine has to be compiled: unset "
            "NUMBA_DISABLE_JIT"
        )

    return refuse  # type: ignore[return-value]


def inlined(function: Function) -> Function:
    """Return ``function`` for compiled code only, where it becomes part of its caller.

    It gets no wrappers to be called from Python or C: for a function with the whole state in its
    arguments they take longer to compile than the function.
    """
    return numba.njit(**_INLINED)(function)


class _DistinctArrays(CompilerBase):  # type: ignore[misc]
    """The usual compiler, told that no two arrays in the arguments overlap."""

    def define_pipelines(self) -> list[Any]:
        self.state.flags.noalias = True
        return [DefaultPassBuilder.define_nopython_pipeline(self.state)]


def inlined_distinct(function: Function) -> Function:
    """Return ``function`` as `inlined` does, for arguments of which no two arrays overlap.

    Otherwise every loop over many arrays begins by comparing where each of them lies.
    """
    return numba.njit(**_INLINED, pipeline_class=_DistinctArrays)(function)


@contextmanager
def on_compiling(tell: Callable[[], None]) -> Iterator[None]:
    """Call ``tell`` once if anything within has to be compiled, which takes half a minute."""
    with install_listener("numba:compile", _Once(tell)):
        yield


class _Once(Listener):  # type: ignore[misc]
    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell
        self._told = Lock()

    def on_start(self, event: object) -> None:
        if self._told.acquire(blocking=False):
            self._tell()

    def on_end(self, event: object) -> None:
        pass
