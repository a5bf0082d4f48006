"""Draws are added until the error is small enough, and the answer is that of a run of that size."""

import numpy as np
import pytest

import sim
from sim.analysis.estimates import draws_of
from sim.analysis.standard_errors import standard_error
from sim.errors import RunError, UsageError
from sim.results.descriptions import OutcomeInfo
from sim.simulate.defaults import RUN
from sim.simulate.precision import STRATA_TO_BEGIN, Target, check_target, first_draws, read_target
from tests.test_coverage_of_intervals import SEEDS, TEXT, TRUTH
from tests.test_invariants import assert_same

WORLD = sim.loads(TEXT + "objective: war\n")
#: Errors of 600 draws with 2 replications are about 1.4 and 0.9 pp; half of that takes two or
#: three more looks.
WANTED = "0.6pp"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("0.2pp", Target(0.002, "pp", "0.2pp")),
        (" 1 % ", Target(0.01, "%", "1 %")),
        ("3", Target(3.0, "", "3")),
        ("1e-3", Target(0.001, "", "1e-3")),
    ],
)
def test_a_target_is_read(text, target):
    assert read_target(text) == target


@pytest.mark.parametrize("text", ["", "pp", "0", "-1%", "inf", "nan", "1 %%", "5%pp", "two"])
def test_what_is_no_target_is_refused(text):
    with pytest.raises(UsageError, match=r"a precision is a standard error: .* found"):
        read_target(text)


def test_points_are_of_probabilities():
    deaths = OutcomeInfo("deaths", "total", "Deaths", "people", "lower")
    with pytest.raises(UsageError, match=r"counted in people, not in percentage points.* 20 or 1%"):
        check_target(read_target("20pp"), deaths)


def test_what_has_no_mean_is_never_precise():
    deaths = OutcomeInfo("deaths", "total", "Deaths", "people", "lower", mean_exists=False)
    with pytest.raises(UsageError, match="'deaths' has no mean, so no number of draws"):
        check_target(read_target("1%"), deaths)


def test_the_first_draws_are_whole_strata():
    assert [first_draws(n, 20) for n in (1, 600, 601, 10_000)] == [600, 600, 620, 10_000]


def test_the_answer_is_that_of_a_run_of_that_size():
    found = sim.compare(WORLD, replications=2, precision=WANTED, seed=4)
    assert found.header.draws > 20 * STRATA_TO_BEGIN
    assert_same(found, sim.compare(WORLD, draws=found.header.draws, replications=2, seed=4))


@pytest.mark.parametrize(("workers", "scheduler"), [(1, "threads"), (5, "threads")])
def test_how_it_is_run_changes_no_bit(workers, scheduler):
    how = {"workers": workers, "scheduler": scheduler}
    once = sim.run(WORLD, replications=3, precision=WANTED, seed=2)
    again = sim.run(WORLD, replications=3, precision=WANTED, seed=2, **how)
    assert once.header == again.header
    assert_same(once, again)


@pytest.fixture(scope="module")
def runs():
    return [sim.compare(WORLD, replications=2, precision=WANTED, seed=s) for s in range(SEEDS)]


def errors(results):
    """Return the error of the war, and those of what the option changes, adopted and offered."""
    worlds = (results.adopted["less"], results.offered["less"])
    moments = [results.baseline.outcome, *(world.difference for world in worlds)]
    return [standard_error(draws_of(each, 0, results.header)) for each in moments]


def means(results):
    """Return the mean of the war, and of what the option changes, adopted."""
    moments = (results.baseline.outcome, results.adopted["less"].difference)
    return [float(np.mean(each.mean[:, 0])) for each in moments]


def test_it_stops_within_a_tenth_of_the_target(runs):
    largest = np.array([max(errors(results)) for results in runs])
    assert np.all(largest <= 0.006)
    assert np.all(largest >= 0.9 * 0.006)


