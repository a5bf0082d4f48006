"""What must hold for every scenario: the bits, the order of the file, common histories."""

import json
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

import sim
from sim.engine.history import history
from sim.engine.plan import Job, Sizes, WorldPlan
from sim.engine.run import run_job
from sim.model.compile import compile_scenario
from sim.scenario.file.files import shipped_folder
from sim.scenario.file.yaml import parse
from sim.simulate.defaults import RUN

NEIGHBOURS = (shipped_folder() / "two-neighbours.yaml").read_text()
SIZES = {"draws": 30, "replications": 40, "seed": 11}


def compared(text=NEIGHBOURS, **kwargs):
    return sim.compare(sim.loads(text), **{**SIZES, **kwargs})


def assert_same(first, second):
    """Assert that two results have the same bits."""
    pairs = [(first.baseline, second.baseline)]
    for mode in ("adopted", "offered"):
        worlds, others = getattr(first, mode), getattr(second, mode)
        assert list(worlds) == list(others)
        pairs += [(worlds[name], others[name]) for name in worlds]
    for world, other in pairs:
        for name in ("outcome", "difference"):
            moments, others = getattr(world, name), getattr(other, name)
            if moments is not None:
                assert np.array_equal(moments.mean, others.mean)
                assert np.array_equal(moments.variance, others.variance)
        assert (world.parts is None) == (other.parts is None)
        if world.parts is not None:
            assert np.array_equal(world.parts, other.parts)
        assert np.array_equal(world.cost, other.cost)
        if world.summary is not None:
            assert_same_summary(world.summary, other.summary)
        if world.values is not None:
            assert np.array_equal(world.values, other.values)
            assert np.array_equal(world.weeks_to, other.weeks_to)


def assert_same_summary(first, second):
    """Assert that two summaries of histories have the same bits."""
    assert np.array_equal(first.happened, second.happened)
    pairs = zip([*first.amounts, *first.weeks_to], [*second.amounts, *second.weeks_to], strict=True)
    for bins, others in pairs:
        if bins is not None:
            assert np.array_equal(bins.values, others.values)
            assert np.array_equal(bins.counts, others.counts)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_the_number_of_workers_changes_no_bit(workers):
    assert_same(compared(), compared(workers=workers))


def test_no_workers_at_all_is_a_wrong_request():
    with pytest.raises(sim.UsageError, match="workers must be at least 1, found 0"):
        compared(workers=0)


def test_a_process_pool_changes_no_bit():
    with ProcessPoolExecutor(2) as pool:
        assert_same(compared(), compared(executor=pool))


@pytest.mark.parametrize("sizes", [Sizes(30, 40, 11), Sizes(2, 2500, 11)])
def test_the_size_of_a_block_changes_no_bit(sizes):
    model = compile_scenario(sim.loads(NEIGHBOURS))
    plans = (WorldPlan("both", (0, 1)),)
    whole = run_job(Job(model, sizes, plans, keep=True), version="", block_size=10**9)

    for block_size in (1, 77, 1000):
        assert_same(
            whole, run_job(Job(model, sizes, plans, keep=True), version="", block_size=block_size)
        )


def test_more_replications_leave_the_first_as_they_were():
    few = sim.run(sim.loads(NEIGHBOURS), draws=3, replications=10, keep=True).baseline
    many = sim.run(sim.loads(NEIGHBOURS), draws=7, replications=1200, keep=True).baseline

    assert np.array_equal(few.values, many.values[:3, :10])


def test_the_order_of_the_file_changes_no_bit():
    data = parse(NEIGHBOURS, "two-neighbours").root.plain()

    def turned(node):
        if isinstance(node, dict):
            return {key: turned(value) for key, value in reversed(node.items())}
        return node

    text = json.dumps(turned(data))
    first, second = compared(), compared(text)

    assert first.header.sha256 == second.header.sha256
    for info in first.outcomes:
        one, other = first.outcome_index(info.name), second.outcome_index(info.name)
        for name, world in first.adopted.items():
            assert np.array_equal(
                world.difference.mean[:, one], second.adopted[name].difference.mean[:, other]
            )


def test_an_option_with_all_ratios_one_changes_no_bit():
    nothing = """
options:
  nothing:
    delay: 3 to 9 weeks
    lasts: 100 days
    needs: {talks: active}
    effects: {incident: 1, clash: 1, election: 1}
    shifts: {tension: 0}
"""
    text = NEIGHBOURS.replace("\noptions:", nothing)
    results = compared(text, options=["nothing"])
    paired = results.adopted["nothing"].difference

    assert not paired.mean.any()
    assert not paired.variance.any()


