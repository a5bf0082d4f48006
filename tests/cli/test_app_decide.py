"""The commands of the decision analysis, from the arguments to the output, and wrong use."""

import csv
import inspect
import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sim import pipeline
from sim.cli import app_decide
from sim.cli.portfolios import PortfoliosRequest, chosen
from sim.errors import UsageError

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
SCENARIO = "two-neighbours"
FEW = ("--draws", "40", "--replications", "4")
COMMANDS = {
    "portfolios": (),
    "sensitivity": ("--option", "both"),
    "value": (),
    "discover": ("--option", "both"),
}


@pytest.fixture(scope="module")
def without_options(tmp_path_factory):
    file = tmp_path_factory.mktemp("bare") / "bare.yaml"
    file.write_text("extends: two-neighbours\noptions: null\nportfolios: null\noverlap: null\n")
    return str(file)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("more", [(), ("--offered",), ("--outcome", "deaths")])
def test_json_keeps_its_schema(sim, command, more):
    result = sim(command, SCENARIO, *FEW, *COMMANDS[command], *more, "--format", "json")
    text = (REFERENCE / f"json-{command}.schema.json").read_text(encoding="utf-8")
    document = json.loads(result.stdout)

    assert 0 == result.exit_code
    Draft202012Validator(json.loads(text)).validate(document)
    assert document["outcome"] == ("deaths" if "deaths" in more else "war")
    assert document["offered"] == ("--offered" in more)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("form", ["table", "markdown", "csv"])
