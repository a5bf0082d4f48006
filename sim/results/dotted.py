"""Dotted paths, by which files, tables and streams of random numbers name a part of a scenario.

As keys and in documents they are text; whoever asks what is in one reads it with `Dotted.of`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dotted:
    """A path such as ``moves.clash.then.tension``, or a covariate such as ``front.war``.

    Examples
    --------
    >>> path = Dotted.of("moves.clash.then.tension")
    >>> path.head, path.rest, path.entry, path.inside
    ('moves', 'clash.then.tension', 'moves.clash', 'then.tension')
    >>> path.is_within("moves.clash"), path.is_within("moves.cl")
    (True, False)
    >>> Dotted.of("overlap").entry, Dotted.of("overlap").inside
    ('overlap', 'overlap')
    """

    parts: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Dotted:
        """Return the path that is written like this."""
        return cls(tuple(text.split(".")))

    def __str__(self) -> str:
        """Return how it is written."""
        return ".".join(self.parts)

    @property
    def head(self) -> str:
        """Its first part: a section, or the name of a ladder, an option or an actor."""
        return self.parts[0]

    @property
    def rest(self) -> str:
        """What follows the first part; empty if nothing does."""
        return ".".join(self.parts[1:])

    @property
    def entry(self) -> str:
        """The entry of the file that it is in, or the whole where sections have no entries."""
        return ".".join(self.parts[:2])

    @property
    def inside(self) -> str:
        """What follows the entry; the whole if nothing does."""
        return ".".join(self.parts[2:] or self.parts)

    def above(self) -> list[Dotted]:
        """Return the paths that lead to it, from its first part to itself."""
        return [Dotted(self.parts[:n]) for n in range(1, len(self.parts) + 1)]

    def is_within(self, other: str) -> bool:
        """Return whether it is another path, or leads to a part of what that is."""
        parts = Dotted.of(other).parts
        return self.parts[: len(parts)] == parts
