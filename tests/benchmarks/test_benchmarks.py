"""The benchmarks run, and every program in them gives the right answer."""

import importlib
from importlib.util import find_spec

import numpy as np
import pytest

from sim.engine.block_setup import observe
from tests.benchmarks import illness, sketch, translation
from tests.benchmarks.__main__ import PAGE, put, tables
from tests.benchmarks.engines import ENGINES
from tests.benchmarks.flagship import flagship_bench, hazards_needed
from tests.benchmarks.growth import side_by_side
from tests.benchmarks.precision import ILLNESS, precision_table
from tests.benchmarks.timing import in_turns, ratio

# The benchmarks themselves refuse a wrong answer of any engine, also of those not installed here.
INSTALLED = [engine for engine in ENGINES if find_spec(engine.package)]


@pytest.mark.parametrize("engine", INSTALLED, ids=lambda engine: engine.name)
@pytest.mark.filterwarnings("default")  # what other packages warn about is their business
def test_an_engine_gives_the_known_answer(engine):
    module = importlib.import_module(f"tests.benchmarks.peers.{engine.module}")
    n = min(engine.n, 2000)

    assert illness.agrees(getattr(module, engine.maker)(n, 1)(), n)


def test_a_wrong_answer_does_not_agree():
    known = illness.known_shares()

    assert illness.agrees(known, 10_000)
    assert not illness.agrees(known[::-1], 10_000)


@pytest.mark.parametrize("own_exponential", [False, True])
def test_the_translation_to_c_sees_what_the_engine_sees(own_exponential):
    if translation.compiler() is None:
        pytest.skip(translation.MISSING)
    bench = flagship_bench(replications=5)
    ours = observe(bench.model, bench.structure, bench.coefficients, bench.keys, bench.lanes)
    theirs = translation.prepare(bench, own_exponential)()

    assert np.array_equal(ours.times, theirs.times)
    for name in ("first", "held", "integral"):
        assert getattr(theirs, name) == pytest.approx(getattr(ours, name), rel=0, abs=1e-9)


def test_the_sketch_has_events():
    assert sketch.prepare(2 * sketch.LANES)() > 10 * sketch.LANES


def test_hazards_are_counted():
    """At least two nodes of some lines in every week, and no more than all lines at every event."""
    model = flagship_bench(replications=1).model
    needed = hazards_needed(model, 0, 0)

    assert 2 * 52 < needed < 2 * len(model.moves) * (52 + 400)


def test_crises_side_by_side_have_all_moves_twice():
    model = flagship_bench(replications=1).model
    two = side_by_side(model, 2)

    assert len(two.moves) == 2 * len(model.moves)
    assert len(two.ladders) == 2 * model.n_plain_ladders + len(model.options)
    assert two.moves[len(model.moves)].name != two.moves[0].name


def test_the_shared_seed_saves_less_than_the_clocks():
    table = precision_table(n=2000, draws=20)
    for row in table.rows[: len(ILLNESS)]:
        independent, by_seed = (float(cell.split()[0]) for cell in row[1:])

        assert independent > by_seed


def test_times_are_taken_in_turns():
    calls = []
    makers = {name: lambda name=name: lambda: calls.append(name) for name in "ab"}
    seconds = in_turns(makers, 2)

    assert calls == ["a", "b", "a", "b", "a", "b"]
    assert [len(times) for times in seconds.values()] == [2, 2]
    assert ratio([2.0, 9.0, 4.0], [1.0, 3.0, 4.0]) == 2.0


def test_the_page_has_a_place_for_every_table():
    page = PAGE.read_text(encoding="utf-8")
    for name in ("machine", *tables(1, quick=True)):
        changed = put(page, name, "new text")

        assert changed != page
        assert "\nnew text\n" in changed
