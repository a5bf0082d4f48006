"""What is counted in a block is what counting anything else gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.engine.loop.counting import histogram, summarize
from sim.results.histogram import EXACT, Histogram

amounts = st.one_of(
    st.integers(0, 5).map(float),
    st.integers(0, 2 * EXACT).map(float),
    st.floats(0.0, 1e9),
    st.just(np.inf),
    st.just(-0.0),
)


@given(arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 30)), elements=amounts))
def test_counted_whole_numbers_are_what_sorting_gives(values):
    counted, sorted_out = histogram(values), Histogram.of(values)

    assert np.array_equal(counted.values, sorted_out.values)
    assert np.array_equal(counted.counts, sorted_out.counts)
    assert counted.counts.dtype == sorted_out.counts.dtype


@pytest.mark.parametrize("odd", [0.5, EXACT, EXACT - 0.5, np.inf, -1.0])
def test_one_value_that_cannot_be_counted_makes_all_be_sorted(odd):
    values = np.append(np.zeros(99), odd)[None, :]

    assert np.array_equal([99, 1], np.sort(histogram(values).counts)[::-1])


def test_what_has_happened_by_a_week_includes_that_week():
    points = (1.0, 2.0, 3.5)
    weeks = np.array([[0.0, 1.0, 1.5], [2.0, 3.5, 3.6], [np.inf, np.inf, 0.2]])[:, :, None]

    happened = summarize(np.empty((3, 3, 0)), weeks, [True], points).happened

    assert happened.tolist() == [[[2, 3, 3]], [[0, 1, 2]], [[1, 1, 1]]]
    assert happened.dtype == np.uint8
