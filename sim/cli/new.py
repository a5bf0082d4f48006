"""``sim new``: a commented starter file."""

from __future__ import annotations

from pathlib import Path

from sim.cli.output import say
from sim.errors import UsageError

STARTER = Path(__file__).with_name("starter.yaml")


def new(path: Path, *, force: bool) -> None:
    """Write the starter to a path.

    Raises
    ------
    UsageError
        If there is a file already and it may not be overwritten, or no such folder.
    """
    if path.is_dir():
        path = path / "scenario.yaml"
    if path.exists() and not force:
        raise UsageError(f"{path} exists; add --force to overwrite it, or give another name")
    if not path.parent.is_dir():
        raise UsageError(f"no folder {path.parent}")
    path.write_text(STARTER.read_text(encoding="utf-8"), encoding="utf-8")
    say(f"Wrote {path}. Next: sim check {path}; sim compare {path}")
