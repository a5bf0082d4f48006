"""The table of the kinds of outcome, and what has to agree with it."""

from typing import get_args

import pytest

from sim.results.kinds import KINDS, OutcomeKind
from sim.scenario.entries import Outcome

ASKED = {
    "condition": {"front": "war"},
    "moves": ["clash"],
    "tally": "deaths",
    "indicator": "tension",
}


def test_every_kind_is_in_the_table():
    assert get_args(OutcomeKind) == tuple(KINDS)


def test_every_kind_is_a_key_of_an_outcome():
    about = {"title", "better", "note"}

    assert [key for key in Outcome.model_fields if key not in about] == list(KINDS)


@pytest.mark.parametrize(
    ("kind", "what"), [(kind, what) for kind, about in KINDS.items() for what in about.of]
)
def test_an_outcome_is_about_what_its_kind_says(kind, what):
    outcome = Outcome.model_validate({kind: ASKED[what]})

    assert kind == outcome.kind
    given = {key: getattr(outcome, key) or None for key in ASKED}
    assert {what} == {key for key, value in given.items() if value is not None}


def test_what_is_about_a_tally_has_its_unit():
    assert {"tally"} == {
        what for about in KINDS.values() if about.unit is None for what in about.of
    }
