"""Where compiled code is kept: never where somebody else could put code."""

import os
import shutil
import subprocess
import sys
import tempfile

import pytest
from numba.core import config

import sim
from sim.engine.loop.compiled import cache_folder


@pytest.fixture
def homeless(tmp_path, monkeypatch):
    """A machine on which the user has no cache folder; return where the temporary one will be."""
    (tmp_path / "file").touch()
    monkeypatch.setattr(config, "CACHE_DIR", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / f"sim-crisis-{os.getuid()}"


@pytest.fixture
def compiled_in_temporary(tmp_path):
    """A folder for temporary files where the engine is compiled, so that nobody waits for that."""
    folder = cache_folder()
    sim.run(sim.load("two-neighbours"), draws=20, replications=2)
    ours = tmp_path / f"sim-crisis-{os.getuid()}"
    ours.mkdir(mode=0o700)
    (ours / folder.name).symlink_to(folder)
    return tmp_path


def test_without_a_home_it_is_a_folder_of_the_user_alone(homeless):
    folder = cache_folder.__wrapped__()

    assert folder.parent == homeless
    assert homeless.stat().st_mode & 0o077 == 0
    assert cache_folder.__wrapped__() == folder


def test_a_folder_that_others_can_write_to_is_not_used(homeless):
    homeless.mkdir()
    homeless.chmod(0o777)

    assert homeless not in cache_folder.__wrapped__().parents


def test_a_folder_of_somebody_else_is_not_used(homeless, monkeypatch):
    somebody = os.getuid() + 1
    theirs = homeless.with_name(f"sim-crisis-{somebody}")
    theirs.mkdir(mode=0o700)
    monkeypatch.setattr(os, "getuid", lambda: somebody)

    assert theirs not in cache_folder.__wrapped__().parents


def test_a_folder_without_room_is_passed_over(homeless, monkeypatch):
    full = shutil._ntuple_diskusage(10**9, 10**9, 0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)

    assert homeless not in cache_folder.__wrapped__().parents


def test_where_nothing_can_be_written_there_is_no_folder(homeless, monkeypatch):
    def none():
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", none)
    monkeypatch.setattr(tempfile, "mkdtemp", lambda prefix: none())

    assert cache_folder.__wrapped__() is None


@pytest.mark.parametrize("call", ["run", "compare", "check"])
def test_numba_that_must_not_compile_is_told_from_python(call):
    code = f"import sim; sim.{call}(sim.load('two-neighbours'))"
    done = _with(["-c", code], NUMBA_DISABLE_JIT="1")

    assert "sim.errors.RunError: numba is told not to compile" in done.stderr
    assert done.stderr.endswith("unset NUMBA_DISABLE_JIT\n")


@pytest.mark.parametrize("command", ["run", "compare", "moves", "check", "claims", "value"])
def test_numba_that_must_not_compile_is_told_on_the_command_line(command):
    scenario = "lachin-2023" if command == "claims" else "two-neighbours"
    done = _with(["-m", "sim", command, scenario], NUMBA_DISABLE_JIT="1")

    assert done.returncode == 1
    assert done.stderr.startswith("sim: numba is told not to compile (NUMBA_DISABLE_JIT")
    assert "a fault in sim" not in done.stderr


def test_what_needs_no_engine_works_without_numba():
    done = _with(["-m", "sim", "show", "two-neighbours", "--actors"], NUMBA_DISABLE_JIT="1")

    assert done.returncode == 0


@pytest.mark.parametrize(
    "odd", ["NUMBA_NUM_THREADS=0", "NUMBA_CACHE_LOCATOR_CLASSES=Nope", "NUMBA_THREADING_LAYER=x"]
)
def test_a_setting_of_numba_that_does_not_work_is_named(odd):
    name, _, value = odd.partition("=")
    done = _with(["-m", "sim", "run", "two-neighbours", "--draws", "20"], **{name: value})

    assert done.returncode == 0 or f"{odd} may be why: unset that" in done.stderr


@pytest.mark.parametrize(
    "surroundings",
    [
        {"NUMBA_CACHE_DIR": "/proc/nowhere"},
        {"NUMBA_CACHE_DIR": __file__},
        {"XDG_CACHE_HOME": "/proc/nowhere"},
        {"HOME": "/proc/nowhere", "XDG_CACHE_HOME": ""},
    ],
)
def test_a_folder_that_cannot_be_written_is_passed_over(compiled_in_temporary, surroundings):
    arguments = ["-m", "sim", "run", "two-neighbours", "--draws", "20", "--replications", "2"]
    done = _with(arguments, TMPDIR=str(compiled_in_temporary), **surroundings)

    assert done.returncode == 0
    assert "Two neighbours" in done.stdout


def _with(arguments, **surroundings):
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **surroundings},
    )
