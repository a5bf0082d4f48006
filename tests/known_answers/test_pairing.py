"""Pairing pays: the variance of a paired difference against that of independent worlds.

The three-state illness model in continuous time: healthy, sick, sicker, and one move for death.
"""

import numpy as np
import pytest

import sim

ILLNESS = """
sim: 1
title: Three-state illness
start: 2023-01-01
horizon: 75 years
step: 75 years
ladders:
  health: {rungs: [healthy, sick, sicker]}
  life: {rungs: [alive, dead]}
moves:
  falls_sick: {when: {health: healthy, life: alive}, rate: 0.15 per year, then: {health: sick}}
  recovers: {when: {health: sick, life: alive}, rate: 0.5 per year, then: {health: healthy}}
  worsens: {when: {health: sick, life: alive}, rate: 0.105 per year, then: {health: sicker}}
  dies:
    when: {life: alive}
    rate: 0.002 per year
    modifiers: {health.sick: 3, health.sicker: 10}
    then: {life: dead}
options:
  treatment: {effects: {worsens: 0.6}}
outcomes:
  weeks_sicker: {time: {health: sicker, life: alive}}
  death: {reached: {life: dead}}
  weeks_alive: {time: {life: alive}}
"""


@pytest.fixture(scope="module")
def worlds():
    world = sim.loads(ILLNESS)
    return sim.compare(world, draws=1, replications=40_000, seed=1)


@pytest.mark.parametrize(
    ("outcome", "factor"), [("weeks_sicker", 9), ("death", 6), ("weeks_alive", 18)]
)
def test_a_paired_difference_has_a_much_smaller_variance(worlds, outcome, factor):
    column = worlds.outcome_index(outcome)
    treated = worlds.adopted["treatment"]
    independent = worlds.baseline.outcome.variance[0] + treated.outcome.variance[0]

    assert independent[column] / treated.difference.variance[0, column] > factor


def test_the_paired_difference_agrees_with_the_matrix_exponential(worlds):
    from scipy.linalg import expm  # noqa: PLC0415

    def expected(worsens):
        # healthy, sick, sicker, dead
        q = np.array(
            [
                [0, 0.15, 0, 0.002],
                [0.5, 0, worsens, 0.006],
                [0, 0, 0, 0.02],
                [0, 0, 0, 0],
            ]
        )
        np.fill_diagonal(q, -q.sum(axis=1))
        augmented = np.block([[q, np.eye(4)], [np.zeros((4, 8))]]) * 75
        row = expm(augmented)[0]
        weeks = row[4:] * 365.25 / 7
        return np.array([weeks[2], row[3], weeks[:3].sum()])

    known = expected(0.105 * 0.6) - expected(0.105)
    paired = worlds.adopted["treatment"].difference
    se = np.sqrt(paired.variance[0] / worlds.header.replications)

    assert np.all(np.abs(paired.mean[0] - known) < 3 * se)
