"""Which worlds a request asks for, and what a request may not ask for."""

import pytest

from sim.cli.compare import CompareRequest, chosen
from sim.errors import UsageError

OPTIONS = ["a", "b", "c"]
PORTFOLIOS = {"both": ["a", "b"]}
ALL = (OPTIONS, list(PORTFOLIOS))


def request(options=(), portfolios=False, all_combinations=False, limit=None):
    return CompareRequest(tuple(options), portfolios, all_combinations, limit)


@pytest.mark.parametrize(
    ("asked", "options", "portfolios"),
    [
        (request(), ["a", "b", "c"], {"both": ("a", "b")}),
        (request(["b"]), ["b"], {}),
        (request(portfolios=True), [], {"both": ("a", "b")}),
        (request(["b"], portfolios=True), ["b"], {"both": ("a", "b")}),
        (request(["b", "both"]), ["b"], {"both": ("a", "b")}),
        (request(["both"]), [], {"both": ("a", "b")}),
        (request(["a", "c"], all_combinations=True), ["a", "c"], {"a+c": ("a", "c")}),
        (
            request(all_combinations=True, portfolios=True),
            ["a", "b", "c"],
            {
                "a+b": ("a", "b"),
                "a+c": ("a", "c"),
                "b+c": ("b", "c"),
                "a+b+c": ("a", "b", "c"),
                "both": ("a", "b"),
            },
        ),
    ],
)
def test_what_is_compared(asked, options, portfolios):
    assert (options, portfolios) == chosen(asked, OPTIONS, PORTFOLIOS, ALL)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (request(["aa"]), "no option 'aa'"),
        (request(["bots"]), "no option 'bots'; did you mean 'both'"),
        (
            request(["c", "both"], all_combinations=True),
            "'both' is a portfolio, and --all-combinations combines options: .* options, a,b",
        ),
        (request(limit=3), "--limit needs --all-combinations"),
        (request(all_combinations=True, limit=1), "choose at most 1 option with --options"),
        (request(all_combinations=True, limit=6), "makes 7 worlds, more than 6: choose at most 2"),
    ],
)
def test_what_may_not_be_asked(asked, message):
    with pytest.raises(UsageError, match=message):
        chosen(asked, OPTIONS, PORTFOLIOS, ALL)


def test_a_limit_that_is_just_enough():
    assert len(chosen(request(all_combinations=True, limit=7), OPTIONS, {}, (OPTIONS, []))[1]) == 4


def test_the_default_limit_takes_eight_options_and_no_more():
    eight, nine = list("abcdefgh"), list("abcdefghi")

    assert len(chosen(request(all_combinations=True), eight, {}, (eight, []))[1]) == 255 - 8
    with pytest.raises(UsageError, match=r"511 worlds, more than 256: choose at most 8 options"):
        chosen(request(all_combinations=True), nine, {}, (nine, []))


def test_nothing_to_compare():
    with pytest.raises(UsageError, match="no options"):
        chosen(request(), [], {}, ([], []))
    with pytest.raises(UsageError, match="no portfolios"):
        chosen(request(portfolios=True), OPTIONS, {}, (OPTIONS, []))


@pytest.mark.parametrize(
    ("asked", "options", "portfolios"),
    [
        (request(), ["c"], {"both": ("a", "b")}),
        (request(["a"]), ["a"], {}),
        (request(portfolios=True), [], {"both": ("a", "b"), "other": ("b", "c")}),
        (request(all_combinations=True), ["c"], {}),
    ],
)
def test_what_a_scenario_compares_unless_asked_otherwise(asked, options, portfolios):
    known = {**PORTFOLIOS, "other": ["b", "c"]}

    assert (options, portfolios) == chosen(asked, OPTIONS, known, (["c"], ["both"]))


def test_portfolios_take_no_names(sim):
    named = sim("compare", "two-neighbours", "--portfolios", "both")
    assert named.exit_code == 2
    assert "to compare some portfolios, write --options both" in named.stderr

    stray = sim("compare", "two-neighbours", "both")
    assert stray.exit_code == 2
    assert stray.stderr == "sim: 'both' is one word too many\n"
