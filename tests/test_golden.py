"""Recorded results of every shipped scenario: what moves must be meant to move.

``python tests/test_golden.py --update`` records them anew; the changelog says which moved and why.
Only the quantile functions are not the same to the last bit on every processor, hence the
tolerance.
"""

import json
import sys
from pathlib import Path

import pytest

import sim

FOLDER = Path(__file__).parent / "golden"
SIZES = {"draws": 20, "replications": 10, "seed": 1}


def results_of(name):
    """Return the mean of every outcome in every world of a small comparison."""
    results = sim.compare(sim.load(name), **SIZES)
    worlds = {"baseline": results.baseline}
    worlds |= {f"{world} adopted": found for world, found in results.adopted.items()}
    worlds |= {f"{world} offered": found for world, found in results.offered.items()}
    names = [info.name for info in results.outcomes]
    return {
        world: dict(zip(names, found.outcome.mean.mean(axis=0).tolist(), strict=True))
        for world, found in worlds.items()
    }


@pytest.mark.parametrize("name", sim.shipped())
def test_results_are_as_recorded(name):
    recorded = json.loads((FOLDER / f"{name}.json").read_text())
    found = results_of(name)

    assert recorded.keys() == found.keys()
    for world, outcomes in recorded.items():
        assert found[world] == pytest.approx(outcomes, rel=1e-9), world


if __name__ == "__main__" and sys.argv[1:] == ["--update"]:
    for shipped in sim.shipped():
        text = json.dumps(results_of(shipped), indent=1, sort_keys=True)
        (FOLDER / f"{shipped}.json").write_text(text + "\n")
