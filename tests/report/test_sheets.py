"""Tables answer before they list, and are made for 80 columns and for 160."""

import math
import re
from copy import deepcopy
from dataclasses import replace

import pytest

import sim
from sim.analysis.comparison import compare
from sim.analysis.estimates import estimate_world
from sim.report.compare.compare_sheet import compare_sheet, grouped
from sim.report.compare.matrix_sheet import matrix_sheet, outcomes_abreast
from sim.report.render import WIDEST_TABLE, to_markdown, to_terminal
from sim.report.run.run_sheet import run_sheet
from sim.report.tables import Column, Group, Sheet, Table, simple_table
from tests.report import fabricate


@pytest.fixture(scope="module")
def results():
    return fabricate.results()


@pytest.fixture(scope="module")
def comparison(results):
    return compare(results)


@pytest.fixture(scope="module")
def alone():
    return fabricate.results(alone=True)


def running(text):
    """The text with its lines joined."""
    return " ".join(text.split())


def only(results, *names):
    """The same with some of the options."""
    return replace(
        results,
        options={name: results.options[name] for name in names},
        adopted={name: results.adopted[name] for name in names},
        offered={},
    )


def with_unreachable(comparison, name):
    """The same, with an option that cannot reach any outcome."""
    found = deepcopy(comparison)
    for changes in (found.adopted, found.offered):
        for change in changes.get(name, {}).values():
            object.__setattr__(change, "unreachable", True)
    return found


@pytest.fixture(scope="module")
def run(alone):
    return run_sheet(alone, estimate_world(alone, alone.baseline))


def sheets(results, comparison, run):
    yield compare_sheet(results, comparison, "major_violence")
    yield compare_sheet(results, comparison, "rounds")
    yield matrix_sheet(results, comparison, 3)
    yield run


@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_nothing_is_wider_than_the_terminal_or_cut_off(results, comparison, run, width):
    for sheet in sheets(results, comparison, run):
        text = to_terminal(sheet, width=width)

        assert max(len(line) for line in text.splitlines()) <= width
        assert "…" not in text


def test_eighty_columns_leave_out_columns_on_purpose(results, comparison):
    sheet = compare_sheet(results, comparison, "major_violence")
    narrow, wide = to_terminal(sheet, width=80), to_terminal(sheet, width=200)

    assert "Consent" not in narrow
    assert "in a wider window" in running(narrow)
    assert "Consent" in wide
    assert "in a wider window" not in wide
    table = narrow.partition("Too close")[0]
    assert "X-ray of suspicious vehicles only" not in table  # broken over two lines
    assert "Armenia, Karabakh authorities" in to_terminal(sheet, width=200)


def test_words_are_broken_between_and_never_inside(results, comparison):
    text = to_terminal(compare_sheet(results, comparison, "major_violence"), width=80)
    words = set(re.findall(r"[A-Za-z-]{3,}", text))

    for info in results.options.values():
        assert set(re.findall(r"[A-Za-z-]{3,}", info.title)) <= words


def test_the_answer_comes_first(results, comparison):
    first, second, third = to_terminal(
        compare_sheet(results, comparison, "major_violence")
    ).splitlines()[:3]

    assert first == (
        "Lachin corridor, 22 May 2023, 52 weeks: 14 options and 4 portfolios against no new measure"
    )
    assert second.startswith("Major violence without any new measure: 41 % (21 to 62 %), unlikely")
    assert third.startswith("Best option: Assurances on rights and safety, -")


def test_options_come_best_first_and_portfolios_below(results, comparison):
    options, portfolios = grouped(results, comparison, "major_violence")
    text = to_terminal(compare_sheet(results, comparison, "major_violence"))
    estimates = [comparison.adopted[name]["major_violence"].estimate for name in options]

    assert estimates == sorted(estimates)
    assert (14, 4) == (len(options), len(portfolios))
    assert text.index("Portfolios") > text.index(results.options[options[-1]].title)


def test_a_higher_outcome_puts_the_highest_first(results, comparison):
    options, _ = grouped(results, comparison, "treaty")
    estimates = [comparison.adopted[name]["treaty"].estimate for name in options]

    assert estimates == sorted(estimates, reverse=True)
    assert "it raises the outcome" in to_terminal(compare_sheet(results, comparison, "treaty"))


