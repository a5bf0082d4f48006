"""How combinations of options are shown that nobody has given a name: a letter for each option.

Ten titles joined by plus signs cannot be read, let alone compared with the row below.  So each
option gets a letter where it stands alone, and a combination is the letters of its options, each
in its place: ``A · C D`` is everything but ``B``.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence

from sim.report.wording import counted
from sim.results.descriptions import OptionInfo
from sim.results.results import Results

#: What stands in the place of an option that is not in the combination.
_ABSENT = "·"

_ALPHABET = string.ascii_uppercase + string.ascii_lowercase

Letters = Mapping[str, str]


#: Combinations of fewer options than this are called by their titles in running text.
FEWEST_LETTERED = 3


def is_combination(info: OptionInfo) -> bool:
    """Return whether something is a combination that has no name but those of its options.

    Examples
    --------
    >>> is_combination(OptionInfo("a+b", "A + B", (), None, 2.0, ("a", "b")))
    True
    >>> is_combination(OptionInfo("both", "Both", (), None, 2.0, ("a", "b")))
    False
    """
    return len(info.members) > 1 and sorted(info.name.split("+")) == sorted(info.members)


def letters_for(results: Results, options: Sequence[str]) -> dict[str, str]:
    """Return a letter for each option, in the order given; none where no row would use them.

    None either if a combination holds an option that has no row to show its letter in, or if the
    alphabet is too short.

    Parameters
    ----------
    options
        Names of those that have a row of their own.
    """
    combined = [info for info in results.options.values() if is_combination(info)]
    held = {member for info in combined for member in info.members}
    if not combined or not held <= set(options) or len(options) > len(_ALPHABET):
        return {}
    return dict(zip(options, _ALPHABET, strict=False))


def letters_in_text(results: Results) -> dict[str, str]:
    """Return a letter for each option compared alone, where some combination holds many."""
    infos = list(results.options.values())
    sizes = [len(info.members) for info in infos if is_combination(info)]
    if max(sizes, default=0) < FEWEST_LETTERED:
        return {}
    return letters_for(results, [info.name for info in infos if info.members == (info.name,)])


def key_note(results: Results, letters: Letters) -> list[str]:
    """Return what each letter stands for, if there are any."""
    if not letters:
        return []
    key = "; ".join(f"{letter} {results.options[name].title}" for name, letter in letters.items())
    return [f"Letters: {key}."]


def marks(info: OptionInfo, letters: Letters) -> str:
    """Return the letters of a combination, each in its place.

    Examples
    --------
    >>> trio = OptionInfo("a+b+d", "", (), None, 3.0, ("a", "b", "d"))
    >>> marks(trio, {"b": "A", "a": "B", "c": "C", "d": "D"})
    'A B · D'
    """
    return " ".join(letter if name in info.members else _ABSENT for name, letter in letters.items())


def row_title(info: OptionInfo, letters: Letters) -> str:
    """Return what a row is called: by its letters if it is a combination, else by its title."""
    return marks(info, letters) if letters and is_combination(info) else info.title


def brief_title(info: OptionInfo, letters: Letters) -> str:
    """Return what something is called in a sentence: two or three by titles, more by letters.

    Examples
    --------
    >>> four = OptionInfo("a+b+d+e", "", (), None, 4.0, ("a", "b", "d", "e"))
    >>> brief_title(four, dict(zip("bacde", "ABCDE")))
    'A + B + D + E'
    >>> brief_title(four, dict(zip("abde", "ABCD")))
    'all 4 options'
    """
    if not letters or not is_combination(info) or len(info.members) < 3:
        return info.title
    if len(info.members) == len(letters):
        return f"all {counted(len(letters), 'option')}"
    if len(info.members) == 3:
        return info.title
    return " + ".join(letter for name, letter in letters.items() if name in info.members)


def compact_title(info: OptionInfo, letters: Letters) -> str:
    """Return what something is called in a long list: a combination by its letters alone.

    Examples
    --------
    >>> pair = OptionInfo("a+b", "", (), None, 2.0, ("a", "b"))
    >>> compact_title(pair, {"b": "A", "a": "B"})
    'A+B'
    """
    if not letters or not is_combination(info):
        return info.title
    return "+".join(letter for name, letter in letters.items() if name in info.members)


def by_size(results: Results, names: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return combinations by the number of their options, each size with its heading.

    Parameters
    ----------
    names
        Of combinations, best first; they stay so within a size.
    """
    largest = max((len(results.options[name].members) for name in names), default=0)
    held = {member for name in names for member in results.options[name].members}
    sections = []
    for size in range(2, largest + 1):
        some = [name for name in names if len(results.options[name].members) == size]
        if some:
            heading = f"All {size} together" if size == len(held) else f"{size} together"
            sections.append((heading, some))
    return sections
