"""Claims of a scenario are tried on pairs of worlds; a claim that is wrong is found out."""

import weakref

import pytest

import sim
from sim.scenario.file.files import shipped_folder
from sim.simulate import claims

SIZES = {"draws": 40, "replications": 25, "seed": 3}

WORLD = """
sim: 1
title: A world of known answers
start: 2023-01-01
horizon: 52 weeks
actors: {north: {}, south: {}}
indicators: {tension: {rest: 0.3, half_life: 20 days}}
ladders: {front: {rungs: [calm, war]}}
moves:
  incident: {rate: 10 per year, modifiers: {tension: 3}, then: {tension: +0.1}}
  war: {when: {front: calm}, rate: 0.5 per year, modifiers: {tension: 3}, then: {front: war}}
  late: {on: 2024-06-01, then: {front: war}}
options:
  monitors: {by: [south], consent: {south: 0.3}, effects: {incident: 0.5}}
  channel: {needs: {monitors: active}, effects: {war: 0.4}}
outcomes:
  war: {reached: {front: war}}
claims:
"""


def tried(text, **sizes):
    """Return what was shown of the claims, as (path, effect, on): verdict, and in full."""
    shown = sim.check_claims(sim.loads(WORLD + text), **{**SIZES, **sizes})
    return {(" ".join(one.path), one.effect, one.on): one for one in shown}


def test_right_and_wrong_claims_are_told_apart():
    shown = tried("""
  right:
    says: Incidents breed incidents
    mechanisms: [{path: moves.incident.then.tension, raises: [incident, tension, war]}]
  wrong:
    says: Incidents prevent incidents
    mechanisms: [{path: moves.incident.then.tension, lowers: incident}]
  void:
    says: Monitors end wars
    mechanisms: [{path: options.monitors, lowers: front.war}]
""")
    verdicts = {key: one.verdict for key, one in shown.items()}

    assert {
        ("moves.incident.then.tension", "raises", "incident"): "holds",
        ("moves.incident.then.tension", "raises", "tension"): "holds",
        ("moves.incident.then.tension", "raises", "war"): "holds",
        ("moves.incident.then.tension", "lowers", "incident"): "fails",
        ("options.monitors", "lowers", "front.war"): "holds",
    } == verdicts
    assert ["level", "probability", "times", "weeks"] == sorted({o.unit for o in shown.values()})


@pytest.mark.parametrize(("draws", "replications"), [(1, 2), (19, 1), (3, 6)])
def test_a_few_histories_tell_nothing(draws, replications):
    scenario = sim.loads(f"{WORLD}  a: {{says: A, mechanisms: [{{path: moves.war, raises: war}}]}}")
    with pytest.raises(
        sim.UsageError, match=f"at least 20 histories.*; found {draws * replications}"
    ):
        sim.check_claims(scenario, draws=draws, replications=replications)

    assert sim.check_claims(scenario, draws=10, replications=2)


def test_an_outcome_comes_before_a_move_of_the_same_name():
    shown = tried("  c: {says: A, mechanisms: [{path: moves.incident, raises: [war, incident]}]}")

    assert "probability" == shown["moves.incident", "raises", "war"].unit
    assert "times" == shown["moves.incident", "raises", "incident"].unit


def test_an_option_given_is_in_both_worlds():
    shown = tried("""
  alone: {says: A, mechanisms: [{path: options.channel, barely_moves: war}]}
  together: {says: B, mechanisms: [{path: options.channel, given: monitors, lowers: war}]}
""")
    alone = shown["options.channel", "barely_moves", "war"]
    together = shown["options.channel", "lowers", "war"]

    assert (0.0, 0.0) == (alone.difference, alone.se)
    assert "holds" == alone.verdict == together.verdict
    assert ("monitors",) == together.given


def test_consents_are_tried_in_worlds_that_are_only_offered():
    (shown,) = tried("""
  c:
    says: Southland may refuse
    mechanisms: [{path: options.monitors.consent, given: monitors, lowers: monitors.active}]
""").values()

    # With probability 0.3 all 52 weeks, else none; without the consent always.
    assert shown.estimate == pytest.approx(0.3 * 52, abs=4 * 52 * (0.3 * 0.7 / 1000) ** 0.5)
    assert shown.difference == pytest.approx(shown.estimate - 52)
    assert "holds" == shown.verdict


