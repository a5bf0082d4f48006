"""What is found doubtful, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["warning", "note"]


@dataclass(frozen=True)
class Finding:
    """One doubtful thing.

    Attributes
    ----------
    severity
        ``warning``: it is probably not meant; ``note``: good to know.
    path
        Place in the scenario.
    message
        What is doubtful, and what to do.
    file, line
        File and line where the place is, if known; the file as it was named or extended.
    """

    severity: Severity
    path: str
    message: str
    file: str | None = None
    line: int | None = None
