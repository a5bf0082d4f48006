"""Replications that go abreast have the bits of replications that go alone."""

import numpy as np
import pytest

import sim
from sim.engine import block_setup as benches
from sim.engine.loop.batched import goes_batched
from sim.engine.loop.batched_state import LANES
from sim.engine.loop.parameters import draw_parameters
from sim.engine.plan import Block
from sim.model.compile import compile_scenario
from tests.known_answers.worlds import scenario

LADDER = """
actors: {north: {traits: {resolve: 0.2 to 0.9}}}
ladders:
  front: {rungs: [calm, clashes, surge, war]}
  talks: {rungs: [none, open], start: open}
moves:
  clash: {when: {front: calm}, rate: 1 to 9 per year,
    modifiers: {talks.open: 0.5, north.resolve: 3},
    then: {front: clashes}}
  surge: {when: {front: clashes}, rate: 4 per year, then: {front: surge, talks: none, pact: ended}}
  war: {when: {front: surge, talks: none}, rate: 1.5 to 6 per year, then: {front: war}}
  truce: {when: {front: [clashes, surge]}, rate: 8 per year, modifiers: {front.surge: 0.4},
    then: {front: calm}}
  round: {rate: 6 to 30 per year, modifiers: {talks.none: 0.2 to 0.6}, then: {talks: open}}
options:
  pact: {needs: {talks: open}, effects: {clash: 0.4 to 0.9}}
outcomes:
  calm: {time: {front: calm}}
  talking_war: {reached: {front: [surge, war], talks: open}}
  war: {reached: war}
  rounds: {count: [round, truce]}
"""
RARE = """
ladders: {front: {rungs: [calm, war]}}
moves: {war: {when: {front: calm}, rate: 0.01 per year, then: {front: war}}}
outcomes: {war: {reached: {front: war}}}
"""
OFTEN = """
moves: {incident: {rate: 900 per year}, other: {rate: 0 per year}}
outcomes: {incidents: {count: [incident, other]}}
"""


def observed(model, sizes, abreast, monkeypatch):
    """Return what one of the two loops sees in a block of some draws and replications."""
    monkeypatch.setattr(benches, "goes_batched", lambda *_: abreast)
    n_draws, n_replications = sizes
    parameters = draw_parameters(model, 3, n_draws)
    bench = benches.make_bench(model, 3, parameters, Block(0, n_draws, 0, n_replications, 0))
    return bench.lanes, benches.observe(
        model, bench.structure, bench.coefficients, bench.keys, bench.lanes
    )


@pytest.mark.parametrize("sizes", [(1, 1), (7, 3), (2, LANES), (1, 3 * LANES + 5), (50, 20)])
@pytest.mark.parametrize("text", [LADDER, RARE, OFTEN], ids=["ladder", "rare", "often"])
def test_both_loops_see_the_same_bits(text, sizes, monkeypatch):
    model = compile_scenario(scenario(text))
    lanes, together = observed(model, sizes, True, monkeypatch)
    _, alone = observed(model, sizes, False, monkeypatch)

    assert goes_batched(model, lanes)
    for one, other in zip(together, alone, strict=True):
        assert np.array_equal(one, other)


def test_something_happens_in_every_part_of_the_ladder():
    """The comparison above would say little if nothing happened."""
    model = compile_scenario(scenario(LADDER))
    results = sim.run(scenario(LADDER), draws=50, replications=20, keep=True).baseline.values

    assert len(model.moves) == 5
    assert np.all(results.reshape(-1, 4).std(axis=0) > 0)


@pytest.mark.parametrize(
    "addition",
    [
        "indicators: {tension: {rest: 0.5, half_life: 1 month}}",
        "moves: {election: {on: 2023-05-01, probability: 0.5}}",
        "moves: {ageing: {rate: 1 per year, shape: 2}}",
    ],
)
def test_what_changes_a_hazard_between_events_goes_alone(addition):
    text = (
        addition
        + "\noutcomes: {none: {time: {front: calm}}}\nladders: {front: {rungs: [calm, war]}}"
    )
    if "moves" not in text:
        text += "\nmoves: {clash: {rate: 1 per year, modifiers: {tension: 2}}}"
    model = compile_scenario(scenario(text))
    bench = benches.make_bench(model, 1, draw_parameters(model, 1, 1), Block(0, 1, 0, 4, 0))

    assert not goes_batched(model, bench.lanes)


def test_an_option_in_force_goes_alone_and_pairs_with_those_that_go_abreast():
    text = LADDER.replace("clash: 0.4 to 0.9", "clash: 1")
    paired = sim.compare(scenario(text), draws=20, replications=30).adopted["pact"].difference

    assert not paired.mean.any()
    assert not paired.variance.any()
