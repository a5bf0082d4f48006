"""What may be handed to the public functions: checked once, where somebody calls them.

One table says what an argument of a name may be, in whichever function it stands; `checked` holds
the arguments of a call against it.  So every function takes the same things:

- a whole number is an ``int`` or a numpy integer, and nothing that merely equals one: neither
  ``True`` nor ``20.0`` nor ``"20"``;
- names are any collection or iterator of texts, never a text, which would be a collection of
  letters; a set is taken in alphabetical order, everything else in its own;
- what is optional may be None where None is the default.

Inside, nothing is checked again.
"""

from __future__ import annotations

import inspect
import math
import operator
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import Executor
from functools import wraps
from os import PathLike, fspath
from typing import Any, TypeVar

import numpy as np

from sim.errors import UsageError, shortened
from sim.report.sheets import Showable
from sim.results.results import Results
from sim.scenario.schema import Scenario

Function = TypeVar("Function", bound=Callable[..., Any])
_Check = Callable[[str, Any], Any]


def checked(function: Function, name: str) -> Function:
    """Return a public function that checks and converts its arguments first.

    Parameters
    ----------
    name
        What it is called in `sim`.

    Raises
    ------
    UsageError
        When called, for the first argument that is of a wrong type, with what was found.
    """
    signature = inspect.signature(function)

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError:
            return function(*args, **kwargs)  # which says what is missing or unknown
        for given, value in bound.arguments.items():
            check = _CHECKS.get(given)
            default = signature.parameters[given].default
            if check is None or (value is None and default is None):
                continue
            bound.arguments[given] = check(_place(given, name), value)
        return function(*bound.args, **bound.kwargs)

    # So that it can be pickled, by its public name.
    call.__module__, call.__qualname__ = "sim", name
    return call  # type: ignore[return-value]


def _place(given: str, function: str) -> str:
    return function if given in ("scenario", "results") else given


def _whole(least: int | None = None) -> _Check:
    def check(place: str, value: Any) -> int:
        if isinstance(value, (bool, np.bool_)):
            raise _wrong(place, "a whole number", value)
        try:
            number = operator.index(value)
        except TypeError:
            raise _wrong(place, "a whole number", value) from None
        if least is not None and number < least:
            raise UsageError(f"{place} must be at least {least}, found {shortened(str(number))}")
        return number

    return check


def _number(place: str, value: Any) -> float:
    if isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool):
        return float(value)
    raise _wrong(place, "a number", value)


def _numbers(place: str, value: Any) -> tuple[float, ...]:
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
        raise _wrong(place, "a list of numbers", value)
    return tuple(_number(f"each of {place}", item) for item in value)


def _truth(place: str, value: Any) -> bool:
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    raise _wrong(place, "True or False", value)


def _text(place: str, value: Any) -> str:
    if isinstance(value, str):
        return str(value)
    raise _wrong(place, "a text", value)


def _names(place: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        listed = ", ".join(repr(shortened(name.strip())) for name in value.split(","))
        raise UsageError(
            f"{place} takes a list of names, found the text {shortened(value)!r}; write [{listed}]"
        )
    if isinstance(value, (bytes, Mapping)) or not isinstance(value, Iterable):
        raise _wrong(place, "a list of names", value)
    items = list(value)
    for item in items:
        if not isinstance(item, str):
            raise _wrong(f"each name in {place}", "a text", item)
    return tuple(str(item) for item in (sorted(items) if isinstance(value, AbstractSet) else items))


def _portfolios(place: str, value: Any) -> tuple[str, ...] | dict[str, tuple[str, ...]]:
    if not isinstance(value, Mapping):
        return _names(place, value)
    return {
        _text(f"each name in {place}", name): _names(f"{place}[{shortened(str(name))!r}]", members)
        for name, members in value.items()
    }


def _lists_of_names(place: str, value: Any) -> tuple[tuple[str, ...], ...]:
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
        raise _wrong(place, "a list of lists of names", value)
    return tuple(_names(f"each of {place}", item) for item in value)


def _precision(place: str, value: Any) -> str:
    if isinstance(value, str):
        return str(value)
    try:
        return repr(_number(place, value))
    except UsageError:
        raise _wrong(place, "a text such as '0.2pp' or '1%', or a number", value) from None


def _path(place: str, value: Any) -> str | PathLike[str]:
    if isinstance(value, (str, PathLike)) and isinstance(fspath(value), str) and fspath(value):
        return value
    raise _wrong(place, "a path as text or pathlib.Path", value)


def _callable(place: str, value: Any) -> Any:
    if callable(value):
        return value
    raise _wrong(place, "a function", value)


def _executor(place: str, value: Any) -> Executor:
    if isinstance(value, Executor):
        return value
    raise _wrong(place, "a concurrent.futures.Executor", value)


def _scenario(function: str, value: Any) -> Scenario:
    if isinstance(value, Scenario):
        return value
    if isinstance(value, (str, PathLike)) and isinstance(fspath(value), str):
        where = shortened(fspath(value))
        raise UsageError(
            f"{function} takes a scenario, found {where!r}, which may be its name or path: load "
            f"it first, sim.{function}(sim.load({where!r}))"
        )
    raise _wrong(function, "a scenario, from sim.load or sim.loads", value)


def _results(function: str, value: Any) -> Results:
    if isinstance(value, Results):
        return value
    raise _wrong(function, "results, from sim.run or sim.compare", value)


def _result(_: str, value: Any) -> Showable:
    if isinstance(value, Showable):
        return value
    raise _wrong("table", "a result of sim", value)


def _wrong(place: str, wanted: str, value: Any) -> UsageError:
    return UsageError(f"{place} takes {wanted}, found {_found(value)}")


def _found(value: Any) -> str:
    """Return a value with its type, in few words."""
    if value is None:
        return "None"
    kind = type(value).__name__
    if isinstance(value, (str, bytes, bool, int, float, np.generic)):
        number = isinstance(value, (float, np.floating)) and not math.isfinite(value)
        return f"{shortened(str(value) if number else repr(value))} ({kind})"
    return f"a value of type {kind}"


_CHECKS: dict[str, _Check] = {
    "scenario": _scenario,
    "results": _results,
    "result": _result,
    "path_or_name": _path,
    "out": _path,
    "text": _text,
    "name": _text,
    "draws": _whole(1),
    "replications": _whole(1),
    "workers": _whole(1),
    "seed": _whole(),
    "up_to": _whole(1),
    "options": _names,
    "with_options": _names,
    "without": _names,
    "outcomes": _names,
    "precise": _names,
    "names": _names,
    "portfolios": _portfolios,
    "about": _lists_of_names,
    "outcome": _text,
    "option": _text,
    "against": _text,
    "grouping": _text,
    "scheduler": _text,
    "precision": _precision,
    "weights": _numbers,
    "weight": _number,
    "worse_than": _number,
    "worst": _number,
    "density": _number,
    "offered": _truth,
    "keep": _truth,
    "useless": _truth,
    "executor": _executor,
    "progress": _callable,
    "watch": _callable,
}
"""What an argument may be, by its name."""
