"""The command as a process: what it imports, and how it ends when somebody else ends it."""

import os
import shlex
import subprocess
import sys

import pytest

import sim as package

SCENARIO = "two-neighbours"
SIM = (sys.executable, "-m", "sim")


def test_version(sim):
    assert sim("--version").stdout == f"sim {package.__version__}\n"


def test_the_module_is_the_command():
    done = subprocess.run([*SIM, "--version"], capture_output=True, text=True, check=True)

    assert done.stdout == f"sim {package.__version__}\n"


def test_help_needs_neither_numpy_nor_numba():
    code = "import sys, sim.cli; print({'numpy', 'numba', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"


def test_a_reader_who_leaves_early_is_no_error():
    arguments = [*SIM, "show", SCENARIO, "--sources"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        error = process.stderr.read()

    assert process.returncode == 0
    assert error == b""


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
@pytest.mark.parametrize("form", ["table", "json"])
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_is_no_error(closed, form):
    command = f"{shlex.join(SIM)} check {SCENARIO} --format {form} {closed}"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)

    assert done.returncode == 0
    assert done.stderr == ""
    assert bool(done.stdout) == (closed == "2>&-")


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_a_message_that_nobody_can_read_is_not_written_elsewhere():
    command = f"{shlex.join(SIM)} show no-such-scenario 2>&-"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stdout == ""


@pytest.mark.parametrize("odd", ["²", "9" * 5000, "-1"])
def test_a_size_of_the_terminal_that_is_no_number_is_none(odd):
    surroundings = {**os.environ, "COLUMNS": odd, "LINES": odd}
    arguments = [*SIM, "show", SCENARIO, "--actors"]
    done = subprocess.run(arguments, capture_output=True, env=surroundings, check=False)

    assert done.returncode == 0
    assert done.stderr == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a full device")
@pytest.mark.parametrize("arguments", ["show two-neighbours", "schema", "--help"])
def test_a_full_disk_is_told(arguments):
    command = f"{shlex.join(SIM)} {arguments} > /dev/full"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr == "sim: cannot read or write: No space left on device\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a full device")
def test_the_exit_code_does_not_depend_on_whether_the_message_can_be_written():
    command = f"{shlex.join(SIM)} show no-such-scenario 2> /dev/full"
    done = subprocess.run(command, shell=True, capture_output=True, check=False)

    assert done.returncode == 2
