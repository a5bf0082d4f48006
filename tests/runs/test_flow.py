"""Runs on disk: interrupted, gone on with, damaged, changed, read again."""

import errno
import json
import os
import shutil
import stat
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.engine.run import BLOCK_SIZE
from sim.errors import RunError, UsageError
from sim.model.compile import compile_scenario
from sim.runs import files, flow
from sim.runs.folder import RunFolder, locked
from sim.scenario.file.files import shipped_folder
from tests.test_invariants import assert_same

ASKED = {"draws": 60, "replications": 30, "seed": 5, "options": ["monitoring", "hotline"]}


@pytest.fixture(scope="module")
def world():
    return sim.load("two-neighbours")


@pytest.fixture(scope="module")
def direct(world):
    return sim.compare(world, **ASKED)


@pytest.fixture(scope="module")
def finished(world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "finished"
    sim.compare(world, out=folder, **ASKED)
    return folder


@pytest.fixture
def run(finished, tmp_path):
    """A copy of the finished run."""
    return shutil.copytree(finished, tmp_path / "run")


def blocks(folder):
    return sorted((folder / "blocks").iterdir())


class InterruptError(Exception):
    pass


def interrupt_after(n):
    def progress(done, total):
        if done == n:
            raise InterruptError

    return progress


def test_a_run_with_a_folder_is_a_run(world, direct, finished):
    assert_same(direct, sim.read(finished))
    assert direct.header == sim.read(finished).header
    assert len(blocks(finished)) > 8
    assert {path.name for path in finished.iterdir()} == {
        "blocks", "lock", "manifest.json", "scenario.yaml", "tables",
    }  # fmt: skip


def test_the_tables_are_written(finished, direct):
    tables = finished / "tables"
    assert (tables / "table.md").read_text() == sim.table(direct)._repr_markdown_()
    document = json.loads((tables / "results.json").read_text())
    assert document["seed"] == 5
    assert (tables / "results.csv").read_text().startswith("option,mode,outcome")
    assert "Hotline" in (tables / "table.txt").read_text()


@pytest.mark.parametrize("done", [1, 2, 3])
def test_what_was_interrupted_goes_on(world, direct, tmp_path, done):
    # Two threads are at most five blocks ahead of those that are done, and there are nine blocks.
    stopping = {"progress": interrupt_after(done), "workers": 2}
    with pytest.raises(InterruptError):
        sim.compare(world, out=tmp_path / "run", **stopping, **ASKED)
    unfinished = r"not finished: \d+ blocks? (is|are) done; to go on: sim resume"
    with pytest.raises(RunError, match=unfinished):
        sim.read(tmp_path / "run")
    before = {path: path.stat().st_mtime_ns for path in blocks(tmp_path / "run")}
    assert len(before) >= done
    assert_same(direct, sim.resume(tmp_path / "run", workers=1))
    assert all(path.stat().st_mtime_ns == then for path, then in before.items())
    assert_same(direct, sim.read(tmp_path / "run"))


def test_one_block_is_spoken_of_as_one(run):
    for block in blocks(run)[1:]:
        block.unlink()
    with pytest.raises(RunError, match="is not finished: 1 block is done; to go on"):
        sim.read(run)


def test_the_same_command_goes_on_too(world, direct, run):
    blocks(run)[3].unlink()
    assert_same(direct, sim.compare(world, out=run, **ASKED))


@pytest.mark.parametrize("again", ["resume", "compare"])
def test_a_run_that_lost_the_folder_of_its_blocks_goes_on(world, direct, run, again):
    shutil.rmtree(run / "blocks")
    with pytest.raises(RunError, match="not finished: 0 blocks are done; to go on: sim resume"):
        sim.read(run)
    found = sim.resume(run) if again == "resume" else sim.compare(world, out=run, **ASKED)
    assert_same(direct, found)
    assert_same(direct, sim.read(run))


def test_a_run_to_a_precision_goes_on(world, tmp_path):
    asked = {"replications": 10, "seed": 5, "precision": "0.2pp", "options": ["hotline"]}
    direct = sim.compare(world, **asked)
    assert direct.header.draws > 600
    with pytest.raises(InterruptError):
        sim.compare(world, out=tmp_path / "run", progress=interrupt_after(9), **asked)
    assert_same(direct, sim.resume(tmp_path / "run"))
    assert_same(direct, sim.read(tmp_path / "run"))


@pytest.mark.parametrize("hurt", ["cut", "turned", "empty", "moved", "foreign"])
def test_a_damaged_block_is_found_and_simulated_again(world, direct, run, tmp_path, hurt):
    file, other = blocks(run)[2], blocks(run)[4]
    data = file.read_bytes()
    if hurt == "foreign":
        sim.compare(world, out=tmp_path / "other", **{**ASKED, "seed": 6})
        other = blocks(tmp_path / "other")[2]
    file.write_bytes(
        {
            "cut": data[: len(data) // 2],
            "turned": data[:500] + bytes([data[500] ^ 1]) + data[501:],
            "empty": b"",
            "moved": other.read_bytes(),
            "foreign": other.read_bytes(),
        }[hurt]
    )
    with pytest.raises(RunError, match=f"{file.name} is damaged; to simulate it again: sim resume"):
        sim.read(run)
    assert_same(direct, sim.resume(run))
    assert file.read_bytes() == data


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda text: text.replace('"seed": 5', '"seed": 6'), "was changed after it was written"),
        (lambda text: text.replace("Two n", "Too n"), "was changed after it was written"),
        (lambda text: text[:200], "is damaged: it is not the record of a run any more"),
        (lambda _: "", "is damaged"),
        (lambda _: "[1, 2]", "is damaged"),
        (lambda _: "[" * 100_000, "is damaged: it is not the record of a run any more"),
        (lambda text: text.replace("sim run 1", "sim run 9"), "this is 'sim run 9'"),
    ],
)
def test_a_changed_manifest_is_refused(world, run, edit, message):
    file = run / "manifest.json"
    file.write_text(edit(file.read_text()))
    kept = [path.read_bytes() for path in blocks(run)]
    for attempt in (
        lambda: sim.resume(run),
        lambda: sim.read(run),
        lambda: sim.compare(world, out=run, **ASKED),
    ):
        with pytest.raises(RunError, match=message):
            attempt()
    assert kept == [path.read_bytes() for path in blocks(run)]


