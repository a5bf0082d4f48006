"""Every history of a run as a Parquet file, written block by block."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import numpy.typing as npt

from sim.engine.block import BlockResult
from sim.engine.plan import Job
from sim.errors import RunError, UsageError
from sim.results.results import BASELINE
from sim.runs.files import UNFINISHED, cannot_write, put_in_place, write_whole

HISTORIES = "histories.parquet"

#: Its hash, in a file that ``sha256sum --check`` reads too.
_HASH = f"{HISTORIES}.sha256"

#: Columns that tell which history of which world a row is.
_KEYS = ("world", "mode", "draw", "replication")

Columns = dict[str, npt.NDArray]  # type: ignore[type-arg]


def import_pyarrow() -> ModuleType:
    """Return pyarrow with its Parquet module, which only those need who keep histories.

    Raises
    ------
    UsageError
        If it is not installed.
    """
    try:
        import_module("pyarrow.parquet")
    except ModuleNotFoundError:
        message = "keeping histories needs pyarrow: pip install 'sim-crisis[keep]'"
        raise UsageError(message) from None
    return import_module("pyarrow")


def check_keeping(job: Job) -> None:
    """Check that the histories of a job can be kept, before anything is simulated.

    Raises
    ------
    UsageError
        If pyarrow is not installed, or an outcome has the name of another column.
    """
    import_pyarrow()
    for outcome in job.model.outcomes:
        if outcome.info.name in _KEYS:
            raise UsageError(
                f"the outcome '{outcome.info.name}' has the name of a column of {HISTORIES}; "
                "to keep the histories, rename it"
            )


def has_histories(folder: Path) -> bool:
    """Return whether a folder has its ``histories.parquet``, as it was written."""
    try:
        return (folder / _HASH).read_text(encoding="ascii") == _hash_line(folder)
    except (OSError, UnicodeDecodeError):
        return False


def write_histories(folder: Path, job: Job, results: Iterable[BlockResult]) -> None:
    """Write ``histories.parquet``: a row for every history of every world.

    The columns are ``world``, ``mode`` (``baseline``, ``adopted`` or ``offered``), ``draw`` and
    ``replication`` from 0, each outcome under its name (reached: 0 or 1; time: weeks), and
    ``weeks_to.NAME`` for each outcome of kind ``reached``, infinite if never.  Rows with the same
    draw and replication share their clocks.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    path, unfinished = folder / HISTORIES, folder / f"{HISTORIES}{UNFINISHED}"
    try:
        _write(unfinished, job, results)
        put_in_place(unfinished, path)
        line = _hash_line(folder)
    except OSError as error:
        raise cannot_write(path, error) from error
    write_whole(folder / _HASH, line.encode("ascii"))


def _hash_line(folder: Path) -> str:
    with (folder / HISTORIES).open("rb") as file:
        return f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {HISTORIES}\n"


def _write(path: Path, job: Job, results: Iterable[BlockResult]) -> None:
    pyarrow = import_pyarrow()
    writer = None
    try:
        for result in results:
            table = pyarrow.table(_columns(job, result, pyarrow))
            writer = writer or pyarrow.parquet.ParquetWriter(path, table.schema)
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()


def _columns(job: Job, result: BlockResult, pyarrow: ModuleType) -> Columns:
    if result.histories is None:
        raise RunError("the blocks of this run hold no histories")
    block = result.block
    names = [(BASELINE, BASELINE), *((plan.name, "adopted") for plan in job.plans)]
    if job.offering:
        names += [(plan.name, "offered") for plan in job.plans]
    worlds, modes = zip(*names, strict=True)
    n_worlds, n_draws, n_replications, n_columns = result.histories.shape
    each = n_draws * n_replications
    draws = np.repeat(block.first_draw + np.arange(n_draws, dtype=np.int32), n_replications)
    replications = block.first_replication + np.arange(n_replications, dtype=np.int32)
    rows = result.histories.reshape(-1, n_columns)
    infos = [outcome.info for outcome in job.model.outcomes]
    titles = [info.name for info in infos]
    titles += [f"weeks_to.{info.name}" for info in infos if info.has_weeks]
    keys = (
        _repeated(pyarrow, worlds, each),
        _repeated(pyarrow, modes, each),
        np.tile(draws, n_worlds),
        np.tile(replications, n_draws * n_worlds),
    )
    return {
        **dict(zip(_KEYS, keys, strict=True)),
        **{title: np.ascontiguousarray(rows[:, k]) for k, title in enumerate(titles)},
    }


def _repeated(pyarrow: ModuleType, names: tuple[str, ...], each: int) -> npt.NDArray:  # type: ignore[type-arg]
    """Return each name so many times, in the least memory."""
    known = list(dict.fromkeys(names))
    places = np.repeat(np.array([known.index(name) for name in names], np.int32), each)
    column: npt.NDArray = pyarrow.DictionaryArray.from_arrays(places, known)  # type: ignore[type-arg]
    return column
