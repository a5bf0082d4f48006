"""What ``sim check`` finds doubtful in files that are valid."""

import re

import pytest

import sim

HEADER = """
sim: 1
title: Doubtful
start: 2023-01-01
horizon: 52 weeks
sources: {book: {title: A book}}
"""
WAR = "{rate: {value: 3 per year, source: book, basis: literature}"


def findings(text):
    found = sim.check(sim.loads(HEADER + text), draws=20, replications=5)
    return {(finding.path, finding.severity): finding.message for finding in found}


def test_a_scenario_without_doubts_has_no_findings():
    found = findings(f"moves: {{war: {WAR}}}}}\noutcomes: {{wars: {{count: war}}}}")

    assert found == {}


FRONT = "ladders: {front: {rungs: [calm, clashes, war]}}\n"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (
            f"{FRONT}moves: {{war: {WAR}, when: {{front: calm}}, then: {{front: war}}}}}}\n"
            "outcomes: {war: {reached: {front: war}}}",
            ("ladders.front", "note"),
            "no move leads to its rung 'clashes'",
        ),
        (
            f"{FRONT}moves: {{clash: {WAR}, then: {{front: clashes}}}}, "
            f"war: {WAR}, then: {{front: war}}}}}}\noutcomes: {{war: {{reached: {{front: war}}}}}}",
            ("moves.war", "warning"),
            "leads from every rung of 'front' to 'war', from 'calm' too: if it should not, add "
            "'when: {front: clashes}'",
        ),
        (
            f"moves: {{war: {WAR}}}, spying: {WAR}, then: {{watch: ended}}}}}}\n"
            "options: {watch: {effects: {war: {value: 0.5, source: book, basis: data}}}}\n"
            "outcomes: {wars: {count: war}}",
            ("moves.spying", "warning"),
            "puts the option 'watch' on 'ended', and happens without that option too: if it should "
            "not, add 'when: {watch: active}'",
        ),
        (
            "moves: {war: {on: [2023-05-01, 2025-01-01, 2025-02-01], source: book, basis: data}}\n"
            "outcomes: {wars: {count: war}}",
            ("moves.war", "note"),
            "some of its dates are 2025-01-01, 2025-02-01",
        ),
        (
            f"moves: {{war: {WAR}}}, other: {WAR}}}}}\noutcomes: {{wars: {{count: war}}}}",
            ("moves.other", "warning"),
            "changes nothing, and no outcome counts it",
        ),
        (
            "moves: {war: {rate: 0 per year, source: book, basis: data}}\n"
            "outcomes: {wars: {count: war}}",
            ("moves.war", "warning"),
            "its rate is 0",
        ),
        (
            "moves: {war: {rate: 3 per year}}\noutcomes: {wars: {count: war}}",
            ("moves.war", "warning"),
            "1 number without a basis: rate",
        ),
        (
            f"moves: {{war: {WAR}}}}}\noptions: {{idle: {{}}}}\noutcomes: {{wars: {{count: war}}}}",
            ("options.idle", "warning"),
            "touches nothing",
        ),
        (
            f"moves: {{war: {WAR}}}}}\noptions: {{idle: {{effects: {{war: 1}}, source: book, "
            f"basis: data}}}}\noutcomes: {{wars: {{count: war}}}}",
            ("options.idle", "warning"),
            "changes nothing: all its ratios are 1",
        ),
        (
            f"moves: {{war: {WAR}}}}}\noptions: {{late: {{effects: {{war: 0.5}}, delay: 2 years, "
            f"source: book, basis: data}}}}\noutcomes: {{wars: {{count: war}}}}",
            ("options.late", "warning"),
            "never in force",
        ),
        (
            f"moves: {{war: {WAR}}}}}\nladders: {{front: {{rungs: [calm, war]}}}}\n"
            "outcomes: {calm: {reached: {front: calm}}}",
            ("outcomes.calm", "warning"),
            "it was always 1",
        ),
        (
            f"moves: {{war: {WAR}}}}}\nladders: {{front: {{rungs: [calm, war]}}}}\n"
            "outcomes: {wars: {count: war}}",
            ("ladders.front", "note"),
            "nothing depends on it",
        ),
        (
            "moves: {war: {on: 2025-01-01, source: book, basis: data}}\n"
            "outcomes: {wars: {count: war}}",
            ("moves.war", "note"),
            "cannot happen: its date is 2025-01-01, and the last day simulated is 2023-12-30",
        ),
        (
            "moves: {war: {rate: 900 per day, source: book, basis: data}}\n"
            "outcomes: {wars: {count: war}}",
            ("moves.war", "warning"),
            "is the unit of its rate right?",
        ),
    ],
)
def test_each_doubt_is_named_with_its_place(text, place, words):
    found = findings(text)

    assert words in found[place]


