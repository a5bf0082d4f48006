from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.distributions import FAMILIES, Z95
from sim.scenario.quantity.quantity import RULES, Quantity, QuantityError, constant, plain_number
from sim.scenario.quantity.quantity_mapping import parse

YEAR = 365.25


def quantile(quantity: Quantity, u: float) -> float:
    value = float(FAMILIES[quantity.family].quantile(u, *quantity.arguments))
    if quantity.window_days is not None:
        return -math.log1p(-value) / quantity.window_days
    return quantity.scale * value


@pytest.mark.parametrize(
    ("kind", "raw", "expected"),
    [
        ("rate", "3 per year", 3 / YEAR),
        ("rate", "3 per week", 3 / 7),
        ("rate", "0.5 per month", 0.5 / (YEAR / 12)),
        ("rate", "0 per year", 0.0),
        ("rate", 0, 0.0),
        ("rate", "20% within 1 year", -math.log(0.8) / YEAR),
        ("rate", "0.2 within 6 months", -math.log(0.8) / (YEAR / 2)),
        ("rate", "20 % within 10 days", -math.log(0.8) / 10),
        ("duration", "2 years", 2 * YEAR),
        ("duration", "1 week", 7.0),
        ("duration", "1 Day", 1.0),
        ("duration", "10days", 10.0),
        ("duration", 0, 0.0),
        ("ratio", 0.8, 0.8),
        ("ratio", "1000", 1000.0),
        ("level", "20%", 0.2),
        ("level", 1, 1.0),
        ("signed", "+0.1", 0.1),
        ("signed", "\N{MINUS SIGN}0.1", -0.1),
        ("signed", "-5%", -0.05),
        ("positive", 0, 0.0),
        ("size", 3, 3.0),
        ("size", "1e3", 1000.0),
        ("level", {"value": "20%", "source": "icb"}, 0.2),
        ("rate", {"value": "3 per year", "basis": "data"}, 3 / YEAR),
    ],
)
def test_numbers_known_exactly(kind, raw, expected):
    quantity = parse(kind, raw)

    assert quantity.is_constant
    assert quantity.value == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("kind", "raw", "family", "low", "high"),
    [
        ("rate", "11 to 22 per year", "lognormal", 11 / YEAR, 22 / YEAR),
        ("duration", "7 to 20 days", "lognormal", 7, 20),
        ("duration", "3 to 12 months", "lognormal", YEAR / 4, YEAR),
        ("ratio", "0.5 to 0.9", "lognormal", 0.5, 0.9),
        ("level", "0.2 to 0.4", "logitnormal", 0.2, 0.4),
        ("level", "20% to 40%", "logitnormal", 0.2, 0.4),
        ("level", "20 to 40 %", "logitnormal", 0.2, 0.4),
        ("level", "0.6 to 1", "uniform", 0.6, 1 - 0.05 * 0.4 / 0.95),
        ("signed", "+0.05 to +0.15", "normal", 0.05, 0.15),
        ("signed", "\N{MINUS SIGN}0.1 to 0", "normal", -0.1, 0),
        ("size", "1 to 8", "lognormal", 1, 8),
        (
            "rate",
            "20% to 40% within 1 year",
            "logitnormal",
            -math.log(0.8) / YEAR,
            -math.log(0.6) / YEAR,
        ),
        ("rate", {"dist": "uniform", "min": 1, "max": 2, "unit": "per day"}, "uniform", 1.05, 1.95),
        ("duration", {"median": 10, "p95": 20, "unit": "weeks"}, "lognormal", 35, 140),
    ],
)
def test_ends_are_the_5_and_95_percent_quantiles(kind, raw, family, low, high):
    quantity = parse(kind, raw)

    assert family == quantity.family
    actual = [quantile(quantity, 0.05), quantile(quantity, 0.95)]
    np.testing.assert_allclose(actual, [low, high], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("kind", "raw", "family", "arguments"),
    [
        ("level", {"low": 0.1, "mode": 0.2, "high": 0.5}, "pert", (0.1, 0.2, 0.5)),
        ("level", {"low": "10%", "mode": "20%", "high": "50%"}, "pert", (0.1, 0.2, 0.5)),
        ("size", {"median": 1.5, "p95": 8}, "lognormal", (1.5, math.log(8 / 1.5) / Z95)),
        ("signed", {"dist": "norm", "loc": 0.1, "scale": 0.2}, "normal", (0.1, 0.2)),
        ("ratio", {"dist": "lognormal", "s": 0.3, "scale": 2}, "lognormal", (2.0, 0.3)),
        ("level", {"dist": "uniform", "loc": 0.1, "scale": 0.2}, "uniform", (0.1, 0.1 + 0.2)),
        ("level", {"dist": "triang", "c": 0.5}, "triangular", (0.0, 0.5, 1.0)),
        ("size", {"dist": "pareto", "b": 2, "scale": 25}, "pareto", (25.0, 2.0, math.inf)),
        ("size", {"dist": "gamma", "a": 2}, "gamma", (2.0, 1.0)),
        ("level", {"dist": "empirical", "values": [0.3, 0.1]}, "empirical", (0.1, 0.3, 0.5, 0.5)),
        (
            "level",
            {"dist": "truncnorm", "a": -1, "b": 1, "loc": 0.5, "scale": 0.2},
            "truncnormal",
            (0.5, 0.2, 0.3, 0.7),
        ),
    ],
)
def test_mappings(kind, raw, family, arguments):
    quantity = parse(kind, raw)

    assert family == quantity.family
    assert quantity.arguments == pytest.approx(arguments)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("rate", {"value": 3, "unit": "per week"}, 3 / 7),
        ("rate", {"value": "20%", "unit": "within 1 year"}, -math.log(0.8) / 365.25),
        ("duration", {"value": 2, "unit": "weeks"}, 14.0),
        ("ratio", {"value": 0.5}, 0.5),
        ("level", {"value": "40%"}, 0.4),
        ("signed", {"value": -0.1}, -0.1),
        ("positive", {"value": 2}, 2.0),
        ("cost", {"value": -2}, -2.0),
        ("size", {"value": 3}, 3.0),
    ],
)
def test_the_family_constant_is_a_number_known_exactly(kind, raw, value):
    quantity = parse(kind, {"dist": "constant", **raw, "basis": "data"})

    assert quantity.is_constant
    assert "data" == quantity.basis
    assert value == pytest.approx(quantity.value, rel=1e-15)


