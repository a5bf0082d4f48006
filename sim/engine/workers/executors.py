"""Where blocks are run: threads, processes, or the workers of a Dask scheduler, as executors.

The engine asks for `concurrent.futures.Executor` and no more, so anything else that is one will do.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from multiprocessing.connection import Connection
from threading import Event, Thread

from sim.engine.stopping import stop_at
from sim.engine.workers.dask_workers import dask_workers
from sim.engine.workers.pool import Pool, asked
from sim.errors import UsageError


def available_workers() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def open_executor(scheduler: str, workers: int | None = None) -> Iterator[Pool]:
    """Yield an executor; shut it down at the end, at once if the end is an exception.

    An interrupt waits for no block: those under way give up by themselves (in threads, see
    `sim.engine.stopping`) or end with their process.

    Parameters
    ----------
    scheduler
        ``threads``, ``processes``, or the address of a Dask scheduler, such as
        ``tcp://10.0.0.5:8786``.
    workers
        Threads or processes; all available processors by default.  A Dask scheduler has its own.

    Raises
    ------
    UsageError
        If there is no such scheduler, if Dask is not installed, or if workers are asked for of a
        Dask scheduler.
    RunError
        If the scheduler does not answer or has no workers.
    """
    wanted = available_workers() if workers is None else workers
    if scheduler == "threads":
        with _threads(wanted) as executor:
            yield Pool(executor, wanted)
    elif scheduler == "processes":
        with _processes(wanted) as executor:
            yield asked(executor, wanted)
    elif scheduler.startswith(("tcp://", "tls://")):
        if workers is not None:
            raise UsageError(
                f"the Dask scheduler at {scheduler} has workers of its own, and more are started "
                f"with 'dask worker': leave out the number of workers, found {workers}"
            )
        with dask_workers(scheduler) as pool:
            yield pool
    else:
        raise UsageError(
            f"no scheduler '{scheduler}': threads, processes, or an address such as "
            "tcp://10.0.0.5:8786"
        )


@contextmanager
def _threads(workers: int) -> Iterator[Executor]:
    flag = Event()
    executor = ThreadPoolExecutor(workers, initializer=stop_at, initargs=(flag,))
    try:
        yield executor
    except BaseException as error:
        flag.set()
        executor.shutdown(wait=isinstance(error, Exception), cancel_futures=True)
        raise
    executor.shutdown()


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    """Yield a pool of processes that end with this one, however it ends."""
    # Not by fork: this process may have threads, and a copy of their locks would never open.
    context = get_context("spawn")
    others = set(active_children())
    theirs, ours = context.Pipe(duplex=False)
    with ours, theirs:
        executor = ProcessPoolExecutor(workers, context, _begin_process, (theirs,))
        try:
            yield executor
        except BaseException:
            for child in set(active_children()) - others:
                child.kill()
            raise
        finally:
            executor.shutdown(cancel_futures=True)


def _begin_process(lifeline: Connection) -> None:
    """Have this process end when nobody holds the other end of the line any more.

    An interrupt from the keyboard reaches every process of the terminal.  It is for the first one
    to say what becomes of the others, which would print how they died.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def wait() -> None:
        try:
            lifeline.poll(None)
        finally:
            os._exit(1)

    Thread(target=wait, daemon=True).start()
