"""Hypothesis strategies that several test modules share."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

SCENARIO = """\
sim: 1
title: Two neighbours
start: 2023-05-22
horizon: 52 weeks
sources:
  icb: {title: International Crisis Behavior data, version 14}
actors:
  north: {name: Northland, traits: {assertiveness: 0.4 to 0.8}}
  south: {name: Southland}
indicators:
  tension: {start: 0.3, rest: 0.2 to 0.4, half_life: 7 to 20 days}
ladders:
  front:
    rungs: [calm, clashes, war]
    shifts: {clashes: {tension: +0.1 to +0.3}}
  talks: {rungs: [stalled, active]}
tallies:
  deaths: {unit: people}
moves:
  incident:
    actor: north
    basis: data
    note: counted by hand
    when: {front: [calm, clashes]}
    rate: {value: 11 to 22 per year, source: icb, note: 39 in 2.53 years}
    modifiers: {tension: 2 to 6, north.assertiveness: 1 to 2, talks.active: 0.5 to 0.9}
    then: {tension: +0.05 to +0.15, deaths: {median: 1.5, p95: 8}}
  clash:
    when: {front: calm}
    rate: 20% to 40% within 1 year
    then: {front: clashes, deaths: {dist: pareto, min: 25, alpha: 1.6 to 2.0}}
  ceasefire: {when: {front: clashes}, rate: 20 to 60 per year, then: {front: calm}}
  war: {when: {front: clashes}, rate: 0.5 to 3 per year, shape: 0.7, then: {front: war}}
  round: {rate: 8 to 20 per year, then: {talks: active}}
  review: {on: 2023-11-10, probability: 0.5 to 0.9, then: {talks: stalled, monitoring: ended}}
options:
  monitoring:
    by: [south]
    consent: {south: 0.6 to 0.9}
    delay: 3 to 12 months
    lasts: 2 years
    needs: {talks: [stalled, active]}
    strength: 0.6 to 1
    effects: {clash: 0.70 to 1.08}
    shifts: {tension: -0.1 to 0}
    cost: 1 to 3
  hotline: {by: north, effects: {war: 0.5 to 0.9}}
overlap: 0.7
outcomes:
  war: {reached: {front: war}}
  clashes: {count: clash}
  deaths: {total: deaths}
  weeks_of_clashes: {time: {front: clashes}}
  mean_tension: {mean: tension, better: neither}
  trouble: {reached: [clash, war]}
objective: war
portfolios: {both: [monitoring, hotline]}
correlations: [[moves.clash.rate, moves.war.rate, 0.6]]
"""
"""A valid scenario that uses every part of the language."""

KEYS = st.sampled_from(["moves", "rate", "value", "source", "a", "b", "low"])

SCALARS = st.one_of(
    st.integers(-1000, 1000),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.sampled_from(["", "calm", "2 to 6", "3 per year", "20% within 1 year", "-", "0.5-0.9"]),
)


def plain_data(*, null: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Return mappings of nested plain data, as YAML gives them."""
    leaves = SCALARS | st.none() if null else SCALARS
    inner = st.recursive(
        leaves,
        lambda children: (
            st.lists(children, max_size=3) | st.dictionaries(KEYS, children, max_size=3)
        ),
        max_leaves=8,
    )
    return st.dictionaries(KEYS, inner, max_size=4)


def layers() -> st.SearchStrategy[dict[str, Any]]:
    """Return mappings in which a key that holds a mapping does so in all of them."""
    leaves = st.dictionaries(st.sampled_from(["a", "b"]), SCALARS | st.lists(SCALARS, max_size=2))
    inner = st.builds(
        lambda flat, deep: flat | deep,
        leaves,
        st.dictionaries(st.sampled_from(["x", "y"]), leaves),
    )
    return st.dictionaries(st.sampled_from(["x", "y", "z"]), inner)


@st.composite
def mutated_texts(draw: st.DrawFn) -> str:
    """Return the valid scenario after a few edits of the kind that fingers make."""
    text = SCENARIO
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text) - 1))
        length = draw(st.integers(0, 12))
        piece = draw(
            st.sampled_from(["", ":", ": ", "-", "- ", "[", "]", "{", "}", "\t", "\n", "  ", "#"])
            | st.sampled_from(
                ["'", '"', "*", "&a ", "!!x ", "null", "%", ",", "1e999", "NaN", "\0"]
            )
            | st.text(max_size=4)
            | st.integers(0, len(text) - 40).map(lambda start: SCENARIO[start : start + 40])
        )
        text = text[:at] + piece + text[at + length :]
        if not text:
            break
    return text


@st.composite
def mutated_data(draw: st.DrawFn, data: dict[str, Any]) -> dict[str, Any]:
    """Return plain data in which one part somewhere is replaced, removed or renamed."""

    def change(node: Any) -> Any:
        if isinstance(node, dict) and node and draw(st.integers(0, 3)):
            key = draw(st.sampled_from(sorted(node)))
            match draw(st.integers(0, 5)):
                case 0:
                    return {k: v for k, v in node.items() if k != key}
                case 1:
                    return {(f"{k}x" if k == key else k): v for k, v in node.items()}
                case _:
                    return {k: (change(v) if k == key else v) for k, v in node.items()}
        return draw(SCALARS | st.none() | plain_data() | st.lists(SCALARS, max_size=2))

    changed = change(data)
    return changed if isinstance(changed, dict) else data
