"""The tables of the decision analysis: they fit, they answer first, and their words are right."""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.discovery import discover
from sim.analysis.estimates import estimate_world
from sim.analysis.portfolios import portfolios
from sim.analysis.sensitivity import sensitivity
from sim.analysis.switching import switches
from sim.analysis.value_of_information import value_of_information
from sim.report.discover.discovery_sheet import discovery_sheet
from sim.report.portfolios.portfolio_sheet import portfolio_sheet
from sim.report.render import to_markdown, to_terminal
from sim.report.sensitivity.sensitivity_sheet import sensitivity_sheet
from sim.report.value.value_sheet import value_sheet
from sim.results.descriptions import OutcomeInfo, QuantityInfo
from tests.analysis.decisions import comparison, normal_quantities

RATE = "moves.surge_karabakh.modifiers.azerbaijan.assertiveness"
EFFECT = "options.monitoring.effects.surge_karabakh"
COST = "options.monitoring.cost"
TITLES = {
    "monitoring": "Portal monitoring on the Armenian side",
    "rail": "Rail link to Nakhichevan",
    "both": "Portal monitoring on the Armenian side + Rail link to Nakhichevan",
}


@pytest.fixture(scope="module")
def results():
    """A risk of 30 % that options lower by some points, on long names, with costs."""
    rng = np.random.default_rng(1)
    quantities = normal_quantities(rng, 300, {RATE: (0.3, 0.1), EFFECT: (0.8, 0.1)})
    quantities[COST] = np.exp(normal_quantities(rng, 300, {COST: (0.7, 0.3)})[COST])
    made = comparison(
        quantities,
        {
            "monitoring": lambda q: -0.3 * (1.0 - q[EFFECT]),
            "rail": lambda q: -0.05 - 0.2 * (q[RATE] - 0.3),
            "both": lambda q: -0.02 - 0.3 * (1.0 - q[EFFECT]) - 0.2 * (q[RATE] - 0.3),
        },
        base=lambda q: q[RATE],
        noise=0.1,
        better="lower",
        costs={
            "monitoring": quantities[COST],
            "rail": np.full(300, 1.0),
            "both": quantities[COST] + 1.0,
        },
        members={"both": ("monitoring", "rail")},
    )
    infos = {
        RATE: QuantityInfo(RATE, "per year", 1.0, None, ("Azerbaijan",), "incident_data", "data"),
        EFFECT: QuantityInfo(EFFECT, "", 1.0, None, ("Armenia",), "inf_portal", "judgement"),
        COST: QuantityInfo(COST, "", 1.0, None, ("Armenia",), "authors", "judgement"),
    }
    return replace(
        made,
        outcomes=(OutcomeInfo("gain", "reached", "Major violence", "probability", "lower"),),
        options={name: replace(o, title=TITLES[name]) for name, o in made.options.items()},
        quantities=tuple(infos[path] for path in made.parameter_names),
    )


@pytest.fixture(scope="module")
def sheets(results):
    baseline = estimate_world(results, results.baseline)["gain"]
    found = [sensitivity(results), sensitivity(results, option="both")]
    choice = switches(results, weight=0.02)
    return {
        "portfolios": portfolio_sheet(results, baseline, portfolios(results)),
        "sensitivity": sensitivity_sheet(
            results, "gain", baseline, found, choice, weight=0.02, offered=False
        ),
        "value": value_sheet(
            results, "gain", baseline, value_of_information(results), offered=False
        ),
        "groups": value_sheet(
            results,
            "gain",
            baseline,
            value_of_information(results, grouping="actor", weight=0.02),
            offered=False,
        ),
        "discover": discovery_sheet(
            results,
            "gain",
            baseline,
            discover(results, option="both", worst=0.2),
            option="both",
            useless=False,
            offered=False,
        ),
        "useless": discovery_sheet(
            results,
            "gain",
            baseline,
            discover(results, option="monitoring", useless=True),
            option="monitoring",
            useless=True,
            offered=False,
        ),
    }


NAMES = ["portfolios", "sensitivity", "value", "groups", "discover", "useless"]


@pytest.mark.parametrize("width", [80, 100, 120, 160])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wider_than_the_terminal_or_cut_off(sheets, name, width):
    text = to_terminal(sheets[name], width=width)

    assert max(len(line) for line in text.splitlines()) <= width
    assert "…" not in text
    assert "\x1f" not in text


def running(sheet, width=120):
    """The text with its lines joined."""
    return " ".join(to_terminal(sheet, width=width).split())


@pytest.mark.parametrize("name", NAMES)
def test_the_first_lines_say_what_it_is_about_and_where_it_starts(sheets, name):
    title, lead = to_terminal(sheets[name], width=160).split("Major violence without", 1)

    assert title.startswith("Lachin corridor, 22 May 2023, 52 weeks: ")
    assert lead.startswith(" any new measure: 30 % (13 to 46 %), very unlikely to")


@pytest.mark.parametrize("name", NAMES)
def test_markdown_has_every_table(sheets, name):
    text = to_markdown(sheets[name])

    assert len(sheets[name].tables) == text.count("\n## ")


@pytest.mark.parametrize("width", [80, 100])
def test_paths_are_broken_behind_dots_and_underscores_only(sheets, width):
    text = to_terminal(sheets["sensitivity"], width=width)
    rows = [line.split()[0] for line in text.splitlines() if line.startswith("moves.surge_")]
    firsts = [word for word in rows if not word.endswith(";")]

    assert firsts
    for first in firsts:
        assert RATE.startswith(first)
        assert first[-1] in "._" or first == RATE


def test_portfolios_answer_which_option_and_which_pair(sheets):
    text = running(sheets["portfolios"])

    assert "Best option: Portal monitoring on the Armenian side, -6" in text
    assert "best pair: Portal monitoring on the Armenian side + Rail link to Nakhichevan" in text
    assert "Worth their cost" in text
    assert "Who is best, and how often? Best at a weight of, pp 0 1 2 5 10 " in text
    assert "overlap" in text
    assert "If adopted: everybody who must consent does" in text


def test_the_choice_and_its_thresholds_are_named(sheets):
    text = running(sheets["sensitivity"], 200)

    assert "Where a unit of cost is worth 2 pp, " in text
    assert "What the choice hangs on" in text
    assert "Change of major violence by Portal monitoring on the Armenian side + Rail" in text
    assert "data, incident_data" in text


def test_the_value_says_what_to_find_out_first(sheets):
    text = to_terminal(sheets["value"], width=200)

    assert f"Find out first: {EFFECT}, worth up to " in text
    assert "Halved" in text


def test_groups_are_called_by_what_they_have_in_common(sheets):
    text = to_terminal(sheets["groups"], width=120)

    assert "All about" in text
    assert "Armenia" in text
    assert "A quantity counts wherever it belongs" in text


def test_failure_is_said_in_words(sheets):
    worst, useless = running(sheets["discover"]), running(sheets["useless"])

    assert "Failure: major violence above " in worst
    assert "in 20 % of the futures" in worst
    assert "on draws left out" in worst
    assert "It fails to lower major violence in " in useless
    assert "By chance" in worst
