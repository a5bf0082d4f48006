"""The result of a block as bytes, and back.

A hash of the rest comes first.  The rest is a numpy archive, in which nothing can be executed:
moments, parts and histograms as arrays, the place of the block, and the identity of its run.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import astuple

import numpy as np
import numpy.typing as npt

from sim.engine.block import BlockResult, TileMoments
from sim.engine.plan import Block
from sim.results.histogram import Histogram
from sim.results.history_summary import HistorySummary

_HASH = hashlib.sha256
_HASH_BYTES = _HASH().digest_size

Arrays = dict[str, npt.NDArray]  # type: ignore[type-arg]


class DamagedBlockError(Exception):
    """The bytes are not those that were written, or belong elsewhere."""


def encode(result: BlockResult, identity: str) -> bytes:
    """Return the result of a block as bytes."""
    arrays: Arrays = {
        "identity": np.array(identity),
        "block": np.array(astuple(result.block), np.int64),
        "mean": result.outcome.mean,
        "deviation": result.outcome.deviation,
        "difference_mean": result.difference.mean,
        "difference_deviation": result.difference.deviation,
        "parts": result.parts,
        "happened": result.summary.happened,
        "is_amount": np.array([bins is not None for bins in result.summary.amounts], np.bool_),
    }
    counted = [bins for bins in result.summary.amounts if bins is not None]
    counted += result.summary.weeks_to
    arrays["bins"] = np.array([len(bins.counts) for bins in counted], np.int64)
    arrays["values"] = np.concatenate([np.empty(0), *(bins.values for bins in counted)])
    counts = [np.empty(0, np.int64), *(bins.counts for bins in counted)]
    arrays["counts"] = np.concatenate(counts)
    if result.histories is not None:
        arrays["histories"] = result.histories
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    content = buffer.getvalue()
    return _HASH(content).digest() + content


def decode(data: bytes, block: Block, identity: str) -> BlockResult:
    """Return the result of a block from its bytes.

    Raises
    ------
    DamagedBlockError
        If these are not the bytes that were written for this block of this run.
    """
    digest, content = data[:_HASH_BYTES], data[_HASH_BYTES:]
    if _HASH(content).digest() != digest:
        raise DamagedBlockError
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        arrays: Arrays = dict(archive)
    if str(arrays["identity"]) != identity or tuple(arrays["block"]) != astuple(block):
        raise DamagedBlockError
    ends = np.cumsum(arrays["bins"])[:-1]
    bins = [
        Histogram(values, counts)
        for values, counts in zip(
            np.split(arrays["values"], ends), np.split(arrays["counts"], ends), strict=True
        )
    ]
    counted = iter(bins)
    amounts = tuple(next(counted) if is_amount else None for is_amount in arrays["is_amount"])
    return BlockResult(
        block=block,
        outcome=TileMoments(arrays["mean"], arrays["deviation"]),
        difference=TileMoments(arrays["difference_mean"], arrays["difference_deviation"]),
        parts=arrays["parts"],
        summary=HistorySummary(amounts, tuple(counted), arrays["happened"]),
        histories=arrays.get("histories"),
    )
