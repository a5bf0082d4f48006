"""What a number in a scenario means: a distribution, a unit, and where it comes from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from sim.distributions import FAMILIES, Kind

Basis = Literal["article", "data", "literature", "judgement"]

BASES: tuple[Basis, ...] = ("article", "data", "literature", "judgement")
PROVENANCE = ("source", "basis", "note")

DAYS_PER_YEAR = 365.25
DAYS_PER: dict[str, float] = {
    "day": 1.0,
    "week": 7.0,
    "month": DAYS_PER_YEAR / 12.0,
    "year": DAYS_PER_YEAR,
}


class QuantityError(ValueError):
    """A quantity that cannot be read.

    Parameters
    ----------
    message
        What was found and what to write instead.
    path
        Keys from the quantity to the part that is wrong.
    at_key
        Whether the key is wrong, not its value.
    """

    def __init__(
        self, message: str, path: tuple[str | int, ...] = (), *, at_key: bool = False
    ) -> None:
        super().__init__(message)
        self.path = path
        self.at_key = at_key


@dataclass(frozen=True)
class Quantity:
    """A number of a scenario, known exactly or not.

    The value for a random number ``u`` in (0, 1) is ``scale * quantile(u, *arguments)`` of the
    family; with `window_days` the quantile is a probability q within that time (to be kept below
    1) and the value is the rate ``-log1p(-q) / window_days``.

    Attributes
    ----------
    family
        Name in `sim.distributions.FAMILIES`.
    arguments
        Parameters in the order of the family.  Only a size may have uncertain ones.
    scale
        Turns the unit of the file into the base unit: days for durations, per day for rates.
    window_days
        Length of the window of a probability within a time, else None.
    text
        The quantity as it was written, without its provenance.
    source, basis, note
        Where it comes from: key of a source, one of `BASES`, remark.
    """

    family: str
    arguments: tuple[float | Quantity, ...]
    scale: float = 1.0
    window_days: float | None = None
    text: str = ""
    source: str | None = None
    basis: str | None = None
    note: str | None = None

    @property
    def is_constant(self) -> bool:
        """Whether the quantity is known exactly."""
        return self.family == "constant" and not any(
            isinstance(argument, Quantity) for argument in self.arguments
        )

    @property
    def value(self) -> float:
        """The value in base units of a quantity that is known exactly.

        Raises
        ------
        TypeError
            If it is not known exactly.
        """
        if not self.is_constant:
            raise TypeError(f"'{self.text}' is not known exactly")
        value = float(self.arguments[0])  # type: ignore[arg-type]  # is_constant says so
        if self.window_days is not None:
            return -math.log1p(-value) / self.window_days
        return self.scale * value

    @property
    def parameters(self) -> dict[str, Quantity]:
        """The uncertain parameters of a size, by name."""
        names = FAMILIES[self.family].parameters
        return {
            name: argument
            for name, argument in zip(names, self.arguments, strict=False)
            if isinstance(argument, Quantity)
        }


def constant(value: float, text: str = "") -> Quantity:
    """Return a quantity that is known exactly, in base units.

    Parameters
    ----------
    value
        The number.
    text
        How to show it; by default the number itself.
    """
    return Quantity("constant", (float(value),), text=text or f"{value:g}")


@dataclass(frozen=True)
class KindRules:
    """What a kind of quantity may be, and how to ask for it.

    Attributes
    ----------
    noun
        What it is called in messages, with its article.
    example
        One way to write it, for messages.
    examples
        How to write one, for messages.
    low, high
        Lowest and highest sensible value, in base units.
    zero
        Whether exactly 0 is a value.
    percent
        Whether it may be written with a percent sign.
    range_hint
        What to write instead of a value outside.
    families
        Families to propose where the support of another does not fit.
    """

    noun: str
    example: str
    examples: str
    low: float
    high: float
    zero: bool
    percent: bool
    range_hint: str
    families: str


_POSITIVE_FAMILIES = "lognormal, gamma, or truncnormal with min: 0"

RULES: dict[Kind, KindRules] = {
    "rate": KindRules(
        noun="a rate",
        example="3 per year",
        examples="'3 per year', '11 to 22 per year' or '20% to 40% within 1 year'",
        low=0.0,
        high=1000.0,
        zero=True,
        percent=False,
        range_hint="that is more than 1000 a day; check the unit",
        families=_POSITIVE_FAMILIES,
    ),
    "duration": KindRules(
        noun="a duration",
        example="10 days",
        examples="'10 days', '7 to 20 days' or '3 to 12 months'",
        low=0.0,
        high=10_000 * DAYS_PER_YEAR,
        zero=True,
        percent=False,
        range_hint="that is more than 10000 years; check the unit",
        families=_POSITIVE_FAMILIES,
    ),
    "ratio": KindRules(
        noun="a hazard ratio",
        example="0.5 to 0.9",
        examples="0.8 (a fifth less often), '2 to 6' or '0.5 to 0.9'",
        low=1e-6,
        high=1e6,
        zero=False,
        percent=False,
        range_hint="a hazard ratio lies between 0.000001 and 1000000, and 1 changes nothing",
        families=_POSITIVE_FAMILIES,
    ),
    "level": KindRules(
        noun="a number from 0 to 1",
        example="0.2 to 0.6",
        examples="0.4, '0.2 to 0.6' or '20% to 60%'",
        low=0.0,
        high=1.0,
        zero=True,
        percent=True,
        range_hint="it must lie between 0 and 1",
        families="beta, logitnormal, or truncnormal with min: 0 and max: 1",
    ),
    "signed": KindRules(
        noun="a change of a level",
        example="+0.05 to +0.15",
        examples="+0.1, '+0.05 to +0.15' or '-0.1 to 0'",
        low=-1.0,
        high=1.0,
        zero=True,
        percent=True,
        range_hint="levels run from 0 to 1, so a change lies between -1 and 1",
        families="normal, or uniform between -1 and 1",
    ),
    "positive": KindRules(
        noun="a positive number",
        example="1 to 3",
        examples="2 or '1 to 3'",
        low=0.0,
        high=1e15,
        zero=True,
        percent=False,
        range_hint="it must lie between 0 and 1e15",
        families=_POSITIVE_FAMILIES,
    ),
    "cost": KindRules(
        noun="a cost",
        example="1 to 3",
        examples="2, '1 to 3', or -1 for what saves more than it costs",
        low=-1e15,
        high=1e15,
        zero=True,
        percent=False,
        range_hint="it must lie between -1e15 and 1e15",
        families="lognormal, normal or uniform",
    ),
    "size": KindRules(
        noun="a size",
        example="1 to 8",
        examples="3, '1 to 8', {median: 1.5, p95: 8} or {dist: pareto, min: 25, alpha: 1.8}",
        low=0.0,
        high=1e15,
        zero=True,
        percent=False,
        range_hint="it must lie between 0 and 1e15",
        families=_POSITIVE_FAMILIES,
    ),
}


def found(raw: object) -> str:
    """Return what was found in a file, for messages: quoted, short, in YAML's words."""
    if raw is None:
        return "nothing"
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, dict):
        keys = ", ".join(str(key) for key in list(raw)[:5])
        return f"a mapping with {keys}" if raw else "an empty mapping"
    if isinstance(raw, list):
        return f"a list of {len(raw)}" if raw else "an empty list"
    if isinstance(raw, float):
        return plain_number(raw)
    text = str(raw).replace("\n", " ")
    if len(text) > 60:
        text = text[:57] + "..."
    return text if isinstance(raw, int) else f"'{text}'"


def plain_number(value: float) -> str:
    """Return a number as a person writes it: the shortest digits that give it back."""
    if value == int(value) and abs(value) < 1e15 if math.isfinite(value) else False:
        return str(int(value))
    return repr(value)
