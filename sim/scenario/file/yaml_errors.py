"""What the scanner of PyYAML complains about, in the words of a person who writes a scenario."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

import yaml

from sim.scenario.words import spaceless

_OPENED = (
    ("expected ',' or ']'", "the list that begins here is not closed, or lacks a comma"),
    ("expected ',' or '}'", "the mapping that begins here is not closed, or lacks a comma"),
    ("unexpected end of stream", "the quoted text that begins here is not closed"),
)
"""What never ends; the place to look at is where it began, unless a text in it needs quotes."""

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


def explain(
    error: yaml.MarkedYAMLError, lines: list[str], text_keys: Collection[str] = ()
) -> Complaint:
    """Return a message for a person, and the place that it is about.

    Parameters
    ----------
    error
        What PyYAML raised.
    lines
        The lines of the file.
    text_keys
        Keys whose value is free text.
    """
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    problem = error.problem or error.context or "this is not YAML"
    text = lines[line] if line < len(lines) else ""
    if text.lstrip(" ").startswith("\t") or text[column : column + 1] == "\t":
        return Complaint(line, len(text) - len(text.lstrip(" ")), "indent with spaces, not tabs")
    if "cannot start any token" in problem:
        return _beginning(line, column, text)
    if "mapping values" in problem or "expected ':'" in problem:
        return _colon(line, column, lines, text_keys)
    if complaint := _quoted(line, column, lines):
        return complaint
    for part, message in _OPENED:
        if part in problem and error.context_mark:
            opened = Complaint(error.context_mark.line, error.context_mark.column, message)
            return _inside_brackets(line, column, lines, text_keys) or opened
    for part, message in _MESSAGES:
        if part in problem:
            return Complaint(line, column, message)
    return Complaint(line, column, problem)


def _beginning(line: int, column: int, text: str) -> Complaint:
    """Return what is wrong with a character that nothing can begin with."""
    if text.startswith("```"):
        message = "leave out the Markdown fence, the lines that begin with ```"
        return Complaint(line, column, message)
    character = text[column : column + 1]
    return Complaint(line, column, f"text that begins with '{character}' needs quotes")


def _quoted(line: int, column: int, lines: list[str]) -> Complaint | None:
    """Return what is wrong with quotes that closed just before a place where nothing fits."""
    before = lines[line][:column].rstrip() if line < len(lines) else ""
    if not before.endswith(("'", '"')):
        return None
    closed = None
    try:
        for token in yaml.scan("\n".join(lines), Loader=yaml.BaseLoader):
            if (token.start_mark.line, token.start_mark.column) >= (line, column):
                break
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                closed = token
    except yaml.YAMLError:
        pass  # what the scanner finds comes after what the parser has found
    if closed is None or (closed.end_mark.line, closed.end_mark.column) != (line, len(before)):
        return None
    opened = closed.start_mark
    if opened.line < line:
        message = f"the quotes that open here close on line {line + 1} only; is one missing before?"
        return Complaint(opened.line, opened.column, message)
    if len(before) < column:
        return None
    if closed.style == "'":
        message = "the text in single quotes ends at this apostrophe; use double quotes instead"
    else:
        message = "the text in quotes ends here; use single quotes inside"
    return Complaint(line, column - 1, message)


def _inside_brackets(
    line: int, column: int, lines: list[str], text_keys: Collection[str]
) -> Complaint | None:
    """Return what does not fit inside brackets or braces, as far as the place can tell."""
    text = lines[line] if line < len(lines) else ""
    before, after = text[:column], text[column:]
    if not before.strip():
        return _comment(line, lines)
    if match := re.match(r"(\w+):(?: |$)", after):
        return Complaint(line, column, f"a comma is missing before '{match[0].strip()}'")
    begins = re.search(r"(\w+): +(?:(?!\w: ).)*$", before)
    if begins is None or not after.startswith((":", "{", "[")):
        return None
    word = re.search(r"(?<= )[a-z_]+$", before)
    comma = f"a comma is missing before '{word[0]}:'" if word and after[0] == ":" else ""
    if begins[1] not in text_keys:
        return Complaint(line, word.start(), comma) if word and comma else None
    whole = re.split(r"\}\s*$|\}, |, \w+: ", text[begins.start() :])[0].strip()
    key, _, value = whole.partition(": ")
    what = "a colon" if after[0] == ":" else f"'{after[0]}'"
    message = f"text that contains {what} needs quotes: '{key}: \"{value.strip()}\"'"
    return Complaint(line, column, f"{message}; or {comma}" if comma else message)


def _comment(line: int, lines: list[str]) -> Complaint | None:
    """Return the comment above a line that has swallowed the end of what the line is part of."""
    above = next((n for n in range(line - 1, -1, -1) if lines[n].strip()), None)
    match = None if above is None else re.search(r"(?<=\w )#\S[^#]*[,}\]]", lines[above])
    if above is None or match is None:
        return None
    message = "a '#' after a space begins a comment; if it belongs to the text, put that in quotes"
    return Complaint(above, match.start(), message)


def _colon(line: int, column: int, lines: list[str], text_keys: Collection[str]) -> Complaint:
    """Return what is wrong with the colons at a place where one is too many or missing."""
    text = lines[line] if line < len(lines) else ""
    if match := re.match(r"(\s*(?:- )?)(\w+):([{\[].*)", text[:column]):
        return Complaint(line, len(match[1]) + len(match[2]), spaceless(f"{match[2]}:{match[3]}"))
    key = text[:column].split(": ")[0]
    if key != text[:column]:
        name, whole = key.strip(), text[len(key) + 2 :].strip()
        quoted = f"text that contains a colon needs quotes: '{name}: \"{whole}\"'"
        braced = f"what belongs to '{name}' goes into braces: '{name}: {{{whole}}}'"
        return Complaint(line, column, quoted if name in text_keys else braced)
    for above in range(min(line, len(lines)) - 1, -1, -1):
        if not lines[above].strip() or lines[above].lstrip().startswith("#"):
            continue
        if match := re.match(r"(\s*(?:- )?)(\w+):(\S.*)", lines[above]):
            message = spaceless(f"{match[2]}:{match[3].strip()}")
            return Complaint(above, len(match[1]) + len(match[2]), message)
        if match := re.fullmatch(r"(\s*)([a-z]\w*)\s*", lines[above]):
            message = f"a colon is missing: write '{match[2]}:'"
            return Complaint(above, len(match[1]) + len(match[2]), message)
        break
    message = "this line is indented further than the line above it allows"
    return Complaint(line, len(text) - len(text.lstrip(" ")), message)