def test_an_option_that_moves_nothing_is_shown_so(results, comparison):
    text = to_terminal(compare_sheet(results, comparison, "major_violence"), width=200)
    (row,) = [line for line in text.splitlines() if "court order" in line]

    # No history of 20,000 differs: one in 20,000 may, and whether it helps is blank.
    assert row.split()[-6:] == ["none", "seen", "±0.005", "none", "seen", "±0.005"]
    assert "None seen: not one history differs" in text


def test_an_option_that_cannot_reach_the_outcome_is_told_from_one_that_was_not_seen(
    results, comparison
):
    found = with_unreachable(comparison, "court")
    text = to_terminal(compare_sheet(results, found, "major_violence"), width=200)
    (row,) = [line for line in text.splitlines() if "court order" in line]

    assert row.split()[-3:] == ["0", "0", "-"]
    assert "A change of 0: the option cannot reach this outcome, by the model." in text
    assert "None seen" not in text


def test_an_outcome_without_a_better_direction_has_no_ranks(results, comparison):
    text = to_terminal(compare_sheet(results, comparison, "rounds"))

    assert "Helps" not in text
    assert "Best" not in text
    assert "#" not in text


@pytest.mark.parametrize(
    ("p", "se", "text"),
    [
        (0.8, 0.04, "80 %"),
        (0.8, 0.06, "(80 %)"),
        (1.0, 0.004, ">99 %"),
        (1.0, 0.015, ">97 %"),  # no more than two errors tell
        (0.95, 0.04, ">92 %"),
        (0.95, 0.06, "(>90 %)"),  # bracketed by its error, whatever the share
        (0.5, 0.06, "(50 %)"),
        (0.0, 0.025, "<5 %"),
    ],
)
def test_a_poorly_known_share_stands_in_brackets(results, comparison, p, se, text):
    (name,) = list(comparison.adopted)[:1]
    found = replace(comparison.adopted[name]["major_violence"], p_better=p, p_better_se=se)
    adopted = {name: {"major_violence": found}}
    sheet = compare_sheet(
        results, replace(comparison, adopted=adopted, offered={}), "major_violence"
    )

    assert text == sheet.tables[0].groups[0].rows[0][-1]
    assert ("(" in text) == any("brackets" in note for note in sheet.notes)


def test_neighbours_that_noise_hides_are_named(results, comparison):
    text = to_terminal(compare_sheet(results, comparison, "major_violence"))

    assert "Too close to rank" in text
    assert re.search(r"--draws \d+ \(now 400\)", text)


def test_without_uncertainty_the_replications_are_to_be_raised():
    few = fabricate.small(uncertain=False, draws=4, replications=50)
    text = to_terminal(compare_sheet(few, compare(few), "major_violence"))

    assert "--replications" in text
    assert "there are no intervals" in text


@pytest.mark.parametrize("changes", [{"draws": 1}, {"replications": 1}])
def test_too_few_for_intervals_says_so(changes):
    few = fabricate.small(**changes)

    assert "No intervals" in to_terminal(compare_sheet(few, compare(few), "major_violence"))


def test_options_alone_need_no_heading():
    results = fabricate.results(portfolios=False)
    text = to_terminal(compare_sheet(results, compare(results), "major_violence"))

    assert "14 options against" in text
    assert "Portfolios" not in text


def test_worlds_that_were_not_offered_have_no_column(results):
    adopted = replace(results, offered={})

    text = to_terminal(compare_sheet(adopted, compare(adopted), "major_violence"))
    assert "offered" not in text


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("eu_mission",), "Nothing here lowers it."),  # raises it, by five errors
        (("court",), "Nothing here is seen to lower it at this size."),
        (("court", "eu_mission"), "Nothing here is seen to lower it at this size."),
    ],
)
def test_nothing_helps_is_said_only_where_it_is_known(results, names, said):
    worse = only(results, *names)

    assert said in to_terminal(compare_sheet(worse, compare(worse), "major_violence"))


def test_options_that_cannot_reach_the_outcome_are_said_not_to(results):
    none, worse = only(results, "court"), only(results, "court", "eu_mission")
    for some, said in (
        (none, "Nothing here can change it: no option reaches it in the model."),
        (worse, "Nothing here lowers it."),
    ):
        found = with_unreachable(compare(some), "court")

        assert said in to_terminal(compare_sheet(some, found, "major_violence"))


