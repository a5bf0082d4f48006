"""The parts of the pages that the code knows best: kinds, families, entries, commands.

A page marks where they go, and `with_generated` fills them in::

    <!-- begin generated: kinds -->
    <!-- end generated -->
"""

from __future__ import annotations

import inspect
import json
import re
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import partial
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from scipy import stats
from typer.models import ArgumentInfo, CommandInfo, OptionInfo

from docs import lachin_pages
from docs.json_pages import SECTIONS, members
from sim.cli.app import app
from sim.distributions import FAMILIES, Kind, interval_90
from sim.model import ablation as without_module
from sim.scenario import fields, schema
from sim.scenario.entries import Sourced
from sim.scenario.quantity.quantity import RULES, Quantity

_REGION = re.compile(
    r"(?P<begin><!-- begin generated: (?P<name>\w+) -->\n).*?(?P<end><!-- end generated -->)", re.S
)

#: What the value of a field is called, by the type that reads it.
_VALUES: tuple[tuple[Any, str], ...] = (
    (fields.Rate, "rate"),
    (fields.Duration, "duration"),
    (fields.Ratio, "hazard ratio"),
    (fields.Level, "level"),
    (fields.Signed, "change of a level"),
    (fields.Positive, "positive number"),
    (fields.Cost, "cost"),
    (fields.Size, "size"),
    (fields.Name, "name"),
    (fields.NameList, "name or list of names"),
    (fields.PathList, "path or list of paths"),
    (fields.Text, "text"),
    (fields.Date, "date"),
    (fields.Dates, "date or list of dates"),
    (fields.Condition, "condition"),
    (fields.Reached, "condition, move or list of moves"),
    (fields.Then, "ladder: rung; indicator: change of a level; tally: size; option: `ended`"),
    (schema.PortfolioOrList, "[portfolio](#portfolio) or list of names"),
    (schema.Version, "`1`"),
    (schema.Correlations, "list of [path, path, number]"),
)

_PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false"}

_NOUNS: dict[Kind, str] = {
    "rate": "rate",
    "duration": "duration",
    "ratio": "hazard ratio",
    "level": "level: trait, consent, probability, strength",
    "signed": "change of a level: shift, jump",
    "positive": "positive number: shape",
    "cost": "cost of an option",
    "size": "size of a tally",
}


def with_generated(page: str) -> str:
    """Return a page with every generated region as the code has it now."""

    def fill(match: re.Match[str]) -> str:
        return f"{match['begin']}\n{_PARTS[match['name']]()}\n{match['end']}"

    return _REGION.sub(fill, page)


def kinds() -> str:
    """Return what each kind of quantity may be, and what ``A to B`` means for it."""
    rows = []
    for kind, noun in _NOUNS.items():
        rules = RULES[kind]
        family, _ = interval_90(kind, 0.2, 0.4)
        rows.append((noun, f"`{family}`", rules.examples.replace("'", "`")))
    return _table(("kind", "`A to B` is", "written as"), rows)


def families() -> str:
    """Return the families of distributions with their parameters."""
    rows = []
    for family in FAMILIES.values():
        parameters = ", ".join(
            f"`{name}` (optional)" if name in family.defaults else f"`{name}`"
            for name in family.parameters
        )
        others = [f"`{other}` for `{name}`" for other, name in family.aliases.items()]
        for spelling in family.spellings:
            others.append(", ".join(f"`{name}`" for name in spelling.parameters))
        rows.append((f"`{family.name}`", parameters, "; ".join(others)))
    return _table(("name", "parameters", "also understood"), rows)


def counts() -> str:
    """Return the 90 % interval of a rate for how often something happened in one unit of time."""
    rows = []
    for k in (*range(13), 15, 20, 30, 40):
        low, high = (stats.gamma.ppf(p, k + 0.5) for p in (0.05, 0.95))
        rows.append((str(k), f"{low:.2g} to {high:.2g}"))
    return _table(("times in T years", "90 %, to be divided by T"), rows)


def chances() -> str:
    """Return what is left of a chance within some time if the rate behind it is divided."""
    divisors = (1.5, 2.0, 3.0)
    rows = [
        (f"{p} %", *(f"{100.0 * (1.0 - (1.0 - p / 100.0) ** (1.0 / by)):.2g} %" for by in divisors))
        for p in (5, 10, 20, 30, 40, 50, 60, 80)
    ]
    return _table(("a chance of", *(f"divided by {by:g}" for by in divisors)), rows)


def provenance() -> str:
    """Return the fields that say where numbers come from."""
    return _fields(Sourced, ())


def switches() -> str:
    """Return what each mechanism means when it is switched off, from the module that does it."""
    rule = "=" * 10
    _, _, body, *_ = re.split(rf"^{rule}[= ]*$", without_module.__doc__ or "", flags=re.M)
    rows: list[list[str]] = []
    for line in body.strip("\n").splitlines():
        path, _, meaning = line.partition("  ")
        if path:
            rows.append([path.replace("``", "`"), meaning.strip()])
        else:
            rows[-1][1] += f" {meaning.strip()}"
    return _table(("path", "the world without it"), rows)


def entries() -> str:
    """Return one section for the file and one for everything in it."""
    parts = []
    for model in _reachable(schema.Scenario):
        inherited = tuple(Sourced.model_fields) if issubclass(model, Sourced) else ()
        title = "The file" if model is schema.Scenario else model.__name__
        parts.append(f"## {title}\n\n{_text(model.__doc__)}\n\n{_fields(model, inherited)}")
        if inherited:
            parts[-1] += "\nAlso `source`, `basis` and `note`: see [provenance](#provenance).\n"
    return "\n".join(parts)