def test_a_constant_size_may_differ_between_draws():
    (value,) = parse("size", {"dist": "constant", "value": "1 to 3"}).parameters.values()

    assert ["1 to 3"] == [value.text]


@pytest.mark.parametrize(
    ("raw", "family", "median"),
    [
        ("1 to 3", "lognormal", math.sqrt(3)),
        ("-3 to -1", "normal", -2),
        ("-1 to 3", "normal", 1),
        ("-2 to 0", "normal", -1),
        (-2, "constant", -2),
    ],
)
def test_a_cost_may_be_a_saving(raw, family, median):
    quantity = parse("cost", raw)

    assert family == quantity.family
    assert median == pytest.approx(
        quantity.value if family == "constant" else quantile(quantity, 0.5)
    )
    if family != "constant":
        low, high = (float(end) for end in raw.split(" to "))
        assert [low, high] == pytest.approx([quantile(quantity, u) for u in (0.05, 0.95)])


def test_a_size_may_have_uncertain_parameters():
    quantity = parse("size", {"dist": "pareto", "min": 25, "alpha": "1.6 to 2.0"})
    (alpha,) = quantity.parameters.values()

    assert not quantity.is_constant
    assert list(quantity.parameters) == ["alpha"]
    assert quantile(alpha, 0.05) == pytest.approx(1.6)
    assert quantity.text == "{dist: pareto, min: 25, alpha: 1.6 to 2.0}"


