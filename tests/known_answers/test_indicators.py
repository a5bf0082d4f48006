"""Indicators: decay, rest, shifts and jumps, and the hazards that follow them."""

import itertools

import numpy as np
import pytest
from scipy import integrate

from sim.engine.loop.grid import followed_step
from sim.model.compile import compile_scenario
from tests.known_answers.acceptance import assert_mean, assert_probability
from tests.known_answers.slow_reference import fading_anger, self_exciting_pair
from tests.known_answers.worlds import scenario, simulate

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


FADING = """
indicators: {tension: {start: 1, rest: 0.05, half_life: HALF_LIFE}}
ladders: {front: {rungs: [calm, war]}}
moves:
  war: {when: {front: calm}, rate: 0.2 per year, modifiers: {tension: 50}, then: {front: war}}
  incident: {rate: 50 per year, modifiers: {tension: 50}}
outcomes: {war: {reached: war}, incidents: {count: incident}}
"""


@pytest.mark.parametrize("days", [1 / 24, 0.25, 1.0, 3.0, 20.0])
def test_an_indicator_may_be_faster_than_the_step_of_the_file(days):
    """Against quadrature, at the default step of a week, within 26 weeks of the start."""
    text = FADING.replace("HALF_LIFE", f"{days!r} days")
    values = simulate(text, n=20_000, horizon="26 weeks")

    def ratio(t):
        return 50 ** (0.05 + 0.95 * 0.5 ** (t / days))

    ends = [0, *(days * n for n in (1, 2, 4, 8, 16, 32) if days * n < 182), 182]
    pieces = [integrate.quad(ratio, a, b)[0] for a, b in itertools.pairwise(ends)]
    years = sum(pieces) / 365.25

    assert_probability(values["war"], 1 - np.exp(-0.2 * years))
    assert_mean(values["incidents"], 50 * years, np.sqrt(50 * years))


def test_incidents_that_excite_each_other_within_a_day():
    """Each incident adds a fading ratio: against the thinning of an independent slow engine."""
    text = """
    indicators: {anger: {rest: 0, half_life: 1 days}}
    moves: {incident: {rate: 10 per year, modifiers: {anger: 30}, then: {anger: +0.8}}}
    outcomes: {incidents: {count: incident}}
    """
    fast = simulate(text, n=20_000)["incidents"]
    slow = fading_anger(n=10_000, seed=7)
    se = np.sqrt(fast.var() / fast.size + slow.var() / slow.size)

    assert abs(fast.mean() - slow.mean()) < 3 * se


def followed(text, **kwargs):
    return followed_step(compile_scenario(scenario(text, **kwargs)))


@pytest.mark.parametrize(
    ("half_life", "ratio", "step"),
    [
        ("20 days", "50", 7),  # 4 / ln 50 = 1.02 half-lives
        ("6 days", "50", 3.5),
        ("1 days", "50", 0.875),
        ("6 days", "1.5", 7),  # 2 half-lives, however little it weighs
        ("3 days", "1.5", 3.5),
        ("2 to 18 days", "50", 3.5),  # by its median, 6 days
        ("6 days", "0.02", 3.5),
    ],
)
def test_the_step_is_halved_until_it_fits_the_fastest_indicator(half_life, ratio, step):
    text = FADING.replace("HALF_LIFE", half_life).replace("tension: 50", f"tension: {ratio}")

    assert step == followed(text)


def test_an_indicator_that_no_rate_follows_needs_no_fine_step():
    text = """
    indicators: {x: {rest: 0.5, half_life: 1 days}}
    moves: {m: {rate: 1 per year}, n: {on: 2023-02-01, modifiers: {x: 50}}}
    outcomes: {x: {mean: x}}
    """

    assert 7 == followed(text)


def test_the_grid_has_an_end():
    """A half-life of a minute: no more than 100,000 steps, and the audit says so."""
    text = FADING.replace("HALF_LIFE", "0.0007 days")
    step = followed(text)

    assert 50_000 < 364 / step <= 100_000


def test_halving_the_step_of_a_fast_indicator_changes_less_than_the_error():
    """The same clocks on a finer grid: the gap is below the error of 40,000 histories."""
    text = FADING.replace("HALF_LIFE", "1 days")
    one = simulate(text, n=5_000, horizon="26 weeks")
    other = simulate(text, n=5_000, horizon="26 weeks", step="0.4375 days")

    for name in one:
        gap = abs(np.mean(one[name] - other[name]))
        paired = np.std(one[name] - other[name]) / np.sqrt(5_000)
        assert gap <= np.std(one[name]) / np.sqrt(40_000) + 2 * paired


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
