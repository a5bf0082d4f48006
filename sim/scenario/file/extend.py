"""``extends``: one scenario file over another.

The rule, in full.  The files named by ``extends`` are merged in their order, each over those
before it, and the file itself over all of them.  When one file is merged over another,

1. mappings merge key by key, at every depth;
2. anything else, lists included, replaces what was there;
3. a quantity is replaced whole, also where both sides are mappings: ``{value: 3 per year,
   source: icb}`` over ``{low: 1, mode: 2, high: 5, unit: per year, source: own}`` leaves nothing
   of the latter.  What is a quantity follows from its place in the language;
4. ``null`` removes the key, which must be there; claims that name what it removes go with it.

Every part keeps the place where it was written, so that messages point there.  And every number
keeps the default of its file (``provenance``): a file that names another does not change what the
numbers of the files below it rest on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sim.errors import Problem, ScenarioError, UsageError, nearest
from sim.scenario.file.document import Document, Node, Place, Removal, dotted, line_of
from sim.scenario.file.files import SUFFIXES, find, missing, read, shipped, shipped_folder
from sim.scenario.file.pruning import without_claims_about
from sim.scenario.file.walk import is_quantity
from sim.scenario.file.yaml import parse
from sim.scenario.quantity.quantity import found

MAX_FILES = 30


def read_merged(path: Path, shown: str) -> Document:
    """Return a file merged over everything that it extends.

    Parameters
    ----------
    path
        The file.
    shown
        Its name in messages.

    Raises
    ------
    ScenarioError, UsageError
        If it, or a file that it extends, cannot be read.
    """
    return _resolve(parse(read(path, shown), shown), path.parent, (path.resolve(),))


def merge_text(text: str, shown: str) -> Document:
    """Return a text merged over everything that it extends, relative to the working folder."""
    return _resolve(parse(text, shown), Path(), ())


def merged(base: Document, over: Document) -> Document:
    """Return one document over another, by the rule at the top of this module.

    Raises
    ------
    ScenarioError
        If ``null`` removes what is not there: every such place.
    """
    lines = {**base.lines, **over.lines}
    merger = _Merger(lines)
    lasting = without_claims_about(base.root, _removed(over.root, ()))
    root = merger.merge(lasting, over.root, ())
    if merger.problems:
        raise ScenarioError(merger.problems)
    return Document(
        root,
        lines,
        removed={**base.removed, **over.removed, **merger.removed},
        defaults={**base.defaults, **over.defaults},
    )


def _removed(over: Node, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the paths that a file removes from another."""
    if isinstance(over.content, dict):
        for key, node in over.content.items():
            if node.content is None:
                yield (*path, key)
            else:
                yield from _removed(node, (*path, key))


class _Merger:
    def __init__(self, lines: dict[str, list[str]]) -> None:
        self.lines = lines
        self.problems: list[Problem] = []
        self.removed: dict[str, Removal] = {}

    def merge(self, base: Node, over: Node, path: tuple[str, ...]) -> Node:
        if not (isinstance(base.content, dict) and isinstance(over.content, dict)):
            return over
        if is_quantity(path):
            return over
        entries = dict(base.content)
        for key, node in over.content.items():
            if node.content is None:
                if key in base.content:
                    self._remove(entries.pop(key), node.key, (*path, key))
                else:
                    self._nothing_to_remove(node, (*path, key), base.content)
            elif key in base.content:
                entries[key] = self.merge(base.content[key], node, (*path, key))
            else:
                entries[key] = node
        return Node(entries, over.at, over.key)

    def _remove(self, node: Node, at: Place, path: tuple[str, ...]) -> None:
        self.removed[dotted(path)] = Removal(at, node.plain())
        if isinstance(node.content, dict):
            for key, inner in node.content.items():
                self._remove(inner, at, (*path, key))

    def _nothing_to_remove(self, node: Node, path: tuple[str, ...], known: dict[str, Node]) -> None:
        place = node.key
        message = f"there is no '{path[-1]}' to remove{nearest(path[-1], known)}"
        text = line_of(self.lines[place.file], place.line)
        self.problems.append(
            Problem(place.file, place.line, place.column, dotted(path), message, text)
        )


def _resolve(document: Document, folder: Path, chain: tuple[Path, ...]) -> Document:
    """Return a document without ``extends``, and with the default of its file."""
    whole = _over_others(document, folder, chain)
    content = whole.root.content
    default = content.get("provenance") if isinstance(content, dict) else None
    if default is None:
        return whole
    return replace(whole, defaults={**whole.defaults, document.root.at.file: default})


def _over_others(document: Document, folder: Path, chain: tuple[Path, ...]) -> Document:
    """Return a document without ``extends``, merged over the files that this names."""
    content = document.root.content
    if not isinstance(content, dict) or "extends" not in content:
        return document
    extends = content["extends"]
    rest = {key: node for key, node in content.items() if key != "extends"}
    document = replace(document, root=Node(rest, document.root.at, document.root.key))
    base: Document | None = None
    for node in extends.content if isinstance(extends.content, list) else [extends]:
        other = _read_other(node, Document(extends, document.lines), folder, chain)
        base = other if base is None else merged(base, other)
    if base is None:
        raise _error(document, extends, "the list is empty; name at least one file")
    return merged(base, document)


def _read_other(node: Node, document: Document, folder: Path, chain: tuple[Path, ...]) -> Document:
    name = node.content
    if not isinstance(name, str) or not name.strip():
        message = f"the name of a file was expected, such as base.yaml; found {found(node.plain())}"
        raise _error(document, node, message)
    path, shown = _locate(name, document, node, folder)
    resolved = path.resolve()
    if resolved in chain:
        loop = [*chain[chain.index(resolved) :], resolved]
        names = " extends ".join(f"'{step.name}'" for step in loop)
        raise _error(document, node, f"the files extend each other in a circle: {names}")
    if len(chain) >= MAX_FILES:
        raise _error(document, node, f"more than {MAX_FILES} files extend one another")
    try:
        text = read(path, shown)
    except UsageError as error:
        raise _error(document, node, str(error)) from None
    return _resolve(parse(text, shown), path.parent, (*chain, resolved))


def _locate(name: str, document: Document, node: Node, folder: Path) -> tuple[Path, str]:
    """Return the file that ``extends`` names, and how to show it."""
    if name in shipped():
        path = shipped_folder() / f"{name}.yaml"
        return path, path.name
    try:
        path = find(folder / name)
    except UsageError as error:
        message = str(error)
        if not (folder / name).exists():
            message = missing(folder / name, name, shipped(), but=Path(node.at.file).name)
        raise _error(document, node, message) from None
    if path.suffix not in SUFFIXES:
        raise _error(document, node, f"'{name}' is not a scenario file (.yaml)")
    return path, str(Path(node.at.file).parent / name)


def _error(document: Document, node: Node, message: str) -> ScenarioError:
    place = node.at if node.content is not None else node.key
    text = line_of(document.lines[place.file], place.line)
    return ScenarioError([Problem(place.file, place.line, place.column, "extends", message, text)])
