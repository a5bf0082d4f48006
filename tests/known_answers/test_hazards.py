"""One clock: constant hazards, windows, shapes, competing risks."""

import numpy as np
import pytest
from scipy import integrate, stats

import sim
from tests.known_answers.acceptance import assert_mean, assert_moments, assert_probability
from tests.known_answers.worlds import scenario, simulate

YEARS = 52 * 7 / 365.25

ONE_STEP = """
ladders: {front: [calm, war]}
moves:
  war: {when: {front: calm}, rate: RATE, then: {front: war}}
outcomes:
  war: {reached: {front: war}}
  weeks: {time: {front: calm}}
"""


def one_step(rate, extra=""):
    text = ONE_STEP.replace("[calm, war]}", "{rungs: [calm, war]}}").replace("RATE", rate)
    return text.replace("war: {when", f"war: {{{extra}when")


def test_a_constant_hazard_is_exponential():
    values = simulate(one_step("0.8 per year"))
    rate, end = 0.8 / 365.25 * 7, 52.0
    p = 1 - np.exp(-rate * end)
    mean = p / rate
    second = integrate.quad(lambda t: 2 * t * np.exp(-rate * t), 0, end)[0]

    assert_probability(values["war"], p)
    assert_moments(values["weeks"], mean, np.sqrt(second - mean**2))


def test_the_time_to_the_event_is_exponential():
    results = sim.run(
        scenario(one_step("3 per year")), draws=1, replications=20_000, seed=2, keep=True
    )
    weeks = results.baseline.weeks_to[0, :, 0]
    rate = 3 / 365.25 * 7
    truncated = stats.truncexpon(b=52 * rate, scale=1 / rate)

    assert stats.kstest(weeks[np.isfinite(weeks)], truncated.cdf).pvalue > 0.001


@pytest.mark.parametrize(
    ("rate", "p"),
    [
        ("30% within 20 weeks", 1 - 0.7 ** (52 / 20)),
        ("0.3 within 52 weeks", 0.3),
        ("95% within 1 year", 1 - 0.05**YEARS),
    ],
)
def test_a_window_probability_becomes_a_constant_hazard(rate, p):
    assert_probability(simulate(one_step(rate))["war"], p)


def test_a_move_that_can_always_happen_is_a_poisson_process():
    values = simulate(
        """
        moves: {incident: {rate: 12 per year}}
        outcomes: {incidents: {count: incident}}
        """
    )
    mean = 12 * YEARS

    assert_moments(values["incidents"], mean, np.sqrt(mean))


@pytest.mark.parametrize("shape", [0.5, 1.0, 2.0, 3.5])
def test_a_shape_makes_the_time_weibull(shape):
    values = simulate(one_step("1.2 per year", extra=f"shape: {shape}, "))

    assert_probability(values["war"], 1 - np.exp(-((1.2 * YEARS) ** shape)))


@pytest.mark.parametrize("shape", [0.3, 0.5, 1.0, 3.0])
@pytest.mark.parametrize(
    ("chance", "time", "weeks"), [(0.2, "52 weeks", 52), (0.6, "26 weeks", 26), (0.05, "1 year", 0)]
)
def test_a_chance_within_a_time_is_that_chance_whatever_the_shape(chance, time, weeks, shape):
    """The cumulative hazard is ``-ln(1 - p) (u / T)**k``, so it is ``-ln(1 - p)`` at T."""
    at = weeks or 365.25 / 7
    values = simulate(one_step(f"{chance} within {time}", f"shape: {shape}, "))
    known = 1 - (1 - chance) ** ((52 / at) ** shape)

    assert_probability(values["war"], known)


@pytest.mark.parametrize("shape", ["3", "0.4 to 0.7"])
def test_an_uncertain_chance_is_its_mean_whatever_the_shape(shape):
    """Within its own time the probability is the chance of the draw: 20 to 40 % is logit-normal."""
    world = scenario(one_step("20% to 40% within 52 weeks", f"shape: {shape}, "))
    results = sim.run(world, draws=1000, replications=100, seed=5)
    mean = results.baseline.outcome.mean[:, 0]
    z = stats.norm.ppf(0.95)
    low, high = np.log(0.2 / 0.8), np.log(0.4 / 0.6)
    known = integrate.quad(
        lambda x: stats.norm.pdf(x) / (1 + np.exp(-((low + high) / 2 + (high - low) / 2 / z * x))),
        -8,
        8,
    )[0]
    column = results.parameter_names.index("moves.war.rate")
    written = results.quantities[column].written(results.parameters[:, column])

    # Draws are independent at worst, since strata only narrow their spread.
    assert abs(mean.mean() - known) < 3 * mean.std(ddof=1) / np.sqrt(1000)
    # Of each draw, too: the scatter about the chance that its file says is that of a binomial.
    scatter = (mean - written) / np.sqrt(written * (1 - written) / 100)
    assert abs(scatter.mean()) < 3 / np.sqrt(1000)
    assert scatter.std() == pytest.approx(1, abs=3 / np.sqrt(2000))


