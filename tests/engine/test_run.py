"""What a run leaves behind of each world besides its moments, and worlds taken from each other."""

from itertools import combinations

import numpy as np
import pytest

import sim

TEXT = """
sim: 1
title: Three options
start: 2023-01-01
horizon: 52 weeks
actors: {us: {name: Us}, them: {name: Them}}
ladders: {front: {rungs: [calm, war]}}
moves:
  clash: {actor: them, rate: 2 to 6 per year}
  war: {when: {front: calm}, rate: 20% to 60% within 6 months, then: {front: war}}
options:
  a: {by: [us], effects: {clash: 0.5 to 0.9}, consent: {us: 0.2 to 0.6, them: 0.5}, cost: 1 to 3}
  b: {by: [us, them], effects: {war: 0.5 to 0.9}, consent: {them: 0.3 to 0.8}, cost: 2}
  c: {effects: {war: 0.6}, delay: 2 to 8 weeks}
outcomes: {war: {reached: {front: war}}, clashes: {count: clash}}
objective: war
"""


@pytest.fixture(scope="module")
def scenario():
    return sim.loads(TEXT)


@pytest.mark.parametrize("replications", [1, 3, 10, 2003])
def test_parts_are_the_replications_dealt_in_turn(scenario, replications):
    world = sim.compare(scenario, draws=3, replications=replications, keep=True).baseline
    n = min(4, replications)
    dealt = np.stack([world.values[:, part::n].mean(axis=1) for part in range(n)], axis=1)

    np.testing.assert_allclose(world.parts, dealt, rtol=1e-13)


def test_an_offer_of_several_options_is_the_same_whether_or_not_its_parts_are_compared(scenario):
    alone = sim.compare(scenario, portfolios={"all": ["a", "b", "c"]}, draws=20, replications=30)
    every = {"".join(names): names for n in (2, 3) for names in combinations("abc", n)}
    among = sim.compare(
        scenario, options=["a", "b", "c"], portfolios=every, draws=20, replications=30
    )
    first, second = alone.offered["all"], among.offered["abc"]

    assert np.array_equal(first.outcome.mean, second.outcome.mean)
    assert np.array_equal(first.difference.variance, second.difference.variance)
    assert np.array_equal(first.parts, second.parts)


def test_nothing_is_offered_if_nobody_asks_for_it(scenario):
    both = sim.compare(scenario, draws=5, replications=4)
    adopted = sim.compare(scenario, draws=5, replications=4, offered=False)

    assert adopted.offered == {}
    assert np.array_equal(both.adopted["b"].parts, adopted.adopted["b"].parts)


def test_an_option_that_is_refused_costs_nothing(scenario):
    results = sim.compare(scenario, portfolios={"ab": ["a", "b"]}, draws=6, replications=2)

    def of(path):
        return results.parameters[:, results.parameter_names.index(path)]

    p_a = of("options.a.consent.us") * of("options.a.consent.them")
    cost_a, p_b = of("options.a.cost"), of("options.b.consent.them")

    np.testing.assert_allclose(results.adopted["ab"].cost, cost_a + 2.0)
    np.testing.assert_allclose(results.offered["ab"].cost, p_a * cost_a + p_b * 2.0)
    assert np.all(results.baseline.cost == 0.0)


def test_quantities_are_known_as_the_file_writes_them(scenario):
    results = sim.compare(scenario, draws=5, replications=2)
    infos = {info.name: info for info in results.quantities}

    assert tuple(infos) == results.parameter_names
    assert ("per year", ("Them",)) == (
        infos["moves.clash.rate"].unit,
        infos["moves.clash.rate"].actors,
    )
    assert "within 6 months" == infos["moves.war.rate"].unit
    assert "weeks" == infos["options.c.delay"].unit
    assert ("Us", "Them") == infos["options.b.cost"].actors
    assert ("Them",) == infos["options.a.consent.them"].actors
    for path, low, high in (
        ("moves.clash.rate", 1.0, 12.0),
        ("moves.war.rate", 0.1, 0.8),
        ("options.c.delay", 1.0, 16.0),
    ):
        column = results.parameters[:, results.parameter_names.index(path)]
        shown = infos[path].written(column)

        assert np.all((low < shown) & (shown < high))


def test_observing_fewer_outcomes_changes_nothing_in_the_histories(scenario):
    both = sim.compare(scenario, draws=20, replications=10)
    one = sim.compare(scenario, outcomes=["clashes"], draws=20, replications=10)

    assert ["clashes"] == [info.name for info in one.outcomes]
    for name, world in both.offered.items():
        assert np.array_equal(world.outcome.mean[:, [1]], one.offered[name].outcome.mean)
    with pytest.raises(sim.UsageError, match="did you mean 'clashes'"):
        sim.run(scenario, outcomes=["clash"])


def test_an_objective_that_is_not_observed_leads_no_table(scenario):
    run = sim.run(scenario, outcomes=["clashes"], draws=5, replications=4)

    assert run.header.objective is None
    assert "Clash" in str(sim.table(run)) or "clashes" in str(sim.table(run))
    with pytest.raises(sim.UsageError, match="no outcome to observe; known: war, clashes"):
        sim.run(scenario, outcomes=[], draws=5, replications=4)


@pytest.mark.parametrize(
    ("portfolios", "message"),
    [
        ({"a": ["a", "b"]}, "two worlds are called 'a'"),
        ({"none": []}, "the portfolio 'none' is empty"),
        ({"baseline": ["a"]}, "'baseline' is the world without any new measure"),
    ],
)
def test_worlds_that_could_not_be_told_apart_are_refused(scenario, portfolios, message):
    with pytest.raises(sim.UsageError, match=message):
        sim.compare(scenario, options=["a"], portfolios=portfolios, draws=5, replications=4)


def test_a_generator_of_options_is_read_once(scenario):
    found = sim.histories(scenario, with_options=(o for o in ["a"]), draws=2, replications=2)

    assert ("a",) == found.options


@pytest.mark.parametrize("indicator", ["", "indicators: {tension: {rest: 0.5, half_life: 9 days}}"])
def test_the_last_of_the_most_rungs_is_a_rung_like_any_other(indicator):
    # Rungs are bits of a word, in the loop for one replication and in the one for many.
    rungs = ", ".join(f"r{k}" for k in range(64))
    text = f"""
sim: 1
title: As many rungs as there can be
start: 2023-01-01
horizon: 52 weeks
{indicator}
ladders: {{stair: {{rungs: [{rungs}], start: r63}}}}
moves:
  top: {{when: {{stair: r63}}, rate: 5 per year}}
  first: {{when: {{stair: r0}}, rate: 50 per year}}
  fall: {{when: {{stair: r63}}, rate: 0 per year, then: {{stair: r0}}}}
outcomes: {{top: {{count: top}}, first: {{count: first}}}}
"""
    top, first = sim.run(sim.loads(text), draws=2, replications=5000).baseline.outcome.mean.mean(0)

    assert first == 0.0
    assert top == pytest.approx(5 * 364 / 365.25, abs=4 * np.sqrt(5 / 10_000))


def test_what_nothing_looks_at_may_be_correlated():
    text = TEXT.replace("them: {name: Them}", "them: {name: Them, traits: {nerve: 0.2 to 0.8}}")
    plain = sim.run(sim.loads(text), draws=20, replications=4)
    tied = sim.loads(f"{text}correlations: [[actors.them.traits.nerve, moves.clash.rate, 0.5]]")
    run = sim.run(tied, draws=20, replications=4)

    assert "actors.them.traits.nerve" in run.parameter_names
    assert "actors.them.traits.nerve" not in plain.parameter_names
