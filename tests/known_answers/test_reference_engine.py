"""The engine of the package and the reference engine give the same events on the same days."""

import pytest

import sim
from sim.engine.history import history
from sim.model.compile import compile_scenario
from tests.known_answers.reference_engine import reference_history
from tests.known_answers.worlds import scenario

#: Days by which the same event may differ: rounding, and no more.
TOLERANCE = 1e-9

EVERYTHING = """
actors: {north: {traits: {resolve: 0.3 to 0.8}}}
indicators:
  tension: {start: 0.7, rest: 0.2 to 0.4, half_life: 7 to 20 days}
  trust: {rest: 0.5, half_life: 2 months}
  alarm: {rest: 0.1, half_life: 1 to 2 days}
ladders:
  front: {rungs: [calm, clashes, war], shifts: {clashes: {tension: 0.3}, war: {tension: +0.9}}}
  talks: {rungs: [none, open, broken], start: open, shifts: {open: {trust: 0.1 to 0.3}}}
overlap: 0.5 to 0.9
moves:
  incident:
    rate: 15 to 30 per year
    modifiers: {tension: 3 to 8, trust: 0.3, alarm: 2 to 6, front.clashes: 1.5, north.resolve: 2}
    then: {tension: +0.3, trust: -0.1, alarm: +0.5}
  offensive:
    when: {front: [calm, clashes]}
    rate: 4 per year
    modifiers: {tension: 4, hotline.active: 0.5}
    then: {front: war, tension: +0.8, monitors: ended}
  flare_up: {when: {front: calm}, rate: 90% within 2 months, shape: 1.7,
    modifiers: {tension: 6}, then: {front: clashes}}
  ceasefire: {when: {front: [clashes, war]}, rate: 9 per year, shape: 0.6,
    modifiers: {trust: 2}, then: {front: calm}}
  walk_out: {when: {talks: open}, rate: 3 per year, modifiers: {trust: 0.1}, then: {talks: broken}}
  resume: {when: {talks: [none, broken]}, rate: 6 per year, then: {talks: open, trust: +0.6}}
  summit:
    on: [2023-01-01, 2023-03-01, 2023-05-15, 2023-08-01, 2023-10-01]
    when: {front: [calm, clashes]}
    probability: 0.4 to 0.7
    modifiers: {trust: 3, tension: 0.4, talks.broken: 0.5, north.resolve: 0.7}
    then: {tension: -0.9, trust: +0.7}
  anniversary: {on: 2023-09-27, then: {tension: +0.1}}
options:
  hotline: {delay: 1 to 3 weeks, needs: {talks: open}, effects: {offensive: 0.5, incident: 0.8}}
  monitors:
    needs: {hotline: active}
    strength: 0.5 to 1
    effects: {incident: 0.5, flare_up: 0.6, summit: 1.5}
    shifts: {tension: -0.5, trust: 0.1}
  drills: {lasts: 4 months, effects: {offensive: 2, incident: 1.3, resume: 1.25}}
  patrols: {delay: 2 months, lasts: 5 months, effects: {offensive: 0.5, resume: 0.8, incident: 1}}
correlations:
  - [overlap, moves.incident.rate, 0.5]
  - [moves.incident.rate, indicators.tension.rest, -0.4]
  - [indicators.tension.rest, indicators.tension.half_life, 0.4]
outcomes: {incidents: {count: incident}}
"""

CASES = {
    "two-neighbours": (
        lambda: sim.load("two-neighbours"),
        [(d, r) for d in range(6) for r in (0, 1)],
    ),
    "lachin-2023": (lambda: sim.load("lachin-2023"), [(0, 0), (27, 1)]),
    "everything": (
        lambda: scenario(EVERYTHING),
        [(d, r) for d in (0, 1, 19, 20, 45) for r in (0, 3)],
    ),
}


@pytest.mark.parametrize("adopt_all", [False, True], ids=["no_option", "all_options"])
@pytest.mark.parametrize("name", CASES)
def test_events_are_those_of_the_reference_engine(name, adopt_all):
    load, places = CASES[name]
    model = compile_scenario(load())
    options = tuple(range(len(model.options))) if adopt_all else ()
    for draw, replication in places:
        expected = reference_history(model, 1, draw, replication, options)
        found = [
            (event.day, event.move)
            for event in history(model, 1, draw, replication, options)
            if event.move
        ]
        assert [move for _, move in found] == [move for _, move in expected]
        assert [day for day, _ in found] == pytest.approx(
            [day for day, _ in expected], rel=0, abs=TOLERANCE
        )


def test_everything_happens_in_the_scenario_that_has_everything():
    model = compile_scenario(scenario(EVERYTHING))
    options = tuple(range(len(model.options)))
    events = [e for d, r in CASES["everything"][1] for e in history(model, 1, d, r, options)]
    assert {e.move for e in events} - {""} == {move.name for move in model.moves}
    rungs = {(e.option, e.rung) for e in events if e.option}
    assert rungs >= {("hotline", "suspended"), ("monitors", "suspended"), ("monitors", "ended")}
    assert rungs >= {("drills", "ended"), ("patrols", "active"), ("patrols", "ended")}