def test_whoever_acts_or_is_asked_or_matters_is_not_noted():
    found = findings(
        """
actors:
  mover: {}
  host: {}
  asked: {}
  minded: {traits: {patience: 0.5}, source: book, basis: data}
  idle: {traits: {patience: 0.5}, source: book, basis: data}
moves:
  war:
    {actor: mover, rate: 3 per year, modifiers: {minded.patience: 1.2}, source: book, basis: data}
options:
  talk: {by: host, consent: {asked: 0.5}, effects: {war: 0.5}, source: book, basis: data}
outcomes: {wars: {count: war}}
"""
    )

    assert [("actors.idle", "note")] == list(found)
    assert "makes no move, carries out no option" in found["actors.idle", "note"]


def test_a_source_is_used_by_a_number_or_a_claim_that_names_it():
    sources = "{book: {title: A book}, report: {title: A report}, spare: {title: Another}}"
    found = sim.check(
        sim.loads(
            HEADER.replace("{book: {title: A book}}", sources)
            + f"moves: {{war: {WAR}}}}}\noutcomes: {{wars: {{count: war}}}}\n"
            "claims: {c: {says: War it is, source: report, "
            "mechanisms: [{path: moves.war, raises: wars}]}}"
        ),
        draws=20,
        replications=5,
    )

    expected = [("sources.spare", "no number and no claim names it")]
    assert expected == [(finding.path, finding.message) for finding in found]


def test_how_many_numbers_rest_on_the_default_alone_is_noted_once():
    found = findings(
        """
provenance: {source: book, basis: judgement}
moves:
  war: {rate: 3 per year, shape: 0.5 to 0.9}
  raid: {rate: {value: 3 per year, source: book}}
  feud: {rate: 3 per year, basis: data, source: book}
outcomes: {wars: {count: [war, raid, feud]}}
"""
    )

    message = "2 of 4 numbers (50 %) rest on the default of the file alone"
    assert found == {("provenance", "note"): message}


def test_what_the_default_leaves_open_is_a_warning_still():
    found = findings(
        "provenance: {source: book}\nmoves: {war: {rate: 3 per year}}\n"
        "outcomes: {wars: {count: war}}"
    )

    assert "1 number without a basis: rate" == found["moves.war", "warning"]
    assert "1 of 1 numbers (100 %) rests" in found["provenance", "note"]


def test_numbers_on_a_source_of_low_confidence_are_noted_once():
    weak = "sources: {book: {title: A book, low_confidence: true}, log: {title: A log}}"
    found = sim.check(
        sim.loads(
            HEADER.replace("sources: {book: {title: A book}}", weak)
            + f"moves:\n  war: {WAR}}}\n  raid: {{rate: {{value: 3 per year, source: log, "
            "basis: data}, modifiers: {front.hot: {value: 1.2, source: book, basis: judgement}}, "
            "then: {front: hot}}\n"
            "ladders: {front: {rungs: [cold, hot]}}\noutcomes: {wars: {count: [war, raid]}}"
        ),
        draws=20,
        replications=5,
    )

    message = (
        "2 numbers rest on a source of low confidence alone: moves.war.rate (book), "
        "moves.raid.modifiers.front.hot (book)"
    )
    assert [("sources", message)] == [(finding.path, finding.message) for finding in found]


def test_an_option_that_works_only_with_another_is_noted():
    found = findings(
        f"""
moves: {{war: {WAR}}}}}
options:
  base: {{effects: {{war: 0.5}}, source: book, basis: data}}
  upon: {{effects: {{war: 0.5}}, needs: {{base: active}}, source: book, basis: data}}
outcomes: {{wars: {{count: war}}}}
"""
    )

    assert "only with other options" in found["options.upon", "note"]


def test_findings_carry_the_line_of_their_place():
    found = sim.check(
        sim.loads(HEADER + "moves:\n  war: {rate: 3 per year}\noutcomes: {wars: {count: war}}"),
        draws=20,
        replications=5,
    )

    assert {finding.line for finding in found if finding.path == "moves.war"} == {8}


def test_a_number_without_a_source_does_not_hide_what_the_trial_found():
    never = "moves: {war: {rate: 0.000001 per year}}\noutcomes: {wars: {count: war}}"
    found = findings(never)

    assert "it never happened" in found["moves.war", "note"]
    assert "without a" in found["moves.war", "warning"]


def tails(size, rate="2 per year", objective="objective: deaths"):
    return findings(
        f"""
tallies: {{deaths: {{unit: people}}}}
moves:
  clash: {{rate: {rate}, then: {{deaths: {size}}}, source: book, basis: data}}
outcomes: {{deaths: {{total: deaths}}, clashes: {{count: clash}}, clash: {{reached: clash}}}}
{objective}
"""
    )


@pytest.mark.parametrize(
    ("size", "severity", "words"),
    [
        ("{dist: pareto, min: 25, alpha: 0.8}", "warning", "has no mean: the tail of moves.clash"),
        (
            "{dist: pareto, min: 25, alpha: 1}",
            "warning",
            "as the objective it ranks options by luck",
        ),
        ("{dist: pareto, min: 25, alpha: 0.9 to 1.5}", "warning", "cap it with 'max:'"),
        ("{dist: pareto, min: 25, alpha: 1.6 to 2.0}", "note", "its mean has no standard error"),
        ("{dist: pareto, min: 25, alpha: 2}", "note", "alpha at or below 2"),
        (
            "{dist: gamma, a: 2, scale: {dist: pareto, min: 1, alpha: 0.9}}",
            "warning",
            "has no mean",
        ),
    ],
)
def test_a_mean_or_an_error_that_does_not_exist_is_named(size, severity, words):
    """A Pareto's moment of order n is an integral of x**(n - alpha - 1): finite below alpha."""
    found = tails(size)

    assert words in found["outcomes.deaths", severity]
    assert ["outcomes.deaths"] == [path for path, _ in found]


