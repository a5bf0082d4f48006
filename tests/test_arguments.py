"""Every public function takes the same things under the same name, and refuses the rest."""

import inspect
import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.arguments import _CHECKS

MIRROR = """
sim: 1
title: Mirror
start: 2023-01-01
horizon: 26 weeks
ladders: {front: {rungs: [calm, war]}}
moves:
  inc: {rate: 2 to 6 per year}
  begin: {rate: 0.2 to 0.8 per year, when: {front: calm}, then: {front: war}}
options:
  talk: {effects: {begin: 0.4 to 0.9}}
  watch: {effects: {begin: 0.7 to 1, inc: 0.5}}
portfolios: {both: [talk, watch]}
outcomes: {war: {reached: {front: war}}, n: {count: inc}}
objective: war
"""
SMALL = {"draws": 20, "replications": 5}

FUNCTIONS = sorted(name for name in sim.__all__ if inspect.isfunction(getattr(sim, name)))

#: Values that an argument must not be, for each check; None where it is no default.
WRONG = {
    "whole": (True, np.True_, 20.0, 20.7, "20", [20], np.float64(20), 2 + 0j),
    "names": ("talk", b"talk", 3, [None], [1], {"talk": 1}, [["talk"]]),
    "text": (3, None, b"war", ["war"]),
    "truth": (1, 0, "yes", None, "False"),
    "number": ("0.5", True, [0.5], 1j),
    "path": (3, b"there", "", ["there"]),
    "scenario": ("two-neighbours", Path("mirror.yaml"), {}, None, 3),
    "results": ("two-neighbours", None, 3),
    "result": ("two-neighbours", None, 3, sim.Scenario, [1]),
    "precision": (True, [1], 2j),
    "executor": ("threads", 3),
    "callable": ("print", 3),
    "numbers": ("1", 1.0, ["1"], [True], {"1": 1}),
    "portfolios": ("both", {"x": "talk"}, {1: ["talk"]}, 3, [None]),
    "lists": ("moves", ["moves"], 3, {"a": ["b"]}),
}
KINDS = {
    "draws": "whole",
    "replications": "whole",
    "seed": "whole",
    "workers": "whole",
    "up_to": "whole",
    "options": "names",
    "with_options": "names",
    "without": "names",
    "outcomes": "names",
    "precise": "names",
    "names": "names",
    "portfolios": "portfolios",
    "about": "lists",
    "outcome": "text",
    "option": "text",
    "against": "text",
    "grouping": "text",
    "scheduler": "text",
    "text": "text",
    "name": "text",
    "scenario": "scenario",
    "results": "results",
    "result": "result",
    "path_or_name": "path",
    "out": "path",
    "precision": "precision",
    "weights": "numbers",
    "weight": "number",
    "worse_than": "number",
    "worst": "number",
    "density": "number",
    "offered": "truth",
    "keep": "truth",
    "useless": "truth",
    "executor": "executor",
    "progress": "callable",
    "watch": "callable",
}
CASES = [
    (function, name, wrong)
    for function in FUNCTIONS
    for name, parameter in inspect.signature(getattr(sim, function)).parameters.items()
    for wrong in WRONG[KINDS[name]]
    if wrong is not None or parameter.default is not None
]


@pytest.fixture(scope="module")
def scenario():
    return sim.loads(MIRROR)


@pytest.fixture(scope="module")
def results(scenario):
    return sim.compare(scenario, **SMALL)


def test_every_argument_of_every_function_has_a_check():
    names = {n for f in FUNCTIONS for n in inspect.signature(getattr(sim, f)).parameters}

    assert names == set(KINDS) == set(_CHECKS)


