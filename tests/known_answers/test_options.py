"""Options: delay and end, consent, strength, overlap, needs, and what moves do to them."""

import math

import numpy as np
import pytest

import sim
from tests.known_answers.acceptance import assert_mean, assert_moments, assert_probability
from tests.known_answers.worlds import scenario, simulate

WEEKS_PER_YEAR = 365.25 / 7
YEARS = 52 / WEEKS_PER_YEAR

OPTIONS = """
actors: {north: {name: North}, south: {name: South}}
ladders:
  talks: {rungs: [stalled, active]}
moves:
  incident: {rate: 6 per year}
  start_talks: {on: 2023-04-09, probability: 1, then: {talks: active}}
  quarrel: {on: 2023-07-02, probability: 1, then: {brief: ended}}
options:
  calm: {effects: {incident: 0.5}, delay: 10 weeks, lasts: 20 weeks}
  weak: {effects: {incident: 0.5}, strength: 0.25}
  brief: {effects: {incident: 0.25}}
  later: {effects: {incident: 0.2}, needs: {talks: active}}
  worse: {effects: {incident: 1.3}}
  asked: {effects: {incident: 0.3}, consent: {north: 0.8, south: 0.6}}
overlap: 0.7
outcomes:
  incidents: {count: incident}
  asked: {time: {asked: active}}
  later: {time: {later: active}}
  waiting: {time: {later: suspended}}
  brief: {time: {brief: active}}
  over: {time: {calm: ended}}
"""


def incidents(*names, **kwargs):
    return simulate(OPTIONS, with_options=list(names), **kwargs)


def assert_poisson(values, mean):
    assert_moments(values, mean, np.sqrt(mean))


def test_an_option_starts_after_its_delay_and_ends():
    values = incidents("calm")

    assert_poisson(values["incidents"], 6 * (10 + 0.5 * 20 + 22) / WEEKS_PER_YEAR)
    assert np.allclose(values["over"], 22)


def test_the_strength_is_an_exponent_on_the_ratio():
    assert_poisson(incidents("weak")["incidents"], 6 * YEARS * 0.5**0.25)


def test_a_move_can_end_an_option_for_good():
    values = incidents("brief")

    assert np.allclose(values["brief"], 26)
    assert_poisson(values["incidents"], 6 * (0.25 * 26 + 26) / WEEKS_PER_YEAR)


def test_an_option_works_only_while_its_needs_hold():
    values = incidents("later")

    assert np.allclose(values["later"], 38)
    assert np.allclose(values["waiting"], 14)
    assert_poisson(values["incidents"], 6 * (14 + 0.2 * 38) / WEEKS_PER_YEAR)


def test_overlap_counts_the_strongest_ratio_in_full_and_the_next_by_its_power():
    values = incidents("brief", "weak", "worse")
    logs = sorted([np.log(0.25), 0.25 * np.log(0.5), np.log(1.3)], key=abs, reverse=True)
    first = np.exp(logs[0] + 0.7 * logs[1] + 0.49 * logs[2])
    then = np.exp(logs[1] + 0.7 * logs[2]) if abs(logs[1]) > abs(logs[2]) else 1.0

    assert_poisson(values["incidents"], 6 * (26 * first + 26 * then) / WEEKS_PER_YEAR)


@pytest.mark.parametrize(
    ("calms", "stirs"), [("0.1", "10"), ("0.8", "1.25"), ("0.4", "2.5"), ("0.625", "1.6")]
)
def test_options_as_strong_as_each_other_in_opposite_directions_cancel(calms, stirs):
    """Their logarithms differ in the last bit at most, and must not decide which comes first.

    They share the weights 1 and w, so their term is (1 + w) (ln 0.1 + ln 10) / 2 = 0.
    """
    both = f"""
    moves: {{incident: {{rate: 5 per year}}}}
    options:
      calms: {{effects: {{incident: {calms}}}}}
      stirs: {{effects: {{incident: {stirs}}}}}
    overlap: 0.5
    outcomes: {{incidents: {{count: incident}}}}
    """
    values = simulate(both, n=10_000, with_options=["calms", "stirs"])

    assert np.array_equal(values["incidents"], simulate(both, n=10_000)["incidents"])
    assert_poisson(values["incidents"], 5 * YEARS)


def test_any_ratio_and_its_reciprocal_cancel():
    """For 60 random ratios, as near to 1 as 1.00001 and as far as a thousand, and any overlap."""
    rng = np.random.default_rng(8)
    for size, overlap in zip(*rng.uniform((-5, 0), (0.84, 1), (60, 2)).T.tolist(), strict=True):
        ratio = math.exp(10**size)
        text = f"""
        moves: {{incident: {{rate: 50 per year}}}}
        options:
          up: {{effects: {{incident: {ratio!r}}}}}
          down: {{effects: {{incident: {1 / ratio!r}}}}}
        overlap: {overlap!r}
        outcomes: {{incidents: {{count: incident}}, first: {{reached: incident}}}}
        """
        world = scenario(text)
        sizes = {"draws": 1, "replications": 20, "keep": True}
        both = sim.run(world, with_options=["up", "down"], **sizes).baseline
        none = sim.run(world, **sizes).baseline

        assert np.array_equal(both.values, none.values), ratio
        assert np.array_equal(both.weeks_to, none.weeks_to), ratio


