"""Threads, processes and Dask give the same bits, and say in one sentence what failed."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import cache
from multiprocessing import get_context

import pytest

import sim
from sim.engine import run
from sim.engine.plan import Job, Sizes, WorldPlan
from sim.engine.run import run_job
from sim.engine.workers import dask_workers, fingerprint
from sim.engine.workers.executors import open_executor
from sim.engine.workers.task import pack, run_packed
from sim.model.compile import compile_scenario
from tests.test_invariants import assert_same

#: Thirty blocks of one draw, if they are as small as they can be.
SIZES = Sizes(30, 80, 11)
BLOCK_SIZE = 100

#: A worker whose scipy claims to be another one.
OTHER_WORKER = """
import scipy
scipy.__version__ = "1.0"
from distributed.cli.dask_worker import main
main()
"""

#: What is interrupted: a run without end, which says when its first block is done.
ENDLESS = """
import sys
from sim.model.compile import compile_scenario
from sim.engine.plan import Job, Sizes
from sim.engine.run import run_job
import sim

if __name__ == "__main__":
    model = compile_scenario(sim.load("two-neighbours"))
    try:
        run_job(
            Job(model, Sizes(20_000, 1_000, 1)),
            version="",
            scheduler=sys.argv[1],
            progress=lambda done, _: print(done, flush=True),
        )
    except KeyboardInterrupt:
        sys.exit(130)
"""


@cache
def job():
    model = compile_scenario(sim.load("two-neighbours"))
    return Job(model, SIZES, (WorldPlan("both", (0, 1)), WorldPlan("one", (1,))), keep=True)


@cache
def expected():
    """Return the results of one thread, in one block; compiles the engine for all processes."""
    return run_job(job(), version="", workers=1, block_size=10**9)


# --- the workers -------------------------------------------------------------------------------


@contextlib.contextmanager
def process(folder, name, *arguments):
    """Yield a process that is gone afterwards, and that says what it has to say in a file."""
    with (folder / f"{name}.log").open("w") as log:
        started = subprocess.Popen(
            [sys.executable, *arguments], cwd=folder, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            yield started
        finally:
            started.kill()
            started.wait()


@contextlib.contextmanager
def dask_scheduler(folder):
    """Yield the address of a Dask scheduler on the loopback interface, and its process."""
    place = folder / "scheduler.json"
    command = "-m distributed.cli.dask_scheduler --host 127.0.0.1 --port 0 --no-dashboard"
    file = ["--scheduler-file", str(place)]
    with process(folder, "scheduler", *command.split(), *file) as started:
        yield until(lambda: json.loads(place.read_text())["address"]), started


def dask_worker(folder, name, address, program=("-m", "distributed.cli.dask_worker")):
    options = "--host 127.0.0.1 --nthreads 1 --no-nanny --no-dashboard --local-directory"
    place = folder / name
    place.mkdir()
    return process(folder, name, *program, address, *options.split(), str(place))


def until(find):
    """Return what a function finds, as soon as it finds something."""
    for _ in range(2400):
        with contextlib.suppress(OSError, ValueError):
            return find()
        time.sleep(0.05)
    raise TimeoutError("nothing found within two minutes")


def nobody_is_left(group):
    """Return True if there is no process in a group, and raise an error as long as there is."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    raise OSError(f"there still are processes in group {group}")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Return the address of a Dask scheduler with two workers."""
    expected()
    folder = tmp_path_factory.mktemp("cluster")
    with (
        dask_scheduler(folder) as (address, _),
        dask_worker(folder, "one", address),
        dask_worker(folder, "two", address),
    ):
        yield address


@pytest.fixture(scope="module")
def processes():
    expected()
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        yield pool


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(dask_workers, "PATIENCE", 2)
    monkeypatch.setattr(run, "SILENCE", 2)


# --- the same bits -----------------------------------------------------------------------------


@pytest.mark.parametrize("block_size", [100, 700, 10**9])
@pytest.mark.parametrize("workers", [1, 2, 5])
def test_threads_change_no_bit(workers, block_size):
    assert_same(expected(), run_job(job(), version="", workers=workers, block_size=block_size))


@pytest.mark.parametrize("block_size", [100, 700, 10**9])
def test_two_processes_change_no_bit(processes, block_size):
    found = run_job(job(), version="", executor=processes, workers=2, block_size=block_size)

    assert_same(expected(), found)


def test_five_processes_change_no_bit():
    found = run_job(job(), version="", scheduler="processes", workers=5, block_size=100)

    assert_same(expected(), found)


@pytest.mark.parametrize("block_size", [100, 700, 10**9])
def test_dask_changes_no_bit(cluster, block_size):
    assert_same(expected(), run_job(job(), version="", scheduler=cluster, block_size=block_size))


