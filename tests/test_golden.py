"""Recorded results of every shipped scenario: what moves must be meant to move.

Of a scenario that stands alone, the mean of every outcome in every world is recorded.  Of a variant
(a file that extends another shipped one) only what sets it apart from that is, so that a number
that changes in the flagship moves one file and not twelve:

- the numbers, rungs and names of the scenario, as loaded, that the other does not have or has
  otherwise.  What turns a scenario into results is the same code for all, and is held by the
  results of the others;
- the worlds that are bit for bit the same in both: an option, a portfolio or an outcome more leaves
  the others as they were, a changed number does not.

``python tests/test_golden.py --update`` records them anew; the changelog says which moved and why.
Only the quantile functions are not the same to the last bit on every processor, hence the
tolerance, and the nine digits of a number.
"""

import functools
import json
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

import sim
from sim.scenario.file.files import shipped_folder
from sim.scenario.file.yaml import parse
from sim.scenario.quantity.quantity import Quantity

FOLDER = Path(__file__).parent / "golden"
SIZES = {"draws": 20, "replications": 10, "seed": 1}

#: What decides no result.
FOR_PEOPLE = {"title", "question", "note", "says", "source", "sources", "basis", "provenance"}


def base_of(name):
    """Return the scenario that a shipped one extends, None if it stands alone."""
    text = (shipped_folder() / f"{name}.yaml").read_text(encoding="utf-8")
    return parse(text, name).root.plain().get("extends")


@functools.cache
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


def leaves(value, *path):
    """Yield every number and name of a scenario that decides its results, by dotted path."""
    if isinstance(value, Quantity):
        yield ".".join(path), written(value)
    elif isinstance(value, BaseModel):
        yield from leaves({key: getattr(value, key) for key in type(value).model_fields}, *path)
    elif isinstance(value, dict):
        for key, child in value.items():
            if key not in FOR_PEOPLE:
                yield from leaves(child, *path, key)
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        for place, child in enumerate(value):
            yield from leaves(child, *path, str(place))
    elif value is not None and value not in ((), False):
        yield ".".join(path), json.loads(json.dumps(value, default=str))


def written(quantity):
    """Return the family of a quantity, its arguments, and what turns it into the base unit."""
    arguments = ", ".join(
        written(argument) if isinstance(argument, Quantity) else f"{argument:.9g}"
        for argument in quantity.arguments
    )
    window = "" if quantity.window_days is None else f" within {quantity.window_days:.9g}"
    return f"{quantity.family}({arguments}) x {quantity.scale:.9g}{window}"


def difference_of(name, base):
    """Return what a variant has otherwise than its base, and which worlds are the same in both."""
    ours, theirs = (dict(leaves(sim.load(one))) for one in (name, base))
    found, known = results_of(name), results_of(base)
    return {
        "changed": {path: value for path, value in ours.items() if theirs.get(path) != value},
        "gone": sorted(theirs.keys() - ours.keys()),
        "same_worlds": sorted(
            world for world in found.keys() & known.keys() if is_same(found[world], known[world])
        ),
    }


def is_same(world, other):
    """Return whether two worlds have the same bits in every outcome that both observe."""
    return all(world[outcome] == other[outcome] for outcome in world.keys() & other.keys())


ALONE = [name for name in sim.shipped() if base_of(name) is None]
VARIANTS = [name for name in sim.shipped() if name not in ALONE]


@pytest.mark.parametrize("name", ALONE)
def test_results_are_as_recorded(name):
    recorded = json.loads((FOLDER / f"{name}.json").read_text())
    found = results_of(name)

    assert recorded.keys() == found.keys()
    for world, outcomes in recorded.items():
        assert found[world] == pytest.approx(outcomes, rel=1e-9), world


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_differs_from_its_base_as_recorded(name):
    recorded = json.loads((FOLDER / "variants" / f"{name}.json").read_text())

    assert recorded == difference_of(name, base_of(name))


def test_nothing_is_recorded_of_a_scenario_that_is_not_shipped():
    assert sorted(ALONE) == sorted(path.stem for path in FOLDER.glob("*.json"))
    assert sorted(VARIANTS) == sorted(path.stem for path in FOLDER.glob("variants/*.json"))


def record():
    """Write what is found now over what was recorded."""
    found = {FOLDER / f"{name}.json": results_of(name) for name in ALONE}
    found |= {
        FOLDER / "variants" / f"{name}.json": difference_of(name, base_of(name))
        for name in VARIANTS
    }
    for path, content in found.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__" and sys.argv[1:] == ["--update"]:
    record()
