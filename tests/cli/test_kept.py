"""``--out``, ``--keep``, ``--precision``, ``sim resume`` and ``sim tables``, as they are typed."""

import json

import pytest

SCENARIO = "two-neighbours"
FEW = ("--draws", "20", "--replications", "5")


@pytest.mark.parametrize("command", ["run", "compare"])
@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json"])
def test_tables_are_printed_again_without_running(sim, tmp_path, monkeypatch, command, form):
    folder = str(tmp_path / "run")
    first = sim(command, SCENARIO, *FEW, "--out", folder, "--format", form)
    monkeypatch.setattr("sim.engine.block_setup.Bench.run", None)
    again = sim("tables", folder, "--format", form)
    assert first.exit_code == again.exit_code == 0
    assert first.stdout == again.stdout


def test_another_outcome_can_be_asked_of_a_kept_run(sim, tmp_path):
    folder = str(tmp_path / "run")
    sim("compare", SCENARIO, *FEW, "--out", folder)
    wanted = sim("compare", SCENARIO, *FEW, "--outcome", "deaths")
    assert sim("tables", folder, "--outcome", "deaths").stdout == wanted.stdout
    assert sim("resume", folder, "--outcome", "deaths").stdout == wanted.stdout
    everything = sim("compare", SCENARIO, *FEW, "--all-outcomes")
    assert sim("tables", folder, "--all-outcomes").stdout == everything.stdout


def test_a_run_to_a_precision_says_where_it_ended(sim):
    result = sim("run", SCENARIO, "--replications", "20", "--precision", "3%")
    assert result.exit_code == 0
    assert "Precise enough with " in result.stderr
    assert "draws × 20 replications" in result.stdout


@pytest.mark.parametrize(("draws", "first"), [("50", 600), ("610", 620)])
def test_a_run_to_a_precision_begins_with_as_many_draws_as_the_help_says(sim, draws, first):
    result = sim(
        "run", SCENARIO, "--draws", draws, "--replications", "2", "--precision", "20pp",
        "--format", "json",
    )  # fmt: skip
    help_text = " ".join(sim("run", "--help").stdout.split())

    assert json.loads(result.stdout)["draws"] == first
    assert "Add draws to 600, or to --draws if that is more, until" in help_text


def test_in_a_comparison_the_outcomes_that_are_shown_are_precise(sim):
    asked = ("compare", SCENARIO, "--replications", "20", "--draws", "1", "--precision", "2%")
    one = sim(*asked, "--outcome", "incidents")
    two = sim(*asked, "--outcome", "incidents,war")
    every = sim(*asked, "--all-outcomes")
    assert "(incidents)" in one.stderr
    assert "(war)" in two.stderr
    assert "(deaths)" in every.stderr


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (("run", SCENARIO, "--keep"), "--keep needs a folder to keep the histories in: add --out"),
        (("run", SCENARIO, "--precision", "little"), "a precision is a standard error: 0.2pp for"),
        (("run", SCENARIO, "--scheduler", "cloud"), "no scheduler 'cloud': threads, processes, or"),
        (("tables", "no-such-folder"), "no-such-folder is no folder; a run is kept with --out DIR"),
        (("resume", "."), ". holds no run; a run is kept with --out DIR"),
    ],
)
def test_wrong_use_is_explained(sim, typed, message):
    result = sim(*typed)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"sim: {message}")


def test_tables_of_one_world_take_no_outcome(sim, tmp_path):
    folder = str(tmp_path / "run")
    sim("run", SCENARIO, *FEW, "--out", folder)
    result = sim("tables", folder, "--outcome", "war")
    assert result.exit_code == 2
    assert "--outcome is for comparisons; the run in this folder is of one world" in result.stderr
    missing = sim("tables", folder, "--outcome", "wra")
    assert "no outcome 'wra'; did you mean 'war'?" in missing.stderr


def test_histories_are_kept(sim, tmp_path):
    result = sim("run", SCENARIO, *FEW, "--keep", "--out", str(tmp_path / "run"))
    assert result.exit_code == 0
    assert (tmp_path / "run" / "histories.parquet").stat().st_size > 1000


def interrupt(*_, **__):
    raise KeyboardInterrupt


def test_an_interrupted_run_says_how_to_go_on(sim, tmp_path, monkeypatch):
    folder = str(tmp_path / "run")
    monkeypatch.setattr("sim.runs.flow.simulate", interrupt)
    result = sim("run", SCENARIO, *FEW, "--out", folder)
    assert result.exit_code == 130
    assert f"What was finished is kept; to go on: sim resume {folder}" in result.stderr


@pytest.mark.parametrize("before", ["dumps", "RunFolder.create", "plan_job"])
def test_a_run_that_was_not_begun_leaves_neither_a_word_nor_a_folder(
    sim, tmp_path, monkeypatch, before
):
    monkeypatch.setattr(f"sim.runs.flow.{before}", interrupt)
    result = sim("run", SCENARIO, *FEW, "--out", str(tmp_path / "run"))
    assert result.exit_code == 130
    assert result.stderr == "interrupted\n"
    assert not (tmp_path / "run").exists()


def test_a_folder_that_was_there_before_stays(sim, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.runs.flow.dumps", interrupt)
    result = sim("run", SCENARIO, *FEW, "--out", str(tmp_path))
    assert result.stderr == "interrupted\n"
    assert tmp_path.is_dir()