def test_a_best_that_may_be_chance_is_not_called_best():
    """With 80 histories the noise of a change is larger than the change."""
    few = fabricate.small(draws=40, replications=2)
    some = only(few, "cooperation")
    (change,) = [own["major_violence"] for own in compare(some).adopted.values()]
    lead = compare_sheet(some, compare(some), "major_violence").lead[1]

    assert -2.0 * change.se < change.difference < 0.0
    assert lead.startswith("Whether anything here lowers it is unclear at this size")
    assert "±" in lead


@pytest.mark.parametrize("changes", [{"draws": 40, "replications": 2}, {"draws": 1}])
def test_a_run_without_an_interval_says_so_and_gives_no_word(changes):
    """One word without an interval looks surer than two words for the ends of one."""
    header = replace(fabricate.HEADER, **changes)
    alone = fabricate.results(header, alone=True)
    estimates = estimate_world(alone, alone.baseline)
    lost = replace(estimates["major_violence"], interval=None, interval_error=math.inf)
    sheet = run_sheet(alone, {**estimates, "major_violence": lost})
    few = fabricate.results(header)
    found = compare(few)
    compared = compare_sheet(
        few, replace(found, baseline={**found.baseline, "major_violence": lost}), "major_violence"
    )

    for text in (sheet.lead[0], compared.lead[0]):
        assert "; too few draws or replications to say how sure." in text
        assert "likely" not in text
    row = next(row for row in sheet.tables[0].groups[0].rows if row[0] == "Major violence")
    assert row[4] == ""


def test_a_number_known_exactly_keeps_its_word():
    header = replace(fabricate.HEADER, uncertain=False)
    alone = fabricate.results(header, alone=True)
    (lead,) = run_sheet(alone, estimate_world(alone, alone.baseline)).lead

    assert "unlikely" in lead
    assert "too few" not in lead


def test_the_note_on_a_wider_window_names_what_is_missing_and_nothing_else(results, comparison):
    for sheet in (
        compare_sheet(results, comparison, "major_violence"),
        compare_sheet(results, comparison, "deaths"),
    ):
        for width in range(70, 200, 7):
            text = running(to_terminal(sheet, width=width))
            note = text[text.rindex(". ") + 2 :] if "in a wider window" in text else ""

            assert ("consent" in note) == ("Consent" not in text)
            assert ("who must act" in note.lower()) == (" By " not in text)


def test_ranks_begin_at_one_in_every_part(results, comparison):
    sheet = compare_sheet(results, comparison, "major_violence")

    assert sheet.tables[0].columns[0].heading == "#"
    for group in sheet.tables[0].groups:
        places = [int(row[0]) for row in group.rows]
        assert places[0] == 1
        assert places == sorted(places)
        assert places[-1] <= len(places)


def test_a_table_of_all_outcomes_in_a_file_breaks_no_number_and_no_name(results, comparison):
    for width in (60, 80, 110, WIDEST_TABLE):
        number = outcomes_abreast(results, comparison, width)
        text = to_terminal(matrix_sheet(results, comparison, number), width=width)

        assert max(len(line) for line in text.splitlines()) <= width
        assert "Visible cooperation" in text
    assert number > 1


def test_the_run_says_what_how_much_and_when(run):
    text = to_terminal(run, width=120)

    assert "Lachin corridor, 22 May 2023, 52 weeks: no new measure" in text
    assert re.search(r"Major violence +40\.8 % +±0\.7 +21 to 62 % +unlikely to likely", text)
    assert re.search(r"Deaths, people +41\.8 +±0\.5 +31 to 54 +1 % +1 +32 +112", text)


def test_the_run_names_its_options(alone):
    world = replace(alone.baseline, options=("xray", "court"), offered=True)
    sheet = run_sheet(replace(alone, baseline=world), estimate_world(alone, world))

    assert sheet.title.endswith(
        "with X-ray of suspicious vehicles only, Pressure to follow the court order, if offered"
    )


def test_a_run_without_objective_has_no_answer(alone):
    results = replace(alone, header=replace(alone.header, objective=None))

    assert run_sheet(results, estimate_world(alone, alone.baseline)).lead == ()


def test_the_matrix_is_cut_into_tables(results, comparison):
    sheet = matrix_sheet(results, comparison, 3)

    assert [4, 4, 2] == [len(table.columns) for table in sheet.tables]
    assert sheet.tables[0].columns[1].heading == "Major violence, pp"


def test_markdown_has_the_same_rows(results, comparison):
    text = to_markdown(compare_sheet(results, comparison, "major_violence"))
    rows = [line for line in text.splitlines() if line.startswith("|")]

    assert {line.count("|") for line in rows} == {14}
    assert len(rows) == 2 + 2 + 18
    assert text.startswith("# Lachin corridor")


