"""Digits follow from the standard error, and no reader gets more than can be used."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report import exact_numbers, numbers
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
    assert exact_numbers.weeks(364.0) == "52 weeks"
    assert exact_numbers.weeks(365.25) == "52.2 weeks"
    assert exact_numbers.weeks(7.0) == "1 week"


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


def read(text):
    """The number, its unit of the last digit, and its sign of being a bound."""
    number = text.split()[0].lstrip("<>").replace(",", "")
    decimals = len(number.partition(".")[2])
    return float(number), 10.0**-decimals


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e6), st.sampled_from([PERCENT, PLAIN]))
def test_what_is_printed_reads_back_to_its_last_digit(value, se, scale):
    """A unit of the last digit is less than ten errors, in a sentence less than twenty.

    But for what no reader can use: more than four digits, or than the decimals of a scale.
    """
    x, error = value * scale.factor, se * scale.factor
    digits = 10.0 ** (math.floor(math.log10(max(abs(x), 1e-9))) - 3)
    useless = max(digits, 10.0 ** -(scale.change_decimals or 12))
    for times, text in (
        (10.0, change(value, se, scale)),
        (20.0, numbers.stated_change(value, se, scale)),
    ):
        found, _ = read(text)

        assert abs(found - x) <= 0.5001 * max(times * error, useless)


@given(st.floats(0.01, 0.99), st.floats(1e-5, 0.2))
def test_a_sentence_promises_no_digit_that_two_errors_move(value, se):
    """Two runs whose errors are that large print the same number, or its neighbour."""
    found, unit = read(numbers.stated(value, se, PERCENT))
    significant = len(numbers.stated(value, se, PERCENT).split()[0].replace(".", "").lstrip("<>0"))

    assert unit >= min(2.0 * 100.0 * se, 1.0) * 0.9999 or significant <= 2
    assert abs(found - 100.0 * value) <= unit * 0.5001


@pytest.mark.parametrize(
    ("value", "se", "text"),
    [
        (0.542, 0.002, "54 %"),  # the same world in five commands: 54.1 to 54.8
        (0.547, 0.004, "55 %"),
        (0.5423, 0.0004, "54.2 %"),
        (0.104, 0.001, "10 %"),
        (0.017, 0.0005, "1.7 %"),  # two digits, as the error begins in the second
        (0.0997, 0.002, "10 %"),
        (0.0, 0.0, "0 %"),
    ],
)
def test_probabilities_in_sentences(value, se, text):
    assert text == numbers.stated(value, se, PERCENT)


@given(
    st.floats(-1e6, 1e6),
    st.floats(-1e6, 1e6),
    st.sampled_from([(PERCENT, level_range), (PERCENT, change_range), (PLAIN, level_range)]),
)
def test_the_ends_of_an_interval_never_collapse(a, b, kind):
    scale, as_text = kind
    low, high = sorted((abs(a) / 1e6, abs(b) / 1e6) if as_text is level_range else (a, b))
    first, last = as_text(low, high, scale).removesuffix(" %").split(" to ")

    if high - low > max(1e-9, 1e-9 * max(abs(low), abs(high))):
        assert first != last
    width = scale.factor * (high - low)
    for end, text in ((low, first), (high, last)):
        found, unit = read(text)
        bound = max(0.1001 * width, 0.5001 * unit)
        assert "<" in text or ">" in text or abs(found - scale.factor * end) <= bound


@given(st.integers(0, 10**12))
def test_what_is_counted_or_paid_is_printed_to_the_last_digit(n):
    assert n == int(exact_numbers.whole(n).replace(",", ""))
    assert n == int(exact_numbers.exact(float(n)).replace(",", ""))
    if n < 10**9:
        assert n == float(exact_numbers.weeks(7.0 * n).split()[0].replace(",", ""))


@given(st.floats(1e-6, 1e9))
def test_a_cost_reads_back_to_three_digits_and_its_whole_part(cost):
    found = float(exact_numbers.exact(cost).replace(",", ""))

    assert abs(found - cost) <= min(0.5001, 0.00501 * cost)


values = st.one_of(finite, st.floats(-1e-12, 1e-12), st.floats(0.0, 1.0))


@given(values, values, errors, st.sampled_from([PERCENT, PLAIN]))
def test_no_number_is_written_with_an_exponent_or_a_tail_of_rounding(a, b, se, scale):
    low, high = sorted((a, b))
    texts = [
        level(abs(a), se, scale),
        numbers.stated(abs(a), se, scale),
        change(a, se, scale),
        numbers.stated_change(a, se, scale),
        plus_minus(se, scale),
        level_range(abs(a), abs(a) + abs(b), scale),
        change_range(low, high, scale),
        exact_numbers.plain(a),
        exact_numbers.exact(a),
        exact_numbers.weeks(abs(a)),
    ]
    for text in texts:
        assert not re.search(r"\d[eE]", text)
    rounding = 9e-15
    assert "0" == change(rounding, rounding, scale)
    assert "±0" in plus_minus(rounding, scale)
    assert "0" == level(rounding, rounding)
    assert level(0.35, rounding) == "0.35"


@given(st.floats(1e-12, 1e12))
def test_noise_has_three_digits_at_most(x):
    digits = exact_numbers.plain(x).replace(",", "").replace(".", "").lstrip("0").rstrip("0")

    assert len(digits) <= 3


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.001, 0.008, "0.1 to 0.8"),  # was "0 to 1 %"
        (0.2, 0.4, "20 to 40"),
        (0.992, 0.999, "99.2 to 99.9"),
    ],
)
def test_small_chances_keep_their_digits(low, high, text):
    assert text == f"{exact_numbers.portion(low)} to {exact_numbers.portion(high)}"


@given(st.floats(1e-9, 1.0 - 1e-9))
def test_a_chance_is_never_rounded_to_none_or_all(p):
    assert 0.0 < float(exact_numbers.portion(p, 2)) < 100.0


@given(st.floats(0.0, 1.0), st.floats(0.0, 0.05))
def test_a_share_claims_no_more_than_its_error_tells(p, se):
    text = numbers.share(p, se).removesuffix(" %")
    number = float(text.lstrip("<>"))

    if text.startswith(">"):
        assert 100.0 * p > number
        assert number <= 100.0 - 200.0 * se or se == 0.0
    elif text.startswith("<"):
        assert 100.0 * p < number
        assert number >= 200.0 * se
    else:
        assert abs(number - 100.0 * p) <= 0.5001
