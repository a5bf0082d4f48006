"""The command line, called as a person calls it, and as a test can watch it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from sim.cli.app import app

Call = Callable[..., Result]


@pytest.fixture
def sim(monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call the command line inside this process; nothing is a terminal."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, prog_name="sim")

    return call