def commands() -> str:
    """Return one section for each command."""
    return "\n".join(_command(command) for command in app.registered_commands)


_PARTS: dict[str, Callable[[], str]] = {
    "kinds": kinds,
    "counts": counts,
    "chances": chances,
    "families": families,
    "provenance": provenance,
    "entries": entries,
    "switches": switches,
    "commands": commands,
    **{f"json_{name}": partial(members, kind) for name, kind in SECTIONS.items()},
    "article_claims": lachin_pages.article_claims,
    "evidence_claims": lachin_pages.evidence_claims,
    "provenance_of_lachin": lachin_pages.provenance,
    "shipped": lachin_pages.shipped,
    "marginals": lachin_pages.marginals,
    "exposures": lachin_pages.exposures,
    "durations": lachin_pages.durations,
    "self_excitation": lachin_pages.self_excitation,
    "deaths": lachin_pages.deaths,
    **{f"option_{n}": partial(lachin_pages.option_facts, n) for n in lachin_pages.options()},
}


def _fields(model: type[BaseModel], left_out: Sequence[str]) -> str:
    hints = get_type_hints(model, include_extras=True)
    rows = []
    for name, info in model.model_fields.items():
        if name in left_out:
            continue
        meaning = _text(info.description)
        if info.examples:
            meaning += f" Example: `{_flow(info.examples[0])}`."
        rows.append((f"`{name}`", _value(hints[name]), _default(info), meaning))
    return _table(("key", "value", "if left out", "meaning"), rows)


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "required"
    default = info.get_default(call_default_factory=True, validated_data={})
    if isinstance(default, Quantity):
        return f"`{default.text}`"
    if default is None or default in ((), {}):
        return ""
    return f"`{_flow(default)}`"


def _value(hint: Any) -> str:
    """Return what a person may write for a type."""
    for known, words in _VALUES:
        if _reads_like(hint, known):
            return words
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _value(inner[0])
    if origin in (Union, types.UnionType):
        return " or ".join(_value(part) for part in inner if part is not type(None))
    if origin is dict:
        key = "covariate" if inner[0] is str else _value(inner[0])
        return f"{key}: {_value(inner[1])}"
    if origin in (list, tuple):
        return "list of " + _value(inner[0])
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in inner)
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return f"[{hint.__name__.lower()}](#{hint.__name__.lower()})"
    return _PLAIN.get(hint, str(hint))


def _reads_like(hint: Any, known: Any) -> bool:
    """Return whether a type is a known one, further checks aside."""
    if get_origin(hint) is not Annotated:
        return False
    own, other = get_args(hint), get_args(known)
    return own[: len(other)] == other


def _reachable(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield a model and those in its fields, in the order in which a reader meets them."""
    found: dict[type[BaseModel], None] = {}

    def visit(hint: Any) -> None:
        if isinstance(hint, type) and issubclass(hint, BaseModel):
            if hint not in found:
                found[hint] = None
                hints = get_type_hints(hint, include_extras=True)
                for name in hint.model_fields:
                    visit(hints[name])
            return
        for part in get_args(hint):
            visit(part)

    visit(model)
    yield from found


def _command(command: CommandInfo) -> str:
    function = command.callback
    assert function is not None
    rows, usage = [], [f"sim {command.name or function.__name__}"]
    hints = get_type_hints(function, include_extras=True)
    for name, parameter in inspect.signature(function).parameters.items():
        if hints[name] is typer.Context:  # nobody types it
            continue
        kind, info = _parameter(hints[name])
        default = None if parameter.default is parameter.empty else parameter.default
        if isinstance(info, ArgumentInfo):
            written = info.metavar or f"[{name.upper()}]"
            usage.append(written)
        else:
            written = _flag(name, info) + _placeholder(kind, info)
        rows.append((f"`{written}`", _shown(default, info), _text(info.help)))
    body = _table(("", "default", "meaning"), rows)
    usage.append("[OPTIONS]")
    heading = f"## {usage[0]}\n\n    {' '.join(usage)}\n"
    return f"{heading}\n{_text(function.__doc__)}\n\n{body}"


def _parameter(hint: Any) -> tuple[Any, ArgumentInfo | OptionInfo]:
    kind, *extras = get_args(hint)
    return kind, next(e for e in extras if isinstance(e, ArgumentInfo | OptionInfo))


def _flag(name: str, info: OptionInfo) -> str:
    # Inside Annotated the first flag is where the default would be.
    given = [info.default, *(info.param_decls or ())]
    flags = [flag for flag in given if isinstance(flag, str) and flag.startswith("--")]
    return flags[0] if flags else f"--{name.replace('_', '-')}"


def _placeholder(kind: Any, info: OptionInfo) -> str:
    if kind is bool:
        return ""
    if info.metavar:
        return f" {info.metavar.strip('<>')}"  # around a choice, they are for the help
    if isinstance(kind, type) and issubclass(kind, Enum):
        return " " + "|".join(str(choice.value) for choice in kind)
    return " N"


def _shown(default: Any, info: ArgumentInfo | OptionInfo) -> str:
    if isinstance(info.show_default, str):
        return info.show_default
    if default is None or default is False:
        return ""
    return f"`{default.value if isinstance(default, Enum) else default}`"


def _flow(value: Any) -> str:
    """Return a value as a person would write it in a file, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if re.search(r": |[,\[\]{}#]", str(value)) else str(value)


def _text(text: str | None) -> str:
    """Return a docstring or a help text on one line, with flags and names as code."""
    line = " ".join((text or "").replace("``", "`").split())
    return re.sub(r"(?<![`\w-])(--[a-z][a-z-]*)", r"`\1`", line)


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n" for row in lines
    )
