"""How a command ends: exceptions become messages and exit codes here, and nowhere else.

======  =============================================
0       done
1       the scenario or the run is wrong
2       the command was used wrongly
130     interrupted
======  =============================================
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import typer

from sim.cli.interrupts import INTERRUPTED, interrupted
from sim.errors import SimError, brief

FAILED = 1


@contextmanager
def guarded(debug: bool) -> Iterator[None]:
    """Turn whatever goes wrong inside into a message on standard error and an exit code.

    Parameters
    ----------
    debug
        Whether to show tracebacks.
    """
    try:
        yield
    except SimError as error:
        _leave(str(error), error.exit_code, debug)
    except KeyboardInterrupt:
        _leave("interrupted", INTERRUPTED, debug)
    except BrokenPipeError:
        # Whoever read the output has seen enough.  The interpreter would complain again when it
        # flushes standard output, so let it flush into nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except OSError as error:
        what = error.filename or "cannot read or write"
        _leave(f"{what}: {error.strerror or error}", FAILED, debug)
    except MemoryError:
        _leave("not enough memory; ask for fewer --draws or --replications", FAILED, debug)
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        if interrupted():  # and something made another exception of it
            _leave("interrupted", INTERRUPTED, debug)
        hint = "" if debug else "; run again with --debug and report what it shows"
        # Some of these keep numba from being loaded at all, or from compiling anything.
        if settings := [f"{n}={v}" for n, v in os.environ.items() if n.startswith("NUMBA_")]:
            hint = f"; {brief(', '.join(sorted(settings)))} may be why: unset that{hint}"
        message = f"this is a fault in sim, {type(error).__name__}: {error}{hint}"
        _leave(message, FAILED, debug)


def _leave(message: str, code: int, debug: bool) -> None:
    if debug:
        traceback.print_exc()
    prefix = "" if message == "interrupted" or "\n" in message else "sim: "
    with suppress(OSError):  # Where nobody can be told, there still is the exit code.
        print(f"{prefix}{message}", file=sys.stderr, flush=True)
    raise SystemExit(code)