def test_every_format_is_clean(sim, command, form):
    result = sim(command, SCENARIO, *FEW, *COMMANDS[command], "--format", form)

    assert 0 == result.exit_code
    assert "\x1b" not in result.stdout
    assert "\x1f" not in result.stdout
    assert "nan" not in result.stdout
    if form == "csv":
        rows = list(csv.reader(io.StringIO(result.stdout)))
        assert {len(rows[0])} == {len(row) for row in rows}
    else:
        assert "Two neighbours, 22 May 2023, 52 weeks" in result.stdout.splitlines()[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_workers_and_repetition_change_no_bit(sim, command):
    arguments = (command, SCENARIO, *FEW, *COMMANDS[command], "--format", "csv")
    first = sim(*arguments, "--workers", "1")
    again = sim(*arguments, "--workers", "2")

    assert first.stdout == again.stdout


def test_sizes_are_what_the_help_says():
    def of(command, name):
        return inspect.signature(getattr(app_decide, command)).parameters[name].default

    assert (300, 20) == (of("portfolios", "draws"), of("portfolios", "replications"))
    assert (600, 50) == (of("value", "draws"), of("value", "replications"))
    assert of("sensitivity", "draws") == of("value", "draws")
    assert (1000, 50) == (of("discover", "draws"), of("discover", "replications"))


def test_all_combinations_are_called_as_the_scenario_calls_them(sim):
    result = sim("portfolios", SCENARIO, *FEW, "--format", "json")

    found = json.loads(result.stdout)["alternatives"]
    assert ["baseline", "monitoring", "hotline", "both"] == list(found)
    assert "Both" == found["both"]["title"]


def test_a_combination_without_a_name_is_titled_by_its_options(sim, tmp_path):
    unnamed = tmp_path / "unnamed.yaml"
    unnamed.write_text("extends: two-neighbours\nportfolios: null\n")
    found = json.loads(sim("portfolios", str(unnamed), *FEW, "--format", "json").stdout)

    title = found["alternatives"]["monitoring+hotline"]["title"]
    assert "Monitors on the southern side + Hotline" == title


def test_a_weight_is_typed_in_the_unit_of_the_table(sim):
    result = sim(
        "value", SCENARIO, *FEW, "--weight", "0.5", "--weights", "0,2pp", "--format", "json"
    )
    found = json.loads(result.stdout)

    assert 0.005 == found["here"]["weight"]
    assert [0.0, 0.02] == [at["weight"] for at in found["curve"]]


@pytest.mark.parametrize("command", ["portfolios", "value"])
def test_weights_are_looked_at_by_size_and_once(sim, command):
    result = sim(command, SCENARIO, *FEW, "--weights", "2,1,1.0,1pp", "--format", "json")
    found = json.loads(result.stdout)
    rows = found["curve" if command == "value" else "confidence"]

    assert [0.01, 0.02] == [at["weight"] for at in rows]


def test_of_a_count_the_unit_is_its_own(sim):
    result = sim(
        "value", SCENARIO, *FEW, "--outcome", "incidents", "--weight", "0.5", "--format", "json"
    )

    assert 0.5 == json.loads(result.stdout)["here"]["weight"]


def test_a_choice_among_some(sim):
    result = sim("value", SCENARIO, *FEW, "--options", "hotline,both", "--format", "json")

    found = json.loads(result.stdout)["here"]["alternatives"]
    assert ["baseline", "hotline", "both"] == list(found)


@pytest.mark.parametrize(
    ("command", "flag"),
    [("value", "--options"), ("sensitivity", "--option"), ("discover", "--option")],
)
def test_a_combination_needs_no_name(sim, command, flag):
    found = [
        json.loads(sim(command, SCENARIO, *FEW, flag, name, "--format", "json").stdout)
        for name in ("hotline+monitoring", "both")
    ]
    documents = [json.dumps(document) for document in found]

    assert "hotline+monitoring" in documents[0]
    if command == "discover":
        assert found[0]["threshold"] == found[1]["threshold"]
    elif command == "value":
        assert found[0]["here"]["evpi"] == found[1]["here"]["evpi"]
    else:
        own, named = (one["subjects"] for one in found)
        assert own["hotline+monitoring"]["explained"] == named["both"]["explained"]


def test_a_density_that_no_box_has_is_said(sim):
    sizes = ("--draws", "200", "--replications", "20")
    result = sim("discover", SCENARIO, *sizes, "--option", "both", "--density", "99%")

    assert "No box of limits beyond chance has the 99 % of failures" in result.stdout


def test_what_is_the_same_in_every_future_has_no_worst_ones(sim, tmp_path):
    file = tmp_path / "certain.yaml"
    file.write_text(CERTAIN)
    result = sim("discover", str(file), *FEW, "--option", "both")

    assert "war is the same in every future, so there are no worst ones" in result.stdout


@pytest.mark.parametrize("command", ["portfolios", "value"])
def test_what_has_no_cost_is_said_to_be_taken_as_free(sim, tmp_path, command):
    file = tmp_path / "free.yaml"
    file.write_text(CERTAIN.replace(", cost: 2", ""))
    priced = tmp_path / "priced.yaml"
    priced.write_text(CERTAIN)

    assert "says no cost or 0: every option" in sim(command, str(file), *FEW).stdout
    assert "says no cost or 0" not in sim(command, str(priced), *FEW).stdout


def test_quantities_below_a_path_are_valued_together(sim):
    arguments = ("--about", "moves,indicators", "--about", "options.monitoring")
    result = sim("value", SCENARIO, *FEW, *arguments, "--format", "json")
    found = json.loads(result.stdout)

    assert "about" == found["grouping"]
    assert {"moves, indicators", "options.monitoring"} == {w["name"] for w in found["worths"]}


def test_failure_may_be_a_limit_a_share_or_no_help(sim):
    def found(*arguments):
        sizes = ("--draws", "100", "--replications", "20")
        result = sim("discover", SCENARIO, *sizes, *arguments, "--format", "json")
        return json.loads(result.stdout)

    assert 0.12 == found("--worse-than", "12%")["threshold"]
    assert found("--worst", "10%")["failing"] == pytest.approx(0.1, abs=0.01)
    assert 0.0 == found("--option", "both", "--useless")["threshold"]
    assert None is found()["option"]


def test_a_scenario_without_options_still_hangs_on_something(sim, without_options):
    result = sim("sensitivity", without_options, *FEW, "--format", "json")
    document = json.loads(result.stdout)

    assert ["baseline"] == list(document["subjects"])
    assert [] == document["choice"]["quantities"]
    assert 0 == sim("discover", without_options, *FEW).exit_code


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("portfolios", SCENARIO, "--options", "monitorin"), "did you mean 'monitoring'"),
        (("portfolios", SCENARIO, "--outcome", "wax"), "did you mean 'war'"),
        (("portfolios", SCENARIO, "--against", "wax"), "did you mean 'war'"),
        (("portfolios", SCENARIO, *FEW, "--against", "war"), "cannot be set against itself"),
        (("portfolios", SCENARIO, "--against", "deaths", "--weights", "1"), "is about cost"),
        (("portfolios", SCENARIO, "--limit", "2"), "make 3 worlds, more than 2"),
        (("portfolios", SCENARIO, "--named", "--up-to", "2"), "--up-to has no meaning"),
        (("portfolios", SCENARIO, "--named", "--limit", "1"), "--limit has no meaning"),
        (("portfolios", SCENARIO, "--weights", "x"), "found 'x'"),
        (("portfolios", SCENARIO, "--weights", "1e300"), "no outcome outweighs a cost of"),
        (("portfolios", SCENARIO, "--options", "both"), "its options, monitoring,hotline"),
        (("value", SCENARIO, "--options", "hotline+bot"), "no option 'bot'"),
        (("value", SCENARIO, "--options", "hotline+hotline"), "has an option twice"),
        (("discover", SCENARIO, "--option", "hotline+"), "no option ''"),
        (("portfolios", SCENARIO, "--draws", "20"), "at least 40 draws and 2 replications"),
        (("value", SCENARIO, "--weight", "-1"), "0 or more, such as 0.5; found '-1'"),
        (("value", SCENARIO, "--outcome", "deaths", "--weight", "5pp"), "unit, without pp; found"),
        (("discover", SCENARIO, "--outcome", "deaths", "--worse-than", "40%"), "without %; found"),
        (("value", SCENARIO, "--group", "actors"), "'--group'"),
        (("value", SCENARIO, "--options", "bot"), "did you mean 'both'"),
        (("value", SCENARIO, *FEW, "--about", "moves.wa"), "did you mean 'moves.war'"),
        (("value", SCENARIO, "--about", "moves", "--group", "actor"), "exclude each other"),
        (("sensitivity", SCENARIO, "--option", "bot"), "did you mean 'both'"),
        (("sensitivity", SCENARIO, "--replications", "1"), "found 600 and 1"),
        (("discover", SCENARIO, "--option", "bot"), "did you mean 'both'"),
        (("discover", SCENARIO, "--useless"), "--useless needs an option"),
        (("discover", SCENARIO, "--offered"), "--offered needs an option"),
        (("discover", SCENARIO, "--worst", "20"), "--worst takes a share between 0 and 1"),
        (("discover", SCENARIO, "--worse-than", "60"), "a probability between 0 and 1"),
        (("discover", SCENARIO, "--worse-than", "much"), "a number such as 60% or 0.6"),
        (("discover", SCENARIO, "--worst", "0.1", "--useless"), "exclude each other"),
    ],
)
def test_wrong_use_is_2_and_says_what_in_one_line(sim, arguments, message):
    result = sim(*arguments)

    assert 2 == result.exit_code
    assert message in result.stderr
    assert "" == result.stdout


