"""Counting instead of keeping: what is left is what matters, whatever the grouping."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.results.histogram import BITS, Histogram, merge, rounded

values = st.lists(
    st.one_of(st.floats(0.0, 1e9), st.just(np.inf), st.integers(0, 5000).map(float)),
    min_size=1,
    max_size=200,
)


@given(values)
def test_rounding_moves_nothing_by_more_than_half_a_digit(several: list[float]) -> None:
    exact = np.array(several)
    finite = np.isfinite(exact) & (exact > np.finfo(float).tiny)
    moved = np.abs(rounded(exact)[finite] / exact[finite] - 1.0)
    assert np.all(moved <= 0.5**BITS)
    assert np.array_equal(np.isinf(rounded(exact)), np.isinf(exact))


def test_whole_numbers_stay_what_they_are() -> None:
    whole = np.arange(2.0**BITS + 1.0)
    assert np.array_equal(rounded(whole), whole)


@given(values, st.integers(1, 7))
def test_no_grouping_changes_a_bin(several: list[float], pieces: int) -> None:
    whole = Histogram.of(np.array(several))
    cut = [np.array(several[start::pieces]) for start in range(pieces) if several[start::pieces]]
    merged = merge([Histogram.of(part) for part in cut])
    assert np.array_equal(merged.values, whole.values)
    assert np.array_equal(merged.counts, whole.counts)
    assert whole.total == len(several)


@given(values, st.lists(st.floats(0.001, 1.0), min_size=1, max_size=5))
def test_quantiles_are_those_of_the_rounded_values(
    several: list[float], probabilities: list[float]
) -> None:
    own = Histogram.of(np.array(several)).quantiles(probabilities)
    # Definition 1 of Hyndman & Fan (1996), doi:10.1080/00031305.1996.10473566, by sorting.
    ranked = np.sort(rounded(np.array(several)))
    for p, found in zip(probabilities, own, strict=True):
        rank = max(1, int(np.ceil(round(p * len(ranked), 9))))
        assert found == ranked[rank - 1]


def test_a_zero_has_no_sign() -> None:
    assert len(Histogram.of(np.array([0.0, -0.0])).values) == 1


@pytest.mark.parametrize("p", [0.05, 0.5, 0.95])
def test_a_product_that_is_not_exact_takes_no_further_value(p: float) -> None:
    twenty = Histogram.of(np.arange(1.0, 21.0))
    assert twenty.quantiles([p])[0] == round(p * 20)