def test_adding_an_option_to_the_file_changes_nothing():
    text = NEIGHBOURS.replace("\noptions:", "\noptions:\n  aaa: {effects: {war: 0.1 to 0.5}}")
    first, second = compared(keep=True), compared(text, keep=True)

    assert np.array_equal(first.baseline.values, second.baseline.values)
    for name in first.adopted:
        ours, theirs = first.adopted[name], second.adopted[name]
        assert np.array_equal(ours.outcome.mean, theirs.outcome.mean)


def test_a_renamed_move_keeps_its_effect_but_gets_a_new_clock():
    renamed = NEIGHBOURS.replace("ceasefire:", "armistice:")
    sizes = {"draws": 100, "replications": 200}
    first = sim.run(sim.loads(NEIGHBOURS), **sizes).baseline.outcome.mean
    second = sim.run(sim.loads(renamed), **sizes).baseline.outcome.mean
    gap = (first - second).mean(axis=0)
    se = (first - second).std(axis=0, ddof=1) / 10

    assert not np.array_equal(first, second)
    assert np.all(np.abs(gap) < 3 * se)


def test_two_worlds_agree_on_every_event_until_a_hazard_differs():
    """An option that starts late: nothing before its start may differ, much after it does."""
    late = "  late: {delay: 20 weeks, effects: {incident: 0.3}, shifts: {tension: -0.2}}\n"
    text = NEIGHBOURS.replace("\noptions:", "\noptions:\n" + late, 1)
    model = compile_scenario(sim.loads(text))
    number = [option.name for option in model.options].index("late")
    parted = 0
    for replication in range(200):
        without = history(model, 3, replication % 7, replication)
        with_it = history(model, 3, replication % 7, replication, (number,))
        before = [event for event in without if event.day < 140]

        assert before == [event for event in with_it if event.day < 140]
        parted += without[len(before) :] != [e for e in with_it if e.move and e.day >= 140]
    assert parted > 100


def test_a_history_is_the_same_as_in_the_run():
    model = compile_scenario(sim.loads(NEIGHBOURS))
    results = sim.run(sim.loads(NEIGHBOURS), draws=4, replications=5, seed=8, keep=True)
    incidents = results.outcome_index("incidents")
    for draw in range(4):
        for replication in range(5):
            events = history(model, 8, draw, replication)
            counted = sum(event.move == "incident" for event in events)

            assert counted == results.baseline.values[draw, replication, incidents]
            assert events == sorted(events, key=lambda event: event.day)


def test_a_ratio_below_one_never_makes_the_first_time_earlier():
    """Pathwise monotone: for a move that nothing else depends on, in every replication."""
    text = """
sim: 1
title: Monotone
start: 2023-01-01
horizon: 52 weeks
indicators: {tension: {rest: 0.2 to 0.6, half_life: 10 to 40 days}}
moves:
  incident: {rate: 5 to 20 per year, modifiers: {tension: 2 to 5}, then: {tension: 0.1 to 0.3}}
  war: {rate: 0.5 to 2 per year, modifiers: {tension: 2 to 8}, shape: 0.6 to 1.8}
options:
  less:
    delay: 1 to 40 weeks
    lasts: 10 to 30 weeks
    effects: {war: {dist: uniform, min: 0.3, max: 0.95}}
outcomes: {war: {reached: war}}
"""
    world = sim.loads(text)
    without = sim.run(world, draws=100, replications=100, keep=True).baseline.weeks_to
    with_it = sim.run(
        world, draws=100, replications=100, keep=True, with_options=["less"]
    ).baseline.weeks_to

    assert np.all(with_it >= without)
    assert np.any(with_it > without)


@pytest.mark.parametrize("name", sim.shipped())
def test_half_a_step_changes_an_outcome_by_less_than_its_error(name):
    """The same clocks with a finer grid: compared with the Monte Carlo error of a usual run."""
    world = sim.load(name)
    halved = world.model_copy(update={"step": _half(world.step)})
    sizes = {"draws": 200, "replications": 20}
    one, other = (sim.run(w, **sizes).baseline.outcome for w in (world, halved))
    n = RUN.draws * RUN.replications
    gap = np.abs(one.mean.mean(axis=0) - other.mean.mean(axis=0))
    paired = (one.mean - other.mean).std(axis=0, ddof=1) / np.sqrt(200)
    usual = np.sqrt((one.variance.mean(axis=0) + one.mean.var(axis=0)) / n)

    # The gap is itself known only up to the paired error of this smaller run.
    assert np.all(gap <= usual + 2 * paired)


def _half(step):
    from dataclasses import replace  # noqa: PLC0415

    return replace(step, arguments=(step.arguments[0] / 2,))
