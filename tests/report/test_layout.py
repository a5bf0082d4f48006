"""Where lines break and how wide columns are, for any text and any page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sim.report.layout import column_widths, fitting_columns, natural_width, shown_columns, wrapped
from sim.report.tables import Column, Group, Table

words = st.text(st.sampled_from("abcdefgh._,/-ü本"), min_size=1, max_size=30)
texts = st.lists(words, max_size=12).map(" ".join)


@given(texts, st.integers(2, 40))
def test_no_line_is_too_long_and_nothing_is_lost(text, width):
    lines = wrapped(text, width)

    assert all(cell_len(line) <= width for line in lines)
    assert text.replace(" ", "") == "".join(lines).replace(" ", "")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 5, [""]),
        ("one two", 7, ["one two"]),
        ("one two", 6, ["one", "two"]),
        ("moves.clash.modifiers.tension", 20, ["moves.clash.", "modifiers.tension"]),
        ("a moves.clash", 8, ["a", "moves.", "clash"]),
        ("portal_monitoring", 10, ["portal_", "monitoring"]),
        ("-0.1 to +0.05", 8, ["-0.1 to", "+0.05"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
    ],
)
def test_lines_break_at_spaces_then_behind_marks(text, width, lines):
    assert lines == wrapped(text, width)


def table(*cells, flexible=(True, True, False)):
    columns = tuple(Column(f"c{k}", flexible=flag) for k, flag in enumerate(flexible))
    return Table(columns, (Group((tuple(cells),)),))


@given(st.lists(texts, min_size=3, max_size=3), st.integers(24, 200))
def test_columns_fit_the_page(cells, available):
    one = table(*cells[:2], "123456")
    shown = shown_columns(one, "wide")
    widths = column_widths(one, shown, available)
    gaps = 2 * (len(shown) - 1)  # a column that says nothing is not shown

    assert all(width >= 2 for width in widths)
    assert sum(widths) + gaps <= available
    if natural_width(one, shown) <= available:
        assert sum(widths) + gaps == natural_width(one, shown)


def test_words_stay_whole_if_all_columns_can_be_as_wide_as_their_longest():
    cells = (
        "First steps to it (association)", "Government in Pristina", "Government: 0.1 to 0.3",
        "2 to 6 weeks", "dialogue: active", "statute: 2 to 8; breakdown: 0.6 to 1.1; trust: 0",
    )  # fmt: skip
    one = table(*cells, flexible=(True,) * 6)
    widths = column_widths(one, range(6), 75)

    words = [max(cell.split(), key=len) for cell in cells]
    assert sum(widths) + 2 * 5 <= 75
    assert [
        max(len(line) for line in wrapped(w, k)) for w, k in zip(words, widths, strict=True)
    ] == [len(word) for word in words]


def test_spare_columns_go_one_by_one_before_the_narrow_layout():
    columns = (
        Column("option", flexible=True),
        Column("a cost", shown="wide", spare=1),
        Column("a range", shown="wide", spare=2),
        Column("change", shown="narrow"),
    )
    one = Table(columns, (Group((("x" * 20, "1" * 10, "2" * 10, "3" * 4),)),))

    assert fitting_columns(one, 44) == [0, 1, 2]
    assert fitting_columns(one, 43) == [0, 1]
    assert fitting_columns(one, 31) == [0]
    assert fitting_columns(one, 19) == [0, 3]


def test_long_texts_take_from_long_ones_and_not_from_short_ones():
    short, long = "a few words", "many words, " * 40
    first, second, number = column_widths(table(short, long, "12"), [0, 1, 2], 60)

    assert (len(short), 2) == (first, number)
    assert 60 - 4 - first - number == second
