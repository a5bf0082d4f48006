"""``sim run`` and ``sim compare`` from the arguments to the output, and wrong use of all."""

import csv
import inspect
import io
import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from numba import njit

from sim import pipeline
from sim.cli import app_runs

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
SCENARIO = "two-neighbours"
FEW = ("--draws", "20", "--replications", "5")


def schema(name):
    return Draft202012Validator(json.loads((REFERENCE / name).read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def options():
    return list(pipeline.load(SCENARIO).options)


@pytest.mark.parametrize("command", ["run", "compare", "moves", "claims", "check"])
def test_json_keeps_its_schema(sim, command):
    few = () if command == "check" else FEW
    result = sim(command, SCENARIO, *few, "--format", "json")

    assert result.exit_code == 0
    schema(f"json-{command}.schema.json").validate(json.loads(result.stdout))


@pytest.mark.parametrize("command", ["run", "compare", "moves"])
@pytest.mark.parametrize("form", ["table", "markdown", "csv"])
def test_every_format_is_clean(sim, command, form):
    result = sim(command, SCENARIO, *FEW, "--format", form)

    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert "Compiling" not in result.stdout
    if form == "csv":
        assert len(list(csv.DictReader(io.StringIO(result.stdout)))) > 1
    else:
        assert "Two neighbours, 22 May 2023, 52 weeks" in result.stdout.splitlines()[0]


def test_the_defaults_are_those_of_python():
    def of(function, name):
        return inspect.signature(function).parameters[name].default

    sizes = ("draws", "replications", "seed", "workers")
    more = (*sizes, "precision", "keep", "scheduler")
    for command, shared in {"run": more, "compare": more, "moves": sizes}.items():
        for name in shared:
            typed = of(getattr(app_runs, command), name)
            assert of(getattr(pipeline, command), name) == typed


def test_workers_and_repetition_change_no_bit(sim):
    first = sim("compare", SCENARIO, *FEW, "--format", "csv", "--workers", "1")
    again = sim("compare", SCENARIO, *FEW, "--format", "csv", "--workers", "2")
    other = sim("compare", SCENARIO, *FEW, "--format", "csv", "--seed", "2")

    assert first.stdout == again.stdout
    assert first.stdout != other.stdout


def test_a_run_with_options(sim, options):
    one, two = options[:2]
    both = sim("run", SCENARIO, *FEW, "--format", "json", "--with", one, "--with", two)
    comma = sim("run", SCENARIO, *FEW, "--format", "json", "--with", f"{two},{one}")
    offered = sim("run", SCENARIO, *FEW, "--format", "json", "--with", one, "--offered")

    assert json.loads(both.stdout)["world"] == {"options": sorted((one, two)), "offered": False}
    assert both.stdout == comma.stdout
    assert json.loads(offered.stdout)["world"] == {"options": [one], "offered": True}


def test_a_run_calls_its_options_by_their_titles(sim):
    text = sim("run", SCENARIO, *FEW, "--with", "monitoring,hotline").stdout

    assert "with Hotline, Monitors on the southern side, if adopted" in " ".join(text.split())


def test_a_run_with_a_portfolio(sim):
    result = sim("run", SCENARIO, *FEW, "--format", "json", "--portfolio", "both")
    members = pipeline.load(SCENARIO).portfolios["both"].options

    assert json.loads(result.stdout)["world"]["options"] == sorted(members)


def test_moves_are_counted_in_every_form(sim):
    table = sim("moves", SCENARIO, *FEW).stdout
    document = json.loads(sim("moves", SCENARIO, *FEW, "--format", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(sim("moves", SCENARIO, *FEW, "--format", "csv").stdout)))
    markdown = sim("moves", SCENARIO, *FEW, "--format", "markdown").stdout

    names = list(pipeline.load(SCENARIO).moves)
    assert names == list(document["moves"]) == [row["move"] for row in rows]
    assert float(rows[0]["per_year"]) == document["moves"][names[0]]["per_year"]
    assert "how often moves happen, no new measure" in " ".join(table.split())
    assert "| Move | Times | ± | A year | Weeks possible |" in markdown  # too few for intervals


def test_moves_are_counted_with_options(sim):
    result = sim("moves", SCENARIO, *FEW, "--with", "hotline")

    assert "with Hotline, if adopted" in " ".join(result.stdout.split())
    assert sim("moves", SCENARIO, *FEW, "--with", "both").exit_code == 2


def test_a_portfolio_is_called_by_its_title(sim, tmp_path):
    titled = tmp_path / "titled.yaml"
    titled.write_text(
        "extends: two-neighbours\n"
        "portfolios:\n"
        "  both: null\n"
        "  two: {title: Monitors and a line, options: [monitoring, hotline]}\n"
    )
    compared = json.loads(sim("compare", str(titled), *FEW, "--format", "json").stdout)
    shown = sim("show", str(titled), "--options", "--format", "markdown").stdout
    own = pipeline.compare(
        pipeline.load(str(titled)), portfolios={"two": ["hotline"]}, draws=2, replications=2
    )

    assert "Monitors and a line" == compared["options"]["two"]["title"]
    assert "Monitors and a line (two)" in shown
    assert "Two" == own.options["two"].title


def test_an_empty_list_of_names_is_not_all_of_them(sim):
    result = sim("compare", SCENARIO, *FEW, "--options", ",")

    assert result.exit_code == 2
    assert "list of names is empty" in result.stderr


def test_a_comparison_of_what_was_chosen(sim, options):
    def compared(*arguments):
        result = sim("compare", SCENARIO, *FEW, "--format", "json", *arguments)
        return list(json.loads(result.stdout)["options"])

    assert compared() == [*options, "both"]
    assert compared("--options", options[0]) == [options[0]]
    assert compared("--portfolios") == ["both"]
    assert compared("--options", ",".join(options[:2]), "--all-combinations") == [
        *options[:2],
        "+".join(options[:2]),
    ]


def test_a_combination_is_titled_by_its_options_and_shown_by_their_letters(sim, options):
    asked = ("compare", SCENARIO, *FEW, "--options", ",".join(options[:2]), "--all-combinations")
    document = json.loads(sim(*asked, "--format", "json").stdout)
    titles = [pipeline.load(SCENARIO).options[name].title or name for name in options[:2]]

    assert " + ".join(titles) == document["options"]["+".join(options[:2])]["title"]
    assert re.search(r"^ *\d* +A B  ", sim(*asked).stdout, re.M)


def test_outcomes_asked_for(sim):
    names = list(pipeline.load(SCENARIO).outcomes)[:2]
    arguments = [part for name in names for part in ("--outcome", name)]
    table = sim("compare", SCENARIO, *FEW, *arguments)
    document = sim("compare", SCENARIO, *FEW, *arguments, "--format", "json")
    matrix = sim("compare", SCENARIO, *FEW, "--all-outcomes")

    assert table.stdout.count("Two neighbours, 22 May 2023") == 2
    assert sorted(json.loads(document.stdout)["baseline"]) == sorted(names)
    assert "Change if adopted" in matrix.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "two-neighbors"), "two-neighbours"),
        (("run", "nothing.yaml"), "there is no file 'nothing.yaml'\n"),
        (("run", SCENARIO, "--offered"), "--offered needs something to offer"),
        (("run", SCENARIO, "--with", "both"), "'both' is a portfolio: use --portfolio both"),
        (("run", SCENARIO, "--with", "monitorin"), "did you mean 'monitoring'"),
        (("run", SCENARIO, "--portfolio", "bot"), "did you mean 'both'"),
        (("run", SCENARIO, "--draws", "0"), "'--draws'"),
        (("run", SCENARIO, "--replications", "x"), "'--replications'"),
        (("run", SCENARIO, "--workers", "0"), "'--workers'"),
        (("run", SCENARIO, "--format", "xml"), "'--format'"),
        (("run",), "Missing argument"),
        (("compare", SCENARIO, "--options", "monitorin"), "did you mean 'monitoring'"),
        (("compare", SCENARIO, "--outcome", "wax"), "did you mean 'war'"),
        (("compare", SCENARIO, "--outcome", "war", "--all-outcomes"), "exclude each other"),
        (("compare", SCENARIO, "--limit", "9"), "--limit needs --all-combinations"),
        (("compare", SCENARIO, "--all-combinations", "--limit", "2"), "more than 2"),
        (("show", "--moves"), "--moves needs a scenario"),
        (("show", "nowhere.yaml"), "nowhere.yaml"),
        (("simulate",), "No such command"),
    ],
)
def test_wrong_use_is_2_and_says_what(sim, arguments, message):
    result = sim(*arguments)

    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_a_wrong_scenario_is_1_and_says_where(sim, tmp_path):
    file = tmp_path / "wrong.yaml"
    file.write_text("sim: 1\ntitle: Wrong\nstrat: 2023-05-22\n", encoding="utf-8")
    result = sim("check", str(file))

    assert result.exit_code == 1
    assert "wrong.yaml:3:1" in result.stderr
    assert "start" in result.stderr


