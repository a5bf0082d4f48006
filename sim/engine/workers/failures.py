"""What to say when workers fail: the many exceptions of executors, as one error with advice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, CancelledError
from contextlib import contextmanager

from sim.errors import RunError

INSTALL = "install the same version of sim, numpy, scipy and numba on every machine"

_GONE = "the Dask scheduler is gone, or cannot be reached any more"

#: What Dask raises, by the names of its classes: it need not be installed.
_DASK = {
    "KilledWorker": (
        "the workers that were given a block ended unexpectedly, one after the other: were they "
        "killed, or was memory short? Their logs may say more"
    ),
    "NoValidWorkerError": "the Dask scheduler has no worker that could run a block",
    "NoWorkerError": "the Dask scheduler has no workers any more: start some with 'dask worker'",
    "CommClosedError": _GONE,
    "ClosedClientError": _GONE,
}


@contextmanager
def workers_failing() -> Iterator[None]:
    """Raise what tells of failing workers as `RunError`; every other exception goes through.

    Nothing belongs inside but the submission of tasks and the waiting for them.
    """
    try:
        yield
    except BrokenExecutor as error:
        raise RunError(
            "a worker process ended unexpectedly (was it killed, or was memory short?); fewer "
            "workers need less memory, and a script that starts processes must do so below "
            "if __name__ == '__main__'"
        ) from error
    except CancelledError as error:
        raise RunError(
            "blocks were cancelled before they were done: the scheduler is gone, or its executor "
            "was shut down"
        ) from error
    except Exception as error:
        names = [kind.__name__ for kind in type(error).__mro__ if _is_of_dask(kind)]
        told = next((_DASK[name] for name in names if name in _DASK), None)
        if told is None:
            raise
        raise RunError(told) from error


def _is_of_dask(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == "distributed"
