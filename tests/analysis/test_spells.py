"""Spells on a rung: where they begin and end, and how long they last when the horizon cuts some."""

import numpy as np
import pytest
from scipy import stats

import sim
from sim.analysis.spells import Spells, length_quantile, spells
from sim.errors import UsageError
from sim.results.event_log import Histories, LadderInfo
from tests.known_answers.worlds import scenario
from tests.report import fabricate

FRONT = LadderInfo("front", ("calm", "war"), "calm", {"war": "war", "peace": "calm"})


def made(*events, draws=1, replications=1):
    """Return made-up histories of 364 days from (draw, replication, day, move)."""
    moves = ("incident", "peace", "war")
    columns = list(zip(*events, strict=True)) or [(), (), (), ()]
    header = fabricate.HEADER
    return Histories(
        header=type(header)(**{**vars(header), "draws": draws, "replications": replications}),
        options=(),
        moves=moves,
        ladders=(FRONT,),
        draw=np.array(columns[0], np.int64),
        replication=np.array(columns[1], np.int64),
        day=np.array(columns[2], float),
        move=np.array([moves.index(name) for name in columns[3]], np.int64),
    )


def test_spells_begin_and_end_with_the_moves_that_lead_there():
    found = spells(
        made((0, 0, 10, "war"), (0, 0, 12, "incident"), (0, 0, 15, "peace"), (0, 0, 100, "war")),
        "front",
        "war",
    )

    assert [10, 100] == found.begin.tolist()
    assert [5, 264] == found.length.tolist()
    assert [True, False] == found.ended.tolist()


def test_a_history_begins_where_the_ladder_starts():
    found = spells(made((0, 1, 10, "war"), replications=2), "front", "calm")

    assert [0, 0] == found.begin.tolist()
    assert [364, 10] == found.length.tolist()
    assert [False, True] == found.ended.tolist()


def test_a_move_to_the_rung_that_is_held_already_begins_nothing():
    found = spells(made((0, 0, 10, "war"), (0, 0, 20, "war"), (0, 0, 50, "peace")), "front", "war")

    assert [40] == found.length.tolist()


def test_histories_without_events_have_one_spell():
    found = spells(made(draws=2, replications=3), "front", "calm")

    assert [364] * 6 == found.length.tolist()
    assert [0, 0, 0, 1, 1, 1] == found.draw.tolist()


def test_spells_in_which_something_happens_can_be_left_out():
    histories = made(
        (0, 0, 10, "war"),
        (0, 0, 12, "incident"),
        (0, 0, 15, "peace"),
        (0, 0, 16, "incident"),
        (0, 0, 100, "war"),
        (0, 1, 50, "war"),
        (0, 1, 60, "incident"),
        replications=2,
    )
    found = spells(histories, "front", "war").without(histories, "incident")

    assert [(0, 100.0)] == list(zip(found.replication, found.begin, strict=True))


def test_unknown_names():
    with pytest.raises(sim.UsageError, match="did you mean 'front'"):
        spells(made(), "frnt", "war")
    with pytest.raises(UsageError, match="no rung 'wor'; did you mean 'war'"):
        spells(made(), "front", "wor")


@pytest.mark.parametrize("p", [0.05, 0.25, 0.5, 0.9])
def test_quantiles_agree_with_the_product_limit_estimator_of_scipy(p):
    rng = np.random.default_rng(1)
    length, cut = rng.exponential(10.0, 300), rng.exponential(20.0, 300)
    ended = length <= cut
    seen = np.minimum(length, cut)
    survival = stats.ecdf(stats.CensoredData.right_censored(seen, ~ended)).sf
    reached = survival.quantiles[np.round(1.0 - survival.probabilities, 12) >= p]
    found = Spells(np.zeros(300, int), np.zeros(300, int), np.zeros(300), seen, ended)

    assert (float(reached[0]) if reached.size else None) == length_quantile(found, p)


def test_a_quantile_that_the_horizon_hides_is_none():
    zero = np.zeros(2, int)
    found = Spells(zero, zero, np.zeros(2), np.array([1.0, 9.0]), np.array([True, False]))

    assert 1.0 == length_quantile(found, 0.5)
    assert length_quantile(found, 0.9) is None


def test_spells_of_a_run_last_as_long_as_their_rate_says():
    """War at 5 a year and peace at 20: the median war lasts ln 2 / 20 of a year."""
    text = """
ladders: {front: {rungs: [calm, war]}}
moves:
  war: {when: {front: calm}, rate: 5 per year, then: {front: war}}
  peace: {when: {front: war}, rate: 20 per year, then: {front: calm}}
outcomes: {war: {reached: {front: war}}}
"""
    found = spells(sim.histories(scenario(text), draws=1, replications=2000), "front", "war")
    median = np.log(2.0) / 20 * 365.25
    n = found.length.size

    # Standard error of a sample median: 1 / (2 f(median) sqrt(n)), f = rate / 2 there.
    assert abs(length_quantile(found, 0.5) - median) < 4 * 365.25 / 20 / np.sqrt(n)
    assert found.ended.mean() > 0.9
