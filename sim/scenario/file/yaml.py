"""YAML text to plain data in which every part knows its place in the file.

PyYAML scans and parses; what the text means is decided here, by the core schema of YAML 1.2, in
which ``yes``, ``no``, ``on`` and ``off`` are words and ``2023-05-22`` is text.  Limits on size,
depth and repetition are checked on the stream of events, before anything recursive happens.
Tags, merge keys and a second document are refused: nothing in a scenario file is executed.

One liberty is taken.  Inside braces a comma ends a text, so that
``{title: Conflict data, version 14}`` would have a key ``version 14`` without a value.  After the
keys of free text (`TEXT_KEYS`) such a part is taken as the rest of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NoReturn

import yaml

from sim.errors import Problem, ScenarioError
from sim.scenario.file.document import Document, Node, Place, Scalar, line_of
from sim.scenario.file.yaml_errors import explain

MAX_BYTES = 2_000_000
MAX_NODES = 200_000
MAX_DEPTH = 40
MAX_ALIASES = 1_000

TEXT_KEYS = frozenset({"title", "name", "note", "author", "question", "says", "url"})
"""Keys whose text may contain commas inside braces."""

_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def parse(text: str, file: str) -> Document:
    """Return the document that a text contains.

    Parameters
    ----------
    text
        The content of a file.
    file
        Its name, for messages.

    Raises
    ------
    ScenarioError
        At the first place where the text is not YAML, or is YAML that this language refuses.
    """
    reader = _Reader(text, file)
    root = reader.read()
    if root.content is None:
        reader.fail(0, 0, "the file is empty; 'sim new' writes a scenario to start from")
    if not isinstance(root.content, dict):
        reader.fail(
            root.at.line - 1, root.at.column - 1, "a scenario is made of 'key: value' lines"
        )
    return Document(root, {file: reader.lines})


class _Reader:
    """Builds nodes from the events of one text."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text.removeprefix("\N{BOM}")
        self.file = file
        self.lines = self.text.splitlines()
        self.anchors: dict[str, int] = {}
        self.open_anchors: set[str] = set()
        self.built = 0
        self.depth = 0

    def fail_at(self, event: Any, message: str) -> NoReturn:
        self.fail(event.start_mark.line, event.start_mark.column, message)

    def fail(self, line: int, column: int, message: str) -> NoReturn:
        problem = Problem(
            self.file, line + 1, column + 1, "", message, line_of(self.lines, line + 1)
        )
        raise ScenarioError([problem])

    def read(self) -> Node:
        if len(self.text.encode("utf-8", "replace")) > MAX_BYTES:
            self.fail(0, 0, f"the file is larger than {MAX_BYTES // 1_000_000} MB")
        try:
            self.events: list[Any] = list(self._events())
        except yaml.MarkedYAMLError as error:
            complaint = explain(error, self.lines, TEXT_KEYS)
            self.fail(complaint.line, complaint.column, complaint.message)
        except yaml.YAMLError as error:  # a character that YAML does not allow
            before = self.text[: getattr(error, "position", 0)]
            line = before.count("\n")
            self.fail(line, len(before) - before.rfind("\n") - 1, "control character in the text")
        if not self.events:
            return Node(None, *[Place(self.file, 1, 1)] * 2)
        return self._build(0, None)[0]

    def _events(self) -> Iterator[Any]:
        """Yield the events of the document, while they keep within the limits."""
        depth = aliases = documents = 0
        event: Any  # the stubs leave out what the kinds of events have in common
        for nodes, event in enumerate(yaml.parse(self.text, Loader=_LOADER)):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.fail_at(event, "a second document begins; keep one a file")
            aliases += isinstance(event, yaml.AliasEvent)
            if depth > MAX_DEPTH:
                self.fail_at(event, f"nested more than {MAX_DEPTH} deep")
            if nodes > MAX_NODES or aliases > MAX_ALIASES:
                self.fail_at(event, "the file has too many parts")
            if getattr(event, "tag", None) is not None:
                self.fail_at(
                    event, "text that begins with '!' needs quotes (tags of YAML are not used here)"
                )
            if isinstance(event, (yaml.NodeEvent, yaml.CollectionEndEvent)):
                yield event

    def _build(self, index: int, key: Place | None) -> tuple[Node, int]:
        """Return the node that begins at an event, and the index of the event after it."""
        event = self.events[index]
        mark = event.start_mark
        at = Place(self.file, mark.line + 1, mark.column + 1)
        self.built += 1
        self.depth += 1
        if self.built > MAX_NODES or self.depth > 2 * MAX_DEPTH:
            self.fail_at(event, "references (*name) repeat too much")
        if isinstance(event, yaml.AliasEvent):
            node = self._repeat(event, key or at)
            self.depth -= 1
            return node, index + 1
        if event.anchor is not None:
            self.anchors[event.anchor] = index
            self.open_anchors.add(event.anchor)
        content: Scalar | list[Node] | dict[str, Node]
        if isinstance(event, yaml.ScalarEvent):
            content, after = _scalar(event), index + 1
        elif isinstance(event, yaml.SequenceStartEvent):
            content, after = self._list(index + 1)
        else:
            content, after = self._mapping(index + 1, flow=bool(event.flow_style))
        self.open_anchors.discard(event.anchor)
        self.depth -= 1
        return Node(content, at, key or at), after

    def _repeat(self, event: Any, key: Place) -> Node:
        if event.anchor not in self.anchors:
            self.fail_at(
                event,
                f"'*{event.anchor}' refers to nothing; text that begins with '*' needs quotes",
            )
        if event.anchor in self.open_anchors:
            self.fail_at(event, f"'*{event.anchor}' refers to what it is part of")
        return self._build(self.anchors[event.anchor], key)[0]

    def _list(self, index: int) -> tuple[list[Node], int]:
        items = []
        while not isinstance(self.events[index], yaml.SequenceEndEvent):
            item, index = self._build(index, None)
            items.append(item)
        return items, index + 1

    def _mapping(self, index: int, *, flow: bool) -> tuple[dict[str, Node], int]:
        entries: dict[str, Node] = {}
        last = ""
        while not isinstance(self.events[index], yaml.MappingEndEvent):
            event = self.events[index]
            mark = event.start_mark
            if not isinstance(event, yaml.ScalarEvent):
                self.fail_at(
                    event, "a key must be a word; text with brackets or braces needs quotes"
                )
            name = event.value
            if flow and last in TEXT_KEYS and self._continues(index, entries[last]):
                text = f"{entries[last].content}, {name}"
                entries[last] = Node(text, entries[last].at, entries[last].key)
                index += 2
                continue
            if name == "<<" and not event.style:
                self.fail_at(event, "merge keys (<<) are not used here; see 'extends'")
            if name in entries:
                line = entries[name].key.line
                self.fail_at(event, f"the key '{name}' was used before, on line {line}")
            place = Place(self.file, mark.line + 1, mark.column + 1)
            entries[name], index = self._build(index + 1, place)
            last = name
        return entries, index + 1

    def _continues(self, index: int, before: Node) -> bool:
        """Return whether a key has no colon after it and goes on with the text before it."""
        event: Any = self.events[index]
        value: Any = self.events[index + 1]
        return (
            isinstance(before.content, (str, int, float))
            and not event.style
            and not getattr(value, "value", True)
            and value.start_mark.index == event.end_mark.index
        )


def _scalar(event: Any) -> Scalar:
    """Return what a scalar means: text if quoted, else by the core schema of YAML 1.2."""
    text = event.value
    if event.style and event.style in "'\"|>":
        return str(text)
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= 18 else float(text)
    if _OCTAL.fullmatch(text) and len(text) <= 18:
        return int(text[2:], 8)
    if _HEXADECIMAL.fullmatch(text) and len(text) <= 18:
        return int(text[2:], 16)
    if _FLOAT.fullmatch(text):
        return float(text)
    if match := _INFINITE.fullmatch(text):
        return float(f"{match[1]}inf")
    return str(text)
