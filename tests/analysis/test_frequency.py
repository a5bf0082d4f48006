"""How often moves happen, against what the rates say."""

from __future__ import annotations

import math

import pytest

import sim
from sim.analysis.frequency import frequencies

WEEKS_PER_YEAR = 365.25 / 7.0

MODIFIED = """
sim: 1
title: Often and seldom
start: 2023-01-01
horizon: 26 weeks
indicators: {tension: {rest: 0.5, half_life: 10 days}}
actors: {north: {name: North, traits: {resolve: 0.5}}}
moves:
  twice: {rate: 2 to 6 per year, modifiers: {tension: 4}}
  never: {when: {hotline: active}, rate: 4 per year}
  third: {rate: 12 per year, modifiers: {north.resolve: 0.1111111111}}
  older: {rate: 1 per year, shape: 2}
options: {hotline: {effects: {third: 0.5}}}
outcomes: {any: {reached: [twice, never, third, older]}}
"""

CYCLE = """
sim: 1
title: There and back
start: 2023-01-01
horizon: 26 weeks
ladders: {front: {rungs: [calm, clashes]}}
moves:
  incident: {title: An incident, rate: 6 per year}
  outbreak: {when: {front: calm}, rate: 4 per year, then: {front: clashes}}
  truce: {when: {front: clashes}, rate: 20 per year, then: {front: calm}}
  feast: {on: 2023-03-01, probability: 0.3, then: {front: calm}}
  never: {when: {front: clashes}, rate: 0 per year}
outcomes: {outbreaks: {count: outbreak}, any: {reached: outbreak}, weeks: {time: {front: clashes}}}
"""
SIZES = {"draws": 1, "replications": 40_000, "seed": 3}


@pytest.fixture(scope="module")
def found():
    return frequencies(sim.moves(sim.loads(CYCLE), **SIZES))


def test_every_move_of_the_scenario_is_counted(found):
    assert set(found) == {"incident", "outbreak", "truce", "feast", "never"}
    assert found["incident"].title == "An incident"


def test_a_move_that_is_always_possible_is_a_poisson_process(found):
    incident = found["incident"]
    mean = 6.0 * 26.0 / WEEKS_PER_YEAR
    share = 1.0 - math.exp(-mean)

    assert incident.times.estimate == pytest.approx(mean, abs=4 * math.sqrt(mean / 40_000))
    assert incident.happens.estimate == pytest.approx(
        share, abs=4 * math.sqrt(share * (1 - share) / 40_000)
    )
    assert incident.weeks_possible == pytest.approx(26.0)
    assert incident.per_year == pytest.approx(incident.per_year_possible)
    assert incident.per_year == pytest.approx(2 * incident.times.estimate, rel=0.01)


@pytest.mark.parametrize(("move", "rate"), [("outbreak", 4.0), ("truce", 20.0)])
def test_while_it_is_possible_a_move_happens_at_its_rate(found, move, rate):
    # E N = rate * E (time possible) for any stopping; the error is that of a Poisson count.
    one = found[move]
    error = rate / math.sqrt(one.times.estimate * 40_000)

    assert one.per_year_possible == pytest.approx(rate, abs=4 * error)
    assert one.weeks_possible < 26.0


def test_a_dated_move_has_no_time_in_which_it_is_possible(found):
    feast = found["feast"]

    assert feast.weeks_possible is None
    assert feast.per_year_possible is None
    assert feast.times.estimate == feast.happens.estimate
    assert feast.happens.estimate == pytest.approx(0.3, abs=4 * math.sqrt(0.21 / 40_000))


def test_a_move_that_never_happens_is_counted_too(found):
    never = found["never"]

    assert (never.times.estimate, never.happens.estimate, never.per_year_possible) == (0, 0, 0)


def test_the_histories_are_those_of_the_run(found):
    run = sim.estimates(sim.run(sim.loads(CYCLE), **SIZES))

    assert found["outbreak"].times == run["outbreaks"]
    assert found["outbreak"].happens == run["any"]
    assert found["truce"].weeks_possible == run["weeks"].estimate


def test_options_and_what_is_switched_off_belong_to_the_world():
    scenario = sim.loads(CYCLE + "options: {talk: {effects: {outbreak: 0.1}}}")
    sizes = {"draws": 1, "replications": 2_000, "seed": 3}
    plain = frequencies(sim.moves(scenario, **sizes))["outbreak"]
    fewer = frequencies(sim.moves(scenario, with_options=["talk"], **sizes))["outbreak"]
    none = frequencies(sim.moves(scenario, without=["moves.outbreak"], **sizes))["outbreak"]

    assert fewer.times.estimate < plain.times.estimate
    assert none.times.estimate == 0


def test_a_run_of_outcomes_does_not_tell():
    with pytest.raises(sim.UsageError, match="did not observe the moves"):
        frequencies(sim.run(sim.loads(CYCLE), draws=2, replications=2))


def test_the_mean_hazard_ratio_is_that_of_what_raises_or_lowers_the_rate():
    found = frequencies(sim.moves(sim.loads(MODIFIED), draws=200, replications=400, seed=3))

    for move, ratio in (("twice", 2.0), ("third", 1.0 / 3.0)):
        error = ratio / math.sqrt(found[move].times.estimate * 80_000)
        assert found[move].times_rate == pytest.approx(ratio, abs=4 * error)
    assert found["never"].times_rate is None
    assert found["older"].times_rate is None


def test_an_option_in_force_counts_among_what_lowers_the_rate():
    found = frequencies(
        sim.moves(
            sim.loads(MODIFIED), with_options=["hotline"], draws=200, replications=400, seed=3
        )
    )

    error = 1.0 / math.sqrt(found["third"].times.estimate * 80_000)
    assert found["third"].times_rate == pytest.approx(1.0 / 6.0, abs=error)
    assert found["never"].times_rate == pytest.approx(1.0, abs=0.02)


def test_where_nothing_modifies_a_rate_its_ratio_is_one(found):
    assert found["truce"].times_rate == pytest.approx(1.0, abs=0.01)
    assert found["feast"].times_rate is None
    assert found["never"].times_rate is None


def test_moves_are_told_in_the_order_of_the_file():
    scenario = sim.load("two-neighbours")

    for without in [], ["moves.incident"]:
        counted = sim.frequencies(sim.moves(scenario, without=without, draws=2, replications=2))

        assert list(counted) == list(scenario.moves)
