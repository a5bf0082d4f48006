"""Where scenario files are, and how they are read."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from sim.errors import Problem, ScenarioError, UsageError, differing, nearest
from sim.scenario.file.yaml import MAX_BYTES

SUFFIXES = (".yaml", ".yml")

#: How alike a name must be, from 0 to 1, to be taken for the one that was meant.
_NEAR = 0.7

_PACKAGE = Path(__file__).resolve().parents[2]


def shipped_folder() -> Path:
    """Return the folder of the scenarios that come with the package."""
    installed = _PACKAGE / "scenarios"
    return installed if installed.is_dir() else _PACKAGE.parent / "scenarios"


def shipped() -> list[str]:
    """Return the names of the scenarios that come with the package."""
    return sorted(file.stem for file in shipped_folder().glob("*.yaml"))


def find(path_or_name: str | Path) -> Path:
    """Return the file of a scenario.

    Parameters
    ----------
    path_or_name
        Path of a file, or the name of a shipped scenario.

    Raises
    ------
    UsageError
        If there is no such file; the message names the nearest scenario or file.
    """
    path = Path(path_or_name)
    text = str(path_or_name)
    try:
        if path.is_file():
            return path
        if path.name == text and text in shipped():
            return shipped_folder() / f"{text}.yaml"
        if path.is_dir():
            files = _scenario_files(path)
            listed = f"; it has {', '.join(files[:12])}" if files else ""
            raise UsageError(f"'{text}' is a folder; name a file in it{listed}")
        if path.exists():
            raise UsageError(f"'{text}' is not a regular file")
        raise UsageError(missing(path, text, shipped()))
    except (OSError, ValueError) as error:  # a name that the system cannot even ask about
        raise UsageError(f"cannot look for the scenario '{text[:80]}': {_reason(error)}") from None


def read(path: Path, shown: str) -> str:
    """Return the text of a scenario file.

    Parameters
    ----------
    path
        The file.
    shown
        Its name in messages.

    Raises
    ------
    UsageError
        If it cannot be read.
    ScenarioError
        If what it contains is no text.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read '{shown}': {_reason(error)}") from None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _unreadable(shown, 1, "the file is in UTF-16; save it as UTF-8")
    if b"\0" in content[:4096]:
        raise _unreadable(shown, 1, "this is not a text file")
    if len(content) > MAX_BYTES:
        raise _unreadable(shown, 1, f"the file is larger than {MAX_BYTES // 1_000_000} MB")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        message = f"the file is not in UTF-8 (byte 0x{byte:02x} on this line); save it as UTF-8"
        raise _unreadable(shown, line, message) from None


def _unreadable(shown: str, line: int, message: str) -> ScenarioError:
    return ScenarioError([Problem(shown, line, 1, "", message)])


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).lower()


def _scenario_files(folder: Path) -> list[str]:
    try:
        return sorted(file.name for file in folder.iterdir() if file.suffix in SUFFIXES)
    except OSError:
        return []


def missing(path: Path, text: str, names: Sequence[str], but: str = "") -> str:
    """Return what to say of a file that is not there.

    A path is a path: only a word without a folder and a suffix may be meant as a name.

    Parameters
    ----------
    path
        Where it was looked for.
    text
        What was asked for.
    names
        Names that it could have been, instead of a file.
    but
        A file of that folder that is not meant.
    """
    folder, inside = path.parent, Path(text).parent
    if not folder.is_dir():
        return f"there is no file '{text}': there is no folder '{inside}'"
    files = [str(inside / name) for name in _scenario_files(folder) if name != but]
    is_name = path.name == text and not path.suffix
    known = {Path(name).stem: name for name in reversed([*names, *files])}
    what = "scenario" if is_name else "file"
    begin = [name for stem, name in known.items() if stem.lower().startswith(path.stem.lower())]
    if len(begin) > 1:
        return f"there is no {what} '{text}'; these begin so: {', '.join(sorted(begin))}"
    close = [Path(name).stem for name in begin] or difflib.get_close_matches(
        path.stem, known, 1, _NEAR
    )
    if close:
        return f"there is no {what} '{text}'{differing(path.stem, close[0], known[close[0]])}"
    if is_name:
        return f"there is no {what} '{text}'{nearest(text, names)}"
    return f"there is no file '{text}'"