def test_a_third_option_comes_behind_those_that_are_as_strong_as_each_other():
    """0.2 leads with weight 1; 0.5 and 2 share the weights w and w squared, and cancel."""
    values = simulate(
        """
        moves: {incident: {rate: 20 per year}}
        options:
          a: {effects: {incident: 0.5}}
          b: {effects: {incident: 2}}
          c: {effects: {incident: 0.2}}
          d: {effects: {incident: 0.9}}
        overlap: 0.5
        outcomes: {incidents: {count: incident}}
        """,
        with_options=["a", "b", "c", "d"],
    )

    assert_poisson(values["incidents"], 20 * YEARS * 0.2 * 0.9**0.125)


def test_names_do_not_matter_among_equals():
    """Three of one strength, two of them against the third: each order of the names is the same."""
    counts = []
    for names in ("abc", "bca", "cab"):
        x, y, z = names
        text = f"""
        moves: {{incident: {{rate: 20 per year}}}}
        options:
          {x}: {{effects: {{incident: 0.7}}}}
          {y}: {{effects: {{incident: 1.4285714285714286}}}}
          {z}: {{effects: {{incident: 0.7}}}}
        overlap: 0.8
        outcomes: {{incidents: {{count: incident}}}}
        """
        counts.append(simulate(text, n=10_000, with_options=["a", "b", "c"])["incidents"])
    mean = 20 * YEARS * 0.7 ** ((1 + 0.8 + 0.64) / 3)

    assert np.array_equal(counts[0], counts[1])
    assert np.array_equal(counts[0], counts[2])
    assert_poisson(counts[0], mean)


def test_if_offered_is_the_mixture_of_consents():
    values = incidents("asked", offered=True)
    yes = 0.8 * 0.6
    adopted, refused = 6 * YEARS * 0.3, 6 * YEARS
    mean = yes * adopted + (1 - yes) * refused
    second = yes * (adopted + adopted**2) + (1 - yes) * (refused + refused**2)

    assert_probability(values["asked"] > 0, yes)
    assert_moments(values["incidents"], mean, np.sqrt(second - mean**2))


def test_if_adopted_needs_no_consent():
    assert_poisson(incidents("asked")["incidents"], 6 * YEARS * 0.3)


def test_compare_agrees_with_running_each_world_alone():
    """Adopted and offered worlds, single options and a portfolio whose consents may be partial."""
    both = OPTIONS.replace("overlap:", "portfolios: {both: [asked, later]}\noverlap:")
    both = both.replace("later: {effects", "later: {consent: {south: 0.5}, effects")
    world = scenario(both)
    sizes = {"draws": 1, "replications": 3000, "seed": 9}
    together = sim.compare(world, options=["asked"], portfolios=["both"], **sizes)
    for name, members in {"asked": ["asked"], "both": ["asked", "later"]}.items():
        for offered, found in ((False, together.adopted[name]), (True, together.offered[name])):
            alone = sim.run(world, with_options=members, offered=offered, **sizes)

            assert np.array_equal(alone.baseline.outcome.mean, found.outcome.mean)
            assert np.array_equal(alone.baseline.outcome.variance, found.outcome.variance)


@pytest.mark.parametrize(
    ("size", "mean", "second"),
    [
        ("5", 5, 25),
        ("{dist: gamma, a: 2, scale: 3}", 6, 54),
        ("{dist: uniform, min: 1, max: 4}", 2.5, 7),
        (
            "{median: 1.5, p95: 8}",
            1.5 * np.exp(0.5 * (np.log(8 / 1.5) / 1.6448536269514722) ** 2),
            1.5**2 * np.exp(2 * (np.log(8 / 1.5) / 1.6448536269514722) ** 2),
        ),
        ("{dist: pareto, min: 25, alpha: 5}", 25 * 5 / 4, 25**2 * 5 / 3),
    ],
)
def test_compound_totals(size, mean, second):
    values = simulate(
        f"""
        tallies: {{deaths: {{unit: people}}}}
        moves:
          incident: {{rate: 9 per year, then: {{deaths: {size}}}}}
          accident: {{rate: 2 per year, then: {{deaths: 1}}}}
        outcomes: {{deaths: {{total: deaths}}}}
        """,
        n=60_000,
    )
    n, m = 9 * YEARS, 2 * YEARS

    assert_mean(values["deaths"], n * mean + m, np.sqrt(n * second + m))


def test_uncertain_parameters_of_a_size_are_shared_by_a_draw():
    results = sim.run(
        scenario(
            """
            tallies: {deaths: {unit: people}}
            moves:
              clash:
                on: 2023-03-01
                probability: 1
                then: {deaths: {dist: gamma, a: 400, scale: 1 to 3}}
            outcomes: {deaths: {total: deaths}}
            """
        ),
        draws=400,
        replications=50,
    )
    scale = results.parameters[:, results.parameter_names.index("moves.clash.then.deaths.scale")]

    # Given its draw a total has the mean 400 scale and the standard deviation 20 scale.
    assert np.abs(results.baseline.outcome.mean[:, 0] / scale - 400).max() < 5 * 20 / np.sqrt(50)