def test_a_worker_of_dask_that_is_killed_halfway_changes_no_bit(tmp_path):
    with (
        dask_scheduler(tmp_path) as (address, _),
        dask_worker(tmp_path, "stays", address),
        dask_worker(tmp_path, "dies", address) as dies,
    ):
        left = []

        def kill(done, total):
            left.append(total - done)
            if done == total // 3:
                dies.kill()
                dies.wait()

        found = run_job(job(), version="", scheduler=address, block_size=100, progress=kill)

    assert -signal.SIGKILL == dies.returncode
    assert list(range(len(left)))[::-1] == left
    assert len(left) > 20
    assert_same(expected(), found)


# --- what is refused, and what fails -------------------------------------------------------------


def test_a_worker_with_other_versions_is_refused(tmp_path):
    script = tmp_path / "other_worker.py"
    script.write_text(OTHER_WORKER)
    with (
        dask_scheduler(tmp_path) as (address, _),
        dask_worker(tmp_path, "other", address, [str(script)]),
        pytest.raises(sim.RunError) as caught,
    ):
        run_job(job(), version="", scheduler=address)

    here = fingerprint.versions()["scipy"]
    assert os.uname().nodename in str(caught.value)
    assert f"scipy 1.0 there and {here} here; install the same version" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "advice"), [("code", "install the same version"), ("arithmetic", "machines of one")]
)
def test_a_worker_with_another_engine_or_processor_is_refused(monkeypatch, name, advice):
    packed = pack(job())
    monkeypatch.setattr(fingerprint, f"_{name}", lambda: "other")
    fingerprint.fingerprint.cache_clear()
    try:
        with pytest.raises(sim.RunError, match=f"{name} other there and .* here; .*{advice}"):
            run_packed(packed, None, None)
    finally:
        monkeypatch.undo()
        fingerprint.fingerprint.cache_clear()


def test_errors_of_our_own_arrive_as_they_are(processes, cluster, monkeypatch):
    older = replace(pack(job()), fingerprint="older", versions={"sim": "0.0.1"})
    monkeypatch.setattr(run, "pack", lambda _: older)
    messages = set()
    for where in ({"workers": 1}, {"executor": processes}, {"scheduler": cluster}):
        with pytest.raises(sim.RunError, match="would compute other bits") as caught:
            run_job(job(), version="", **where)
        messages.add(str(caught.value))

    assert 1 == len(messages)


class ForgetsWhatItBreaksAt(ThreadPoolExecutor):
    """An executor that breaks while a task is handed in: the task is never done, the next refused.

    A pool of processes does so now and then.
    """

    broken = False

    def submit(self, function, /, *arguments):
        if self.broken:
            raise BrokenProcessPool("a child process terminated abruptly")
        self.broken = True
        return Future()


def test_a_task_that_a_broken_pool_forgot_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(run, "SILENCE", 0.1)
    with (
        ForgetsWhatItBreaksAt(1) as pool,
        pytest.raises(sim.RunError, match="a worker process ended unexpectedly"),
    ):
        run_job(job(), version="", executor=pool, workers=1, block_size=100_000)


def test_a_process_of_the_pool_that_is_killed_is_an_error(impatient):
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        worker = pool.submit(os.getpid).result()

        def kill(done, _):
            if done == 2:
                os.kill(worker, signal.SIGKILL)

        with pytest.raises(sim.RunError, match="a worker process ended unexpectedly"):
            run_job(job(), version="", executor=pool, block_size=100, progress=kill)


def test_a_scheduler_that_is_killed_is_an_error(tmp_path):
    with (
        dask_scheduler(tmp_path) as (address, scheduler),
        dask_worker(tmp_path, "one", address),
        pytest.raises(sim.RunError, match="scheduler is gone"),
    ):
        run_job(
            job(),
            version="",
            scheduler=address,
            block_size=100,
            progress=lambda done, _: scheduler.kill() if done == 2 else None,
        )


def test_a_scheduler_whose_workers_are_all_gone_is_an_error(tmp_path, monkeypatch):
    with (
        dask_scheduler(tmp_path) as (address, _),
        dask_worker(tmp_path, "one", address) as worker,
        pytest.raises(sim.RunError, match=f"{address} has no workers: .*'dask worker {address}'"),
    ):

        def kill(done, _):
            if done == 2:
                worker.kill()
                monkeypatch.setattr(dask_workers, "PATIENCE", 2)

        monkeypatch.setattr(run, "SILENCE", 3)
        run_job(job(), version="", scheduler=address, block_size=100, progress=kill)


def test_a_scheduler_without_workers_is_an_error(tmp_path, impatient):
    with (
        dask_scheduler(tmp_path) as (address, _),
        pytest.raises(sim.RunError, match="has no workers"),
    ):
        run_job(job(), version="", scheduler=address)