@pytest.mark.parametrize(
    "size",
    [
        "{dist: pareto, min: 25, alpha: 0.8, max: 5000}",
        "{dist: pareto, min: 25, alpha: 2.5 to 3}",
        "{dist: weibull, c: 0.3}",
        "{median: 1.5, p95: 800}",
        "{dist: pareto, min: 25, alpha: {dist: pareto, min: 2.5, alpha: 0.5}}",
    ],
)
def test_a_tail_with_two_moments_is_not_noted(size):
    assert {} == tails(size)


def test_a_cost_without_a_mean_is_named():
    found = findings(
        f"""
moves: {{war: {WAR}}}}}
options:
  stop:
    cost: {{dist: pareto, min: 1, alpha: 1, source: book, basis: data}}
    effects: {{war: {{value: 0.5, source: book, basis: data}}}}
outcomes: {{wars: {{count: war}}}}
"""
    )

    assert "has no mean" in found["options.stop.cost", "warning"]


def test_a_rate_without_a_mean_leaves_counts_and_totals_without_one():
    found = tails("3", rate="{dist: pareto, min: 1, alpha: 0.9, unit: per year}")

    assert {("outcomes.deaths", "warning"), ("outcomes.clashes", "warning")} == {
        place for place, message in found.items() if "has no mean" in message
    }


#: Tension stays at one half, so a ratio of H multiplies the hazard by the root of H.
STEADY = """
indicators: {{tension: {{start: 0.5, rest: 0.5, half_life: 30 days, source: book, basis: data}}}}
ladders: {{front: {{rungs: [calm, war]}}}}
moves:
  war: {{when: {{front: calm}}, rate: {rate}, modifiers: {{tension: {ratio}}}, then: {{front: war}},
    source: book, basis: {basis}}}
outcomes: {{war: {{reached: war}}}}
"""


def realised(rate="3 to 6 per year", ratio="16", basis="data"):
    text = HEADER + STEADY.format(rate=rate, ratio=ratio, basis=basis)
    found = sim.check(sim.loads(text), draws=200, replications=10)
    return {(finding.path, finding.severity): finding.message for finding in found}


def factor_in(message):
    return float(re.search(r"it happens ([\d.e+-]+) times as often", message)[1])


def test_a_rate_that_its_modifiers_multiply_is_told_with_the_factor():
    """Sixteen to the power one half is four; 300 or more wars are known to 6 %."""
    message = realised()["moves.war.rate", "warning"]

    assert factor_in(message) == pytest.approx(4, rel=0.2)
    assert "because of its modifiers tension" in message


def test_a_chance_comes_to_what_its_hazard_does_in_its_time():
    """7 % within a year, at four times its hazard, is 1 - 0.93**4 = 25 %."""
    message = realised(rate="5% to 10% within 1 year")["moves.war.rate", "warning"]
    chance = float(re.search(r"comes to a chance of ([\d.]+) %", message)[1])

    assert chance == pytest.approx(25, abs=5)


def test_what_lowers_a_rate_is_told_too():
    message = realised(rate="30 to 60 per year", ratio="0.01")["moves.war.rate", "warning"]

    assert factor_in(message) == pytest.approx(0.1, rel=0.2)


@pytest.mark.parametrize(
    "rate",
    ["3 to 6 per year", "5% to 10% within 1 year", "{dist: gamma, a: 2, scale: 2, unit: per year}"],
)
def test_a_rate_that_comes_to_what_it_says_is_not_told(rate):
    assert {} == realised(rate=rate, ratio="0.9 to 1.1")


def test_inside_the_interval_or_inside_the_noise_nothing_is_told():
    assert {} == realised(rate="1 to 30 per year", ratio="4")
    few = realised(rate="0.0004 to 0.0006 per year", ratio="4")

    assert "warning" not in {severity for _, severity in few}


def test_a_judged_rate_is_noted_and_one_whose_note_says_it_is_not():
    judged = realised(rate="0.5 to 1 per year", basis="judgement")
    known = realised(rate="{value: 0.5 to 1 per year, note: realised 3 a year}")

    assert [("moves.war.rate", "note")] == list(judged)
    assert {} == known


def test_a_half_life_too_short_to_be_followed_is_noted():
    found = findings(
        """
indicators: {fear: {rest: 0.1, half_life: 0.001 days, source: book, basis: data}}
moves: {war: {rate: 3 per year, modifiers: {fear: 2}, then: {fear: 0.5}, source: book, basis: data}}
outcomes: {wars: {count: war}}
"""
    )

    assert "fades too fast to be followed" in found["moves.war.modifiers", "note"]
