"""What type checkers must accept of the public names, and what they must refuse.

Never run: mypy reads it with the rest, and an ``ignore`` that nothing needs is an error.
"""

from typing import TYPE_CHECKING, assert_type

if TYPE_CHECKING:
    import sim
    from sim import nothing  # type: ignore[attr-defined]  # noqa: F401

    scenario = sim.load("two-neighbours")
    results = sim.compare(scenario, options=["monitoring"])

    assert_type(scenario, sim.Scenario)
    assert_type(results, sim.Results)
    assert_type(sim.differences(results), sim.Comparison)
    assert_type(sim.portfolios(results), sim.Portfolios)
    assert_type(sim.__version__, str)

    sim.compre(scenario)  # type: ignore[attr-defined]
    sim.compare("two-neighbours")  # type: ignore[arg-type]
    sim.run(scenario, drawss=20)  # type: ignore[call-arg]
