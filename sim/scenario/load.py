"""From a file to a `Scenario`, or to an error that names everything that is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from sim.errors import Problem, ScenarioError
from sim.scenario.checks import references
from sim.scenario.checks.mistakes import Mistake, empty_values, misplaced_sections, validate
from sim.scenario.entries import Default
from sim.scenario.file import files
from sim.scenario.file.document import Document, Node
from sim.scenario.file.extend import merge_text, read_merged
from sim.scenario.file.files import shipped
from sim.scenario.file.inheritance import written_out
from sim.scenario.names import Names
from sim.scenario.schema import Scenario

__all__ = ["dumps", "load", "loads", "shipped"]


def load(path_or_name: str | Path) -> Scenario:
    """Return the scenario of a file, or a shipped one by its name.

    Parameters
    ----------
    path_or_name
        Path of a YAML file, or a name in `shipped`.

    Raises
    ------
    UsageError
        If there is no such file, or it cannot be read.
    ScenarioError
        If the file is wrong: every problem at once, each with its place.
    """
    path = files.find(path_or_name)
    return _build(read_merged(path, _shown(path, path_or_name)), path)


def loads(text: str, name: str = "<string>") -> Scenario:
    """Return the scenario that a text contains.

    Parameters
    ----------
    text
        YAML; ``extends`` is relative to the working folder.
    name
        What to call it in messages.

    Raises
    ------
    ScenarioError
        If the text is wrong: every problem at once, each with its place.
    """
    return _build(merge_text(text, name), None)


def dumps(scenario: Scenario) -> str:
    """Return a loaded scenario as one YAML text, merged with what it extends; `loads` reads it."""
    text: str = yaml.safe_dump(scenario._data, sort_keys=False, allow_unicode=True, width=100)
    return text


def _shown(path: Path, asked: str | Path) -> str:
    return str(asked) if str(path) == str(Path(asked)) else path.name


def _build(document: Document, path: Path | None) -> Scenario:
    data = document.root.plain()
    names = Names.of(data, document.removed)
    scenario, wrong = validate(data, names)
    empty = list(empty_values(data))
    hollow = {mistake.path for mistake in empty}
    mistakes = [
        *empty,
        *(mistake for mistake in wrong if mistake.path not in hollow),
        *(mistake for mistake in references.check(data, names) if mistake.path not in hollow),
    ]
    if scenario is None:  # all else may follow from a section at the wrong place
        mistakes = misplaced_sections(data) or mistakes
    problems = [
        *_problems(document, mistakes),
        *(problem for other in _with_other_defaults(document) for problem in _of_default(other)),
    ]
    if scenario is None or problems:
        raise ScenarioError(sorted(set(problems)))
    scenario._path = path
    scenario._places = document.places()
    scenario._defaults = {
        file: Default.model_validate(default.plain()) for file, default in document.defaults.items()
    }
    scenario._data = written_out(scenario, data)
    scenario._sha256 = _sha256(scenario._data)
    return scenario


def _problems(document: Document, mistakes: Iterable[Mistake]) -> Iterator[Problem]:
    for mistake in mistakes:
        yield document.problem(mistake.path, mistake.message, at_key=mistake.at_key)


def _with_other_defaults(document: Document) -> Iterator[Document]:
    """Yield the document with each default that holds for another file than the last."""
    root = document.root
    assert isinstance(root.content, dict)
    for default in document.defaults.values():
        if default != root.content.get("provenance"):
            content = {**root.content, "provenance": default}
            yield replace(document, root=Node(content, root.at, root.key))


def _of_default(document: Document) -> Iterator[Problem]:
    """Yield what is wrong with the default alone."""
    data = document.root.plain()
    names = Names.of(data, document.removed)
    _, wrong = validate(data, names)
    mistakes = [*wrong, *references.check_default(data, names)]
    yield from _problems(document, (one for one in mistakes if one.path[:1] == ("provenance",)))


def _sha256(data: Any) -> str:
    """Return the hash of plain data; neither order of keys nor comments matter."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
