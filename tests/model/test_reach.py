"""Which outcomes an option can change at all: read off the model, and no run contradicts it."""

import json

import numpy as np
import pytest

import sim
from sim.model.ablation import switched_off
from sim.model.compile import compile_scenario
from sim.model.reach import Play, reached_by_difference, reached_by_options
from sim.scenario.file.files import shipped_folder

WORLD = """
sim: 1
title: Two halves that do not touch, and a bridge between them
start: 2023-01-01
horizon: 52 weeks
actors: {north: {}, south: {}}
indicators:
  tension: {rest: 0.3, half_life: 20 days}
  trust: {rest: 0.5, half_life: 20 days}
ladders:
  front: {rungs: [calm, war]}
  talks: {rungs: [stalled, active], shifts: {active: {trust: +0.1}}}
tallies: {deaths: {}}
moves:
  incident: {rate: 10 per year, modifiers: {tension: 3}, then: {deaths: 1}}
  war: {when: {front: calm}, rate: 0.5 per year, modifiers: {tension: 3}, then: {front: war}}
  rounds: {rate: 5 per year, modifiers: {trust: 2}, then: {talks: active}}
  same: {rate: 5 per year, modifiers: {tension: 1}, then: {trust: 0}}
  never: {rate: 0 per year, then: {front: war}}
  late: {on: 2025-01-01, then: {talks: stalled}}
options:
  calms: {shifts: {tension: -0.1}}
  meets: {effects: {rounds: 2}}
  nothing: {effects: {rounds: 1, war: 1}, shifts: {tension: 0}}
  tomorrow: {delay: 53 weeks, effects: {war: 0.1}}
  refused: {by: [south], consent: {south: 0}, effects: {war: 0.1}}
  idle: {effects: {never: 0.1, late: 0.1}}
  needy: {needs: {talks: active}, effects: {war: 0.5}}
  leaning: {needs: {calms: active}, effects: {rounds: 2}}
outcomes:
  war: {reached: {front: war}}
  incidents: {count: incident}
  deaths: {total: deaths}
  talking: {time: {talks: active}}
  tension: {mean: tension}
  trust: {mean: trust}
  sames: {count: same}
  there: {time: {needy: active}}
"""
VIOLENCE = {"war", "incidents", "deaths", "tension"}
TALKS = {"talking", "trust"}


@pytest.fixture(scope="module")
def model():
    return compile_scenario(sim.loads(WORLD))


def reached(model, *names, offered=False):
    known = [option.name for option in model.options]
    options = tuple(known.index(name) for name in names)
    return set(reached_by_options(Play(model, options, options if offered else ()), options))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["calms"], VIOLENCE),
        (["meets"], TALKS),
        (["nothing"], set()),
        (["tomorrow"], set()),
        (["refused"], {"war"}),
        (["idle"], set()),
        (["needy"], {"war", "there"}),
        (["meets", "needy"], {"war", "there", *TALKS}),
        (["leaning"], set()),
        (["leaning", "calms"], VIOLENCE | TALKS),
    ],
)
def test_the_graph_of_a_small_world(model, names, expected):
    assert expected == reached(model, *names)


def test_who_is_asked_and_never_agrees_changes_nothing(model):
    assert set() == reached(model, "refused", offered=True)
    assert VIOLENCE == reached(model, "refused", "calms", offered=True)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("moves.war", {"war"}),
        ("moves.incident.then.deaths", {"deaths"}),
        ("moves.same.modifiers.tension", set()),
        ("moves.never", set()),
        ("moves.late", set()),
        ("indicators.tension", {"incidents", "deaths", "war"}),
        ("indicators.trust", {"talking", "trust"}),
        ("ladders.talks.shifts.active", {"talking", "trust"}),
        ("moves.rounds.then.talks", {"talking", "trust"}),
        ("options.refused.consent", set()),
        ("options.meets.effects.rounds", set()),
    ],
)
def test_a_mechanism_that_is_switched_off_reaches_what_it_leads_to(model, path, expected):
    less = switched_off(model, [path]) if path != "moves.never" else model

    assert expected == set(reached_by_difference(Play(model, ()), Play(less, ())))


def test_parts_of_options_count_where_these_are_in_the_world(model):
    known = [option.name for option in model.options]
    meets, refused, needy = (known.index(name) for name in ("meets", "refused", "needy"))

    def of(path, options, asked=()):
        less = switched_off(model, [path])
        return set(reached_by_difference(Play(model, options, asked), Play(less, options, asked)))

    assert TALKS == of("options.meets.effects.rounds", (meets,))
    assert {"war"} == of("options.refused.consent", (refused,), (refused,))
    assert set() == of("options.refused.consent", (refused,))
    assert {"war", "there"} == of("options.needy.needs", (needy,))
    assert TALKS == set(reached_by_difference(Play(model, (meets,)), Play(model, ())))


def test_results_say_it():
    results = sim.compare(sim.loads(WORLD), draws=4, replications=5)

    assert results.baseline.reaches is None
    assert {"war"} == results.adopted["refused"].reaches
    assert set() == results.offered["refused"].reaches
    assert VIOLENCE == results.offered["calms"].reaches


