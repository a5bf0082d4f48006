"""The fingerprint covers all that decides the bits of a block."""

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

import sim
from sim.engine.workers import fingerprint

#: Loaded with a block, without a part in its numbers.
NO_PART = {"sim", "sim._version", "sim.errors"}


@pytest.fixture
def anew():
    """Forget what was computed, before and after."""
    cached = (fingerprint.fingerprint, fingerprint._code, fingerprint._arithmetic)
    for function in cached:
        function.cache_clear()
    yield
    for function in cached:
        function.cache_clear()


def test_every_module_that_a_block_loads_is_covered():
    program = "import sys, sim.engine.block; print(*(m for m in sys.modules if m[:3] == 'sim'))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    covered = {
        path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for path, _ in fingerprint._sources(files(sim), fingerprint.SOURCES)
    }

    assert "sim.engine.block" in done.stdout.split()
    assert set(done.stdout.split()) - NO_PART <= {f"sim.{name}" for name in covered}


def test_it_is_the_same_in_another_process():
    program = "from sim.engine.workers.fingerprint import fingerprint; print(fingerprint())"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert fingerprint.fingerprint() == done.stdout.strip()


@pytest.mark.parametrize("library", ["np", "scipy", "numba"])
def test_another_version_of_a_library_is_another_fingerprint(library, monkeypatch, anew):
    before = fingerprint.fingerprint()
    fingerprint.fingerprint.cache_clear()
    monkeypatch.setattr(getattr(fingerprint, library), "__version__", "0.0.1")

    assert before != fingerprint.fingerprint()
    assert "0.0.1" in fingerprint.versions().values()


def test_a_last_digit_of_a_logarithm_is_another_fingerprint(monkeypatch, anew):
    before = fingerprint.versions()
    fingerprint._arithmetic.cache_clear()
    log = fingerprint.np.log
    monkeypatch.setattr(
        fingerprint.np, "log", lambda x: fingerprint.np.nextafter(log(x), fingerprint.np.inf)
    )
    after = fingerprint.versions()

    assert {"arithmetic"} == {name for name in before if before[name] != after[name]}


def test_text_counts_and_the_ends_of_its_lines_do_not(tmp_path: Path):
    def found(content):
        (tmp_path / "inner").mkdir(exist_ok=True)
        (tmp_path / "inner" / "a.py").write_bytes(content)
        (tmp_path / "inner" / "notes.txt").write_bytes(b"no code")
        return list(fingerprint._sources(tmp_path, ("inner",)))

    assert [("inner/a.py", "x = 1\ny = 2\n")] == found(b"x = 1\ny = 2\n")
    assert found(b"x = 1\ny = 2\n") == found(b"x = 1\r\ny = 2\r\n")
    assert found(b"x = 1\ny = 2\n") != found(b"x = 1\ny = 3\n")
