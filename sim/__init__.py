"""Play out a crisis many times, and compare what might keep it from turning into a war.

>>> import sim
>>> scenario = sim.load("two-neighbours")
>>> results = sim.compare(scenario, draws=20, replications=5)
>>> sorted(results.adopted)
['both', 'hotline', 'monitoring']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison
    from sim.analysis.estimates import Estimate
    from sim.errors import RunError, ScenarioError, SimError, UsageError
    from sim.pipeline import (
        check,
        check_claims,
        compare,
        differences,
        estimates,
        histories,
        load,
        loads,
        run,
        shipped,
        table,
    )
    from sim.results import Results
    from sim.scenario.schema import Scenario

__all__ = [
    "Comparison",
    "Estimate",
    "Results",
    "RunError",
    "Scenario",
    "ScenarioError",
    "SimError",
    "UsageError",
    "__version__",
    "check",
    "check_claims",
    "compare",
    "differences",
    "estimates",
    "histories",
    "load",
    "loads",
    "run",
    "shipped",
    "table",
]

_HOME = {
    "Comparison": "sim.analysis.comparison",
    "Estimate": "sim.analysis.estimates",
    "Results": "sim.results",
    "RunError": "sim.errors",
    "Scenario": "sim.scenario.schema",
    "ScenarioError": "sim.errors",
    "SimError": "sim.errors",
    "UsageError": "sim.errors",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: ``sim --help`` need not wait for numpy."""
    if name not in __all__:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    from importlib import import_module  # noqa: PLC0415  (see the docstring)

    return getattr(import_module(_HOME.get(name, "sim.pipeline")), name)
