"""The blocks of README.md and the documentation, and a place to run them in.

What a page says a reader can do is done when the tests run.  A comment above a fence says what
the fence is, where its language alone does not::

    <!-- file: NAME -->        the block is saved under that name in the reader's folder
    <!-- output: COMMAND -->   the block is what the command prints; `docs/update.py` writes it
    <!-- recorded: COMMAND --> the same for a command that takes minutes: written by
                               `docs/update.py --recorded`, with a hash of the scenario below it
    <!-- command: NAME -->     the command is run by `.ci/run`, word for word
    <!-- wrong: TEXT -->       the YAML below is refused, with a message that contains the text
    <!-- slow -->              its runs and comparisons are done with few draws and replications

Every page has a folder of its own, and its blocks run from top to bottom.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from sim.cli.app import app
from sim.scenario.load import load

ROOT = Path(__file__).resolve().parent.parent
FEW = "--draws 20 --replications 5"

#: A decision analysis needs more draws to tell noise from ignorance.
FEW_TO_DECIDE = "--draws 40 --replications 4"

#: What a command finds around it: a window of a hundred columns without colours.
_ENVIRONMENT = {"COLUMNS": "100", "NO_COLOR": "1"}

#: What only a shell understands.
_SHELL = re.compile(r"[|<>&;$`*?\\]")

_STAMP = re.compile(r"<!-- recorded from (?P<name>[\w-]+) (?P<hash>\w+) -->")

_BLOCK = re.compile(
    r"^(?P<indent> *)(?:<!-- (?P<mark>[a-z]+)(?:: (?P<argument>[^\n]*?))? -->\n+(?P=indent))?"
    r"```(?P<language>[a-z]+)\n(?P<body>.*?)^(?P=indent)```$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Block:
    """One fenced block of a page.

    Attributes
    ----------
    line
        Line of the page on which the block begins, counted from 1.
    mark, argument
        The comment above the block, both empty if there is none.
    """

    line: int
    language: str
    mark: str
    argument: str
    body: str

    @property
    def commands(self) -> tuple[str, ...]:
        """The shell commands of a console block: the lines behind a prompt."""
        lines = self.body.splitlines()
        return tuple(line.removeprefix("$ ") for line in lines if line.startswith("$ "))


def pages() -> tuple[Path, ...]:
    """Return every page a reader may follow, in the order of their names."""
    built = ROOT / "docs" / "_build"
    found = (page for page in ROOT.glob("docs/**/*.md") if built not in page.parents)
    return (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(found))


def blocks(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page, from top to bottom."""
    for match in _BLOCK.finditer(text):
        indent = len(match["indent"])
        body = "".join(line[indent:] + "\n" for line in match["body"].splitlines())
        yield Block(
            line=text.count("\n", 0, match.start()) + 1,
            language=match["language"],
            mark=match["mark"] or "",
            argument=match["argument"] or "",
            body=body,
        )


def run(command: str, folder: Path) -> str:
    """Return what a shell command prints on standard output, run in a reader's folder.

    ``sim`` is the package of this repository, whatever else is installed.  A command that needs
    nothing of the shell is run in this process, which spares it the start of another.

    Raises
    ------
    RuntimeError
        If the command fails.
    """
    if command.startswith("sim ") and not _SHELL.search(command):
        return _run_here(shlex.split(command, comments=True)[1:], folder)
    environment = {
        **os.environ,
        **_ENVIRONMENT,
        "PYTHONPATH": str(ROOT),
        "SIM_PYTHON": sys.executable,
    }
    script = f'set -eu; sim() {{ "$SIM_PYTHON" -m sim "$@"; }}; {command}'
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"$ {command}\nexit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def _run_here(arguments: list[str], folder: Path) -> str:
    printed, said = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, _ENVIRONMENT),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(said),
    ):
        try:
            app(arguments, prog_name="sim", standalone_mode=False)
            code: object = 0
        except SystemExit as leaving:
            code = leaving.code
    if code not in (0, None):
        text = f"{printed.getvalue()}{said.getvalue()}"
        raise RuntimeError(f"$ sim {shlex.join(arguments)}\nexit code {code}\n{text}")
    return printed.getvalue()


def with_few(command: str) -> str:
    """Return the command with few draws and replications, if it simulates at all."""
    command = re.sub(r"^sim (run|compare|moves|claims)\b", rf"sim \1 {FEW}", command)
    deciding = r"^sim (portfolios|sensitivity|value|discover)\b"
    return re.sub(deciding, rf"sim \1 {FEW_TO_DECIDE}", command)


def with_outputs(text: str, folder: Path, mark: str = "output") -> str:
    """Return a page with every block of output as its command prints it now.

    Parameters
    ----------
    text
        The page.
    folder
        An empty folder in which the files of the page are saved.
    mark
        ``output``, or ``recorded`` for those that take minutes.
    """

    def renew(match: re.Match[str]) -> str:
        block = next(blocks(match[0]))
        if block.mark == "file":
            (folder / block.argument).write_text(block.body, encoding="utf-8")
        if block.mark != mark:
            return match[0]
        lines = (line.rstrip() for line in run(block.argument, folder).strip("\n").splitlines())
        indent = match["indent"]
        body = "".join(f"{indent}{line}".rstrip() + "\n" for line in lines)
        head = match[0][: match.start("body") - match.start()]
        return f"{head}{body}{indent}```"

    return _BLOCK.sub(renew, text)


def with_stamp(text: str) -> str:
    """Return a page whose recorded outputs are stamped with the scenarios that they came from."""
    return _STAMP.sub(lambda match: stamp(match["name"]), text)


def stamps(text: str) -> dict[str, str]:
    """Return the stamps of a page, by the name of the scenario."""
    return {match["name"]: match[0] for match in _STAMP.finditer(text)}


def stamp(name: str) -> str:
    """Return what marks outputs of a shipped scenario as those of its present content."""
    return f"<!-- recorded from {name} {load(name).sha256[:16]} -->"