@pytest.mark.parametrize(("function", "name", "wrong"), CASES)
def test_a_wrong_type_is_a_wrong_request(scenario, results, function, name, wrong):
    call = getattr(sim, function)
    given = {
        "scenario": scenario,
        "results": results,
        "result": results,
        "path_or_name": "two-neighbours",
        "text": MIRROR,
        "out": "nowhere",
        "options": ["talk"],
    }
    needed = {
        key: given[key]
        for key, parameter in inspect.signature(call).parameters.items()
        if parameter.default is inspect.Parameter.empty and key in given
    }
    with pytest.raises(sim.UsageError, match=r"takes|found"):
        call(**{**needed, name: wrong})


@pytest.mark.parametrize("name", ["draws", "replications", "workers"])
@pytest.mark.parametrize("wrong", [0, -1, -(10**30)])
def test_a_size_is_positive(scenario, name, wrong):
    with pytest.raises(sim.UsageError, match=f"{name} must be at least 1, found -?"):
        sim.run(scenario, **{name: wrong})


@pytest.mark.parametrize("one", [np.int64(1), np.int8(1), np.uint64(1), np.array(1)])
def test_a_numpy_integer_is_that_integer(scenario, one):
    expected = sim.run(scenario, seed=1, **SMALL)
    found = sim.run(scenario, seed=one, draws=np.int32(20), replications=np.int64(5))

    assert found.header == expected.header
    assert type(found.header.seed) is int
    assert np.array_equal(found.baseline.outcome.mean, expected.baseline.outcome.mean)


@pytest.mark.parametrize("seed", [0, -1, 2**63, 10**40])
def test_any_whole_number_is_a_seed(scenario, seed):
    assert sim.run(scenario, seed=seed, **SMALL).header.seed == seed


@pytest.mark.parametrize(
    "names",
    [
        ("talk", "watch"),
        ["talk", "watch"],
        {"watch", "talk"},
        frozenset({"watch", "talk"}),
        np.array(["talk", "watch"]),
        {"talk": 1, "watch": 2}.keys(),
    ],
)
def test_names_are_any_collection_and_sets_go_by_the_alphabet(scenario, names):
    assert list(sim.compare(scenario, options=names, **SMALL).adopted) == ["talk", "watch"]


def test_names_are_taken_from_an_iterator_once(scenario):
    names = (name for name in ["watch", "talk"])

    assert list(sim.compare(scenario, options=names, **SMALL).adopted) == ["watch", "talk"]


def test_a_portfolio_is_a_collection_of_names(scenario):
    found = sim.compare(scenario, portfolios={"mine": {"watch", "talk"}}, **SMALL)

    assert list(found.adopted) == ["mine"]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: sim.compare("two-neighbours"), "sim.compare(sim.load('two-neighbours'))"),
        (lambda: sim.run(Path("a.yaml")), "sim.run(sim.load('a.yaml'))"),
        (lambda: sim.combinations("a,b"), "write ['a', 'b']"),
        (lambda: sim.run(sim.loads(MIRROR), with_options="talk"), "write ['talk']"),
        (lambda: sim.run(sim.loads(MIRROR), seed=None), "seed takes a whole number, found None"),
        (lambda: sim.run(sim.loads(MIRROR), draws=20.0), "found 20.0 (float)"),
        (lambda: sim.run(sim.loads(MIRROR), draws="x" * 5000), "xxx...xxx"),
    ],
)
def test_a_message_says_what_was_found_and_what_to_write(call, said):
    with pytest.raises(sim.UsageError) as caught:
        call()

    assert said in str(caught.value)
    assert len(str(caught.value)) < 250


def test_a_precision_may_be_a_number(scenario):
    assert sim.run(scenario, precision=0.5, **SMALL).header.draws >= SMALL["draws"]


def test_what_is_missing_is_said_by_python(scenario):
    with pytest.raises(TypeError, match="scenario"):
        sim.run()
    with pytest.raises(TypeError, match="drawss"):
        sim.run(scenario, drawss=3)


def test_public_functions_can_be_pickled():
    assert pickle.loads(pickle.dumps(sim.run)) is sim.run
    with ThreadPoolExecutor(1) as pool:
        assert sim.run(sim.loads(MIRROR), executor=pool, **SMALL).header.draws == 20
