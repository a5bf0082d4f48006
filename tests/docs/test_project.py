"""README.md, the checks and the files that they name agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.pages import ROOT, blocks, pages

README = (ROOT / "README.md").read_text(encoding="utf-8")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def readme_commands() -> dict[str, str]:
    return {block.argument: block.body for block in blocks(README) if block.mark == "command"}


def test_readme_has_one_command_to_compare_and_one_to_test() -> None:
    commands = readme_commands()

    assert ["compare", "tests"] == sorted(commands)
    for command in commands.values():
        assert 1 == len(command.splitlines())
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")


def test_the_checks_run_the_commands_of_the_readme_and_have_none_of_their_own() -> None:
    ran = re.findall(r'\$\(readme "command: (\w+)"\)', CI)

    assert ["compare", "tests"] == sorted(ran)
    assert "bin/pytest" not in CI


def test_the_checks_compare_what_the_readme_shows_with_what_its_command_prints() -> None:
    (shown,) = [block.argument for block in blocks(README) if block.mark == "output"]

    assert readme_commands()["compare"].strip().endswith(f"&& .venv/bin/{shown}")
    assert f'diff <(readme "output: {shown}") "$work/printed"' in CI


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_files_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    targets = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    files = [target for target in targets if target and "://" not in target]

    assert [] == [target for target in files if not (page.parent / target).exists()]


def test_every_page_can_be_reached_from_the_readme() -> None:
    listed = set(re.findall(r"\]\((docs/[^)#]+\.md)\)", README))
    written = {str(page.relative_to(ROOT)) for page in pages() if page.parent != ROOT}

    assert set() == written - listed - {"docs/index.md"}
