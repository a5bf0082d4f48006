"""What the scanner of PyYAML complains about, in the words of a person who writes a scenario."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

_OPENED = (
    ("expected ',' or ']'", "the list that begins here is not closed, or lacks a comma"),
    ("expected ',' or '}'", "the mapping that begins here is not closed, or lacks a comma"),
    ("unexpected end of stream", "the quoted text that begins here is not closed"),
)
"""What never ends; the place to look at is where it began."""

_MESSAGES = (
    (
        "found a tab character",
        "indent with spaces, not tabs",
    ),
    (
        "did not find expected '-' indicator",
        "this line belongs to a list: begin it with '- ', or indent it as the entries around it",
    ),
    (
        "did not find expected key",
        "the indentation does not fit the lines above, or a text is not closed",
    ),
    (
        "found unknown escape character",
        "a backslash in double quotes needs another one; or use single quotes",
    ),
    (
        "block sequence entries are not allowed",
        "a list with dashes begins on a line of its own, under its key",
    ),
    (
        "did not find expected <document start>",
        "this line does not belong to what is above it: check the indentation",
    ),
    (
        "did not find expected node content",
        "a value is missing between the commas or brackets",
    ),
    (
        "found unexpected ':'",
        "text with a colon needs quotes inside brackets",
    ),
)


@dataclass(frozen=True)
class Complaint:
    """What is wrong, and where; line and column are counted from 0."""

    line: int
    column: int
    message: str


def explain(error: yaml.MarkedYAMLError, lines: list[str]) -> Complaint:
    """Return a message for a person, and the place that it is about.

    Parameters
    ----------
    error
        What PyYAML raised.
    lines
        The lines of the file.
    """
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    problem = error.problem or error.context or "this is not YAML"
    text = lines[line] if line < len(lines) else ""
    if text.lstrip(" ").startswith("\t") or text[column : column + 1] == "\t":
        return Complaint(line, len(text) - len(text.lstrip(" ")), "indent with spaces, not tabs")
    if "cannot start any token" in problem:
        character = text[column : column + 1]
        return Complaint(line, column, f"text that begins with '{character}' needs quotes")
    if "mapping values" in problem or "expected ':'" in problem:
        return _colon(line, column, lines)
    for part, message in _OPENED:
        if part in problem and error.context_mark:
            return Complaint(error.context_mark.line, error.context_mark.column, message)
    for part, message in _MESSAGES:
        if part in problem:
            return Complaint(line, column, message)
    return Complaint(line, column, problem)


def _colon(line: int, column: int, lines: list[str]) -> Complaint:
    """Return what is wrong with the colons at a place where one is too many or missing."""
    text = lines[line] if line < len(lines) else ""
    key = text[:column].split(": ")[0]
    if key != text[:column]:
        whole = text[len(key) + 2 :].strip()
        return Complaint(
            line, column, f"text that contains a colon needs quotes: '{key.strip()}: \"{whole}\"'"
        )
    for above in range(min(line, len(lines)) - 1, -1, -1):
        if not lines[above].strip() or lines[above].lstrip().startswith("#"):
            continue
        if match := re.match(r"(\s*(?:- )?)(\w+):(\S.*)", lines[above]):
            message = f"a space is missing after the colon: write '{match[2]}: {match[3].strip()}'"
            return Complaint(above, len(match[1]) + len(match[2]), message)
        if match := re.fullmatch(r"(\s*)([a-z]\w*)\s*", lines[above]):
            message = f"a colon is missing: write '{match[2]}:'"
            return Complaint(above, len(match[1]) + len(match[2]), message)
        break
    message = "this line is indented further than the line above it allows"
    return Complaint(line, len(text) - len(text.lstrip(" ")), message)
