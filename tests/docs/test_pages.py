"""What README.md and the documentation tell a reader to do can be done."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import sim
from docs.pages import ROOT, Block, blocks, pages, run, stamps, with_few, with_outputs, with_stamp
from docs.reference_pages import with_generated

MARKS = {"", "command", "file", "output", "recorded", "slow", "wrong"}
LANGUAGES = {"bash", "console", "json", "python", "text", "yaml"}

#: Commands about a shipped scenario that one page has run need not be run for another.
TRIED: set[tuple[str, ...]] = set()

#: A piece of YAML is tried as a few lines more on top of this scenario.
BASE = "two-neighbours"


def page_name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", pages(), ids=page_name)
def test_a_reader_can_follow_the_page(page: Path, folder: Path) -> None:
    names: dict[str, object] = {}
    found = list(blocks(page.read_text(encoding="utf-8")))
    # Outputs are run in the next test; recorded ones take minutes, and are stamped instead.
    shown = {block.argument for block in found if block.mark in ("output", "recorded")}
    for block in found:
        try:
            follow(block, folder, names, shown)
        except Exception as error:
            error.add_note(f"in the block at {page_name(page)}:{block.line}")
            raise


def follow(block: Block, folder: Path, names: dict[str, object], shown: set[str]) -> None:
    if block.mark == "file":
        (folder / block.argument).write_text(block.body, encoding="utf-8")
        if block.language == "yaml":
            sim.load(block.argument)
    elif block.language == "console":
        for command in block.commands:
            if command in shown:
                continue
            command = with_few(command) if block.mark == "slow" else command
            words = tuple(shlex.split(command, comments=True))
            if words not in TRIED:
                run(command, folder)
            if not {"--out", ">"} & set(words) and set(words) & set(sim.shipped()):
                TRIED.add(words)
    elif block.language == "python":
        exec(compile(block.body, "page", "exec"), names)
    elif block.language == "yaml" and block.argument not in shown:
        load_piece(block, folder)


def load_piece(block: Block, folder: Path) -> None:
    whole = block.body.startswith(("sim: 1\n", "extends: "))
    text = block.body if whole else f"extends: {BASE}\n{block.body}"
    (folder / "piece.yaml").write_text(text, encoding="utf-8")
    if block.mark == "wrong":
        with pytest.raises(sim.ScenarioError) as caught:
            sim.load("piece.yaml")

        assert block.argument in str(caught.value)
    else:
        sim.load("piece.yaml")


# The README shows a long run, which the checks make anyway: they compare it (see `.ci/run`).
@pytest.mark.parametrize("page", [p for p in pages() if p.name != "README.md"], ids=page_name)
def test_outputs_are_what_the_commands_print(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert with_outputs(text, tmp_path) == text, "run docs/update.py"


def recorded(text: str) -> list[Block]:
    return [block for block in blocks(text) if block.mark == "recorded"]


@pytest.mark.parametrize("page", pages(), ids=page_name)
def test_recorded_outputs_are_of_the_scenario_as_it_is(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    scenarios = {block.argument.split()[2] for block in recorded(text)}

    assert scenarios == set(stamps(text))
    assert with_stamp(text) == text, "run docs/update.py --recorded, and read the page again"


@pytest.mark.parametrize("page", pages(), ids=page_name)
def test_figures_in_the_prose_are_those_of_the_recorded_outputs(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    tables = " ".join(" ".join(block.body.split()) for block in recorded(text))
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    figures = re.findall(r"\*\*([^*\n]*\d[^*\n]*)\*\*", prose) if tables else []

    assert [] == [figure for figure in figures if figure not in tables]


@pytest.mark.parametrize("page", pages(), ids=page_name)
def test_the_reference_is_what_the_code_says(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert with_generated(text) == text, "run docs/update.py"


@pytest.mark.parametrize("page", pages(), ids=page_name)
def test_every_fence_is_understood(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    fences = [line for line in text.splitlines() if line.lstrip().startswith("```")]
    directives = [fence for fence in fences if fence.lstrip().startswith("```{")]
    found = list(blocks(text))

    assert len(fences) == 2 * (len(found) + len(directives))
    assert {block.mark for block in found} <= MARKS
    assert {block.language for block in found} <= LANGUAGES
