"""Random numbers that depend on what they are for, and on nothing else.

Each use has a *stream* named by its kind and by the name of the thing it is for.  A number of a
stream is a pure function of (seed, kind, name, draw, replication, k): it does not depend on what
else is in the scenario, on the order of anything, or on who computes it.

The generator is Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, doi:10.1145/2063384.2063405).
"""

from __future__ import annotations

import hashlib
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.engine.loop.compiled import compiled, inlined, inlined_distinct
from sim.engine.loop.elementary import logarithm

Kind = Literal["parameter", "clock", "consent", "size"]
Key = npt.NDArray[np.uint64]
Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_12 = np.uint64(12)
_BITS_OF_ONE = np.uint64(0x3FF0000000000000)
_HALF_UNIT = 0.5 / 4503599627370496.0


def stream_key(seed: int, kind: Kind, name: str) -> Key:
    """Return the two 32-bit key words of a stream, shape (2,).

    Parameters
    ----------
    seed
        Any integer; 0 is a seed like any other.
    """
    text = f"{seed}\x1f{kind}\x1f{name}".encode()
    digest = hashlib.blake2b(text, digest_size=8, person=b"sim.stream").digest()
    return np.frombuffer(digest, dtype="<u4").astype(np.uint64)


@inlined
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the four 32-bit words of Philox4x32-10 for a counter and a key."""
    for _ in range(10):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0 = (product_1 >> _32) ^ c1 ^ k0
        c1 = product_1 & _LOW
        c2 = (product_0 >> _32) ^ c3 ^ k1
        c3 = product_0 & _LOW
        k0 = (k0 + _WEYL_0) & _LOW
        k1 = (k1 + _WEYL_1) & _LOW
    return c0, c1, c2, c3


@inlined
def uniform_of(high: np.uint64, low: np.uint64) -> float:
    """Return the number of two 32-bit words, strictly between 0 and 1, with 52 random bits."""
    word = (high << _32) | low
    # A number from 1 to 2 has 52 bits after the point.  Half a unit keeps 0 and 1 out; with one bit
    # more the largest number would round to 1.
    return (np.uint64((word >> _12) | _BITS_OF_ONE).view(np.float64) - 1.0) + _HALF_UNIT


@inlined
def uniform_pair(
    k0: np.uint64, k1: np.uint64, draw: int, replication: int, pair: int
) -> tuple[float, float]:
    """Return numbers ``2 * pair`` and ``2 * pair + 1`` of a stream."""
    index = np.uint64(pair)
    a, b, c, d = philox(
        index & _LOW,
        np.uint64(replication) & _LOW,
        np.uint64(draw) & _LOW,
        (index >> _32) & _LOW,
        k0 & _LOW,
        k1 & _LOW,
    )
    return uniform_of(a, b), uniform_of(c, d)


@inlined
def gap_pair(
    k0: np.uint64, k1: np.uint64, draw: int, replication: int, pair: int
) -> tuple[float, float]:
    """Return gaps ``2 * pair`` and ``2 * pair + 1`` of a unit-rate Poisson clock."""
    even, odd = uniform_pair(k0, k1, draw, replication, pair)
    return -logarithm(even), -logarithm(odd)


@inlined_distinct
def draw_first_gaps(
    k0: Words, k1: Words, draw: int, replication: int, even: Floats, odd: Floats
) -> None:
    """Write the first two gaps of every clock, all of them at once."""
    # Two loops, since the processor looks ahead only so far: a short body overlaps with the next.
    for m in range(k0.shape[0]):
        even[m], odd[m] = uniform_pair(k0[m], k1[m], draw, replication, 0)
    for m in range(k0.shape[0]):
        even[m], odd[m] = -logarithm(even[m]), -logarithm(odd[m])


def uniforms(key: Key, draw: Ints, replication: Ints, k: Ints) -> Floats:
    """Return numbers of one stream, shape (n,), for arrays of draw, replication and k."""
    out = np.empty(draw.shape[0])
    fill_uniforms(key, draw, replication, k, out)
    return out


@compiled
def fill_uniforms(key: Key, draw: Ints, replication: Ints, k: Ints, out: Floats) -> None:
    """Write numbers of one stream into ``out``; see `uniforms`."""
    for i in range(out.shape[0]):
        even, odd = uniform_pair(key[0], key[1], draw[i], replication[i], k[i] >> 1)
        out[i] = odd if k[i] & 1 else even