def test_the_compiler_is_announced_on_standard_error(sim, monkeypatch):
    run = pipeline.run

    def compile_and_run(*args, **options):
        njit(lambda: 1)()
        njit(lambda: 2)()
        return run(*args, **options)

    monkeypatch.setattr(pipeline, "run", compile_and_run)
    result = sim("run", SCENARIO, *FEW, "--format", "csv")

    assert result.stderr.count("Compiling the simulation engine") == 1
    assert "Compiling" not in result.stdout


def test_interrupted_is_130(sim, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "run", interrupt)
    result = sim("run", SCENARIO)

    assert result.exit_code == 130
    assert result.stderr.endswith("interrupted\n")


@pytest.mark.parametrize("command", ["run", "compare"])
def test_a_mechanism_can_be_switched_off(sim, command):
    off = ("--without", "moves.clash,moves.war", "--without", "indicators.tension")
    document = sim(command, SCENARIO, *FEW, *off, "--format", "json")
    table = sim(command, SCENARIO, *FEW, *off).stdout
    wrong = sim(command, SCENARIO, *FEW, "--without", "moves.clsh")

    assert ["moves.clash", "moves.war", "indicators.tension"] == json.loads(document.stdout)[
        "without"
    ]
    assert "without moves.clash, moves.war, indicators.tension" in table
    assert 2 == wrong.exit_code
    assert "did you mean 'moves.clash'?" in wrong.stderr


