"""What a message about names and choices says, whoever finds it out."""

import pytest

from sim.errors import UsageError, check_names, no_direction, no_objective, no_options


def test_names_that_are_known_pass():
    check_names("outcome", ["war", "deaths"], {"war": 1, "deaths": 2, "treaty": 3})


@pytest.mark.parametrize(
    ("known", "hint"),
    [
        (["war", "deaths"], "; did you mean 'war'?"),
        (["deaths", "treaty"], "; known: deaths, treaty"),
        ([], "; the scenario has none"),
    ],
)
def test_the_first_name_that_is_not_known_comes_with_a_hint(known, hint):
    with pytest.raises(UsageError) as found:
        check_names("outcome", ["warr", "wa"], iter(known), " to observe")

    assert f"no outcome 'warr' to observe{hint}" == str(found.value)


def test_what_is_missing_is_worded_once():
    assert "the scenario has no objective: name an outcome; known: war" == str(
        no_objective(["war"])
    )
    assert "the scenario has no options to compare" == str(no_options("to compare"))
    assert "nothing fails by 'war': neither more nor less of it is better, so no" == str(
        no_direction("war", ", so no", verb="fails")
    )
