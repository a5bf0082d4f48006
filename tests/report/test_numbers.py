"""Digits follow from the standard error, and no reader gets more than can be used."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report import numbers
from sim.report.numbers import PERCENT, PLAIN, change, change_range, level, level_range, plus_minus


@pytest.mark.parametrize(
    ("value", "se", "text"),
    [
        (0.4123, 0.001, "41.2 %"),
        (0.4123, 0.00001, "41.2 %"),  # nobody needs more than a tenth of a percent
        (0.4123, 0.02, "41 %"),
        (0.4123, 0.2, "41 %"),
        (0.4123, None, "41.2 %"),
        (0.0002, 0.00001, "<0.1 %"),
        (0.0002, 0.02, "<1 %"),
        (0.9998, 0.00001, ">99.9 %"),
        (0.0, 0.0, "0 %"),
        (1.0, 0.0, "100 %"),
        (0.5, 0.0, "50 %"),
    ],
)
def test_probabilities(value, se, text):
    assert text == level(value, se, PERCENT)


@pytest.mark.parametrize(
    ("value", "se", "text"),
    [
        (-0.0512, 0.001, "-5.1 pp"),
        (0.0512, 0.001, "+5.1 pp"),
        (-0.00042, 0.00002, "-0.04 pp"),
        (-0.0003, 0.002, "0.0 pp"),  # rounded away: no minus before a zero
        (0.0, 0.0, "0"),
        (-0.0, 0.0, "0"),
        (0.0, 0.001, "0.0 pp"),  # as many histories got better as worse
        (-0.12, 0.02, "-12 pp"),
    ],
)
def test_differences_of_probabilities(value, se, text):
    assert text == change(value, se, PERCENT)


@pytest.mark.parametrize(
    ("value", "se", "text"),
    [
        (1234.6, 30.0, "1,230"),
        (1234.6, 3.0, "1,235"),
        (1234567.0, 1.0, "1,235,000"),  # four digits are enough
        (4.123456, 0.07, "4.12"),
        (0.381234, 0.001, "0.381"),
        (3.0, 0.0, "3"),
        (0.0, 0.0, "0"),
        (2.5, 0.0, "2.5"),
        (12.0, 96.0, "0"),
    ],
)
def test_other_quantities(value, se, text):
    assert text == level(value, se, PLAIN)


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.2201, 0.6298, "22 to 63 %"),
        (0.0061, 0.0158, "0.6 to 1.6 %"),
        (0.0001, 0.002, "<0.1 to 0.2 %"),
        (0.0, 0.3, "0 to 30 %"),
    ],
)
def test_intervals_of_probabilities(low, high, text):
    assert text == level_range(low, high, PERCENT)


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (-0.098, -0.006, "-9.8 to -0.6"),
        (-0.098, 0.004, "-9.8 to +0.4"),
        (-0.0001, 0.03, "0.0 to +3.0"),
        (-0.56, -0.10, "-56 to -10"),
    ],
)
def test_intervals_of_differences(low, high, text):
    assert text == change_range(low, high, PERCENT)


def test_plus_minus():
    assert plus_minus(0.00123, PERCENT) == "±0.1"
    assert plus_minus(0.0000123, PERCENT) == "±0.001"
    assert plus_minus(34.0) == "±30"
    assert plus_minus(0.0) == "±0"
    assert plus_minus(None) == ""


def test_shares_are_never_quite_all():
    assert numbers.share(0.974) == "97 %"
    assert numbers.share(1.0) == ">99 %"
    assert numbers.share(0.0) == "<1 %"
    assert numbers.share(None) == "-"


def test_lengths_of_time():
    assert numbers.weeks(364.0) == "52 weeks"
    assert numbers.weeks(365.25) == "52.2 weeks"
    assert numbers.weeks(7.0) == "1 week"


finite = st.floats(-1e9, 1e9, allow_nan=False)
errors = st.one_of(st.none(), st.just(0.0), st.floats(1e-12, 1e6))


@given(finite, errors, st.sampled_from([PERCENT, PLAIN]))
def test_no_number_is_a_negative_zero(value, se, scale):
    for text in (change(value, se, scale), level(abs(value), se, scale)):
        number = text.split()[0].lstrip("<>").replace(",", "")
        assert math.isfinite(float(number))
        assert not (number.startswith("-") and float(number) == 0.0)


@given(st.floats(0.0, 1.0), errors)
def test_a_probability_between_is_never_shown_as_0_or_100(value, se):
    text = level(value, se, PERCENT)

    assert (text in ("0 %", "0.0 %")) == (value == 0.0)
    assert (text in ("100 %", "100.0 %")) == (value == 1.0)
