"""PRIM agrees with EMA Workbench, box by box, and keeps what a box must keep."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

from sim.analysis.prim import FEWEST, make_box, prim, quasi_p, significant
from tests.analysis.data.prim_oracle import data_sets

ORACLE = json.loads((Path(__file__).parent / "data" / "prim_oracle.json").read_text())
SETS = {name: (x, y.astype(float)) for name, x, y in data_sets()}


@pytest.mark.parametrize("name", SETS)
def test_the_whole_trajectory_is_that_of_the_workbench(name):
    x, y = SETS[name]
    found = prim(x, y)

    assert len(ORACLE[name]) == len(found)
    for box, expected in zip(found, ORACLE[name], strict=True):
        sides = {}
        for (quantity, upper), p in quasi_p(x, y, box).items():
            limit = float((box.high if upper else box.low)[quantity])
            side = f"{quantity} {'upper' if upper else 'lower'}"
            sides[side] = pytest.approx({"limit": limit, "quasi_p": p}, rel=1e-9)
        measures = {key: expected[key] for key in ("coverage", "density", "mass")}

        assert measures == pytest.approx(
            {"coverage": box.coverage, "density": box.density, "mass": box.mass}
        )
        assert sides == expected["sides"]


def test_a_corner_is_found_and_nothing_else_is_significant():
    x, y = SETS["corner"]
    box = significant(x, y, max(prim(x, y), key=lambda b: b.balance))

    assert (0, 1) == box.limited
    assert box.low[0] == pytest.approx(0.6, abs=0.05)
    assert box.high[1] == pytest.approx(0.45, abs=0.05)
    assert box.coverage > 0.7
    assert box.density > 0.7


def test_quasi_p_is_a_tail_of_the_binomial_distribution():
    x = np.arange(20.0)[:, None]
    y = np.zeros(20)
    y[8:] = [1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1]
    box = make_box(x, y, np.array([7.5]), np.array([np.inf]))

    assert {(0, False)} == set(quasi_p(x, y, box))
    assert quasi_p(x, y, box)[0, False] == pytest.approx(binom.sf(9, 12, 0.5))


def test_probabilities_count_as_parts_of_cases():
    x = np.arange(10.0)[:, None]
    y = np.full(10, 0.25)
    box = make_box(x, y, np.array([-np.inf]), np.array([3.5]))

    assert (0.4, 0.25, 0.4) == (box.coverage, box.density, box.mass)


def test_a_box_never_holds_fewer_than_it_may():
    x, y = SETS["slab"]

    assert all(box.mass >= FEWEST for box in prim(x, y))
    assert all(box.mass >= 0.3 for box in prim(x, y, fewest=0.3))


def test_equal_values_stay_together():
    x = np.repeat(np.arange(10.0), 10)[:, None]
    y = (x[:, 0] >= 5).astype(float)
    found = prim(x, y)[-1]

    assert 5.0 == x[found.inside, 0].min()
    assert (1.0, 1.0) == (found.coverage, found.density)


@pytest.mark.parametrize("y", [np.zeros(60), np.ones(60), np.full(60, 0.2)])
def test_where_nothing_differs_nothing_is_peeled(y):
    x = np.random.default_rng(1).random((60, 3))
    found = prim(x, y)

    assert 1 == len(found)
    assert () == found[0].limited


def test_without_quantities_there_is_only_the_whole():
    found = prim(np.empty((30, 0)), np.random.default_rng(2).random(30))

    assert 1 == len(found)
    assert 1.0 == found[0].mass
