"""Play out a crisis many times, and compare what might keep it from turning into a war.

>>> import sim
>>> scenario = sim.load("two-neighbours")
>>> results = sim.compare(scenario, draws=20, replications=5)
>>> sorted(results.adopted)
['both', 'hotline', 'monitoring']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim._version import __version__

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison
    from sim.analysis.discovery import Discovery, discover
    from sim.analysis.estimates import Estimate
    from sim.analysis.portfolios import Portfolios, portfolios
    from sim.analysis.sensitivity import Sensitivity, sensitivity
    from sim.analysis.switching import Switch, switches
    from sim.analysis.value_of_information import ValueOfInformation, value_of_information
    from sim.errors import RunError, ScenarioError, SimError, UsageError
    from sim.pipeline import (
        check,
        check_claims,
        combinations,
        compare,
        dumps,
        frequencies,
        histories,
        load,
        loads,
        moves,
        read,
        resume,
        run,
        shipped,
    )
    from sim.report.answers import differences, estimates, table
    from sim.results.results import Results
    from sim.scenario.schema import Scenario

__all__ = [
    "Comparison",
    "Discovery",
    "Estimate",
    "Portfolios",
    "Results",
    "RunError",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "SimError",
    "Switch",
    "UsageError",
    "ValueOfInformation",
    "__version__",
    "check",
    "check_claims",
    "combinations",
    "compare",
    "differences",
    "discover",
    "dumps",
    "estimates",
    "frequencies",
    "histories",
    "load",
    "loads",
    "moves",
    "portfolios",
    "read",
    "resume",
    "run",
    "sensitivity",
    "shipped",
    "switches",
    "table",
    "value_of_information",
]

_HOME = {
    "Comparison": "sim.analysis.comparison",
    "Discovery": "sim.analysis.discovery",
    "Estimate": "sim.analysis.estimates",
    "Portfolios": "sim.analysis.portfolios",
    "Results": "sim.results.results",
    "RunError": "sim.errors",
    "Scenario": "sim.scenario.schema",
    "ScenarioError": "sim.errors",
    "Sensitivity": "sim.analysis.sensitivity",
    "SimError": "sim.errors",
    "Switch": "sim.analysis.switching",
    "UsageError": "sim.errors",
    "ValueOfInformation": "sim.analysis.value_of_information",
    "differences": "sim.report.answers",
    "discover": "sim.analysis.discovery",
    "estimates": "sim.report.answers",
    "portfolios": "sim.analysis.portfolios",
    "sensitivity": "sim.analysis.sensitivity",
    "switches": "sim.analysis.switching",
    "table": "sim.report.answers",
    "value_of_information": "sim.analysis.value_of_information",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: ``sim --help`` need not wait for numpy.

    Functions come with a check of their arguments, see `sim.arguments`.
    """
    if name not in __all__:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    from importlib import import_module  # noqa: PLC0415  (see the docstring)
    from inspect import isfunction  # noqa: PLC0415

    found = getattr(import_module(_HOME.get(name, "sim.pipeline")), name)
    if isfunction(found):
        found = import_module("sim.arguments").checked(found, name)
    globals()[name] = found
    return found
