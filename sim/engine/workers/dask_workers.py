"""The workers of a Dask scheduler as an executor.

Nothing is asked of Dask in the main thread: there a client that waits hears no interrupt, and goes
on waiting for minutes.  Every question has a thread of its own and a time in which to be answered.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Thread
from time import monotonic, sleep
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from sim.engine.workers.failures import INSTALL
from sim.engine.workers.pool import Pool
from sim.errors import RunError, UsageError

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

#: Seconds to wait until a scheduler listens, and until it has a worker.
PATIENCE = 20
#: Seconds in which a scheduler that listens has to answer.
ANSWER = 8
#: Seconds in which every worker has to load the engine.
LOADING = 60
#: Bytes in which a scheduler says how long its greeting is, and bytes that it never has.
_LENGTH, _LONGEST_GREETING = 8, 1_000_000
#: Seconds to take leave of a scheduler, which forgets who does not.
LEAVE = 2


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
        client = _connect(distributed, address)
        try:
            _wait_for_workers(client, address)
            _answer(lambda: _check_imports(client), address, LOADING)
            at_once = _answer(lambda: sum(client.nthreads().values()), address, ANSWER)
            yield Pool(_Executor(client), at_once, lambda: _wait_for_workers(client, address))
        finally:
            with suppress(Exception):
                _answer(client.close, address, LEAVE)


def _connect(distributed: Any, address: str) -> Any:
    """Return a client of a scheduler."""
    # One that could not connect would try to take leave when it is collected, and wait for that.
    kind = type("Client", (distributed.Client,), {"__del__": lambda _: None})
    try:
        return _answer(
            lambda: kind(address, timeout=ANSWER, set_as_default=False),
            address,
            # So that the client gives up first, and says why.
            ANSWER + 1,
        )
    except (OSError, ValueError, TypeError) as error:  # the last of a missing certificate
        raise RunError(f"no Dask scheduler answers at {address}: {error}") from error


def _answer(ask: Callable[[], Result], address: str, seconds: float) -> Result:
    """Return the answer to a question, or raise what asking raises.

    Raises
    ------
    RunError
        If there is no answer in time.
    """
    answer: Future[Result] = Future()

    def wait() -> None:
        try:
            answer.set_result(ask())
        except BaseException as error:
            answer.set_exception(error)

    Thread(target=wait, daemon=True, name="sim-asks-dask").start()
    try:
        return answer.result(seconds)
    except TimeoutError:
        if answer.done():
            raise
        raise RunError(
            f"what listens at {address} gives no answer within {seconds:g} seconds: is it a Dask "
            "scheduler, and is it alive?"
        ) from None


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
            with socket.create_connection((host, port), timeout=ANSWER) as line:
                if place.scheme == "tcp":
                    _wait_for_greeting(line, address)
                return
        except OSError as error:
            if monotonic() >= end:
                raise RunError(
                    f"nobody listens at {address} ({error}): is a Dask scheduler "
                    "running there? Start one with 'dask scheduler'"
                ) from None
            sleep(0.1)


def _wait_for_greeting(line: socket.socket, address: str) -> None:
    """Wait for the first bytes of a scheduler, which greets whoever connects without being asked.

    They say how long the greeting is.  A client of Dask takes any length for true, and that of
    other bytes is more than there is memory.

    Raises
    ------
    RunError
        If there are none, or others.
    """
    greeting, answer = b"", f"it says nothing within {ANSWER} seconds"
    try:
        while len(greeting) < _LENGTH:
            more = line.recv(_LENGTH - len(greeting))
            if not more:
                answer = "it hangs up"
                break
            greeting += more
        else:
            if int.from_bytes(greeting, "little") < _LONGEST_GREETING:
                return
            answer = "it says something else"
    except TimeoutError:
        pass
    except OSError as error:
        answer = f"the line was cut ({error})"
    raise RunError(
        f"what listens at {address} does not greet as a Dask scheduler does, {answer}: is this "
        "the address that 'dask scheduler' shows, and is it alive?"
    )


def _wait_for_workers(client: Any, address: str) -> None:
    try:
        _answer(lambda: client.wait_for_workers(1, timeout=PATIENCE), address, PATIENCE + ANSWER)
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
    load = "import sim.engine.workers.task"
    try:
        client.run_on_scheduler(exec, load)
    except ImportError as error:
        raise RunError(f"the Dask scheduler cannot load sim ({error}): {INSTALL}") from error
    for worker, came in client.run(exec, load, on_error="return").items():
        if isinstance(came, ImportError):
            raise RunError(f"the Dask worker {worker} cannot load sim ({came}): {INSTALL}")
