"""What is read is what was written, or nothing."""

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.engine.block import run_block
from sim.engine.loop.parameters import draw_parameters
from sim.engine.plan import Block
from sim.runs.blocks import DamagedBlockError, decode, encode
from sim.simulate.execution import Execution, plan_job
from sim.simulate.request import Request
from tests.test_invariants import assert_same_summary

BLOCK = Block(first_draw=20, n_draws=3, first_replication=0, n_replications=7, tile=0)
IDENTITY = "0123abc"


@pytest.fixture(scope="module")
def result():
    worlds = (("monitoring", ("monitoring",)), ("both", ("monitoring", "hotline")))
    request = Request(draws=40, replications=7, seed=3, worlds=worlds, keep=True)
    job = plan_job(sim.load("two-neighbours"), request, Execution())
    return run_block(job, draw_parameters(job.model, 3, 40)[20:23], BLOCK)


@pytest.mark.parametrize("keep", [True, False])
def test_a_block_is_read_as_it_was_written(result, keep):
    written = result if keep else replace(result, histories=None)
    read = decode(encode(written, IDENTITY), BLOCK, IDENTITY)
    for pair in ((read.outcome, written.outcome), (read.difference, written.difference)):
        assert np.array_equal(pair[0].mean, pair[1].mean)
        assert np.array_equal(pair[0].deviation, pair[1].deviation)
    assert np.array_equal(read.parts, written.parts)
    assert_same_summary(read.summary, written.summary)
    assert read.summary.happened.dtype == written.summary.happened.dtype
    assert read.block == BLOCK
    assert (read.histories is not None) == keep
    if keep:
        assert np.array_equal(read.histories, written.histories)


def test_no_byte_can_be_changed_or_lost(result):
    """Every byte is tried on a sample: cut there, turned over there, or one more in its place."""
    data = encode(result, IDENTITY)
    for place in {0, 1, 31, 32, *range(33, len(data), 97), len(data) - 1}:
        turned = bytes([data[place] ^ 0x10])
        for other in (data[:place], data[:place] + turned + data[place + 1 :], data + turned):
            with pytest.raises(DamagedBlockError):
                decode(other, BLOCK, IDENTITY)


def test_a_block_belongs_to_its_place_and_its_run(result):
    data = encode(result, IDENTITY)
    with pytest.raises(DamagedBlockError):
        decode(data, replace(BLOCK, first_draw=23), IDENTITY)
    with pytest.raises(DamagedBlockError):
        decode(data, BLOCK, "other")
