"""The scenarios that come with the program: sourced to the last number, and as their notes say."""

import re
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.analysis.estimates import draws_of
from sim.analysis.standard_errors import standard_error
from sim.engine.plan import Job, Sizes
from sim.engine.run import run_job
from sim.model.compile import compile_scenario
from sim.model.observing import counting_all_moves
from sim.scenario.file.files import shipped_folder
from sim.scenario.file.inheritance import quantities

FLAGSHIP = "lachin-2023"
KOSOVO = "kosovo-2023"
FAMILY = sorted(set(sim.shipped()) - {FLAGSHIP, KOSOVO, "two-neighbours"})

#: What the scenario must hold, by the plan of the flagship.
ACTORS = "azerbaijan armenia stepanakert russia eu us france turkiye red_cross"
OPTIONS = """xray_suspects_only russian_scanners portal_monitoring visible_cooperation assurances
    amnesty toned_rhetoric direct_channel delimitation rail_link insulated_mediation
    sanctions_warning eu_mission court_order_pressure"""
QUESTIONS = """lachin-xray lachin-portal lachin-assurances lachin-rail lachin-package lachin-baku
    lachin-yerevan-stepanakert lachin-mediators syunik mandate-2025 lachin-russia-distracted
    lachin-russia-attentive"""


def text_of(name):
    return (shipped_folder() / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def flagship():
    return sim.load(FLAGSHIP)


@pytest.mark.parametrize("name", sim.shipped())
def test_nothing_in_it_is_doubtful(name):
    found = sim.check(sim.load(name), draws=30, replications=10)

    assert [] == [finding for finding in found if finding.severity == "warning"]


@pytest.mark.parametrize("name", sim.shipped())
def test_every_number_has_a_source_and_a_basis(name):
    scenario = sim.load(name)
    missing = [path for path, _, q in quantities(scenario) if not (q.source and q.basis)]

    assert [] == missing


@pytest.mark.parametrize("name", [FLAGSHIP, KOSOVO, *FAMILY])
def test_every_source_has_an_author_a_year_and_an_address(name):
    for key, source in sim.load(name).sources.items():
        assert source.author, key
        assert source.year, key
        assert source.url or key == "authors", key


@pytest.mark.parametrize("name", [FLAGSHIP, KOSOVO, *FAMILY])
def test_every_entry_with_numbers_says_why(name):
    """A note on the entry, or on the number itself."""
    scenario = sim.load(name)
    silent = {
        ".".join(path.split(".")[:2])
        for path, _, q in quantities(scenario)
        if not q.note and not path.endswith((".cost", "overlap"))
    }
    noted = {
        f"{section}.{key}"
        for section in ("actors", "indicators", "ladders", "moves", "options")
        for key, entry in getattr(scenario, section).items()
        if entry.note
    }
    # A single number may carry the note for the whole entry.
    for path, _, q in quantities(scenario):
        if q.note and path.startswith("moves."):
            noted.add(".".join(path.split(".")[:2]))

    assert set() == silent - noted


def test_the_flagship_holds_what_it_must(flagship):
    assert set(ACTORS.split()) == set(flagship.actors)
    assert set(OPTIONS.split()) == set(flagship.options)
    for name, actor in flagship.actors.items():
        assert actor.traits, name
        assert any(move.actor == name for move in flagship.moves.values()), name
    article = [name for name, claim in flagship.claims.items() if claim.source == "crisis_group"]
    assert [f"c{number:02}" for number in range(1, 34)] == article
    assert "major_violence" == flagship.objective
    assert {"offensive", "war"} <= set(flagship.outcomes)


def test_the_family_is_complete():
    assert sorted(QUESTIONS.split()) == FAMILY


@pytest.mark.parametrize("name", FAMILY)
def test_a_file_of_the_family_opens_with_its_question(name):
    first = text_of(name).splitlines()[0]
    scenario = sim.load(name)

    assert first.startswith("# ")
    assert first.endswith("?")
    assert scenario.question
    assert scenario.question.endswith("?")
    assert f"\nextends: {FLAGSHIP}\n" in text_of(name)
    assert len(text_of(name).splitlines()) < 100


@pytest.mark.parametrize("name", [KOSOVO])
def test_a_scenario_of_its_own_opens_with_its_question_and_can_be_read_at_once(name):
    first = text_of(name).splitlines()[0]

    assert first.startswith("# ")
    assert first.endswith("?")
    assert len(text_of(name).splitlines()) < 300


def realised(scenario):
    """How often every move happens in a year, and the standard error of that."""
    model = counting_all_moves(replace(compile_scenario(scenario), outcomes=()))
    results = run_job(Job(model, Sizes(200, 20, 1)), version="")
    year = 365.25 / scenario.horizon_days
    found = {}
    for number, move in enumerate(model.moves):
        draws = draws_of(results.baseline.outcome, number, results.header)
        found[move.name] = year * np.mean(draws.mean), year * standard_error(draws)
    return found


NOTED = re.compile(r"realised ([\d.]+) a year")


@pytest.mark.parametrize(("name", "notes"), [(FLAGSHIP, 18), (KOSOVO, 7)])
def test_a_rate_says_what_it_comes_to_in_practice(name, notes):
    scenario = sim.load(name)
    noted = {
        move: match[1]
        for move, entry in scenario.moves.items()
        if entry.rate and (match := NOTED.search(entry.rate.note or ""))
    }
    found = realised(scenario)

    assert notes == len(noted)
    for move, text in noted.items():
        rounding = 0.5 * 10.0 ** -len(text.partition(".")[2])
        mean, se = found[move]
        # The note comes from more draws, which begin with these.
        assert abs(float(text) - mean) <= rounding + 4 * se, move