def test_options_that_are_there_already_do_not_count_as_added(model):
    known = [option.name for option in model.options]
    calms, leaning = known.index("calms"), known.index("leaning")

    assert TALKS == set(reached_by_options(Play(model, (calms, leaning)), (leaning,)))


@pytest.mark.parametrize("name", sorted(path.stem for path in shipped_folder().glob("*.yaml")))
def test_no_run_contradicts_the_graph(name):
    """Every outcome in which any history differs is one that the graph reaches."""
    results = sim.compare(sim.load(name), draws=20, replications=10)
    for world in (*results.adopted.values(), *results.offered.values()):
        moments = world.difference
        differs = np.any(moments.mean != 0.0, axis=0) | np.any(moments.variance > 0.0, axis=0)
        seen = {info.name for info, any_ in zip(results.outcomes, differs, strict=True) if any_}

        assert seen <= world.reaches


def random_world(rng):
    """A scenario of random moves that wait for, change and look at whatever comes first."""
    ladders, indicators, tallies = ("l0", "l1", "l2"), ("i0", "i1"), ("t0", "t1")
    moves, options = [f"m{k}" for k in range(5)], [f"o{k}" for k in range(4)]

    def some(names, value, most=2):
        chosen = rng.choice(names, rng.integers(0, most + 1), replace=False)
        return {str(name): value() for name in chosen}

    def ratio():
        return float(rng.choice([0.2, 1.0, 4.0]))

    def rung():
        return str(rng.choice(["a", "b"]))

    def jump():
        return float(rng.choice([-0.2, 0.0, 0.2]))

    return {
        "sim": 1,
        "title": "Random",
        "start": "2023-01-01",
        "horizon": "52 weeks",
        "actors": {"n": {}},
        "indicators": {
            name: {"start": 0.5, "rest": 0.4, "half_life": "4 weeks"} for name in indicators
        },
        "ladders": {
            name: {"rungs": ["a", "b"], "shifts": {"b": some(indicators, jump, 1)}}
            for name in ladders
        },
        "tallies": {name: {} for name in tallies},
        "moves": {
            # A way to every rung, so that none is out of reach.
            **{
                f"to_{name}_{to}": {"rate": "3 per year", "then": {name: to}}
                for name in ladders
                for to in "ab"
                if rng.random() < 0.5 or to == "b"
            },
            **{
                name: {
                    "rate": f"{rng.choice([0, 4])} per year",
                    "when": some(ladders, rung, 1),
                    "modifiers": {
                        **some(indicators, ratio, 1),
                        **some([f"{ladder}.b" for ladder in ladders], ratio, 1),
                    },
                    "then": {
                        **some(ladders, rung, 1),
                        **some(indicators, jump, 1),
                        **some(tallies, lambda: 1, 1),
                    },
                }
                for name in moves
            },
        },
        "options": {
            name: {
                "by": ["n"],
                "consent": {"n": float(rng.choice([0.0, 0.5, 1.0]))},
                "delay": f"{rng.choice([0, 10, 60])} weeks",
                "strength": float(rng.choice([0.0, 1.0])),
                "effects": {str(rng.choice(moves)): ratio()},
                "shifts": some(indicators, jump, 1),
                **({"needs": {str(rng.choice(ladders)): "b"}} if rng.random() < 0.3 else {}),
            }
            for name in options
        },
        "outcomes": {
            **{name: {"time": {name: "b"}} for name in ladders},
            **{name: {"mean": name} for name in indicators},
            **{name: {"total": name} for name in tallies},
            **{name: {"count": name} for name in moves},
        },
        "portfolios": {"two": options[:2], "all": options},
    }


@pytest.mark.parametrize("seed", range(25))
def test_no_run_of_a_random_world_contradicts_the_graph(seed):
    data = random_world(np.random.default_rng(seed))
    for section in ("moves", "options", "ladders"):
        for entry in data[section].values():
            for key in [key for key, value in entry.items() if value == {}]:
                del entry[key]
    for entry in data["ladders"].values():
        if entry["shifts"] == {"b": {}}:
            del entry["shifts"]
    data["moves"] = {
        name: move if "then" in move else {**move, "then": {"t0": 1}}
        for name, move in data["moves"].items()
    }
    results = sim.compare(sim.loads(json.dumps(data)), draws=2, replications=100, seed=seed)
    for world in (*results.adopted.values(), *results.offered.values()):
        seen = {
            info.name
            for number, info in enumerate(results.outcomes)
            # A jump of 0 splits the integral of a level, which may change its last bits.
            if np.any(world.difference.variance[:, number] > 1e-24)
            or np.any(np.abs(world.difference.mean[:, number]) > 1e-12)
        }

        assert seen <= world.reaches
    told = sim.differences(results)
    for world in (*told.adopted.values(), *told.offered.values()):
        assert all(
            change.difference == change.se == 0.0 for change in world.values() if change.unreachable
        )
