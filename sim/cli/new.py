"""``sim new``: a commented starter file."""

from __future__ import annotations

from pathlib import Path

from sim.cli.output import say
from sim.errors import UsageError
from sim.scenario.file import files

STARTER = Path(__file__).with_name("starter.yaml")


def new(path: Path, like: str | None, *, force: bool) -> None:
    """Write the starter to a path, or the file of another scenario as it stands.

    Raises
    ------
    UsageError
        If there is a file already and it may not be overwritten, or no such folder or scenario.
    ScenarioError
        If the other file is no text.
    """
    text = STARTER.read_text(encoding="utf-8") if like is None else _text_of(like)
    if path.is_dir():
        path = path / "scenario.yaml"
    if path.exists() and not force:
        raise UsageError(f"{path} exists; add --force to overwrite it, or give another name")
    if not path.parent.is_dir():
        raise UsageError(f"no folder {path.parent}")
    path.write_text(text, encoding="utf-8")
    say(f"Wrote {path}. Next: sim check {path}; sim moves {path}; sim compare {path}")


def _text_of(scenario: str) -> str:
    return files.read(files.find(scenario), scenario)