def test_claims_come_as_a_table_as_csv_and_as_markdown(sim):
    table = sim("claims", SCENARIO, *FEW)
    rows = list(
        csv.DictReader(io.StringIO(sim("claims", SCENARIO, *FEW, "--format", "csv").stdout))
    )
    markdown = sim("claims", SCENARIO, *FEW, "--format", "markdown").stdout

    assert 0 == table.exit_code
    assert "spiral: Incidents breed incidents" in table.stdout
    assert {"spiral", "talks", "hotline"} == {row["claim"] for row in rows}
    assert "**spiral: Incidents breed incidents" in markdown


def test_strict_claims_must_hold(sim, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        f"extends: {SCENARIO}\nclaims:\n  spiral:\n    mechanisms:\n"
        "      - {path: moves.incident.then.tension, lowers: incidents}\n"
    )
    few = ("--draws", "100")

    assert 0 == sim("claims", SCENARIO, "--strict").exit_code
    assert 0 == sim("claims", str(wrong), *few).exit_code
    assert 1 == sim("claims", str(wrong), *few, "--strict").exit_code
    assert "1 not as they say" in sim("claims", str(wrong), *few).stdout

    wrong.write_text(f"{wrong.read_text()}  talks: null\n  hotline: null\n")
    assert "as the claim says, 1 not as it says" in sim("claims", str(wrong), *few).stdout
