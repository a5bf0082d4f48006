"""Where compiled code is kept: never where somebody else could put code."""

import os
import tempfile

import pytest
from numba.core import config

from sim.engine.compiled import cache_folder


@pytest.fixture
def homeless(tmp_path, monkeypatch):
    """A machine on which the user has no cache folder; return where the temporary one will be."""
    (tmp_path / "file").touch()
    monkeypatch.setattr(config, "CACHE_DIR", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / f"sim-crisis-{os.getuid()}"


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
