"""Histories are those of the run, whatever is looked at."""

import numpy as np
import pytest

import sim

SIZES = {"draws": 6, "replications": 5, "seed": 8}


def test_histories_hold_what_a_run_counts():
    scenario = sim.load("two-neighbours")
    results = sim.run(scenario, keep=True, **SIZES)
    found = sim.histories(scenario, **SIZES)
    index = results.outcome_index("incidents")
    incident = found.of("incident")
    counted = np.zeros((6, 5))
    np.add.at(counted, (found.draw[incident], found.replication[incident]), 1)

    assert np.array_equal(results.baseline.values[:, :, index], counted)
    assert found.header == results.header


def test_events_are_in_order():
    found = sim.histories(sim.load("two-neighbours"), **SIZES)
    order = np.lexsort((found.day, found.replication, found.draw))

    assert np.array_equal(order, np.arange(found.day.size))


@pytest.mark.parametrize("offered", [False, True])
def test_options_are_in_force_as_in_a_run(offered):
    scenario = sim.load("two-neighbours")
    world = {"with_options": ["hotline"], "offered": offered}
    results = sim.run(scenario, keep=True, **world, **SIZES)
    found = sim.histories(scenario, **world, **SIZES)
    total = results.baseline.values[:, :, results.outcome_index("incidents")].sum()

    assert total == found.of("incident").sum()
    assert ("hotline",) == found.options


def test_a_mechanism_may_be_switched_off():
    found = sim.histories(sim.load("two-neighbours"), without=["moves.incident"], **SIZES)

    assert not found.of("incident").any()
    assert ("moves.incident",) == found.header.without


def test_unknown_moves_are_an_error():
    with pytest.raises(sim.UsageError, match="did you mean 'incident'"):
        sim.histories(sim.load("two-neighbours"), draws=1, replications=1).of("incidnt")


def test_a_frame_has_a_row_for_every_event():
    found = sim.histories(sim.load("two-neighbours"), **SIZES)
    frame = found.to_frame()

    assert ["draw", "replication", "day", "date", "move"] == list(frame.columns)
    assert len(frame) == found.day.size
    assert frame.date.min() >= np.datetime64("2023-05-22")
    assert {"incident"} <= set(frame.move)
