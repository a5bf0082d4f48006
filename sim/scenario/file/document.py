"""Plain data in which every part knows its place in a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sim.errors import Problem

Scalar = str | int | float | bool | None


@dataclass(frozen=True, order=True)
class Place:
    """A place in a file, counted from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True)
class Node:
    """A part of a file: a scalar, a list or a mapping of nodes.

    Attributes
    ----------
    content
        The scalar, or the nodes inside.
    at
        Where it begins.
    key
        Where its key stands; `at` for the items of a list and for the whole file.
    """

    content: Scalar | list[Node] | dict[str, Node]
    at: Place
    key: Place

    def plain(self) -> Any:
        """Return the data without places."""
        if isinstance(self.content, dict):
            return {key: node.plain() for key, node in self.content.items()}
        if isinstance(self.content, list):
            return [node.plain() for node in self.content]
        return self.content


@dataclass(frozen=True)
class Removal:
    """Something that one file takes out of another, which it extends.

    Attributes
    ----------
    at
        Where ``null`` stands.
    content
        Plain data that it removes.
    """

    at: Place
    content: Any


@dataclass(frozen=True)
class Document:
    """A parsed file, or several merged ones.

    Attributes
    ----------
    root
        The mapping at the top.
    lines
        The lines of every file that takes part, by the name of the file.
    removed
        What files remove from those that they extend, and everything in it, by dotted path.
    defaults
        What numbers rest on by default, by the name of the file in which they are written.
    """

    root: Node
    lines: dict[str, list[str]]
    removed: dict[str, Removal] = field(default_factory=dict)
    defaults: dict[str, Node] = field(default_factory=dict)

    def problem(
        self, path: tuple[str | int, ...], message: str, *, at_key: bool = False
    ) -> Problem:
        """Return a problem at a path; of a path that does not exist, the part that does counts.

        Parameters
        ----------
        path
            Keys and indices from the top.
        message
            What is wrong.
        at_key
            Whether to point at the key instead of the value.
        """
        node, known = self.root, 0
        for part in path:
            inner = _child(node, part)
            if inner is None:
                break
            node, known = inner, known + 1
        place = node.at
        if at_key or node.content is None or (known and isinstance(node.content, dict)):
            place = node.key
        return Problem(
            place.file,
            place.line,
            place.column,
            dotted(path),
            message,
            line_of(self.lines[place.file], place.line),
        )

    def places(self) -> dict[str, Place]:
        """Return where every part of the document begins, by its dotted path."""
        found: dict[str, Place] = {}

        def visit(node: Node, path: tuple[str | int, ...]) -> None:
            found[dotted(path)] = node.key
            if isinstance(node.content, dict):
                for key, inner in node.content.items():
                    visit(inner, (*path, key))
            elif isinstance(node.content, list):
                for index, inner in enumerate(node.content):
                    visit(inner, (*path, index))

        visit(self.root, ())
        return found


def dotted(path: tuple[str | int, ...]) -> str:
    """Return a path as text, such as ``ladders.front.rungs[1]``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _child(node: Node, part: str | int) -> Node | None:
    if isinstance(node.content, dict):
        return node.content.get(str(part))
    if isinstance(node.content, list) and isinstance(part, int) and part < len(node.content):
        return node.content[part]
    return None


def line_of(lines: list[str], number: int) -> str:
    """Return the text of a line, counted from 1, or nothing if there is none."""
    return lines[number - 1] if 0 < number <= len(lines) else ""
