"""The folder of a run: made, opened, locked, and its blocks kept and found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from sim.engine.block import BlockResult
from sim.engine.plan import Block
from sim.errors import RunError, UsageError
from sim.runs import manifest as manifests
from sim.runs.blocks import DamagedBlockError, decode, encode
from sim.runs.files import UNFINISHED, cannot_read, cannot_write, make_folder, why, write_whole
from sim.runs.manifest import Manifest

MANIFEST, SCENARIO, BLOCKS, LOCK = "manifest.json", "scenario.yaml", "blocks", "lock"

#: What a run that was killed at its very beginning leaves.
_BEGUN = {SCENARIO, BLOCKS, LOCK, MANIFEST + UNFINISHED, SCENARIO + UNFINISHED}


class RunFolder:
    """A run on disk; `BlockStore` of the engine.

    Attributes
    ----------
    path
    manifest
    """

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path, self.manifest = path, manifest
        self._blocks: set[Block] = set()
        self._identity = manifest.identity

    @classmethod
    def create(cls, path: Path, manifest: Manifest, scenario: str) -> Self:
        """Return a new run.

        Parameters
        ----------
        scenario
            The whole scenario as YAML.

        Raises
        ------
        RunError
            If it cannot be written.
        """
        make_folder(path)
        write_whole(path / SCENARIO, scenario.encode())
        # Last, because with it the folder is a run.
        write_whole(path / MANIFEST, manifests.to_text(manifest).encode())
        return cls(path, manifest)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Return the run that a folder holds.

        Raises
        ------
        UsageError
            If it holds none.
        RunError
            If it is damaged.
        """
        if not is_run(path):
            missing = "holds no run" if path.exists() else "is no folder"
            raise UsageError(f"{path} {missing}; a run is kept with --out DIR")
        file = path / MANIFEST
        return cls(path, manifests.from_text(read_text(file), file))

    def make_room(self) -> None:
        """Make the folder of the blocks, which a run that was tidied up by hand may have lost.

        Raises
        ------
        RunError
            If it cannot be made.
        """
        make_folder(self.path / BLOCKS)

    @property
    def scenario(self) -> str:
        """The scenario of the run, as YAML."""
        return read_text(self.path / SCENARIO)

    @property
    def n_blocks(self) -> int:
        """Number of blocks that are there."""
        return sum(1 for _ in (self.path / BLOCKS).glob("*.block"))

    def get(self, block: Block) -> BlockResult | None:
        """Return the result of a block, None if it is not there or not whole."""
        return self._found(block)

    def _found(self, block: Block) -> BlockResult | None:
        try:
            result = decode(self._file(block).read_bytes(), block, self._identity)
        except (FileNotFoundError, DamagedBlockError):
            return None
        except OSError as error:
            raise cannot_read(self._file(block), error) from error
        self._blocks.add(block)
        return result

    def need(self, block: Block) -> BlockResult:
        """Return the result of a block.

        Raises
        ------
        RunError
            If it is not there, or not whole.
        """
        result = self._found(block)
        if result is not None:
            return result
        again = f"sim resume {self.path}"
        if self._file(block).exists():
            raise RunError(f"{self._file(block)} is damaged; to simulate it again: {again}")
        done = "1 block is" if self.n_blocks == 1 else f"{self.n_blocks} blocks are"
        raise RunError(f"{self.path} is not finished: {done} done; to go on: {again}")

    def put(self, result: BlockResult) -> None:
        """Keep the result of a block.

        Raises
        ------
        RunError
            If it cannot be written.
        """
        write_whole(self._file(result.block), encode(result, self._identity))
        self._blocks.add(result.block)

    def results(self) -> Iterator[BlockResult]:
        """Yield the results of all blocks that were found or put, in the order of the draws."""
        for block in sorted(self._blocks, key=lambda b: (b.first_draw, b.tile)):
            yield self.need(block)

    def _file(self, block: Block) -> Path:
        last = block.first_draw + block.n_draws - 1
        name = f"draws-{block.first_draw:07}-{last:07}-tile-{block.tile:04}.block"
        return self.path / BLOCKS / name


class WholeRun(RunFolder):
    """A run of which every block must be there, so that nothing is ever simulated."""

    def get(self, block: Block) -> BlockResult:
        """Return the result of a block, as `need`."""
        return self.need(block)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes out of the folder of a run, and remove what a killed one was writing.

    If it had to be made and holds no run at the end, it is removed again.  The lock goes with the
    process, however it ends.  Where the system has no such locks, there are none.

    Raises
    ------
    RunError
        If another process works in it, or nothing can be written there.
    """
    is_new = not path.exists()
    make_folder(path)
    try:
        file = (path / LOCK).open("a")
    except OSError as error:
        raise cannot_write(path / LOCK, error) from error
    with file:
        _lock(file, path)
        for left in [*path.glob(f"*{UNFINISHED}"), *path.glob(f"*/*{UNFINISHED}")]:
            left.unlink(missing_ok=True)
        try:
            yield
        finally:
            if is_new and not is_run(path):
                _remove_begun(path)


def _remove_begun(path: Path) -> None:
    """Remove a folder in which no run has been begun, as far as that can be done."""
    with suppress(OSError):
        for name in _BEGUN - {BLOCKS}:
            (path / name).unlink(missing_ok=True)
        path.rmdir()


def _lock(file: Any, path: Path) -> None:
    try:
        fcntl = import_module("fcntl")
    except ModuleNotFoundError:  # Windows
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RunError(f"another sim is working in {path}") from None
    except OSError:  # A file system without locks.
        return


def check_free(path: Path) -> None:
    """Check that a run may be made in a folder.

    Raises
    ------
    UsageError
        If there is something else.
    """
    if path.exists() and not path.is_dir():
        raise UsageError(f"{path} is a file; --out takes a folder")
    others = {entry.name for entry in path.iterdir()} - _BEGUN if path.is_dir() else set()
    if others:
        raise UsageError(
            f"{path} holds other files, such as {min(others)}: a run takes a folder of its own"
        )


def is_run(path: Path) -> bool:
    """Return whether a folder holds a run.

    Raises
    ------
    UsageError
        If the system cannot even look there.
    """
    try:
        return (path / MANIFEST).is_file()
    except (OSError, ValueError) as error:  # the latter from a zero in the name
        reason = why(error) if isinstance(error, OSError) else str(error)
        raise UsageError(f"cannot look for a run in '{path}': {reason}") from error


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises
    ------
    RunError
        If it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise RunError(f"{path} is damaged: it is no text any more") from None
    except OSError as error:
        raise cannot_read(path, error) from error
