"""A world without a mechanism is the world of a file in which somebody wrote that out by hand."""

import copy
import json

import numpy as np
import pytest

import sim
from sim.model.ablation import switched_off
from sim.model.compile import compile_scenario
from sim.scenario.checks.mechanisms import mechanisms
from sim.scenario.file.files import shipped_folder
from sim.scenario.file.yaml import parse

NEIGHBOURS = parse((shipped_folder() / "two-neighbours.yaml").read_text(), "").root.plain()
SIZES = {"draws": 20, "replications": 25, "seed": 5}

#: A path, and the edits of the file that say the same: a place, and what to write there (None: to
#: remove what stands there).
BY_HAND = [
    ("moves.ceasefire", [("moves.ceasefire.rate", "0 per year")]),
    ("moves.election", [("moves.election.probability", 0)]),
    ("moves.clash.modifiers.tension", [("moves.clash.modifiers.tension", 1)]),
    ("moves.incident.modifiers.talks.active", [("moves.incident.modifiers.talks.active", 1)]),
    ("moves.round.then.tension", [("moves.round.then.tension", 0)]),
    ("moves.round.then.talks", [("moves.round.then.talks", None)]),
    ("moves.clash.then.deaths", [("moves.clash.then.deaths", None)]),
    (
        "indicators.tension",
        [("moves.incident.modifiers.tension", 1), ("moves.clash.modifiers.tension", 1)],
    ),
    ("ladders.talks", [("moves.incident.modifiers.talks.active", 1)]),
    ("ladders.front", [("ladders.front.shifts.clashes.tension", 0)]),
    ("ladders.front.shifts.clashes", [("ladders.front.shifts.clashes.tension", 0)]),
    ("ladders.front.shifts.clashes.tension", [("ladders.front.shifts.clashes.tension", 0)]),
    ("actors.mediator", [("moves.round.rate", "0 per year")]),
    ("actors.south", [("moves.election.probability", 0)]),
    ("actors.north.traits.assertiveness", [("actors.north.traits.assertiveness", 0)]),
    ("options.monitoring.effects.clash", [("options.monitoring.effects.clash", 1)]),
    ("options.monitoring.shifts.tension", [("options.monitoring.shifts.tension", 0)]),
    ("options.monitoring.consent", [("options.monitoring.consent.south", 1)]),
    ("options.hotline.consent.north", [("options.hotline.consent.north", 1)]),
    ("options.monitoring.needs", [("options.monitoring.needs", None)]),
    ("options.hotline", [("options.hotline.delay", "190 years")]),
    ("overlap", [("overlap", 1)]),
]


def edited(edits):
    """Return the scenario with some values written over."""
    data = copy.deepcopy(NEIGHBOURS)
    for path, value in edits:
        section, *keys = path.split(".")
        if keys[1:2] == ["modifiers"]:
            keys[2:] = [".".join(keys[2:])]
        node = data[section] if keys else data
        for key in keys[:-1]:
            node = node[key]
        last = keys[-1] if keys else section
        if value is None:
            del node[last]
        else:
            node[last] = value
    return sim.loads(json.dumps(data))


def worlds(results):
    for name, world in (("baseline", results.baseline), *results.adopted.items()):
        yield f"{name} adopted", world.outcome
    for name, world in results.offered.items():
        yield f"{name} offered", world.outcome


@pytest.mark.parametrize(("path", "edits"), BY_HAND, ids=[path for path, _ in BY_HAND])
def test_a_world_without_a_mechanism_is_that_of_the_edited_file(path, edits):
    whole = sim.loads(json.dumps(NEIGHBOURS))
    without = sim.compare(whole, without=[path], **SIZES)
    by_hand = sim.compare(edited(edits), **SIZES)

    for (name, ours), (_, theirs) in zip(worlds(without), worlds(by_hand), strict=True):
        assert np.array_equal(ours.mean, theirs.mean), name
        assert np.array_equal(ours.variance, theirs.variance), name
    assert (path,) == without.header.without


@pytest.mark.parametrize(("path", "edits"), BY_HAND, ids=[path for path, _ in BY_HAND])
def test_the_edited_file_is_another_world(path, edits):
    whole, by_hand = sim.loads(json.dumps(NEIGHBOURS)), edited(edits)
    pairs = zip(
        worlds(sim.compare(whole, **SIZES)), worlds(sim.compare(by_hand, **SIZES)), strict=True
    )

    assert not all(np.array_equal(ours.mean, theirs.mean) for (_, ours), (_, theirs) in pairs)


@pytest.mark.parametrize("name", sim.shipped())
def test_whatever_can_be_switched_off_is_or_says_why_not(name):
    scenario = sim.load(name)
    model = compile_scenario(scenario)
    for path in mechanisms(scenario):
        try:
            less = switched_off(model, [path])
        except sim.UsageError as error:
            assert path in str(error)
            assert path.split(".")[0] in ("ladders", "indicators", "actors")
        else:
            assert (path,) == less.without


def test_a_number_that_is_switched_off_keeps_its_place_among_the_draws():
    """The rate of incidents is correlated with that of clashes, which must not notice."""
    whole = sim.loads(json.dumps(NEIGHBOURS))
    first, second = sim.run(whole, **SIZES), sim.run(whole, without=["moves.incident"], **SIZES)
    changed = {
        name
        for k, name in enumerate(first.parameter_names)
        if not np.array_equal(first.parameters[:, k], second.parameters[:, k])
    }

    assert {"moves.incident.rate"} == changed


def test_several_at_once():
    whole = sim.loads(json.dumps(NEIGHBOURS))
    paths = ["moves.clash", "moves.incident", "moves.clash"]
    results = sim.run(whole, without=paths, keep=True, **SIZES)

    assert not results.baseline.values[:, :, results.outcome_index("incidents")].any()
    assert not results.baseline.values[:, :, results.outcome_index("war")].any()
    assert ("moves.clash", "moves.incident") == results.header.without


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("moves.clsh", "nothing to switch off at 'moves.clsh'; did you mean 'moves.clash'?"),
        ("moves.clash.rate", "nothing to switch off at 'moves.clash.rate'"),
        ("indicators.tension.rest", "nothing to switch off at 'indicators.tension.rest'"),
    ],
)
def test_what_is_no_mechanism_is_an_error(path, message):
    with pytest.raises(sim.UsageError, match=message.replace(".", r"\.").replace("?", r"\?")):
        sim.run(sim.load("two-neighbours"), without=[path], draws=1, replications=1)


def test_a_ladder_that_only_conditions_look_at_cannot_be_switched_off():
    text = json.dumps(NEIGHBOURS | {"ladders": {**NEIGHBOURS["ladders"], "idle": {"rungs": ["a"]}}})

    with pytest.raises(sim.UsageError, match=r"nothing to switch off at .ladders\.idle."):
        sim.run(sim.loads(text), without=["ladders.idle"], draws=1, replications=1)
