"""The public names: each is there, is what its module has, and nothing else shows."""

import importlib
import pydoc
import subprocess
import sys

import pytest

import sim


def python(program):
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize("name", sim.__all__)
def test_every_name_is_what_its_module_has(name):
    home = importlib.import_module(sim._HOMES[name])
    found = getattr(sim, name)

    # A function comes with a check of its arguments.
    assert getattr(found, "__wrapped__", found) is getattr(home, name)


def test_dir_shows_the_public_names_and_nothing_else():
    used = "import sim, sim.analysis.spells; sim.shipped(); print(*dir(sim))"

    assert python(used).split() == sorted(sim.__all__)


def test_a_star_import_brings_the_same():
    names = "from sim import *; print(*(name for name in dir() if not name.startswith('__')))"

    assert python(names).split() == [name for name in sim.__all__ if name != "__version__"]


def test_help_shows_every_function_and_no_machinery():
    shown = pydoc.plain(pydoc.render_doc(sim))

    for name in sim.__all__:
        assert name == "__version__" or f"class {name}(" in shown or f"    {name}(" in shown
    assert "compare(scenario: 'Scenario', *, options:" in shown
    assert "_HOMES" not in shown
    assert "\n    __getattr__" not in shown


def test_what_is_not_there_is_no_attribute():
    with pytest.raises(AttributeError, match="'sim' has no attribute 'compre'"):
        sim.compre  # noqa: B018
    with pytest.raises(ImportError, match="nothing"):
        from sim import nothing  # noqa: F401, PLC0415


def test_nothing_heavy_is_imported_before_it_is_used():
    heavy = ("numpy", "scipy", "numba", "pydantic", "rich", "sim.errors")
    loaded = python("import sys, sim; dir(sim); sim.__version__; print(*sys.modules)").split()

    assert not set(heavy) & set(loaded)
