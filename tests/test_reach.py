"""Which outcomes an option can change at all: read off the model, and no run contradicts it."""

import numpy as np
import pytest

import sim
from sim.compile import compile_scenario
from sim.reach import Play, reached_by_difference, reached_by_options
from sim.scenario.files import shipped_folder
from sim.without import switched_off

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
