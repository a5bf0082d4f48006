"""A run on disk from its beginning to its end: begin it, go on with it, read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sim._version import __version__
from sim.engine.plan import Job
from sim.engine.run import chosen_block_size
from sim.engine.workers.executors import available_workers
from sim.engine.workers.fingerprint import fingerprint, versions
from sim.errors import RunError, ScenarioError, UsageError
from sim.results.results import Results
from sim.runs.files import CannotWriteError
from sim.runs.folder import SCENARIO, RunFolder, WholeRun, check_free, is_run, locked
from sim.runs.histories import check_keeping, has_histories, write_histories
from sim.runs.manifest import (
    FORMAT,
    Manifest,
    ScenarioRecord,
    differences,
    kernel_differences,
)
from sim.runs.tables import write_tables
from sim.scenario.load import dumps, load, loads
from sim.scenario.schema import Scenario
from sim.simulate.execution import Execution, plan_job, simulate
from sim.simulate.request import Request


def run_in(path: Path, scenario: Scenario, request: Request, execution: Execution) -> Results:
    """Return the results of a request, keeping every block in a folder.

    If the folder holds the same run already, what is done is not done again.

    Raises
    ------
    UsageError
        If the folder holds another run, or other files.
    RunError
        If it cannot be written, or the run fails.
    """
    job = plan_job(scenario, request, execution)
    if request.keep:
        check_keeping(job)
    new = describe(scenario, request, job, execution)
    if not is_run(path):
        check_free(path)
    with locked(path):
        if not is_run(path):
            return _finish(RunFolder.create(path, new, dumps(scenario)), job, execution)
        folder = RunFolder.open(path)
        different = differences(folder.manifest, new)
        if different:
            raise UsageError(
                f"{path} holds another run: {'; '.join(different)}. Take another folder, or to go "
                f"on with that run: sim resume {path}"
            )
        return _finish(folder, job, execution)


def resume(path: Path, execution: Execution) -> Results:
    """Return the results of a run in a folder, simulating what is missing or damaged.

    Raises
    ------
    UsageError
        If there is no run.
    RunError
        If the scenario, the manifest or the engine has changed, or the run fails.
    """
    folder = RunFolder.open(path)
    with locked(path):
        scenario = _scenario(folder)
        _check_original(folder)
        job = plan_job(scenario, folder.manifest.request, execution)
        different = kernel_differences(
            folder.manifest, describe(scenario, folder.manifest.request, job, execution)
        )
        if different:
            raise RunError(
                f"{path} cannot be gone on with: {different[0]}; the same seed would give other "
                f"numbers. Go on where it was begun, or begin again in another folder. If it was "
                f"finished: sim tables {path}"
            )
        return _finish(folder, job, execution)


def read(path: Path) -> Results:
    """Return the results of a finished run, simulating nothing.

    Raises
    ------
    UsageError
        If there is no run.
    RunError
        If it is not finished, or damaged.
    """
    folder = WholeRun.open(path)
    request, execution = folder.manifest.request, Execution(workers=1)
    job = plan_job(_scenario(folder), request, execution)
    size = folder.manifest.block_size
    results = simulate(job, request, execution, store=folder, block_size=size)
    return replace(results, header=replace(results.header, version=folder.manifest.sim))


def describe(scenario: Scenario, request: Request, job: Job, execution: Execution) -> Manifest:
    """Return the manifest of a run that begins now."""
    at_once = available_workers() if execution.workers is None else execution.workers
    file = None if scenario.path is None else str(scenario.path.resolve())
    return Manifest(
        format=FORMAT,
        sim=__version__,
        begun=datetime.now(UTC).isoformat(timespec="seconds"),
        scenario=ScenarioRecord(scenario.title, file, scenario.sha256),
        request=request,
        block_size=chosen_block_size(job, at_once),
        kernel=fingerprint(),
        versions=versions(),
    )


def _finish(folder: RunFolder, job: Job, execution: Execution) -> Results:
    request, size = folder.manifest.request, folder.manifest.block_size
    try:
        folder.make_room()
        results = simulate(job, request, execution, store=folder, block_size=size)
        if request.keep and not has_histories(folder.path):
            write_histories(folder.path, job, folder.results())
        write_tables(folder.path, results)
    except CannotWriteError as error:
        message = f"{error}. What was finished is kept; to go on: sim resume {folder.path}"
        raise RunError(message) from error
    return results


def _scenario(folder: RunFolder) -> Scenario:
    """Return the scenario that was copied into the folder."""
    file = folder.path / SCENARIO
    try:
        scenario = loads(folder.scenario, str(file))
    except ScenarioError as error:
        raise RunError(f"{file} was changed, and is wrong now:\n{error}") from error
    if scenario.sha256 != folder.manifest.scenario.sha256:
        raise RunError(
            f"{file} was changed after the run was begun: the blocks are those of another "
            "scenario; put the original back, or begin again in another folder"
        )
    return scenario


def _check_original(folder: RunFolder) -> None:
    """Check that the file that the run was begun from, if it is still there, says the same."""
    record = folder.manifest.scenario
    if record.file is None or not Path(record.file).exists():
        return
    try:
        same = load(record.file).sha256 == record.sha256
    except ScenarioError:
        same = False
    if not same:
        copy = folder.path / SCENARIO
        raise RunError(
            f"{record.file} has changed since {folder.path} was begun. To go on with the scenario "
            f"as it was, put it back: a copy is {copy}. To run it as it is, take another folder"
        )