def test_bytes_that_are_no_text_are_no_manifest(run):
    (run / "manifest.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RunError, match="it is no text any more"):
        sim.read(run)


def test_a_changed_copy_of_the_scenario_is_refused(run):
    file = run / "scenario.yaml"
    text = file.read_text()
    file.write_text(text.replace("title: Two neighbours", "title: Three neighbours"))
    with pytest.raises(RunError, match=r"scenario.yaml was changed after the run was begun"):
        sim.resume(run)
    file.write_text(text.replace("title:", "titel:"))
    with pytest.raises(RunError, match=r"(?s)scenario.yaml was changed, and is wrong now:.*titel"):
        sim.read(run)


def test_a_changed_scenario_is_refused(tmp_path):
    file = tmp_path / "mine.yaml"
    text = (shipped_folder() / "two-neighbours.yaml").read_text()
    file.write_text(text)
    direct = sim.compare(sim.load(file), out=tmp_path / "run", **ASKED)
    blocks(tmp_path / "run")[0].unlink()

    file.write_text(text.replace("title: Two neighbours", "title: Three"))
    with pytest.raises(RunError, match=r"mine.yaml has changed since .*run was begun"):
        sim.resume(tmp_path / "run")
    file.write_text("nonsense: [")
    with pytest.raises(RunError, match=r"mine.yaml has changed since .*run was begun"):
        sim.resume(tmp_path / "run")

    file.write_text(f"# A comment changes nothing.\n{text}")
    assert_same(direct, sim.resume(tmp_path / "run"))
    file.unlink()
    blocks(tmp_path / "run")[0].unlink()
    assert_same(direct, sim.resume(tmp_path / "run"))


def test_another_kernel_is_refused_but_tables_can_be_read(run, direct, monkeypatch):
    monkeypatch.setattr(flow, "fingerprint", lambda: "another")
    monkeypatch.setattr(flow, "versions", lambda: {"numpy": "9.9"})
    with pytest.raises(RunError, match=r"begun with numpy 2\.[\d.]+, now 9.9.*sim tables"):
        sim.resume(run)
    assert_same(direct, sim.read(run))


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"seed": 6}, "seed: 5 there, 6 here"),
        ({"draws": 80}, "draws: 60 there, 80 here"),
        ({"options": ["hotline"]}, "worlds: .*monitoring.* there, hotline"),
        ({"without": ["moves.clash.modifiers.tension"]}, "without: none there, moves.clash"),
    ],
)
def test_another_run_is_not_put_into_the_folder(world, run, other, message):
    with pytest.raises(UsageError, match=f"holds another run: {message}"):
        sim.compare(world, out=run, **{**ASKED, **other})


