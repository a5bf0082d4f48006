"""Ladders: phase-type chains against the matrix exponential."""

import numpy as np
from scipy.linalg import expm

from tests.known_answers.acceptance import assert_mean, assert_probability
from tests.known_answers.worlds import simulate

#: Rates per year between calm, clashes, surge and war (the last absorbs).
UP = {("calm", "clashes"): 3.0, ("clashes", "surge"): 4.0, ("surge", "war"): 1.5}
DOWN = {("clashes", "calm"): 8.0, ("surge", "clashes"): 6.0}
RUNGS = ["calm", "clashes", "surge", "war"]

LADDER = """
ladders: {front: {rungs: [calm, clashes, surge, war]}}
moves:
  clash: {when: {front: calm}, rate: 3 per year, then: {front: clashes}}
  surge: {when: {front: clashes}, rate: 4 per year, then: {front: surge}}
  war: {when: {front: surge}, rate: 1.5 per year, then: {front: war}}
  truce: {when: {front: clashes}, rate: 8 per year, then: {front: calm}}
  retreat: {when: {front: surge}, rate: 6 per year, then: {front: clashes}}
outcomes:
  clashes: {reached: {front: clashes}}
  surge: {reached: {front: surge}}
  war: {reached: {front: war}}
  weeks_calm: {time: {front: calm}}
  weeks_clashes: {time: {front: clashes}}
  weeks_bad: {time: {front: [surge, war]}}
  truces: {count: truce}
  retreats: {count: [retreat, truce]}
"""


def generator(absorbing=None):
    """Return the generator matrix per year, with one rung made absorbing."""
    q = np.zeros((4, 4))
    for (a, b), rate in {**UP, **DOWN}.items():
        if a != absorbing:
            q[RUNGS.index(a), RUNGS.index(b)] = rate
    np.fill_diagonal(q, -q.sum(axis=1))
    return q


def occupied(years):
    """Return the expected years on each rung, from calm, by the augmented matrix exponential."""
    q = generator()
    augmented = np.block([[q, np.eye(4)], [np.zeros((4, 8))]])
    return expm(augmented * years)[0, 4:]


def test_probabilities_times_and_counts_agree_with_the_matrix_exponential():
    values = simulate(LADDER)
    years = 52 * 7 / 365.25
    weeks = occupied(years) * 365.25 / 7

    for rung in ("clashes", "surge", "war"):
        reached = expm(generator(rung) * years)[0, RUNGS.index(rung)]
        assert_probability(values[rung], reached)
    assert_mean(values["weeks_calm"], weeks[0])
    assert_mean(values["weeks_clashes"], weeks[1])
    assert_mean(values["weeks_bad"], weeks[2] + weeks[3])
    assert_mean(values["truces"], 8 * weeks[1] * 7 / 365.25)
    assert_mean(values["retreats"], (8 * weeks[1] + 6 * weeks[2]) * 7 / 365.25)


def test_the_step_does_not_matter_without_indicators():
    one, other = simulate(LADDER, n=2000), simulate(LADDER, n=2000, step="90 days")

    for name, values in one.items():
        assert np.array_equal(values, other[name])
