"""An interrupt is heard at once, whatever the process is busy with.

Real processes and real signals.  What is interrupted would go on for a long time, and is hit after
so many seconds of work, not of waiting, that it is in the middle of it on a busy machine as well.
It takes 0.01 to 0.5 s to end, which a busy machine may make longer; so nothing here is timed but
the patience of a test that would never end.
"""

import math
import os
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest

import sim

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sends signals")

SIM = (sys.executable, "-m", "sim")
#: Seconds until a process that did not hear is given up; all would work on for longer than that.
PATIENCE = 120
HUGE = ("--draws", "200000", "--replications", "200")
COMMANDS = {
    "run": ("run", "lachin-2023", *HUGE),
    "processes": ("run", "lachin-2023", *HUGE, "--scheduler", "processes"),
    "compare": ("compare", "lachin-2023", *HUGE),
    "portfolios": ("portfolios", "lachin-2023", *HUGE),
    "value": ("value", "lachin-2023", *HUGE),
    "claims": ("claims", "lachin-2023", *HUGE),
    "check": ("check", "lachin-2023"),
}

#: The main thread hears nothing of signals as long as it is in compiled code.
COMPILING = """
import numba
from sim.cli.interrupts import listen
listen()

@numba.njit(nogil=True)
def busy(n):
    total = 0.0
    for i in range(n):
        total += 1.0 / (i + 1.0)
    return total

print(busy(10**13))
"""


def worked(process):
    """Return how many seconds of processor a process and those that it started have had."""
    try:
        whole = psutil.Process(process.pid)
        times = [one.cpu_times() for one in (whole, *whole.children(recursive=True))]
    except psutil.Error:
        return math.inf
    return sum(time.user + time.system for time in times)


def hear():
    """Take interrupts again: a job in the background of a shell is started without."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def interrupted(arguments, number=signal.SIGINT, after=2.0, ready=None, **surroundings):
    """Return how a process ends that gets a signal: its exit code and standard error.

    Parameters
    ----------
    after
        Seconds of work before the signal.
    ready
        Waits for the moment of the signal instead.
    """
    with subprocess.Popen(
        arguments,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **surroundings},
        preexec_fn=hear,
    ) as process:
        try:
            if ready is not None:
                ready()
            while ready is None and process.poll() is None and worked(process) < after:
                time.sleep(0.02)
            process.send_signal(number)
            _, error = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    return process.returncode, error


@pytest.mark.parametrize("name", COMMANDS)
def test_an_interrupt_ends_every_command_with_130(name):
    code, error = interrupted([*SIM, *COMMANDS[name]], after=1.5 if name == "check" else 2.0)

    assert code == 130
    assert error.endswith("interrupted\n")
    assert "Traceback" not in error
    assert "leaked" not in error


@pytest.mark.parametrize("name", ["run", "compare", "processes"])
def test_a_request_to_terminate_is_heard_as_soon(name):
    code, error = interrupted([*SIM, *COMMANDS[name]], signal.SIGTERM)

    assert code == -signal.SIGTERM
    assert "Traceback" not in error


@pytest.mark.parametrize("command", ["run", "check"])
def test_an_interrupt_is_heard_while_the_engine_is_compiled(tmp_path, command):
    arguments = [*SIM, command, "two-neighbours"]
    code, error = interrupted(arguments, NUMBA_CACHE_DIR=str(tmp_path))

    assert code == 130
    assert error.endswith("interrupted\n")


def test_an_interrupt_is_heard_inside_compiled_code_of_the_main_thread():
    code, error = interrupted([sys.executable, "-c", COMPILING], after=4.0)

    assert code == 130
    assert error == "interrupted\n"


def test_what_was_kept_until_the_interrupt_can_be_gone_on_with(tmp_path):
    folder = tmp_path / "kept"
    sizes = ("--draws", "2000", "--replications", "100")
    world = ("--options", "monitoring")
    arguments = [*SIM, "compare", "two-neighbours", *world, *sizes, "--out", str(folder)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while not list(folder.glob("blocks/*.block")) and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert f"to go on: sim resume {folder}\ninterrupted\n".encode() in error

    resumed = sim.resume(folder)
    expected = sim.compare(
        sim.load("two-neighbours"), draws=2000, replications=100, options=["monitoring"]
    )
    assert (resumed.baseline.outcome.mean == expected.baseline.outcome.mean).all()


def test_a_script_gets_its_keyboard_interrupt():
    code = "import sim\ntry:\n  sim.compare(sim.load('lachin-2023'), draws=10**5)\n"
    code += "except KeyboardInterrupt:\n  print('heard'); raise SystemExit(7)"
    left, _ = interrupted([sys.executable, "-c", code], after=3.0)

    assert left == 7


def test_an_address_that_never_answers_is_left_at_an_interrupt():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(PATIENCE)
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        arguments = [*SIM, "run", "two-neighbours", "--scheduler", address]

        def ready():
            line, _ = silent.accept()
            heard.append(line)

        heard = []
        code, error = interrupted(arguments, ready=ready)
        heard[0].close()

    assert code == 130
    assert "Traceback" not in error