def test_a_folder_with_other_files_is_left_alone(world, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Dear")
    with pytest.raises(UsageError, match=r"holds other files, such as dear.txt"):
        sim.compare(world, out=tmp_path / "letters", **ASKED)
    with pytest.raises(UsageError, match="is a file; --out takes a folder"):
        sim.compare(world, out=tmp_path / "letters" / "dear.txt", **ASKED)
    with pytest.raises(UsageError, match="letters holds no run; a run is kept with --out"):
        sim.resume(tmp_path / "letters")
    with pytest.raises(UsageError, match="nothing is no folder"):
        sim.read(tmp_path / "nothing")
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["dear.txt"]


def test_a_full_disk_loses_nothing(world, direct, tmp_path, monkeypatch):
    written = []
    real = os.fsync

    def full(number):
        written.append(number)
        if len(written) > 8:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(number)

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(RunError, match=r"no space is left on the disk. What was finished is kept"):
        sim.compare(world, out=tmp_path / "run", workers=1, **ASKED)
    monkeypatch.undo()
    assert len(blocks(tmp_path / "run")) == 2
    assert not list(tmp_path.rglob("*.unfinished"))
    assert_same(direct, sim.resume(tmp_path / "run"))


@pytest.mark.skipif(os.name == "nt", reason="needs /dev/null as a file that is no folder")
def test_where_nothing_can_be_written_is_said(world):
    with pytest.raises(RunError, match=r"cannot write /dev/null/run.*: a part of the path is a fi"):
        sim.compare(world, out="/dev/null/run", **ASKED)


def test_a_folder_that_can_only_be_read(run, direct, monkeypatch):
    """Root may write anywhere, so the system's refusal is played."""

    def refuse(*_):
        raise OSError(errno.EROFS, "Read-only file system")

    blocks(run)[0].unlink()
    monkeypatch.setattr(files.os, "fsync", refuse)
    with pytest.raises(RunError, match="the disk can only be read"):
        sim.resume(run)
    monkeypatch.undo()
    assert_same(direct, sim.resume(run))


def test_two_processes_do_not_work_in_one_folder(world, run):
    with locked(run), pytest.raises(RunError, match="another sim is working in"):
        sim.resume(run)
    sim.resume(run)


def test_what_a_kill_left_half_written_is_removed(run):
    half = run / "blocks" / "draws-0000000-0000001-tile-0000.block.unfinished"
    half.write_bytes(b"half")
    sim.resume(run)
    assert not half.exists()


def test_kept_histories_are_those_of_a_run_in_memory(world, tmp_path):
    asked = {**ASKED, "keep": True}
    memory = sim.compare(world, **asked)
    disk = sim.compare(world, out=tmp_path / "run", **asked)
    assert disk.baseline.values is None
    frame = pd.read_parquet(tmp_path / "run" / "histories.parquet")
    assert len(frame) == 5 * 60 * 30
    worlds = [("baseline", memory.baseline)]
    worlds += [("adopted", each) for each in memory.adopted.values()]
    worlds += [("offered", each) for each in memory.offered.values()]
    for mode, each in worlds:
        rows = frame[(frame["world"] == each.name) & (frame["mode"] == mode)]
        rows = rows.sort_values(["draw", "replication"])
        for k, info in enumerate(memory.outcomes):
            assert np.array_equal(rows[info.name], each.values[:, :, k].ravel())
        assert np.array_equal(rows["weeks_to.war"], each.weeks_to[:, :, 0].ravel())


def test_one_world_can_be_kept_as_well(world, tmp_path):
    asked = {"with_options": ["hotline"], "offered": True, "draws": 40, "replications": 20}
    direct = sim.run(world, **asked)
    assert_same(direct, sim.run(world, out=tmp_path / "run", **asked))
    assert (tmp_path / "run" / "tables" / "table.md").exists()
    assert_same(direct, sim.read(tmp_path / "run"))


def test_block_sizes_of_a_run_stay_what_they_were(run, direct):
    """The number of workers chooses the size at the beginning, and only there."""
    before = [path.name for path in blocks(run)]
    blocks(run)[1].unlink()
    assert_same(direct, sim.resume(run, workers=5))
    assert [path.name for path in blocks(run)] == before
    assert RunFolder.open(run).manifest.block_size < BLOCK_SIZE


@pytest.mark.parametrize("name", sim.shipped())
def test_a_scenario_is_copied_whole(name):
    scenario = sim.load(name)
    copy = sim.loads(sim.dumps(scenario))
    assert copy.sha256 == scenario.sha256
    assert compile_scenario(copy) == compile_scenario(scenario)


def test_a_run_can_be_moved(run, direct, tmp_path):
    moved = Path(shutil.move(run, tmp_path / "elsewhere"))
    blocks(moved)[0].unlink()
    assert_same(direct, sim.resume(moved))


def test_what_may_not_be_read_is_not_taken_for_damaged(run, monkeypatch):
    kept = [path.read_bytes() for path in blocks(run)]

    def refuse(_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    for attempt in (sim.read, sim.resume):
        with pytest.raises(RunError, match=r"cannot read .*\.block: that is not allowed there"):
            attempt(run)
    monkeypatch.undo()
    assert kept == [path.read_bytes() for path in blocks(run)]


def test_a_disk_that_is_full_of_histories(world, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    asked = {**ASKED, "keep": True}
    monkeypatch.setattr("pyarrow.parquet.ParquetWriter.write_table", full)
    with pytest.raises(RunError, match=r"histories.parquet: no space is left on the disk. What"):
        sim.compare(world, out=tmp_path / "run", **asked)
    monkeypatch.undo()
    assert not (tmp_path / "run" / "histories.parquet").exists()
    sim.resume(tmp_path / "run")
    assert len(pd.read_parquet(tmp_path / "run" / "histories.parquet")) == 5 * 60 * 30


@pytest.mark.parametrize("damage", [lambda p: p.write_bytes(b""), Path.unlink])
def test_histories_that_are_not_as_they_were_written_are_written_again(world, tmp_path, damage):
    sim.compare(world, out=tmp_path / "run", **ASKED, keep=True)
    file = tmp_path / "run" / "histories.parquet"
    whole = pd.read_parquet(file)
    damage(file)
    sim.resume(tmp_path / "run")

    pd.testing.assert_frame_equal(whole, pd.read_parquet(file))


def test_histories_that_are_whole_are_left_alone(world, tmp_path, monkeypatch):
    sim.compare(world, out=tmp_path / "run", **ASKED, keep=True)
    monkeypatch.setattr(flow, "write_histories", None)
    sim.resume(tmp_path / "run")


def test_an_outcome_with_the_name_of_a_column_cannot_be_kept(tmp_path):
    with pytest.raises(UsageError, match="the outcome 'draw' has the name of a column"):
        sim.run(
            sim.loads("""
sim: 1
title: A draw
start: 2023-01-01
horizon: 1 year
moves: {game: {rate: 1 per year}}
outcomes: {draw: {count: game}}
"""),
            draws=2,
            replications=2,
            keep=True,
            out=tmp_path / "run",
        )

    assert not (tmp_path / "run").exists()


def test_a_file_system_that_cannot_sync_folders_will_do(world, tmp_path, monkeypatch):
    real = os.fsync

    def no_folders(number):
        if stat.S_ISDIR(os.fstat(number).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(number)

    monkeypatch.setattr(os, "fsync", no_folders)
    sim.compare(world, out=tmp_path / "run", **ASKED)

    assert sim.read(tmp_path / "run")