@pytest.mark.parametrize("shape", [0.5, 2])
def test_a_rate_of_zero_never_happens_whatever_the_shape(shape):
    values = simulate(one_step("0 per year", f"shape: {shape}, "), n=1000)

    assert not values["war"].any()


def test_the_weibull_clock_starts_again_when_the_move_becomes_possible():
    """Calm for T1 ~ Exp, then war after a Weibull time: a convolution."""
    values = simulate(
        """
        ladders: {front: {rungs: [calm, clashes, war]}}
        moves:
          clash: {when: {front: calm}, rate: 2 per year, then: {front: clashes}}
          war: {when: {front: clashes}, rate: 3 per year, shape: 2, then: {front: war}}
        outcomes: {war: {reached: {front: war}}}
        """
    )
    p = integrate.quad(
        lambda t: 2 * np.exp(-2 * t) * (1 - np.exp(-((3 * (YEARS - t)) ** 2))), 0, YEARS
    )[0]

    assert_probability(values["war"], p)


COMPETING = """
ladders: {front: {rungs: [calm, first, second]}}
moves:
  first: {when: {front: calm}, rate: 0.04 per week, then: {front: first}}
  second: {when: {front: calm}, rate: 0.02 per week, then: {front: second}}
options:
  halve: {effects: {first: 0.5}}
outcomes:
  first: {reached: {front: first}}
  second: {reached: second}
"""


def test_competing_risks():
    values = simulate(COMPETING, horizon="26 weeks")

    assert_probability(values["first"], 0.52658)
    assert_probability(values["second"], 0.26329)


def test_competing_risks_with_a_hazard_ratio():
    values = simulate(COMPETING, horizon="26 weeks", with_options=["halve"])

    assert_probability(values["first"], 0.32327)
    assert_probability(values["second"], 0.32327)


def test_traits_and_rungs_modify_the_hazard_log_linearly():
    values = simulate(
        """
        actors: {north: {name: North, traits: {assertiveness: 0.25}}}
        ladders:
          talks: {rungs: [stalled, active], start: active}
        moves:
          war:
            actor: north
            rate: 2 per year
            modifiers: {north.assertiveness: 4, talks.active: 0.3, talks.stalled: 100}
        outcomes: {war: {reached: war}, wars: {count: war}}
        """
    )
    rate = 2 * 4**0.25 * 0.3

    assert_probability(values["war"], 1 - np.exp(-rate * YEARS))
    assert_mean(values["wars"], rate * YEARS, np.sqrt(rate * YEARS))


def test_a_dated_move_happens_with_its_probability():
    values = simulate(
        """
        ladders: {treaty: {rungs: [alive, vetoed]}}
        moves:
          review: {on: 2023-05-01, probability: 0.7}
          twice: {on: [2023-02-01, 2023-03-01], probability: 0.4}
          sure: {on: 2023-06-01, probability: 1, then: {treaty: vetoed}}
          late: {when: {treaty: alive}, on: 2023-07-01, probability: 1}
          never: {on: 2023-07-02, probability: 0}
        options:
          calm: {effects: {review: 0.5}}
        outcomes:
          review: {count: review}
          twice: {count: twice}
          vetoed: {time: {treaty: vetoed}}
          late: {count: late}
          never: {count: never}
        """
    )

    assert_probability(values["review"], 0.7)
    assert_moments(values["twice"], 0.8, np.sqrt(2 * 0.4 * 0.6))
    assert np.allclose(values["vetoed"], 52 - 151 / 7)
    assert values["late"].max() == 0.0
    assert values["never"].max() == 0.0


def test_a_ratio_acts_on_the_cumulative_hazard_of_a_date():
    values = simulate(
        """
        moves: {review: {on: 2023-05-01, probability: 0.7}}
        options: {calm: {effects: {review: 0.5}}}
        outcomes: {review: {count: review}}
        """,
        with_options=["calm"],
    )

    assert_probability(values["review"], 1 - 0.3**0.5)


@pytest.mark.parametrize(
    ("end", "last", "never"),
    [
        ("until: 2023-12-31", "2023-12-31", "2024-01-01"),
        ("horizon: 365 days", "2023-12-31", "2024-01-01"),
        ("horizon: 1 year", "2024-01-01", "2024-01-02"),  # of its last day a quarter is simulated
    ],
)
def test_what_is_dated_on_the_last_day_happens_and_the_audit_knows(end, last, never):
    world = sim.loads(
        f"""
sim: 1
title: An election on the last day
start: 2023-01-01
{end}
moves:
  election: {{on: {last}}}
  after: {{on: {never}}}
outcomes: {{election: {{reached: election}}, after: {{reached: after}}}}
"""
    )
    results = sim.run(world, draws=1, replications=10)
    noted = [f for f in sim.check(world, draws=1, replications=10) if "cannot happen" in f.message]

    assert [1.0, 0.0] == results.baseline.outcome.mean[0].tolist()
    assert ["moves.after"] == [finding.path for finding in noted]
    assert last in noted[0].message