def test_a_worker_that_cannot_load_the_engine_is_an_error(tmp_path):
    script = tmp_path / "bare_worker.py"
    script.write_text("import sys\nsys.modules['sim'] = None\n" + OTHER_WORKER)
    with (
        dask_scheduler(tmp_path) as (address, _),
        dask_worker(tmp_path, "bare", address, [str(script)]),
        pytest.raises(sim.RunError, match=r"the Dask worker tcp://\S+ cannot load sim"),
    ):
        run_job(job(), version="", scheduler=address)


def test_nobody_listening_is_an_error(impatient):
    with pytest.raises(sim.RunError, match=r"nobody listens at tcp://127\.0\.0\.1:1 "):
        run_job(job(), version="", scheduler="tcp://127.0.0.1:1")


@pytest.mark.parametrize(
    ("says", "told"),
    [
        (b"", "it says nothing within 2 seconds"),
        (b"\1\0", "it says nothing within 2 seconds"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "it says something else"),
        (None, "it hangs up"),
    ],
)
def test_something_else_that_listens_is_an_error(monkeypatch, says, told):
    if "nothing" in told:  # the others are not waited for
        monkeypatch.setattr(dask_workers, "ANSWER", 2)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            line, _ = server.accept()
            with line, contextlib.suppress(OSError):
                if says is not None:
                    line.sendall(says)
                    line.settimeout(20)
                    line.recv(1)

        answering = threading.Thread(target=answer, daemon=True)
        answering.start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(sim.RunError, match=f"{address} does not greet .*, {told}"):
            run_job(job(), version="", scheduler=address)
        answering.join()


def test_a_scheduler_that_falls_silent_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "SILENCE", 2)
    with (
        dask_scheduler(tmp_path) as (address, scheduler),
        dask_worker(tmp_path, "one", address),
        pytest.raises(sim.RunError, match=f"{address} gives no answer within"),
    ):

        def fall_silent(done, _):
            if done == 2:
                scheduler.send_signal(signal.SIGSTOP)
                monkeypatch.setattr(dask_workers, "PATIENCE", 1)
                monkeypatch.setattr(dask_workers, "ANSWER", 1)

        try:
            run_job(job(), version="", scheduler=address, block_size=100, progress=fall_silent)
        finally:
            scheduler.send_signal(signal.SIGCONT)


@pytest.mark.parametrize(
    "address", ["tcp://", "tcp://10.0.0.5", "tls://here:there", "tcp://a:99999"]
)
def test_a_malformed_address_is_a_wrong_request(address):
    with pytest.raises(sim.UsageError, match=f"no address of a Dask scheduler: '{address}'"):
        run_job(job(), version="", scheduler=address)


@pytest.mark.parametrize("name", ["thread", "", "http://10.0.0.5:8786"])
def test_an_unknown_scheduler_is_a_wrong_request(name):
    with pytest.raises(sim.UsageError, match=f"no scheduler '{name}': threads, processes"):
        run_job(job(), version="", scheduler=name)


def test_a_number_of_workers_is_not_for_dask():
    with pytest.raises(sim.UsageError, match="leave out the number of workers, found 3"):
        run_job(job(), version="", scheduler="tcp://10.0.0.5:8786", workers=3)


# --- the end -----------------------------------------------------------------------------------


@pytest.mark.parametrize("scheduler", ["threads", "processes", "dask"])
def test_an_interrupt_ends_everything_without_a_word(scheduler, request, tmp_path):
    address = request.getfixturevalue("cluster") if scheduler == "dask" else scheduler
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS)
    expected()
    with subprocess.Popen(
        [sys.executable, str(script), address],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as started:
        try:
            assert "1\n" == started.stdout.readline()
            os.killpg(started.pid, signal.SIGINT)
            said = started.communicate(timeout=120)[1]
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)

    assert 130 == started.returncode
    assert "" == said
    assert until(lambda: nobody_is_left(started.pid))


def test_processes_end_with_the_one_that_started_them(tmp_path):
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS)
    expected()
    with subprocess.Popen(
        [sys.executable, str(script), "processes"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as started:
        assert "1\n" == started.stdout.readline()
        started.kill()

    try:
        assert until(lambda: nobody_is_left(started.pid))
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)


def test_threads_are_shut_down_by_an_error():
    with pytest.raises(ValueError, match="enough"), open_executor("threads", 2) as pool:
        future = pool.executor.submit(time.sleep, 0)
        raise ValueError("enough")

    assert future.done()
    with pytest.raises(RuntimeError, match="after shutdown"):
        pool.executor.submit(time.sleep, 0)
