"""An interrupt is heard at once, whatever the process is busy with.

Real processes and real signals.  They take 0.01 to 0.5 s to end; `BOUND` is for a busy machine.
"""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

import sim

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sends signals")

SIM = (sys.executable, "-m", "sim")
#: Seconds.
BOUND = 10
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


def interrupted(arguments, number=signal.SIGINT, after=4.0, **surroundings):
    """Return how a process ends that gets a signal: seconds, exit code and standard error."""
    with subprocess.Popen(
        arguments,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **surroundings},
    ) as process:
        try:
            time.sleep(after)
            began = time.monotonic()
            process.send_signal(number)
            _, error = process.communicate(timeout=120)
        finally:
            process.kill()
    return time.monotonic() - began, process.returncode, error


@pytest.mark.parametrize("name", COMMANDS)
def test_an_interrupt_ends_every_command_with_130(name):
    seconds, code, error = interrupted([*SIM, *COMMANDS[name]], after=2.0 if name == "check" else 4)

    assert seconds < BOUND
    assert code == 130
    assert error.endswith("interrupted\n")
    assert "Traceback" not in error
    assert "leaked" not in error


@pytest.mark.parametrize("name", ["run", "compare", "processes"])
def test_a_request_to_terminate_is_heard_as_soon(name):
    seconds, code, error = interrupted([*SIM, *COMMANDS[name]], signal.SIGTERM)

    assert seconds < BOUND
    assert code == -signal.SIGTERM
    assert "Traceback" not in error


@pytest.mark.parametrize("command", ["run", "check"])
def test_an_interrupt_is_heard_while_the_engine_is_compiled(tmp_path, command):
    arguments = [*SIM, command, "two-neighbours"]
    seconds, code, error = interrupted(arguments, NUMBA_CACHE_DIR=str(tmp_path))

    assert seconds < BOUND
    assert code == 130
    assert error.endswith("interrupted\n")


def test_an_interrupt_is_heard_inside_compiled_code_of_the_main_thread():
    seconds, code, error = interrupted([sys.executable, "-c", COMPILING], after=5)

    assert seconds < BOUND
    assert code == 130
    assert error == "interrupted\n"


def test_what_was_kept_until_the_interrupt_can_be_gone_on_with(tmp_path):
    folder = tmp_path / "kept"
    sizes = ("--draws", "2000", "--replications", "100")
    arguments = [*SIM, "compare", "two-neighbours", *sizes, "--out", str(folder)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while not list(folder.glob("blocks/*.block")) and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=120)
    assert process.returncode == 130
    assert f"to go on: sim resume {folder}\ninterrupted\n".encode() in error

    resumed = sim.resume(folder)
    expected = sim.compare(sim.load("two-neighbours"), draws=2000, replications=100)
    assert (resumed.baseline.outcome.mean == expected.baseline.outcome.mean).all()


def test_a_script_gets_its_keyboard_interrupt():
    code = "import sim\ntry:\n  sim.compare(sim.load('lachin-2023'), draws=10**5)\n"
    code += "except KeyboardInterrupt:\n  print('heard'); raise SystemExit(7)"
    seconds, left, _ = interrupted([sys.executable, "-c", code], after=5)

    assert seconds < BOUND
    assert left == 7


def test_an_address_that_never_answers_is_left_at_an_interrupt():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        arguments = [*SIM, "run", "two-neighbours", "--scheduler", address]
        seconds, code, error = interrupted(arguments, after=3)

    assert seconds < BOUND
    assert code == 130
    assert "Traceback" not in error
