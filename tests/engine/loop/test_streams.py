"""The generator against published vectors, and the streams against each other."""

import numba
import numpy as np
import pytest
from scipy import stats

from sim.engine.loop import streams
from sim.engine.loop.streams import stream_key, uniforms

#: Known-answer vectors of Philox4x32-10 from the Random123 distribution (file kat_vectors):
#: counter, key, result.
VECTORS = [
    (
        (0x00000000, 0x00000000, 0x00000000, 0x00000000),
        (0x00000000, 0x00000000),
        (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8),
    ),
    (
        (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF),
        (0xFFFFFFFF, 0xFFFFFFFF),
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@numba.njit
def philox(*words):
    return streams.philox(*words)


@pytest.mark.parametrize(("counter", "key", "result"), VECTORS)
def test_philox_gives_the_published_vectors(counter, key, result):
    words = [np.uint64(word) for word in (*counter, *key)]

    assert result == tuple(int(word) for word in philox(*words))


def numbers(name="clock", draw=0, replication=0, n=1000, seed=1, kind="clock"):
    zeros = np.zeros(n, np.int64)
    return uniforms(stream_key(seed, kind, name), zeros + draw, zeros + replication, np.arange(n))


def test_numbers_are_uniform():
    values = numbers(n=100_000)

    assert stats.kstest(values, "uniform").pvalue > 0.001
    assert values.min() > 0.0
    assert values.max() < 1.0


def test_consecutive_numbers_are_uncorrelated():
    values = numbers(n=100_000)

    assert abs(np.corrcoef(values[:-1], values[1:])[0, 1]) < 4 / np.sqrt(100_000)


def test_every_part_of_the_key_gives_other_numbers():
    variants = [
        numbers(),
        numbers(name="other"),
        numbers(draw=1),
        numbers(replication=1),
        numbers(seed=0),
        numbers(seed=2),
        numbers(seed=-1),
        numbers(kind="size"),
    ]

    assert np.unique(np.concatenate(variants)).size == 1000 * len(variants)


def test_no_number_repeats_over_draws_and_replications():
    draw, replication, k = (a.ravel() for a in np.meshgrid(range(50), range(50), range(20)))

    assert np.unique(uniforms(stream_key(1, "clock", "a"), draw, replication, k)).size == 50_000


def test_a_name_cannot_run_into_the_kind():
    assert not np.array_equal(stream_key(1, "clock", "a"), stream_key(11, "clock", "a"))
    assert not np.array_equal(stream_key(1, "clock", "size"), stream_key(1, "size", "clock"))