CERTAIN = """
sim: 1
title: Nothing is uncertain
start: 2023-01-01
horizon: 52 weeks
ladders: {front: {rungs: [calm, war]}}
moves:
  war: {when: {front: calm}, rate: 1 per year, then: {front: war}}
options:
  both: {effects: {war: 0.7}, cost: 2}
outcomes: {war: {reached: {front: war}}}
objective: war
"""


@pytest.mark.parametrize("command", COMMANDS)
def test_where_nothing_is_uncertain_nothing_is_to_be_found_out(sim, tmp_path, command):
    file = tmp_path / "certain.yaml"
    file.write_text(CERTAIN)
    result = sim(command, str(file), *FEW, *COMMANDS[command])

    assert 0 == result.exit_code
    if command == "value":
        assert "No quantity that can be told from chance" in result.stdout
    elif command != "portfolios":
        assert "can be told from chance" in result.stdout


def test_what_is_alone_is_spoken_of_as_one(sim, tmp_path):
    file = tmp_path / "one.yaml"
    file.write_text(CERTAIN.replace("rate: 1 per year", "rate: 0.1 to 3 per year"))
    compared = sim("portfolios", str(file), *FEW).stdout
    found = sim("discover", str(file), "--draws", "200", "--replications", "20").stdout

    assert "1 option, its cost, and how sure the choice is" in " ".join(compared.split())
    assert (
        "1 quantity took part, the only one that can be told from chance; it explains"
        in " ".join(found.split())
    )


@pytest.mark.parametrize("command", ["portfolios", "value"])
def test_without_options_there_is_nothing_to_choose(sim, without_options, command):
    result = sim(command, without_options, *FEW)

    assert 2 == result.exit_code
    assert "the scenario has no options" in result.stderr


@pytest.mark.parametrize("command", ["portfolios", "value", "discover"])
def test_what_has_no_better_direction_decides_nothing(sim, tmp_path, command):
    file = tmp_path / "neither.yaml"
    file.write_text("extends: two-neighbours\noutcomes: {incidents: {better: neither}}\n")
    result = sim(command, str(file), *FEW, "--outcome", "incidents")

    assert 2 == result.exit_code
    assert "neither more nor less of it is better" in result.stderr


ABOUT_A_CHOICE = [("--weight", "3"), ("--options", "hotline"), ("--offered",)]


@pytest.mark.parametrize("said", ABOUT_A_CHOICE)
def test_what_has_no_better_direction_hangs_on_something_but_is_no_choice(sim, tmp_path, said):
    file = tmp_path / "neither.yaml"
    file.write_text("extends: two-neighbours\noutcomes: {incidents: {better: neither}}\n")
    asked = ("sensitivity", str(file), *FEW, "--outcome", "incidents")
    refused = sim(*asked, *said)

    assert 0 == sim(*asked).exit_code
    assert 0 == sim(*asked, "--option", "hotline", "--offered").exit_code
    assert 2 == refused.exit_code
    assert f"nor less of it is better, so {said[0]} has no meaning" in refused.stderr


