"""Claims that lose their object, because one file removes it from another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sim.results.dotted import Dotted
from sim.scenario.claim_entries import EFFECTS
from sim.scenario.file.document import Node
from sim.scenario.names import listing, mapping


def without_claims_about(root: Node, removed: Iterable[tuple[str, ...]]) -> Node:
    """Return a file without the mechanisms of claims that name what is removed.

    A claim that has no mechanism left goes with the last of them.

    Parameters
    ----------
    removed
        Paths in the file, such as ``("options", "hotline")``.
    """
    paths = list(removed)
    claims = root.content.get("claims") if isinstance(root.content, dict) else None
    if not paths or claims is None or not isinstance(claims.content, dict):
        return root
    kept = {name: left for name, claim in claims.content.items() if (left := _left(claim, paths))}
    assert isinstance(root.content, dict)
    pruned = {**root.content, "claims": Node(kept, claims.at, claims.key)}
    if not kept:
        del pruned["claims"]
    return Node(pruned, root.at, root.key)


def _left(claim: Node, removed: list[tuple[str, ...]]) -> Node | None:
    """Return what is left of a claim, None for nothing."""
    mechanisms = claim.content.get("mechanisms") if isinstance(claim.content, dict) else None
    if mechanisms is None or not isinstance(mechanisms.content, list):
        return claim
    kept: list[Node] = [m for m in mechanisms.content if not _names_any(m.plain(), removed)]
    if not kept:
        return None
    assert isinstance(claim.content, dict)
    inside = {**claim.content, "mechanisms": Node(kept, mechanisms.at, mechanisms.key)}
    return Node(inside, claim.at, claim.key)


def _names_any(mechanism: Any, removed: list[tuple[str, ...]]) -> bool:
    named = {Dotted.of(name) for name in _named(mechanism)}
    for path in removed:
        if any(name.is_within(".".join(path)) for name in named):
            return True
        # An effect, and an option given, go by the name alone, or by the name and a rung.
        if len(path) == 2 and any(name.head == path[1] for name in named):
            return True
    return False


def _named(mechanism: Any) -> Iterator[str]:
    for key in ("path", "given", *EFFECTS):
        for name in listing(mapping(mechanism).get(key)):
            if isinstance(name, str):
                yield name
