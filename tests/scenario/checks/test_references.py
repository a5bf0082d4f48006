from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.scenario.load import loads
from tests.strategies import SCENARIO


def problems(old: str, new: str) -> dict[str, str]:
    assert old in SCENARIO
    try:
        loads(SCENARIO.replace(old, new, 1))
    except ScenarioError as error:
        return {problem.path: problem.message for problem in error.problems}
    return {}


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        ("actor: north", "actor: nort", "moves.incident.actor", "did you mean 'north'?"),
        ("actor: north", "actor: front", "moves.incident.actor", "'front' is a ladder, not an"),
        ("[calm, clashes, war]", "[calm, war, war]", "ladders.front.rungs[2]", "listed twice"),
        ("[calm, clashes, war]", "calm, war", "ladders.front.rungs", "[calm, war]"),
        ("[stalled, active]}\n", "[1, active]}\n", "ladders.talks.rungs[0]", "call it 'n1'"),
        ("{clashes: {t", "{clash: {t", "ladders.front.shifts.clash", "did you mean 'clashes'?"),
        ("{tension: +0.1 to", "{tensoin: +0.1 to", "ladders.front.shifts.clashes.tensoin", "did"),
        ("tension: 2 to 6", "tension.high: 2", "moves.incident.modifiers.tension.high", "write 't"),
        ("talks.active", "talks.on", "moves.incident.modifiers.talks.on", "no rung 'on'"),
        ("talks.active", "monitoring", "moves.incident.modifiers.monitoring", "monitoring.active"),
        ("when: {front: calm}", "when: front.calm", "moves.clash.when", "{front: calm}"),
        (
            "when: {front: calm}",
            "when: {tension: high}",
            "moves.clash.when.tension",
            "an indicator",
        ),
        ("then: {front: war}", "then: {front: [war]}", "moves.war.then.front", "one rung"),
        ("monitoring: ended", "monitoring: active", "moves.review.then.monitoring", "can only end"),
        ("talks: stalled, m", "clash: 3, m", "moves.review.then.clash", "there is no ladder"),
        ("shape: 0.7", "shape: 0", "moves.war.shape", "must be above 0"),
        (
            "on: 2023-11-10,",
            "on: 2023-11-10, shape: 2,",
            "moves.review.shape",
            "a move with a rate",
        ),
        ("{war: 0.5 to 0.9}", "{wa: 0.5}", "options.hotline.effects.wa", "did you mean 'war'?"),
        (
            "by: north",
            "by: north, needs: {monitoring: gone}",
            "options.hotline.needs.monitoring",
            "known: absent",
        ),
        ("lasts: 2 years", "lasts: 0 days", "options.monitoring.lasts", "must be above 0"),
        ("{count: clash}", "{count: clashes}", "outcomes.clashes.count", "did you mean 'clash'?"),
        ("{mean: tension", "{mean: deaths", "outcomes.mean_tension.mean", "'deaths' is a tally"),
        ("[clash, war]", "[clash, wr]", "outcomes.trouble.reached[1]", "did you mean 'war'?"),
        ("{reached: {front: war}}", "{reached: front.war}", "outcomes.war.reached", "{front: war}"),
        ("better: neither", "better: low", "outcomes.mean_tension.better", "did you mean 'lower'?"),
        ("[monitoring, hotline]", "[]", "portfolios.both", "the list is empty"),
        (
            "[monitoring, hotline]",
            "{title: Both, options: [monitoring, hotlin]}",
            "portfolios.both.options[1]",
            "did you mean 'hotline'?",
        ),
        (
            "[monitoring, hotline]",
            "{title: Both}",
            "portfolios.both",
            "add for example 'options: [monitoring, hotline]'",
        ),
        ("both:", "hotline:", "portfolios.hotline", "an option and a portfolio"),
        ("horizon: 52 weeks", "horizon: 300 years", "horizon", "at most 200"),
        ("horizon: 52 weeks", "horizon: 10 to 20 weeks", "horizon", "known exactly"),
        ("horizon: 52 weeks", "horizon: 52", "horizon", "needs a unit"),
        ("horizon: 52 weeks", "until: 2022-01-01", "until", "is before the start"),
        ("horizon: 52 weeks", "horizon: 199 years\nstep: 0.1 days", "step", "at most 100000"),
        ("overlap: 0.7", "overlap: 7", "overlap", "must lie between 0 and 1"),
        ("deaths: {unit", "talks: {unit", "tallies.talks", "a tally here and a ladder"),
        ("source: icb, note", "source: gdelt, note", "moves.incident.rate.source", "known: icb"),
        ("basis: data\n", "source: ucdp\n", "moves.incident.source", "there is no source 'ucdp'"),
        ("moves.war.rate, 0.6", "moves.clash.rate, 0.6", "correlations[0]", "with itself"),
        ("[[moves", "[3, [moves", "correlations[0]", "[path, path, number]"),
        ("title: Two neighbours", "title: 3", "title", "put it in quotes"),
        (
            "{name: Southland}",
            "{name: Southland, traits: tall}",
            "actors.south.traits",
            "lines were",
        ),
        ("version 14}", "version 14, year: 23}", "sources.icb.year", "a year such as 2023"),
        ("sim: 1", "sim: true", "sim", "found true"),
    ],
)
def test_mistakes_are_found_where_they_are(old, new, path, message):
    found = problems(old, new)

    assert path in found
    assert message in found[path]


def test_a_rung_that_only_a_dead_move_reaches_is_not_reached():
    found = problems("then: {front: clashes,", "then: {")

    assert ["moves.ceasefire.when.front", "moves.war.when.front"] == list(found)


def test_states_of_options_are_reached_where_something_leads_there():
    assert {} == problems("when: {front: calm}", "when: {front: calm, monitoring: ended}")
    found = problems("when: {front: calm}", "when: {front: calm, hotline: ended}")
    assert "'hotline' has no 'lasts', nor a move that ends it" in found["moves.clash.when.hotline"]
    found = problems("when: {front: calm}", "when: {front: calm, hotline: suspended}")
    assert "'hotline' has no 'needs'" in found["moves.clash.when.hotline"]


def test_a_misspelt_section_is_reported_once():
    assert ["tally"] == list(problems("tallies:", "tally:"))
    assert ["ladder"] == list(problems("ladders:", "ladder:"))


def test_a_name_without_its_section_says_so():
    text = SCENARIO.replace(
        "sources:\n  icb: {title: International Crisis Behavior data, version 14}\n", ""
    )

    with pytest.raises(ScenarioError, match="there is no source 'icb'; the file has no 'sources:'"):
        loads(text)
