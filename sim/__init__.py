"""Play out a crisis many times, and compare what might keep it from turning into a war.

>>> import sim
>>> scenario = sim.load("two-neighbours")
>>> results = sim.compare(scenario, draws=20, replications=5)
>>> sorted(results.adopted)
['both', 'hotline', 'monitoring']
"""

# The public names stand in `__init__.pyi`, each with the module that it comes from, and are
# imported when they are first used: ``sim --help`` need not wait for numpy.  Type checkers read
# that file in the place of this one, so they know every name and no other.  (Scientific Python
# SPEC 1, https://scientific-python.org/specs/spec-0001, does the same with a package of its own.)

import ast as _ast


def _homes() -> dict[str, str]:
    """Return the module that each public name comes from."""
    with open(f"{__file__.removesuffix('.py')}.pyi", encoding="utf-8") as stub:
        imports = _ast.parse(stub.read()).body
    return {
        alias.name: str(each.module)
        for each in imports
        if isinstance(each, _ast.ImportFrom)
        for alias in each.names
    }


_HOMES = _homes()
__all__ = sorted(_HOMES)


def __dir__() -> list[str]:
    return __all__


def __getattr__(name: str) -> object:
    """Return a public name; functions come with a check of their arguments (`sim.arguments`)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    from importlib import import_module  # noqa: PLC0415  (see above)
    from inspect import isfunction  # noqa: PLC0415

    found = getattr(import_module(_HOMES[name]), name)
    if isfunction(found):
        found = import_module("sim.arguments").checked(found, name)
    globals()[name] = found
    return found