def test_provenance_stands_beside_a_distribution_or_around_a_value():
    beside = parse("level", {"dist": "beta", "a": 1, "b": 2, "source": "icb", "basis": "data"})
    around = parse("level", {"value": {"dist": "beta", "a": 1, "b": 2}, "note": "by hand"})

    assert (beside.source, beside.basis, beside.note) == ("icb", "data", None)
    assert (around.source, around.basis, around.note) == (None, None, "by hand")
    assert beside.arguments == around.arguments


@pytest.mark.parametrize(
    ("kind", "raw", "message"),
    [
        ("rate", 3, "a rate needs a unit: write '3 per year'"),
        ("rate", "3 a year", "write 'per year'"),
        ("rate", "3 years", "write 'per year', not 'years'"),
        ("rate", "3 per fortnight", "unknown unit of time 'fortnight'"),
        ("rate", "-3 per year", "a rate cannot be negative"),
        ("rate", "20% within a year", "write it as 'within 1 year'"),
        ("rate", "20% within 0 days", "must be above 0"),
        ("rate", "90% to 100% within 1 year", "must stay below 100 %"),
        ("rate", "1e9 per day", "more than 1000 a day"),
        ("rate", "20% within 1e-300 days", "more than 1000 a day; check the unit"),
        ("rate", "20% to 40% within 1e-9 years", "more than 1000 a day; check the unit"),
        (
            "rate",
            {"dist": "beta", "a": 2, "b": 3, "unit": "within 1e-9 days"},
            "more than 1000 a day; check the unit",
        ),
        ("rate", True, "a rate was expected, found true"),
        ("rate", [1, 2], "found a list of 2"),
        ("rate", {}, "the number itself is missing"),
        ("duration", "3 per year", "a duration was expected, found a rate"),
        ("duration", "7 days to 20 days", "write the unit once, at the end: '7 to 20 days'"),
        ("duration", "7 days to 2 weeks", "write both ends in one unit"),
        ("duration", "0 to 5 days", "write '0.25 to 5 days', or"),
        ("cost", "0 to 3", "the lower end of a cost must be above 0: write '0.15 to 3', or"),
        ("cost", {"dist": "normal", "mean": -1e16, "sd": 1}, "it must lie between -1e15 and 1e15"),
        ("level", {"dist": "beta", "value": 0.2}, "'beta' has no parameter 'value'"),
        ("ratio", "2 per year", "a hazard ratio has no unit, found 'per year'; write '2'"),
        ("ratio", "1 to 1", "both ends are the same; write '1'"),
        ("ratio", 0, "must be above 0"),
        ("ratio", 1e9, "a hazard ratio lies between"),
        ("ratio", "between 2 and 6", "write '2 to 6'"),
        ("ratio", "2 ± 0.5", "write the interval, '1.5 to 2.5'"),
        ("ratio", "~2", "write how uncertain it is"),
        ("ratio", "up to 2", "write both ends"),
        ("ratio", "two", "cannot read 'two' as a hazard ratio; write 0.8"),
        ("ratio", "", "a hazard ratio is missing"),
        ("ratio", math.inf, "must be a finite number"),
        ("ratio", math.nan, "must be a finite number"),
        ("ratio", 10**400, "must be a finite number"),
        ("ratio", "1e999", "too large"),
        ("level", "20% to 40", "has no percent sign"),
        ("level", "120%", "must lie between 0 and 100%, found 120%"),
        ("level", "0.02 to 1", "write '0 to 1'"),
        ("signed", 2, "a change lies between -1 and 1"),
        ("signed", "-2 to 0", "a change lies between -1 and 1"),
        ("signed", {"dist": "uniform", "min": -3, "max": 0}, "must lie between -1 and 1"),
        ("signed", {"median": 0.1, "p95": 0.2}, "is for numbers above 0"),
        ("size", {"median": 8, "p95": 1.5}, "'p95' must be above the median"),
        ("size", {"dist": "normal", "mean": 5, "sd": 1}, "a size cannot be negative"),
        ("size", {"dist": "gamma", "a": "0 to 2"}, "must be above 0"),
        ("size", {"dist": "gamma", "a": 1, "shape": 2}, "given twice"),
        ("level", {"dist": "beta", "a": "1 to 2", "b": 1}, "must be a plain number"),
        ("level", {"dist": "beta", "a": 2}, "'b' missing: 'beta' needs a, b"),
        ("level", {"dist": "uniform"}, "'min' and 'max' missing: 'uniform' needs min, max"),
        ("level", {"dist": "beta", "a": 2, "b": -1}, "'b' must be above 0, found -1"),
        ("level", {"dist": "beta", "a": 2, "b": 1, "unit": "days"}, "has no unit"),
        ("level", {"dist": "empirical", "values": []}, "must be a list of numbers"),
        ("level", {"dist": "empirical", "values": [0.1], "weights": [1, 2]}, "as many weights"),
        ("level", {"value": {"value": 0.2}}, "a value inside a value"),
        ("level", {"vale": 0.2}, "did you mean 'value'?"),
        ("level", {"value": 0.2, "sorce": "icb"}, "did you mean 'source'?"),
        ("level", {"value": 0.2, "source": 3}, "'source' must be text"),
        ("level", {"one": 1, "two": 2}, "found a mapping with one, two"),
        ("rate", {"value": 3, "unit": "per year"}, "write the unit in the value"),
        ("rate", {"low": 1, "mode": 2, "high": 3}, "add 'unit: per year'"),
        ("rate", {"low": 1, "mode": 2, "high": 3, "unit": "years"}, "write 'per year'"),
        ("duration", {"low": 1, "mode": 2, "high": 3, "unit": "per year"}, "found a rate"),
    ],
)
def test_mistakes_say_what_to_write(kind, raw, message):
    with pytest.raises(QuantityError) as caught:
        parse(kind, raw)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_place_of_a_mistake_inside_a_mapping_is_known():
    with pytest.raises(QuantityError) as caught:
        parse("size", {"value": {"dist": "gamma", "a": {"value": "1-2"}}, "note": "x"})

    assert caught.value.path == ("value", "a", "value")


