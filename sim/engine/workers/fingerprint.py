"""What decides the bits of a block, as one word: code, libraries, and the machine's own arithmetic.

Two processes with the same fingerprint give the same bits, and so their blocks may be put together.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import numba
import numpy as np
import scipy
from scipy import special

from sim._version import __version__

#: Modules and packages in `sim` whose text decides the bits of a block.
SOURCES = ("distributions", "engine", "model", "results", "scenario")


@cache
def fingerprint() -> str:
    """Return a hash of all that decides the bits of a block, 32 hexadecimal digits.

    That is the text of the engine, of what it imports, and of what makes its model out of a file;
    the versions of NumPy, SciPy and numba; and the bits of their elementary functions.  The
    architecture by its name does not matter: compiled code of the engine has the same operations in
    the same order everywhere.  But NumPy and the C library choose their logarithm and exponential
    by the features of the processor, with other last digits on one without fused multiply-adds, and
    the name says nothing about that.
    So these functions are computed at a thousand places, and the bits are hashed.
    """
    own = versions()
    parts = [own[name] for name in ("numpy", "scipy", "numba", "code", "arithmetic")]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def versions() -> dict[str, str]:
    """Return what a person compares if fingerprints differ.

    Versions of `sim`, Python and the libraries, the system with its architecture, and hashes of the
    code and of the bits of elementary functions.
    """
    return {
        "sim": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "numba": numba.__version__,
        "machine": f"{platform.system()} {platform.machine()}",
        "code": _code(),
        "arithmetic": _arithmetic(),
    }


@cache
def _code() -> str:
    """Return a hash of the source text, whatever the ends of its lines."""
    digest = hashlib.blake2b(digest_size=8)
    for name, text in sorted(_sources(files("sim"), SOURCES)):
        digest.update(f"{name}\n{len(text)}\n{text}".encode())
    return digest.hexdigest()


def _sources(folder: Traversable, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every module in some modules and packages of a folder."""
    for name in names:
        place = folder / name
        if place.is_dir():
            inner = tuple(each.name for each in place.iterdir())
            for path, text in _sources(place, inner):
                yield f"{name}/{path}", text
        elif name.endswith(".py"):
            yield name, place.read_text(encoding="utf-8")  # with universal newlines


@cache
def _arithmetic() -> str:
    """Return a hash of the bits of the functions that NumPy, SciPy and the C library compute."""
    levels = (np.arange(1000) + 0.5) / 1000
    with np.errstate(all="raise"):
        values = (
            np.log(levels),
            np.log1p(-levels),
            np.exp(20.0 * levels - 10.0),
            np.expm1(levels),
            np.power(levels, 1.37),
            special.ndtri(levels),
            special.ndtr(6.0 * levels - 3.0),
            special.expit(6.0 * levels - 3.0),
            special.gammaincinv(2.3, levels),
            special.betaincinv(2.3, 3.1, levels),
        )
    return hashlib.blake2b(np.stack(values).tobytes(), digest_size=8).hexdigest()
