"""The workers of a Dask scheduler as an executor."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from importlib import import_module
from time import monotonic, sleep
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from sim.engine.failures import INSTALL
from sim.engine.pool import Pool
from sim.errors import RunError, UsageError

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

#: Seconds to wait for a scheduler, and for a worker of it.
PATIENCE = 20


class _Executor(Executor):
    """Tasks for a client of Dask, which are dropped when the client is closed.

    Dask's own executor cancels every task by a message to the scheduler, and waits for the answer
    for minutes if the scheduler is gone.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def submit(
        self,
        fn: Callable[Parameters, Result],
        /,
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Future[Result]:
        future: Future[Result] = Future()
        task = self._client.submit(fn, *args, pure=False, **kwargs)
        task.add_done_callback(lambda done: _hand_on(done, future))
        return future


def _hand_on(task: Any, future: Future[Any]) -> None:
    """Give a future what became of a task of Dask."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(task.result())
    except Exception as error:
        future.set_exception(error)


@contextmanager
def dask_workers(address: str) -> Iterator[Pool]:
    """Yield the workers of a Dask scheduler as an executor; drop all its tasks at the end.

    Raises
    ------
    UsageError
        If Dask is not installed, or the address is none.
    RunError
        If the scheduler does not answer, has no workers, or one of them cannot load the engine.
    """
    try:
        distributed = import_module("distributed")
    except ModuleNotFoundError:
        raise UsageError(
            f"{address} is a Dask scheduler, which needs Dask: pip install 'sim-crisis[dask]'"
        ) from None
    with _silent(logging.getLogger("distributed.client")):
        _wait_for_listener(address)
        try:
            client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:  # the last of a missing certificate
            raise RunError(f"no Dask scheduler answers at {address}: {error}") from error
        try:
            _wait_for_workers(client, address)
            _check_imports(client)
            slots = sum(client.nthreads().values())
            yield Pool(_Executor(client), slots, lambda: _wait_for_workers(client, address))
        finally:
            client.close()


@contextmanager
def _silent(logger: logging.Logger) -> Iterator[None]:
    """Keep a logger silent: Dask writes a traceback for what we say in an error."""
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def _wait_for_listener(address: str) -> None:
    """Wait until somebody listens; a client of Dask that finds nobody is hard to get rid of."""
    try:
        place = urlsplit(address)
        host, port = place.hostname, place.port
    except ValueError:
        host, port = None, None
    if host is None or port is None:
        raise UsageError(f"no address of a Dask scheduler: '{address}'; one is tcp://10.0.0.5:8786")
    end = monotonic() + PATIENCE
    while True:
        try:
            with socket.create_connection((host, port), timeout=PATIENCE):
                return
        except OSError as error:
            if monotonic() >= end:
                raise RunError(
                    f"nobody listens at {address} ({error}): is a Dask scheduler "
                    "running there? Start one with 'dask scheduler'"
                ) from None
            sleep(0.1)


def _wait_for_workers(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise RunError(
            f"the Dask scheduler at {address} has no workers: start some with 'dask worker "
            f"{address}'"
        ) from None


def _check_imports(client: Any) -> None:
    """Raise `RunError` if the scheduler or a worker cannot load the engine.

    The scheduler reads every task too.  A worker that cannot read one would close its connection
    and say why in its own log only.
    """
    load = "import sim.engine.task"
    try:
        client.run_on_scheduler(exec, load)
    except ImportError as error:
        raise RunError(f"the Dask scheduler cannot load sim ({error}): {INSTALL}") from error
    for worker, came in client.run(exec, load, on_error="return").items():
        if isinstance(came, ImportError):
            raise RunError(f"the Dask worker {worker} cannot load sim ({came}): {INSTALL}")
