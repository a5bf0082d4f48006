"""Every history of a run as a Parquet file, written block by block."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import numpy.typing as npt

from sim.engine.block import BlockResult
from sim.engine.plan import Job
from sim.errors import RunError, UsageError
from sim.runs.files import UNFINISHED, cannot_write

HISTORIES = "histories.parquet"

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
        unfinished.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error


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
    names = [("baseline", "baseline"), *((plan.name, "adopted") for plan in job.plans)]
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
    titles += [f"weeks_to.{info.name}" for info in infos if info.kind == "reached"]
    return {
        "world": _repeated(pyarrow, worlds, each),
        "mode": _repeated(pyarrow, modes, each),
        "draw": np.tile(draws, n_worlds),
        "replication": np.tile(replications, n_draws * n_worlds),
        **{title: np.ascontiguousarray(rows[:, k]) for k, title in enumerate(titles)},
    }


def _repeated(pyarrow: ModuleType, names: tuple[str, ...], each: int) -> npt.NDArray:  # type: ignore[type-arg]
    """Return each name so many times, in the least memory."""
    known = list(dict.fromkeys(names))
    places = np.repeat(np.array([known.index(name) for name in names], np.int32), each)
    column: npt.NDArray = pyarrow.DictionaryArray.from_arrays(places, known)  # type: ignore[type-arg]
    return column
