"""The page on the flagship's evidence agrees with the scenario, and the model with the evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

import sim
from docs.pages import ROOT, blocks
from sim.analysis.draws import Draws, epistemic_interval, noise_free_means
from sim.analysis.estimates import draws_of, standard_error
from sim.results import Results
from sim.scenario.schema import Scenario

PAGE = (ROOT / "docs" / "explanation" / "evidence.md").read_text(encoding="utf-8")
DRAWS, REPLICATIONS = 200, 20

_NUMBER = r"(\d+(?:\.\d+)?)"
_RANGE = re.compile(rf"{_NUMBER}(?: %)? \({_NUMBER} to {_NUMBER}(?: %)?\)")


@dataclass(frozen=True)
class Shown:
    """A number as a page shows it: its value, and half a unit of its last digit."""

    value: float
    rounding: float

    @classmethod
    def of(cls, text: str, unit: float) -> Shown:
        exponent = Decimal(text).as_tuple().exponent
        assert isinstance(exponent, int)
        return cls(float(text) * unit, 0.5 * 10.0**exponent * unit)


def cells(heading: str) -> list[list[str]]:
    """Return the rows of the table whose heading begins with ``heading``."""
    lines = iter(PAGE.splitlines())
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


def numbers(cell: str) -> tuple[Shown, Shown, Shown]:
    """Return estimate, lower and upper end of a cell such as ``42 % (18 to 75 %)``."""
    match = _RANGE.fullmatch(cell)
    assert match, cell
    unit = 0.01 if "%" in cell else 1.0
    estimate, low, high = (Shown.of(text, unit) for text in match.groups())
    return estimate, low, high


SIDE_BY_SIDE = {row[3].strip("`"): (row[4], row[5]) for row in cells("| event |")}
CLAIMS = cells("| # | the article")
PATHS = sorted({path for row in CLAIMS for path in re.findall(r"`([^`]+)`", row[2])})


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    (block,) = [block for block in blocks(PAGE) if block.mark == "file"]
    path: Path = tmp_path_factory.mktemp("evidence") / block.argument
    path.write_text(block.body, encoding="utf-8")
    return sim.run(sim.load(str(path)), draws=DRAWS, replications=REPLICATIONS, seed=1)


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return sim.load("lachin-2023")


def test_the_page_has_33_claims_and_16_kinds_of_event() -> None:
    assert [str(number) for number in range(1, 34)] == [row[0] for row in CLAIMS]
    assert 16 == len(SIDE_BY_SIDE)


@pytest.mark.parametrize("outcome", SIDE_BY_SIDE)
def test_the_table_shows_what_a_run_gives(outcome: str, results: Results) -> None:
    draws = draws_of(results.baseline.outcome, results.outcome_index(outcome), results.header)
    error = standard_error(draws)
    interval = epistemic_interval(noise_free_means(draws))
    assert error is not None
    assert interval is not None
    estimate, low, high = numbers(SIDE_BY_SIDE[outcome][1])
    low_error, high_error = interval_errors(draws)

    # The table comes from a longer run that begins with the same draws, so its own error does not
    # add to that of this run.
    for shown, found, sd in (
        (estimate, float(np.mean(draws.mean)), error),
        (low, interval[0], low_error),
        (high, interval[1], high_error),
    ):
        assert abs(found - shown.value) <= 4 * sd + shown.rounding


def interval_errors(draws: Draws, times: int = 200) -> tuple[float, float]:
    """Return the standard errors of both ends, by a bootstrap of whole strata."""
    rng = np.random.default_rng(1)
    strata = np.arange(draws.n).reshape(-1, draws.stratum)
    ends = []
    for _ in range(times):
        rows = strata[rng.integers(len(strata), size=len(strata))].ravel()
        again = Draws(
            draws.mean[rows], draws.variance[rows], draws.replications, draws.stratum, True
        )
        ends.append(epistemic_interval(noise_free_means(again)))
    low, high = np.std(np.array(ends), axis=0, ddof=1)
    return float(low), float(high)


@pytest.mark.parametrize("outcome", SIDE_BY_SIDE)
def test_the_model_lies_inside_the_interval_of_the_evidence(outcome: str) -> None:
    evidence, model = SIDE_BY_SIDE[outcome]
    _, low, high = numbers(evidence)

    assert low.value <= numbers(model)[0].value <= high.value


@pytest.mark.parametrize("path", PATHS)
def test_every_path_of_the_claims_is_in_the_scenario(path: str, flagship: Scenario) -> None:
    here: object = flagship
    for name in path.split("."):
        if isinstance(here, dict):
            assert name in here
            here = here[name]
        else:
            here = getattr(here, name)

    assert here