def test_a_claim_may_look_beyond_the_horizon():
    shown = tried("""
  short: {says: A, mechanisms: [{path: moves.late, barely_moves: front.war}]}
  long: {says: B, mechanisms: [{path: moves.late, raises: front.war, within: 2 years}]}
""")

    assert 0.0 == shown["moves.late", "barely_moves", "front.war"].difference
    assert "holds" == shown["moves.late", "raises", "front.war"].verdict
    assert 730.5 == shown["moves.late", "raises", "front.war"].within_days


def test_what_is_rare_is_unclear_and_what_cannot_be_is_not():
    """A move once in 100,000 years happens in none of 1,000 histories, one before its date never.

    Both differ in no history.  More histories could tell of the first, and none of the other.
    """
    rare = WORLD.replace(
        "  late:",
        "  rare: {when: {front: calm}, rate: 0.00001 per year, then: {front: war}}\n  late:",
    )
    text = """
  rare: {says: A, mechanisms: [{path: moves.rare, raises: war}]}
  late: {says: B, mechanisms: [{path: moves.late, raises: war}]}
  apart: {says: C, mechanisms: [{path: moves.rare, raises: incident}]}
"""
    found = {one.claim: one for one in sim.check_claims(sim.loads(rare + text), **SIZES)}

    assert {0.0} == {one.difference for one in found.values()}
    assert ("unclear", pytest.approx(1 / 1000)) == (found["rare"].verdict, found["rare"].se)
    assert ("fails", 0.0) == (found["late"].verdict, found["late"].se)
    assert ("fails", 0.0) == (found["apart"].verdict, found["apart"].se)


def test_several_paths_are_switched_off_together():
    both = tried("""
  c: {says: A, mechanisms: [{path: [moves.war, moves.incident], raises: [war, incident]}]}
""")

    for one in both.values():
        assert one.estimate == pytest.approx(one.difference)


def test_the_number_of_workers_changes_no_bit():
    scenario = sim.load("two-neighbours")

    assert sim.check_claims(scenario, **SIZES, workers=1) == sim.check_claims(
        scenario, **SIZES, workers=3
    )


def test_progress_counts_every_world_once():
    seen = []
    text = """
  a: {says: A, mechanisms: [{path: moves.war, raises: war}, {path: moves.incident, raises: war}]}
"""
    sim.check_claims(
        sim.loads(WORLD + text), **SIZES, progress=lambda done, total: seen.append((done, total))
    )

    assert [(1, 3), (2, 3), (3, 3)] == seen


def test_a_scenario_without_claims_has_none_to_try():
    with pytest.raises(sim.UsageError, match="makes no claims"):
        sim.check_claims(sim.loads(WORLD.removesuffix("claims:\n")), **SIZES)


def test_the_tutorial_makes_claims_that_hold():
    verdicts = [one.verdict for one in sim.check_claims(sim.load("two-neighbours"))]

    assert {"holds"} == set(verdicts)


def test_a_file_that_extends_another_may_change_its_claims():
    text = """
extends: two-neighbours
claims:
  talks: null
  spiral: {says: Incidents breed nothing}
"""
    scenario = sim.loads(text, str(shipped_folder() / "x.yaml"))

    assert ["spiral", "hotline"] == list(scenario.claims)
    assert "Incidents breed nothing" == scenario.claims["spiral"].says
    assert ("moves.incident.then.tension",) == scenario.claims["spiral"].mechanisms[0].path


def test_worlds_that_are_needed_no_more_are_let_go(monkeypatch):
    alive, most = [], []
    run = claims._run

    def counted(*arguments):
        results = run(*arguments)
        alive.append(weakref.ref(results))
        most.append(sum(one() is not None for one in alive))
        return results

    monkeypatch.setattr(claims, "_run", counted)
    tried = ", ".join(
        f"{{path: {path}, raises: war}}"
        for path in ("moves.war", "moves.incident", "moves.late", "indicators.tension")
    )
    sim.check_claims(sim.loads(f"{WORLD}  a: {{says: A, mechanisms: [{tried}]}}\n"), **SIZES)

    assert len(most) == 5
    assert max(most) <= 3
