"""The pages on the flagship: claims that hold, marginals inside the evidence, options with a case.

The tables on the pages are generated (`test_pages` compares them); what they say is judged here.
"""

from __future__ import annotations

import re

import numpy as np
import pytest

from docs import lachin_pages
from docs.pages import ROOT
from sim.analysis.claims import ERRORS_TO_SHOW
from sim.scenario.checks.mechanisms import mechanisms

EXPLANATION = ROOT / "docs" / "explanation"
CLAIMS, EVIDENCE, OPTIONS = (
    (EXPLANATION / f"{name}.md").read_text(encoding="utf-8")
    for name in ("claims", "evidence", "options")
)


def cells(page: str, heading: str) -> list[list[str]]:
    """Return the rows of the table whose heading begins with ``heading``."""
    lines = iter(page.splitlines())
    for line in lines:
        if line.startswith(heading):
            break
    next(lines)
    found = []
    for line in lines:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def claim_rows() -> list[list[str]]:
    """Return an entry for every effect in both tables: number, path, effect, verdict."""
    found: list[list[str]] = []
    for part in CLAIMS.split("\n## ")[2:4]:
        for number, _, path, does, verdicts in cells(part, "| # |"):
            effects, yes = does.split("<br>"), verdicts.split("<br>")
            for effect, verdict in zip(effects, yes, strict=True):
                found.append([number or found[-1][0], path, effect.partition(":")[0], verdict])
    return found


ROWS = claim_rows()


def test_the_page_has_the_33_claims_of_the_article() -> None:
    numbers = list(dict.fromkeys(row[0] for row in ROWS))

    assert [f"c{number:02}" for number in range(1, 34)] == numbers[:33]
    assert [f"e{number:02}" for number in range(1, 10)] == numbers[33:]
    assert len(ROWS) == len(lachin_pages.claims_tried())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[2]}")
def test_a_claim_has_a_path_and_moves_what_it_says(row: list[str]) -> None:
    known = mechanisms(lachin_pages.flagship())
    number, where, does, verdict = row
    path, _, given = where.partition(" within ")[0].partition(" given ")
    paths, options = re.findall(r"`([^`]+)`", path), re.findall(r"`([^`]+)`", given)
    (on,) = re.findall(r"`([^`]+)`", does)
    words = does.partition(" `")[0]
    shown = next(
        one
        for one in lachin_pages.claims_tried()
        if (one.claim, list(one.path), list(one.given), one.on) == (number, paths, options, on)
    )

    assert set(paths) <= set(known)
    assert "yes" == verdict
    assert shown.se is not None
    if words == "barely moves":
        assert abs(shown.difference) + ERRORS_TO_SHOW * shown.se <= 0.05 * abs(shown.estimate)
    else:
        signed = shown.difference if words == "raises" else -shown.difference
        assert signed > ERRORS_TO_SHOW * shown.se


def test_where_the_article_says_little_the_model_moves_little() -> None:
    """Claim 5: to little avail; claim 23: minimal."""
    little = {row[0] for row in ROWS if row[2].startswith("barely moves")}

    assert {"c05", "c23"} <= little


_NUMBER = r"(\d+(?:\.\d+)?)"
_RANGE = re.compile(rf"{_NUMBER}(?: %)? \({_NUMBER} to {_NUMBER}(?: %)?\)")
MARGINALS = {row[3].strip("`"): (row[4], row[5]) for row in cells(EVIDENCE, "| event | counted")}


def three(cell: str) -> tuple[float, float, float]:
    match = _RANGE.match(cell)
    assert match, cell
    middle, low, high = map(float, match.groups())
    return middle, low, high


def test_there_are_16_kinds_of_event() -> None:
    assert 16 == len(MARGINALS)


@pytest.mark.parametrize("outcome", MARGINALS)
def test_the_model_lies_inside_the_interval_of_the_evidence(outcome: str) -> None:
    evidence, model = MARGINALS[outcome]
    _, low, high = three(evidence)

    assert low <= three(model)[0] <= high


def test_incidents_excite_each_other_as_the_evidence_says() -> None:
    """Branching ratio 0.1 to 0.55 and half-life 3 to 20 days, by either background."""
    for flat in (False, True):
        ratios, lives = lachin_pages.branching(flat)

        assert 0.1 <= np.median(ratios) <= 0.55
        assert 3.0 <= np.median(lives) <= 20.0


def test_surges_and_wars_last_as_long_as_they_did() -> None:
    rows = {row[0]: row[2] for row in cells(EVIDENCE, "| how long |")}
    medians = {name: float(cell.split()[0]) for name, cell in rows.items()}

    assert 1.0 <= medians["Surge in Karabakh that becomes no war"] <= 5.0
    assert 1.0 <= medians["Surge on the border that becomes no war"] <= 5.0
    assert 36.0 <= medians["Closure of the corridor"] <= 422.0
    assert 20.0 <= medians["War"] <= 90.0


@pytest.mark.parametrize("name", lachin_pages.options())
def test_an_option_has_its_case(name: str) -> None:
    option = lachin_pages.flagship().options[name]
    (section,) = (
        part
        for part in re.split(r"\n(?=\(option-)", OPTIONS)
        if part.startswith(f"(option-{name.replace('_', '-')})=")
    )
    parts = {
        heading: text.strip()
        for heading, text in re.findall(r"\*\*([^*]+)\.\*\*\n(.+?)(?=\n\n|\Z)", section, re.S)
    }

    assert f"\n## {option.title}\n" in section
    assert f"<!-- begin generated: option_{name} -->" in section
    assert ["How it works", "The article", "The evidence", "Backfire"] == list(parts)
    assert all(len(text) > 40 for text in parts.values())
    assert option.by
    assert option.consent
    assert option.note


def test_every_path_on_the_page_of_the_options_exists() -> None:
    known = set(mechanisms(lachin_pages.flagship()))
    prose = re.sub(r"<!-- begin generated.*?end generated -->", "", OPTIONS, flags=re.S)
    paths = set(re.findall(r"`((?:moves|options|indicators|actors|ladders)\.[^`]+)`", prose))

    assert paths
    assert paths <= known


def test_every_backfire_that_the_evidence_has_is_a_claim_that_was_tried() -> None:
    named = set(re.findall(r"[Cc]laim `([ce]\d\d)`", OPTIONS))

    assert {f"e{number:02}" for number in range(1, 10)} <= named
    assert named <= {row[0] for row in ROWS}
