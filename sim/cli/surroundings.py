"""What a shell may hand over that nothing can be written to or measured by, put right at the start.

Several libraries read the same streams and variables, so each of them is saved from it here.
"""

from __future__ import annotations

import os
import sys

#: A terminal of more columns or lines than this many digits say is a mistake.
_LONGEST_WIDTH = 5


def replace_missing() -> None:
    """Put a stream into nothing in the place of each that was closed, as with ``>&-``.

    A command whose output nobody reads ends as behind a closed pipe.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # Open as long as the process lives.
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


def forget_odd_sizes() -> None:
    """Remove COLUMNS and LINES from the environment where they are no numbers."""
    for name in ("COLUMNS", "LINES"):
        text = os.environ.get(name, "0")
        if not text.isdecimal() or len(text) > _LONGEST_WIDTH:
            del os.environ[name]
