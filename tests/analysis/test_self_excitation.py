"""A Hawkes process that was simulated is found again."""

import math

import numpy as np
import pytest

from sim.analysis.self_excitation import fit_self_excitation
from sim.errors import UsageError

HORIZON = 364.0


def hawkes(rng, background_per_day, n, half_life):
    """Return one history by its clusters: every event has a Poisson number of children."""
    beta = math.log(2.0) / half_life
    generation = rng.uniform(0.0, HORIZON, rng.poisson(background_per_day * HORIZON))
    events = []
    while generation.size:
        events.append(generation)
        parents = np.repeat(generation, rng.poisson(n, generation.size))
        children = parents + rng.exponential(1.0 / beta, parents.size)
        generation = children[children < HORIZON]
    return np.sort(np.concatenate(events)) if events else np.empty(0)


def fits(n, half_life, background, flat, batches=8, per_batch=50):
    """Return branching ratios and half-lives fitted to independent batches of histories."""
    rng = np.random.default_rng(3)
    found = []
    for _ in range(batches):
        levels = np.broadcast_to(background(rng, per_batch), per_batch)
        histories = [hawkes(rng, level, n, half_life) for level in levels]
        found.append(fit_self_excitation(histories, HORIZON, flat=flat))
    ratios = np.array([fit.branching_ratio for fit in found])
    lives = np.array([fit.half_life_days for fit in found])
    return ratios, lives


def assert_near(values, truth, slack=0.0):
    error = values.std(ddof=1) / math.sqrt(len(values))

    assert abs(values.mean() - truth) < 4 * error + slack


@pytest.mark.parametrize(("n", "half_life"), [(0.3, 7.0), (0.5, 3.0), (0.15, 15.0)])
def test_a_flat_background_is_told_from_self_excitation(n, half_life):
    ratios, lives = fits(n, half_life, lambda rng, size: 0.06, flat=True)

    assert_near(ratios, n)
    # Maximum likelihood is biased in small samples; by a few per cent here.
    assert_near(lives, half_life, slack=0.05 * half_life)


def test_a_background_that_differs_looks_like_self_excitation_if_taken_as_flat():
    def levels(rng, size):
        return rng.choice([0.01, 0.15], size)

    own, _ = fits(0.3, 5.0, levels, flat=False)
    flat, _ = fits(0.3, 5.0, levels, flat=True)

    # A background of its own for every history costs a little of the ratio, a flat one adds much.
    assert 0.2 < own.mean() < 0.31
    assert flat.mean() > 0.4


def test_a_poisson_process_has_no_children():
    """By the median: with nothing to see the half-life is open, and may be long."""
    ratios, _ = fits(0.0, 7.0, lambda rng, size: 0.06, flat=True, batches=7)

    assert np.median(ratios) < 0.05


def test_the_background_is_that_of_each_history():
    rng = np.random.default_rng(5)
    histories = [hawkes(rng, level, 0.2, 5.0) for level in [0.05] * 40 + [0.2] * 40]
    fit = fit_self_excitation(histories, HORIZON)

    assert fit.background_per_day.shape == (80,)
    assert fit.background_per_day[40:].mean() > 2.5 * fit.background_per_day[:40].mean()


def test_too_few_events_are_an_error():
    with pytest.raises(UsageError, match="3 events are too few"):
        fit_self_excitation([np.array([1.0, 2.0, 3.0]), np.empty(0)], HORIZON)
