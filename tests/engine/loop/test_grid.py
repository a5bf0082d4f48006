"""The error of a step, measured against quadrature: what the rule for the step promises."""

import math

import numpy as np
import pytest
from scipy import integrate

from sim.engine.loop.grid import followed_step
from sim.model.compile import compile_scenario
from tests.known_answers.worlds import scenario

NODE = math.sqrt(3) / 6


def added_by_lines(ratio, step, phase):
    """What an indicator adds to an integrated hazard, by the rule of the lines, in half-lives.

    It jumps from 0 to 1 when a share ``phase`` of a step is over, and fades.
    """
    begin, end, total = 0.0, step * (1 - phase), 0.0
    while begin < 40:
        nodes = begin + (0.5 + np.array([-NODE, NODE])) * (end - begin)
        total += (end - begin) * float(np.mean(ratio ** (0.5**nodes) - 1))
        begin, end = end, end + step
    return total


def mean_error(ratio, step):
    """The error as a share of what is added, over all places of the jump in a step."""
    exact = integrate.quad(lambda t: ratio ** (0.5**t) - 1, 0, 40, limit=200)[0]
    phases = (np.arange(32) + 0.5) / 32
    return np.mean([added_by_lines(ratio, step, phase) for phase in phases]) / exact - 1


@pytest.mark.parametrize("ratio", [1.25, 2, 5, 7.4, 10, 50, 1000, 0.2, 0.02])
def test_what_a_fading_indicator_adds_is_within_a_hundredth(ratio):
    longest = min(2, 4 / abs(math.log(ratio)))

    assert abs(mean_error(ratio, longest)) < 0.008
    assert abs(mean_error(ratio, longest / 2)) < 0.001


MANY = """
indicators: {INDICATORS}
moves: {war: {rate: 1 per year, modifiers: {MODIFIERS}}}
outcomes: {war: {reached: war}}
"""


@pytest.mark.parametrize("n", [1, 2, 4])
def test_indicators_that_jump_together_add_up(n):
    """Each weighs 2 and fades in 2 days, so n of them allow a step of 4 / n days."""
    names = [f"x{number}" for number in range(n)]
    indicators = ", ".join(f"{name}: {{rest: 0, half_life: 2 days}}" for name in names)
    modifiers = ", ".join(f"{name}: {math.exp(2)!r}" for name in names)
    text = MANY.replace("INDICATORS", indicators).replace("MODIFIERS", modifiers)
    step = followed_step(compile_scenario(scenario(text)))

    assert 2 / n < step <= 4 / n
    assert abs(mean_error(math.exp(2 * n), step / 2)) < 0.008


def test_a_slow_indicator_beside_a_fast_one_hardly_counts():
    text = MANY.replace(
        "INDICATORS", "fast: {rest: 0, half_life: 4 days}, slow: {rest: 0, half_life: 1 year}"
    ).replace("MODIFIERS", f"fast: {math.exp(2)!r}, slow: 50")

    assert 7 == followed_step(compile_scenario(scenario(text)))
