"""Numbers, names and events at the edge of what there is end in results or in a short message."""

import time

import numpy as np
import pytest

import sim
from sim.engine.loop.lanes import MAX_EVENTS

SCENARIO = """
sim: 1
title: Extremes
start: 2023-01-01
horizon: 1 year
indicators: {x: {rest: 0.1, half_life: HALF_LIFE}}
tallies: {d: {unit: people}}
moves:
  m: {rate: RATE, then: {d: SIZE, x: 0.1}, modifiers: {x: 2}}
options:
  a: {effects: {m: 0.5 to 0.9}, cost: 1}
  b: {effects: {m: 0.8}, cost: 2}
outcomes: {d: {total: d}, n: {count: m}, x: {mean: x}}
objective: d
"""
ORDINARY = {"HALF_LIFE": "4 weeks", "RATE": "2 per year", "SIZE": "2"}


def scenario(**changes):
    text = SCENARIO
    for key, value in {**ORDINARY, **changes}.items():
        text = text.replace(key, value)
    return sim.loads(text)


@pytest.mark.parametrize(
    "size",
    [
        "1e-162",
        "1e-170 to 1e-160",
        "{dist: uniform, min: 1e-200, max: 2e-200}",
        "{dist: pareto, min: 1e-180, alpha: 0.5 to 2}",
    ],
)
def test_amounts_whose_variance_is_no_number_are_nothing(size):
    """Their squares, 1e-320 and less, are below the smallest number with all its digits.

    Warnings are errors here: nothing divides by a variance that was lost.
    """
    results = sim.compare(scenario(SIZE=size), draws=60, replications=10)

    assert not results.adopted["a"].difference.mean[:, 0].any()
    assert str(sim.table(results))
    assert sim.differences(results).adopted["a"]["d"].difference == 0.0
    for question in (sim.portfolios, sim.sensitivity, sim.value_of_information, sim.switches):
        try:
            question(results)
        except sim.UsageError as error:  # which may say that nothing differs
            assert str(error)


def test_a_half_life_beyond_all_numbers_is_no_warning():
    """One value in 26 is above 1e308, and x stays where it is."""
    wide = "{dist: lognormal, median: 1e-290, sigma: 400, unit: days}"
    results = sim.run(scenario(HALF_LIFE=wide), draws=200, replications=2)

    assert np.isfinite(results.baseline.outcome.mean).all()


def test_a_rate_beyond_all_numbers_is_an_error_and_no_warning():
    """Its 95 % quantile is 1e-4, and one value in 26 is above 1e308: exp(400 z) with z > 1.77."""
    rate = "{dist: lognormal, median: 1e-290, sigma: 400, unit: per year}"
    with pytest.raises(sim.RunError, match="more than 1,000,000 events"):
        sim.run(scenario(RATE=rate), draws=200, replications=2)


def test_a_half_life_below_all_numbers_is_one_of_nothing():
    """Three in four of its values are below 1e-320, and x is at rest at once."""
    short = scenario(HALF_LIFE="{dist: gamma, a: 0.0001, scale: 1, unit: days}")
    level = sim.run(short, draws=20, replications=2).baseline.outcome.mean[:, 2]

    assert np.quantile(level, 0.5) == pytest.approx(0.1)


def test_events_that_breed_events_without_end_are_stopped_in_seconds():
    """Some 1e6 times as many events as without x, which each of them lifts: 1e7 a history.

    The limit of a million takes a second; ten million took ten, a minute on a busy machine.
    """
    runaway = sim.loads(
        SCENARIO.replace("HALF_LIFE", "4 weeks")
        .replace("RATE", "50 per year")
        .replace("SIZE", "1")
        .replace("x: 0.1}", "x: 0.5}")
        .replace("{x: 2}", "{x: 1000000}")
    )
    sim.run(scenario(), draws=20, replications=2)  # compiles, if need be
    began = time.process_time()  # as busy as the machine may be
    with pytest.raises(sim.RunError, match=r"more than 1,000,000 events .* most of them 'm'"):
        sim.run(runaway)

    assert time.process_time() - began < 30