def test_titles_from_a_file_cannot_steer_the_terminal_or_markdown():
    hostile = "\x1b[31mred [bold]x[/bold] | <script>\n*"
    sheet = Sheet(hostile, tables=(simple_table(("A",), [(hostile,)]),))
    terminal, markdown = to_terminal(sheet), to_markdown(sheet)

    assert "\x1b" not in terminal + markdown
    assert "[bold]x[/bold]" in terminal
    assert "\\|" in markdown
    assert "<script>" not in markdown


def test_colour_only_when_asked(run):
    assert "\x1b" not in to_terminal(run, width=80)
    assert "\x1b[1m" in to_terminal(run, width=80, colour=True)


def test_a_row_must_fit_its_columns():
    with pytest.raises(ValueError, match="does not fit"):
        Table((Column("A"), Column("B")), (Group((("only one",),)),))


def test_wide_characters_keep_the_columns_straight():
    table = simple_table(("Name", "Value"), [("卡拉巴赫", "1"), ("Lachin", "2")])
    first, second = to_terminal(Sheet("T", tables=(table,))).splitlines()[-2:]

    assert first.index("1") + 4 == second.index("2")


def test_a_tally_is_told_with_its_unit(results, comparison):
    lead = compare_sheet(results, comparison, "deaths").lead

    assert re.match(r"Deaths without any new measure: 42 people \(31 to 54\)\.", lead[0])
    assert "people" in lead[1]


@pytest.mark.parametrize(
    ("bases", "said"),
    [
        ({}, "does not say what the sizes of the options' effects rest on"),
        ({"xray": ("judgement",)}, "effects rest on judgement; "),
        (
            {"xray": ("judgement",), "court": ("literature", "judgement")},
            "effects rest on judgement and literature; ",
        ),
    ],
)
def test_the_table_says_what_the_effects_rest_on(results, bases, said):
    options = {
        name: replace(info, basis=bases.get(name, ())) for name, info in results.options.items()
    }
    known = replace(results, options=options)
    sheets = compare_sheet(known, compare(known), "treaty"), matrix_sheet(known, compare(known), 8)

    for sheet in sheets:
        assert said in to_terminal(sheet, width=200)


@pytest.mark.parametrize("cost", [0.0, 2.5])
def test_costs_are_shown_where_the_scenario_says_any(cost: float) -> None:
    results = fabricate.results()
    options = {name: replace(info, cost=cost) for name, info in results.options.items()}
    results = replace(results, options=options)
    table = compare_sheet(results, compare(results), "major_violence").tables[0]

    assert ("Cost" in [column.heading for column in table.columns]) == (cost > 0.0)


HEAVY = """
sim: 1
title: Heavy tail
start: 2023-01-01
horizon: 1 year
tallies: {deaths: {unit: people}}
moves:
  clash: {rate: 2 per year, then: {deaths: {dist: pareto, min: 25, alpha: 0.8}}}
options:
  a: {effects: {clash: 0.5}}
outcomes: {deaths: {total: deaths}}
objective: deaths
"""


def test_a_mean_that_does_not_exist_is_not_told():
    """The median of a year: no clash with exp(-2), so it lies among those with one or two."""
    scenario = sim.loads(HEAVY)
    results = sim.run(scenario, draws=20, replications=20)
    told = run_sheet(results, estimate_world(results, results.baseline))
    compared = sim.compare(scenario, draws=20, replications=20)
    sheet = compare_sheet(compared, compare(compared), "deaths")

    assert not results.outcomes[0].mean_exists
    assert re.fullmatch(r"Deaths: median \d+ people, no mean\.", told.lead[0])
    assert ("none", "", "", "") == told.tables[0].groups[0].rows[0][1:5]
    assert any("has no mean" in note for note in told.notes)
    assert ["Deaths has no mean"] == [line[:18] for line in sheet.lead]
    assert not {"#", "Helps"} & {column.heading for column in sheet.tables[0].columns}
    assert "none" in sheet.tables[0].groups[0].rows[0]


def test_a_capped_tail_has_a_mean():
    capped = sim.loads(HEAVY.replace("alpha: 0.8", "alpha: 0.8, max: 5000"))
    results = sim.run(capped, draws=20, replications=20)

    assert results.outcomes[0].mean_exists
