"""Where blocks are run: threads, processes, or the workers of a Dask scheduler, as executors.

The engine asks for `concurrent.futures.Executor` and no more, so anything else that is one will do.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context

from sim.errors import RunError, UsageError

#: Seconds to wait for a Dask scheduler and its first worker.
PATIENCE = 20


def available_workers() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def open_executor(scheduler: str, workers: int | None = None) -> Iterator[tuple[Executor, int]]:
    """Yield an executor and how many blocks it can run at once; shut it down at the end.

    Parameters
    ----------
    scheduler
        ``threads``, ``processes``, or the address of a Dask scheduler, such as
        ``tcp://10.0.0.5:8786``.
    workers
        Threads or processes; all available processors by default.

    Raises
    ------
    UsageError
        If there is no such scheduler, or Dask is not installed.
    RunError
        If the scheduler does not answer or has no workers.
    """
    wanted = available_workers() if workers is None else workers
    if scheduler == "threads":
        with _shut_down(ThreadPoolExecutor(wanted)) as executor:
            yield executor, wanted
    elif scheduler == "processes":
        # Not by fork: this process may have threads, and a copy of their locks would never open.
        with _shut_down(ProcessPoolExecutor(wanted, get_context("spawn"))) as executor:
            yield executor, wanted
    elif "://" in scheduler:
        with _dask(scheduler) as (executor, threads):
            yield executor, threads
    else:
        raise UsageError(
            f"no scheduler '{scheduler}': threads, processes, or an address such as "
            "tcp://10.0.0.5:8786"
        )


@contextmanager
def _shut_down(executor: Executor) -> Iterator[Executor]:
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _dask(address: str) -> Iterator[tuple[Executor, int]]:
    try:
        distributed = import_module("distributed")
    except ModuleNotFoundError:
        raise UsageError(
            f"{address} is a Dask scheduler, which needs Dask: pip install 'sim-crisis[dask]'"
        ) from None
    try:
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise RunError(f"no Dask scheduler answers at {address}: {error}") from error
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
        yield client.get_executor(pure=False), sum(client.nthreads().values())
    except TimeoutError:
        raise RunError(f"the Dask scheduler at {address} has no workers") from None
    finally:
        client.close()