def test_a_distribution_that_is_constant_nowhere_has_no_value():
    with pytest.raises(TypeError, match="not known exactly"):
        _ = parse("ratio", "1 to 2").value


def test_constants_show_their_number():
    assert constant(0.5).text == "0.5"
    assert constant(7, "1 week").text == "1 week"


NUMBERS = st.floats(1e-3, 1e3).map(lambda number: float(f"{number:.6g}"))


@given(st.sampled_from(sorted(RULES)), NUMBERS, NUMBERS)
def test_what_was_written_reads_back_as_the_same(kind, a, b):
    low, high = sorted((a, b))
    if kind in ("level", "signed"):
        low, high = low / 1001, high / 1001
    unit = {"rate": " per month", "duration": " weeks"}.get(kind, "")
    written = f"{plain_number(low)}{unit}"
    if low < high:
        written = f"{plain_number(low)} to {plain_number(high)}{unit}"
    try:
        quantity = parse(kind, written)
    except QuantityError:
        assert kind in ("rate", "level")  # beyond 1000 a day, or '0.02 to 1'
        return

    assert quantity == parse(kind, quantity.text)
    assert written == quantity.text


@given(
    st.sampled_from(sorted(RULES)),
    st.text(max_size=20)
    | st.floats()
    | st.dictionaries(
        st.sampled_from(["dist", "a", "min", "max", "value", "low", "mode", "high", "unit", "p95"]),
        st.floats() | st.text(max_size=8) | st.sampled_from(sorted(FAMILIES)),
        max_size=4,
    ),
)
def test_nothing_but_a_quantity_or_its_error_comes_out(kind, raw):
    try:
        assert isinstance(parse(kind, raw), Quantity)
    except QuantityError as error:
        assert str(error)
