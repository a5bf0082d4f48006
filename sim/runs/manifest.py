"""What a run on disk is a run of."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sim.errors import RunError
from sim.simulate.request import Request

FORMAT = "sim run 1"

#: What may differ without a bit of difference, and what people call the rest.
_HARMLESS = ("python", "machine")
_NAMES = {"code": "the code", "arithmetic": "the processor's arithmetic"}


@dataclass(frozen=True)
class ScenarioRecord:
    """The scenario of a run.

    Attributes
    ----------
    file
        From where it was read, as an absolute path; None for a text.
    sha256
        Of its content, see `Scenario.sha256`.
    """

    title: str
    file: str | None
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a run is a run of, and on what it was begun.

    Attributes
    ----------
    format
        Of the folder.
    sim
        Version of this package.
    begun
        Date and time, in UTC.
    scenario, request, block_size, kernel
        Together they decide what is in every block.
    versions
        Of what computes, and the machine; for people.
    """

    format: str
    sim: str
    begun: str
    scenario: ScenarioRecord
    request: Request
    block_size: int
    kernel: str
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """Hash of all that decides what is in the blocks; every block carries it."""
        record = asdict(self)
        decisive = ("scenario", "request", "block_size", "kernel")
        kept = {name: record[name] for name in decisive}
        del kept["scenario"]["file"]
        return _sha256(kept)


def to_text(manifest: Manifest) -> str:
    """Return a manifest as JSON, with a hash of itself."""
    record = asdict(manifest)
    return json.dumps({**record, "sha256": _sha256(record)}, indent=2, ensure_ascii=False) + "\n"


def from_text(text: str, path: Path) -> Manifest:
    """Return the manifest that a text holds.

    Parameters
    ----------
    path
        What to call it in messages.

    Raises
    ------
    RunError
        If it is damaged, was changed, or is of another format.
    """
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):  # The latter from thousands of brackets.
        record = None
    if not isinstance(record, dict) or "format" not in record:
        raise RunError(f"{path} is damaged: it is not the record of a run any more")
    if record["format"] != FORMAT:
        raise RunError(
            f"{path}: this is '{record['format']}', and sim can read '{FORMAT}'; "
            "use the version of sim that wrote it"
        )
    stated = record.pop("sha256", None)
    if stated != _sha256(record):
        raise RunError(
            f"{path} was changed after it was written, so it does not say any more what the "
            "blocks beside it are; put the original back, or begin again in another folder"
        )
    try:
        return TypeAdapter(Manifest).validate_python(record)
    except ValidationError as error:
        raise RunError(f"{path} is damaged: {error.errors()[0]['msg']}") from error


def differences(old: Manifest, new: Manifest) -> list[str]:
    """Return in words in what two runs differ, as far as that decides what is in the blocks."""
    found = []
    if old.scenario.sha256 != new.scenario.sha256:
        found.append(f"its scenario is '{old.scenario.title}' with other content")
    for each in fields(Request):
        before, now = getattr(old.request, each.name), getattr(new.request, each.name)
        if before != now:
            found.append(f"{each.name}: {_say(before)} there, {_say(now)} here")
    return found + kernel_differences(old, new)


def kernel_differences(old: Manifest, new: Manifest) -> list[str]:
    """Return in words in what the programs differ, if the same seed would give other bits."""
    if old.kernel == new.kernel:
        return []
    before, now = ({"sim": each.sim, **each.versions} for each in (old, new))
    changed = [
        f"{_NAMES.get(name, name)} {before.get(name)}, now {now.get(name)}"
        for name in now
        if name not in _HARMLESS and before.get(name) != now.get(name)
    ]
    return [f"it was begun with {' and '.join(changed) or 'another engine'}"]


def _say(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(_say(item) for item in value) or "none"
    return "none" if value is None else str(value)


def _sha256(record: Any) -> str:
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
