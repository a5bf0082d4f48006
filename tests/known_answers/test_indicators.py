"""Indicators: decay, rest, shifts and jumps, and the hazards that follow them."""

import numpy as np
import pytest
from scipy import integrate

from tests.known_answers.acceptance import assert_mean, assert_probability
from tests.known_answers.slow_reference import self_exciting_pair
from tests.known_answers.worlds import simulate

DAYS = 52 * 7.0


def test_a_hazard_that_follows_a_decaying_indicator():
    values = simulate(
        """
        indicators: {tension: {start: 0.9, rest: 0.1, half_life: 30 days}}
        moves: {war: {rate: 0.4 per year, modifiers: {tension: 8}}}
        outcomes: {war: {reached: war}, tension: {mean: tension}, wars: {count: war}}
        """
    )

    def tension(day):
        return 0.1 + 0.8 * 0.5 ** (day / 30)

    hazard = integrate.quad(lambda t: 0.4 / 365.25 * 8 ** tension(t), 0, DAYS)[0]
    assert_probability(values["war"], 1 - np.exp(-hazard))
    assert_mean(values["wars"], hazard, np.sqrt(hazard))
    assert np.allclose(values["tension"], integrate.quad(tension, 0, DAYS)[0] / DAYS, rtol=1e-9)


def test_the_error_of_the_step_is_of_second_order():
    """The integrated hazard of a decaying indicator, without any chance: against quadrature."""
    exact = integrate.quad(lambda t: 50 ** (0.5 ** (t / 20)), 0, DAYS)[0]

    def error(step_days):
        middles = (np.arange(0, DAYS, step_days)) + step_days / 2
        return abs(np.sum(50 ** (0.5 ** (middles / 20))) * step_days - exact)

    assert error(14) / error(7) == pytest.approx(4, rel=0.2)
    ratios = []
    for step in ("28 days", "14 days"):
        values = simulate(
            """
            indicators: {tension: {start: 1, rest: 0, half_life: 20 days}}
            moves: {incident: {rate: 0.2 per day, modifiers: {tension: 50}}}
            outcomes: {incidents: {count: incident}}
            """,
            step=step,
            n=10_000,
        )
        ratios.append(values["incidents"].mean() - 0.2 * exact)
    noise = np.sqrt(0.2 * exact / 10_000)
    assert abs(ratios[0] - ratios[1]) < 0.2 * error(28) + 3 * noise


def test_a_rung_shifts_the_resting_level():
    values = simulate(
        """
        indicators: {tension: {start: 0.2, rest: 0.2, half_life: 10 days}}
        ladders:
          front: {rungs: [calm, clashes], shifts: {clashes: {tension: +0.5}}}
        moves:
          clash: {on: 2023-04-11, probability: 1, then: {front: clashes}}
        outcomes: {tension: {mean: tension}}
        """,
        n=10_000,
    )
    shifted = integrate.quad(lambda t: 0.7 - 0.5 * 0.5 ** (t / 10), 0, DAYS - 100)[0]

    assert np.allclose(values["tension"], (0.2 * 100 + shifted) / DAYS, rtol=1e-9)


def test_levels_are_clipped_to_the_unit_interval():
    values = simulate(
        """
        indicators: {tension: {start: 0.5, rest: 0.5, half_life: 10000 years}}
        moves:
          up: {on: 2023-01-01, probability: 1, then: {tension: +0.9}}
          down: {on: 2023-07-02, probability: 1, then: {tension: -1}}
        outcomes: {tension: {mean: tension}}
        """,
        n=10_000,
    )

    assert np.allclose(values["tension"], 0.5, atol=1e-3)


PAIR = """
indicators:
  tension: {start: 0.3, rest: 0.2, half_life: 9 days}
  fear: {start: 0.1, rest: 0.1, half_life: 25 days}
moves:
  incident: {rate: 8 per year, modifiers: {tension: 12, fear: 2}, then: {tension: +0.22}}
  reprisal: {rate: 3 per year, modifiers: {tension: 5, fear: 4}, then: {tension: +0.1, fear: +0.3}}
outcomes:
  incidents: {count: incident}
  reprisals: {count: reprisal}
  tension: {mean: tension}
"""


def test_a_self_exciting_pair_agrees_with_an_independent_slow_engine():
    fast = simulate(PAIR, n=20_000, step="1 day")
    slow = self_exciting_pair(n=10_000, seed=5)

    for name in ("incidents", "reprisals", "tension"):
        a, b = fast[name], slow[name]
        se = np.sqrt(a.var() / a.size + b.var() / b.size)
        assert abs(a.mean() - b.mean()) < 3 * se
        spread = np.log(a.var() / b.var())
        kurtosis = np.mean((b - b.mean()) ** 4) / b.var() ** 2
        assert abs(spread) < 5 * np.sqrt((kurtosis - 1) * (1 / a.size + 1 / b.size))