@pytest.mark.parametrize("said", ABOUT_A_CHOICE)
def test_without_options_nothing_can_be_said_about_a_choice(sim, without_options, said):
    refused = sim("sensitivity", without_options, *FEW, *said)

    assert 2 == refused.exit_code
    assert f"no options to choose from, so {said[0]} has no meaning" in refused.stderr


# ---------------------------------------------------------------------------- which worlds

FOUR = ["a", "b", "c", "d"]
OWN = {"ab": ["a", "b"], "all": FOUR}


def request(options=(), up_to=None, named=False, limit=None):
    return PortfoliosRequest(tuple(options), up_to, named, limit)


def test_every_combination_of_what_was_chosen():
    options, combined = chosen(request(["c", "a", "b"]), FOUR, OWN)

    assert ["c", "a", "b"] == options
    assert {"c+a", "c+b", "ab", "c+a+b"} == set(combined)


def test_combinations_up_to_a_size_and_the_scenarios_own():
    options, combined = chosen(request(up_to=2), FOUR, OWN)

    assert FOUR == options
    assert 6 + 1 == len(combined)
    assert {"ab", "all", "a+c"} <= set(combined)


def test_only_the_scenarios_own():
    assert (FOUR, {"ab": ("a", "b"), "all": tuple(FOUR)}) == chosen(request(named=True), FOUR, OWN)
    assert {"ab": ("a", "b")} == chosen(request(["a", "b"], named=True), FOUR, OWN)[1]


def test_of_many_options_as_large_combinations_as_fit():
    many = [f"o{k}" for k in range(14)]
    options, combined = chosen(request(), many, {})

    assert 14 == len(options)
    assert 91 == len(combined)


def test_ten_options_are_combined_in_full_if_asked_and_eleven_not_without_a_limit():
    many = [f"o{k}" for k in range(11)]

    assert 2**10 - 1 - 10 == len(chosen(request(many[:10]), many, {})[1])
    with pytest.raises(
        UsageError, match=r"11 options make 2,047 worlds, more than 1,024: take at mo"
    ):
        chosen(request(many), many, {})
    assert 2**11 - 1 - 11 == len(chosen(request(many, limit=2047), many, {})[1])


@pytest.mark.parametrize(("up_to", "limit"), [(1, 6), (2, 11), (3, 15), (4, 15), (None, 15)])
def test_the_limit_counts_every_world_but_that_without_a_measure(up_to, limit):
    options, combined = chosen(request(up_to=up_to, limit=limit), FOUR, OWN)

    assert limit == len(options) + len(combined)
    with pytest.raises(UsageError, match=f"make {limit} worlds, more than {limit - 1}"):
        chosen(request(up_to=up_to, limit=limit - 1), FOUR, OWN)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (request(["e"]), "no option 'e'"),
        (request(limit=5), "combinations of 4 options make 15 worlds, more than 5: take at most 2"),
        (request(limit=7), "more than 7: take at most 3 .*, smaller ones with --up-to 1, or allow"),
        (
            request(limit=3),
            "more than 3: take at most 2 with --options a,b,..., or allow more with",
        ),
        (
            request(limit=10, up_to=2),
            "up to 2 of 4 options and the scenario's own portfolios make 11",
        ),
        (
            request(limit=2, up_to=1),
            "4 options and the scenario's own portfolios make 6 worlds, more",
        ),
        (request(limit=2, up_to=1), "more than 2: allow more with --limit 6"),
        (request(["c"], named=True), "no portfolio of the scenario is made of these options only"),
    ],
)
def test_what_may_not_be_asked(asked, message):
    with pytest.raises(UsageError, match=message):
        chosen(asked, FOUR, OWN)


def test_the_commands_of_python_take_what_compare_gives():
    import sim  # noqa: PLC0415  (the fixture of the same name calls the command line)

    scenario = sim.load(SCENARIO)
    combined = sim.combinations(list(scenario.options))
    results = sim.compare(
        scenario, options=list(scenario.options), portfolios=combined, draws=60, replications=8
    )

    assert set(combined) <= set(sim.portfolios(results).choice.names)
    assert "war" == sim.portfolios(results, offered=True).outcome
    assert sim.sensitivity(results, option="hotline").alternative == "hotline"
    assert sim.value_of_information(results).here.evpi >= 0.0
    assert 0.0 <= sim.discover(results, option="hotline").failing <= 1.0
    assert isinstance(sim.switches(results), sim.Switches)
    assert pipeline.combinations(["a"]) == {}
