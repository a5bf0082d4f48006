"""What a difference says of a claim, and how well it is known."""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.claims import paired_difference, verdict
from tests.report import fabricate


@pytest.mark.parametrize(
    ("effect", "level", "difference", "se", "expected"),
    [
        ("raises", 1.0, 0.31, 0.1, "holds"),
        ("raises", 1.0, 0.29, 0.1, "unclear"),
        ("raises", 1.0, -0.29, 0.1, "unclear"),
        ("raises", 1.0, -0.31, 0.1, "fails"),
        ("lowers", 1.0, -0.31, 0.1, "holds"),
        ("lowers", 1.0, 0.31, 0.1, "fails"),
        ("lowers", 1.0, 0.0, 0.0, "fails"),  # nothing leads there
        ("lowers", 1.0, 0.0, 0.001, "unclear"),  # not one history differs, though some could
        ("raises", 1.0, 0.1, None, "unclear"),  # one history cannot tell
        ("barely_moves", 1.0, 0.02, 0.009, "holds"),
        ("barely_moves", 1.0, -0.02, 0.011, "unclear"),
        ("barely_moves", 1.0, -0.06, 0.011, "unclear"),
        ("barely_moves", 1.0, -0.09, 0.011, "fails"),
        ("barely_moves", 0.0, 0.0, 0.0, "holds"),
        ("barely_moves", 1.0, 0.0, None, "unclear"),
    ],
)
def test_the_verdict_needs_three_standard_errors(effect, level, difference, se, expected):
    assert expected == verdict(effect, level, difference, se)


def test_a_paired_difference_has_the_error_of_the_pairs():
    """Two runs alike but for a shift that differs between draws: the shared noise is gone."""
    header = replace(fabricate.HEADER, draws=400, replications=4)
    less = fabricate.results(header, alone=True)
    rng = np.random.default_rng(1)
    shift = rng.normal(0.5, 0.1, (400, 1, 1))
    values = less.baseline.values + shift
    whole = replace(less, baseline=replace(less.baseline, values=values))
    difference, se, clear = paired_difference(whole, less, 0)

    assert difference == pytest.approx(0.5, abs=4 * 0.1 / 20)
    assert se == pytest.approx(0.1 / 20, rel=0.5)
    # 20 strata: the quantile of t with 19 degrees of freedom as far out as three of the normal.
    assert clear == pytest.approx(3.447, abs=0.03)


def test_nothing_seen_is_unclear_unless_it_cannot_be():
    results = fabricate.results(alone=True)
    n = results.header.draws * results.header.replications
    seen = paired_difference(results, results, 2)
    cannot = paired_difference(results, results, 2, reached=False)

    assert (0.0, pytest.approx(1 / n), 3.0) == seen
    assert "unclear" == verdict("raises", 0.5, *seen) == verdict("lowers", 0.5, *seen)
    assert "holds" == verdict("barely_moves", 0.5, *seen)
    assert "unclear" == verdict("barely_moves", 0.0, *seen)
    assert (0.0, 0.0) == cannot[:2]
    assert "fails" == verdict("raises", 0.5, *cannot)
    assert "holds" == verdict("barely_moves", 0.0, *cannot)


def test_runs_without_histories_cannot_be_paired():
    results = fabricate.results()

    with pytest.raises(ValueError, match="kept the values"):
        paired_difference(results, results, 0)