def test_a_busy_scenario_that_means_it_is_run():
    """As often as the language allows, 1,000 times a day, and up to twice that by the modifier."""
    per_year = 1000 * 365
    assert 2.02 * per_year < MAX_EVENTS
    busy = scenario(RATE="1000 per day", SIZE="1")
    found = sim.run(busy, draws=1, replications=2, outcomes=["n"]).baseline.outcome.mean[0, 0]

    assert per_year < found < 2.02 * per_year


NAME = "a" * 5000


@pytest.mark.parametrize(
    "call",
    [
        lambda: sim.load(NAME),
        lambda: sim.load(f"{NAME}.yaml"),
        lambda: sim.loads(f"{NAME}: 1"),
        lambda: sim.loads(SCENARIO.replace("moves:", f"{NAME}:")),
        lambda: scenario(RATE=NAME),
        lambda: scenario(RATE=f"2 per {NAME}"),
        lambda: scenario(RATE="9" * 5000 + " per year"),
        lambda: scenario(SIZE=f"{{dist: {NAME}}}"),
        lambda: scenario(SIZE=f"{{{NAME}: 3}}"),
        lambda: scenario(SIZE=f"{{median: 3, p95: 5, {NAME}: 3}}"),
        lambda: sim.loads(SCENARIO.replace("m: 0.8", f"{NAME}: 0.8")),
        lambda: sim.loads(SCENARIO.replace("m: {rate", f"{NAME}: {{rate")),
        lambda: sim.run(scenario(), with_options=[NAME]),
        lambda: sim.run(scenario(), without=[f"moves.{NAME}"]),
        lambda: sim.run(scenario(), outcomes=[NAME]),
        lambda: sim.run(scenario(), scheduler=NAME),
        lambda: sim.run(scenario(), scheduler=f"tcp://{NAME}"),
        lambda: sim.run(scenario(), precision=NAME),
        lambda: sim.compare(scenario(), portfolios=[NAME]),
        lambda: sim.compare(scenario(), portfolios={NAME: []}),
        lambda: sim.compare(scenario(), portfolios={"a": [NAME]}),
        lambda: sim.compare(NAME),
        lambda: sim.read(NAME),
    ],
)
def test_a_name_of_five_thousand_letters_leaves_a_message_of_a_few_lines(call):
    with pytest.raises(sim.SimError) as caught:
        call()

    for line in str(caught.value).splitlines():
        assert len(line) < 600
    assert "aaaaaa" in str(caught.value) or "99999" in str(caught.value)


def test_a_problem_far_to_the_right_is_still_pointed_at():
    many = "".join(f"d{number}: {{total: d}}, " for number in range(40))
    text = SCENARIO.replace("{d: {total: d}", f"{{{many}d: {{totla: d}}")
    for key, value in ORDINARY.items():
        text = text.replace(key, value)
    with pytest.raises(sim.ScenarioError) as caught:
        sim.loads(text)
    _, text, caret = str(caught.value).splitlines()[:3]

    assert len(text) < 180
    assert text[caret.index("^") :].startswith("d: {totla")


@pytest.mark.parametrize("size", ["draws", "replications"])
@pytest.mark.parametrize("many", [10**9 + 1, 10**20, 10**400])
def test_a_size_that_no_machine_can_count_to_is_a_wrong_request(size, many):
    with pytest.raises(sim.UsageError, match=f"{size} must be at most 1,000,000,000, found 1"):
        sim.run(scenario(), **{size: many})


def test_a_precision_beyond_all_draws_is_an_error():
    with pytest.raises(sim.RunError, match="more than 1,000,000: ask for less"):
        sim.run(scenario(), precision="1e-300", replications=2)


def test_what_is_asked_for_cannot_steer_the_terminal():
    with pytest.raises(sim.UsageError) as caught:
        sim.load("\x1b[31mred\u202e")

    assert "'·[31mred·'" in str(caught.value)


def test_a_section_in_place_of_a_path_gets_the_paths_in_it():
    with pytest.raises(sim.UsageError, match=r"'options'; these begin so: options\.a, options\.b"):
        sim.run(scenario(), without=["options"])
