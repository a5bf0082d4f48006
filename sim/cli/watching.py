"""What is said on standard error while a run goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sim.cli.interrupts import last_words
from sim.cli.output import Progressing, progress_bar, say
from sim.engine.loop.compiled import on_compiling
from sim.report.exact_numbers import plain, whole
from sim.runs.folder import is_run
from sim.simulate.precision import Look


@dataclass(frozen=True)
class Callbacks:
    """Functions for a run to call.

    Attributes
    ----------
    progress
        How many blocks are done, of how many; None if nobody sees it.
    watch
        How small the error is, and how small it has to be.
    """

    progress: Progressing | None
    watch: Watching


class Watching:
    """Remembers the last look at the error, and shows it."""

    def __init__(self, progress: Progressing | None) -> None:
        self._progress = progress
        self.last: Look | None = None

    def __call__(self, look: Look) -> None:
        """Show a look."""
        self.last = look
        if self._progress is not None:
            self._progress.describe(f"Simulating, {look_in_words(look)}")


@contextmanager
def watching(title: str, kept: Path | None = None) -> Iterator[Callbacks]:
    """Yield functions for a run to call; say how it ended if it was run to a precision.

    If the engine has to be compiled, that is said too.

    Parameters
    ----------
    kept
        Folder of the run, for a word on how to go on after an interruption, once it holds one.
    """

    def tell() -> str:
        is_kept = kept is not None and is_run(kept)
        return f"What was finished is kept; to go on: sim resume {kept}" if is_kept else ""

    try:
        with (
            last_words(tell),
            progress_bar(title) as progress,
            on_compiling(_say_compiling),
        ):
            watch = Watching(progress)
            yield Callbacks(progress, watch)
    except KeyboardInterrupt:
        if words := tell():
            say(words)
        raise
    if watch.last is not None:
        say(f"Precise enough with {whole(watch.last.draws)} draws: {look_in_words(watch.last)}.")


def look_in_words(look: Look) -> str:
    """Return an error and its target, as in ``±0.31 of ±0.2 pp (major_violence)``."""
    points = look.outcome.is_probability
    factor, unit = (100.0, " pp") if points else (1.0, "")
    error, wanted = look.error * factor, look.wanted * factor
    return f"±{plain(error)} of ±{plain(wanted)}{unit} ({look.outcome.name})"


def _say_compiling() -> None:
    say("Compiling the simulation engine for this machine (once, about half a minute)...")