def test_intervals_still_cover(runs):
    """To stop where an error looks small makes it look smaller than it is, if one is careless."""
    off = np.array([means(results) for results in runs]) - TRUTH["war"]
    z = off / np.array([errors(results)[:2] for results in runs])
    covered = np.sum(np.abs(z) < 1.96, axis=0)
    # Binomial(200, 0.95) lies between 181 and 197 with a probability of 99.6 %.
    assert np.all((covered >= 181) & (covered <= 197))
    assert np.all(np.abs(np.mean(z, axis=0)) < 3 / np.sqrt(SEEDS))


def test_all_outcomes_that_count_are_precise():
    asked = {"replications": 2, "seed": 1}
    found = sim.run(WORLD, precision="1%", precise=["war", "weeks"], **asked)
    estimates = sim.estimates(found)
    for name in ("war", "weeks"):
        assert estimates[name].se <= 0.01 * estimates[name].estimate
    assert max(e.se / e.estimate for e in estimates.values()) >= 0.009


def test_looks_are_told():
    looks = []
    sim.run(WORLD, replications=2, precision=WANTED, watch=looks.append)
    assert len(looks) >= 3
    assert [look.draws for look in looks] == sorted({look.draws for look in looks})
    assert looks[-1].error <= looks[-1].wanted < looks[0].error


def test_a_share_of_nothing_is_refused():
    never = sim.loads(TEXT.replace("0.3 to 3 per year", "0 per year") + "objective: war\n")
    histories = f"{RUN.draws * RUN.replications:,}"
    with pytest.raises(RunError, match=f"'war' is 0 in all {histories} histories.*absolute prec"):
        sim.run(never, precision="1%")


#: 52 quiet weeks in every history that anybody will see, and two options: one acts on what is
#: rare, the other starts after the horizon.
UNSEEN = """
sim: 1
title: What nobody has seen
start: 2023-01-02
horizon: 52 weeks
ladders: {k: {rungs: [p, q]}}
moves: {rare: {when: {k: p}, rate: 0.0000003 to 0.0000007 per year, then: {k: q}}}
options: {acts: {effects: {rare: 0.1}}, late: {delay: 60 weeks, effects: {rare: 0.1}}}
outcomes: {quiet: {time: {k: p}, better: higher}}
objective: quiet
"""


@pytest.mark.parametrize(("option", "draws"), [("late", 600), ("acts", 880)])
def test_a_difference_that_was_not_seen_is_not_known(option, draws):
    """One history of 52 weeks in ``600 x 2`` is 0.043 weeks; 0.03 take 867 draws, in whole strata.

    The error of what was not seen falls with the draws and not with their root, so the estimate of
    how many it will take is on the safe side.
    """
    found = sim.compare(sim.loads(UNSEEN), options=[option], replications=2, precision="0.03")
    se = sim.differences(found).adopted[option]["quiet"].se

    assert {0.0} == {float(np.ptp(found.adopted[option].difference.mean))}
    assert draws <= found.header.draws <= 1.1 * draws
    assert se == (0.0 if option == "late" else pytest.approx(52 / (found.header.draws * 2)))
    assert se <= 0.03


def test_what_would_take_for_ever_is_refused():
    with pytest.raises(RunError, match=r"would take about [\d,]+ draws, more than 1,000,000"):
        sim.run(WORLD, replications=2, precision="0.0001pp")


def test_nothing_has_to_be_precise_without_a_precision():
    with pytest.raises(UsageError, match="have to be precise, but no precision is asked for"):
        sim.run(WORLD, precise=["war"])


def test_without_an_objective_somebody_must_say_what_counts():
    world = sim.loads(TEXT)
    with pytest.raises(UsageError, match="no objective to be precise about; known: war, weeks"):
        sim.run(world, precision="1pp")
    with pytest.raises(
        UsageError, match="no outcome 'wra' to be precise about; did you mean 'war'"
    ):
        sim.run(world, precision="1pp", precise=["wra"])
    found = sim.run(world, precision="2pp", precise=["war"], draws=1, replications=2)
    assert found.header.draws == 600
