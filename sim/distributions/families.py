"""The families by name: parameters, defaults, other spellings, support, mean."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import special

from sim.distributions import checks, quantiles
from sim.distributions.quantiles import Array


@dataclass(frozen=True)
class Spelling:
    """Other parameters for the same family, as ``scipy.stats`` has them.

    Attributes
    ----------
    parameters
        Names, in the order in which `convert` takes them.
    defaults
        Values of those that may be left out.
    convert
        Turns them into the family's own parameters.
    """

    parameters: tuple[str, ...]
    defaults: Mapping[str, float]
    convert: Callable[..., tuple[float, ...]]


@dataclass(frozen=True)
class Family:
    """One family of distributions.

    Attributes
    ----------
    name
        Name in the scenario language.
    parameters
        Names of the parameters, in the order in which the functions below take them.
    quantile
        ``quantile(u, *args)``, the value below which a share ``u`` lies.
    support
        ``support(*args)``, lowest and highest possible value.
    check
        ``check(*args)``, what is wrong with the parameters, or None.
    mean
        ``mean(*args)`` in closed form, or None where there is none.
    tail
        ``tail(*args)``, the order below which moments exist; ``inf`` if all of them do.
    tail_shapes
        Parameters that make the tail lighter the larger they are.
    defaults
        Values of the parameters that may be left out.
    aliases
        Other names of parameters: those of ``scipy.stats``.
    synonyms
        Other names that are not taken, but answered with the right one.
    spellings
        Other sets of parameters, where a change of name is not enough.
    """

    name: str
    parameters: tuple[str, ...]
    quantile: Callable[..., Array]
    support: Callable[..., tuple[float, float]]
    check: Callable[..., str | None]
    mean: Callable[..., Array | None]
    tail: Callable[..., float] = lambda *args: math.inf
    tail_shapes: tuple[str, ...] = ()
    defaults: Mapping[str, float] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)
    spellings: tuple[Spelling, ...] = ()


def empirical_arguments(
    values: Sequence[float], weights: Sequence[float] | None = None
) -> tuple[float, ...]:
    """Return the flat arguments of the empirical family: sorted values, then their weights.

    Parameters
    ----------
    values
        At least one observed value, in any order.
    weights
        One weight above 0 a value; equal weights if left out.
    """
    raw = np.ones(len(values)) if weights is None else quantiles.as_array(weights)
    order = np.argsort(quantiles.as_array(values), kind="stable")
    shares = raw[order] / raw.sum()
    return tuple(quantiles.as_array(values)[order].tolist() + shares.tolist())


def _empirical_mean(*args: float) -> Array:
    values, weights = np.split(quantiles.as_array(args), 2)
    return quantiles.as_array(np.dot(values, weights))


_LOC_SCALE = {"loc": 0.0, "scale": 1.0}
_ENDS = {"low": "min", "high": "max", "lower": "min", "upper": "max"}

FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family(
            "constant",
            ("value",),
            quantiles.constant,
            lambda value: (value, value),
            checks.never_wrong,
            quantiles.as_array,
        ),
        Family(
            "uniform",
            ("min", "max"),
            quantiles.uniform,
            checks.ends,
            checks.ascending("min", "max"),
            lambda low, high: quantiles.as_array((low + high) / 2.0),
            spellings=(
                Spelling(("loc", "scale"), _LOC_SCALE, lambda loc, scale: (loc, loc + scale)),
            ),
            synonyms=_ENDS,
        ),
        Family(
            "loguniform",
            ("min", "max"),
            quantiles.loguniform,
            checks.ends,
            quantiles.loguniform_check,
            lambda low, high: quantiles.as_array((high - low) / np.log(high / low)),
            aliases={"a": "min", "b": "max"},
            synonyms=_ENDS,
        ),
        Family(
            "triangular",
            ("min", "mode", "max"),
            quantiles.triangular,
            checks.ends,
            checks.ascending("min", "mode", "max"),
            lambda low, mode, high: quantiles.as_array((low + mode + high) / 3.0),
            spellings=(
                Spelling(
                    ("c", "loc", "scale"),
                    _LOC_SCALE,
                    lambda c, loc, scale: (loc, loc + c * scale, loc + scale),
                ),
            ),
            synonyms=_ENDS,
        ),
        Family(
            "pert",
            ("low", "mode", "high"),
            quantiles.pert,
            checks.ends,
            checks.ascending("low", "mode", "high"),
            lambda low, mode, high: quantiles.as_array((low + 4.0 * mode + high) / 6.0),
            aliases={"min": "low", "max": "high"},
            synonyms={"most_likely": "mode", "best": "mode"},
        ),
        Family(
            "normal",
            ("mean", "sd"),
            quantiles.normal,
            checks.whole_line,
            checks.above_zero("sd"),
            lambda mean, sd: quantiles.as_array(mean),
            aliases={"loc": "mean", "scale": "sd"},
            synonyms={"mu": "mean", "sigma": "sd", "std": "sd", "stdev": "sd", "average": "mean"},
        ),
        Family(
            "lognormal",
            ("median", "sigma"),
            quantiles.lognormal,
            checks.half_line,
            checks.above_zero("median", "sigma"),
            lambda median, sigma: quantiles.as_array(median * np.exp(np.square(sigma) / 2.0)),
            aliases={"s": "sigma", "scale": "median"},
            synonyms={"sdlog": "sigma"},
        ),
        Family(
            "logitnormal",
            ("median", "sigma"),
            quantiles.logitnormal,
            checks.unit_interval,
            quantiles.logitnormal_check,
            lambda median, sigma: None,
        ),
        Family(
            "truncnormal",
            ("mean", "sd", "min", "max"),
            quantiles.truncnormal,
            lambda mean, sd, low, high: (low, high),
            quantiles.truncnormal_check,
            lambda mean, sd, low, high: None,
            defaults={"min": -math.inf, "max": math.inf},
            spellings=(
                Spelling(
                    ("a", "b", "loc", "scale"),
                    _LOC_SCALE,
                    lambda a, b, loc, scale: (loc, scale, loc + a * scale, loc + b * scale),
                ),
            ),
            synonyms={"mu": "mean", "sigma": "sd", "low": "min", "high": "max"},
        ),
        Family(
            "beta",
            ("a", "b"),
            quantiles.beta,
            checks.unit_interval,
            checks.above_zero("a", "b"),
            lambda a, b: quantiles.as_array(a / (a + b)),
            aliases={"alpha": "a", "beta": "b"},
        ),
        Family(
            "gamma",
            ("a", "scale"),
            quantiles.gamma,
            checks.half_line,
            checks.above_zero("a", "scale"),
            lambda a, scale: quantiles.as_array(a * scale),
            defaults={"scale": 1.0},
            aliases={"shape": "a"},
            synonyms={"k": "a", "theta": "scale", "alpha": "a"},
        ),
        Family(
            "exponential",
            ("scale",),
            quantiles.exponential,
            checks.half_line,
            checks.above_zero("scale"),
            quantiles.as_array,
            aliases={"mean": "scale"},
        ),
        Family(
            "weibull",
            ("c", "scale"),
            quantiles.weibull,
            checks.half_line,
            checks.above_zero("c", "scale"),
            lambda c, scale: quantiles.as_array(scale * special.gamma(1.0 + 1.0 / c)),
            defaults={"scale": 1.0},
            aliases={"shape": "c"},
            synonyms={"k": "c", "lambda": "scale"},
        ),
        Family(
            "pareto",
            ("min", "alpha", "max"),
            quantiles.pareto,
            lambda low, alpha, high: (low, high),
            quantiles.pareto_check,
            quantiles.pareto_mean,
            lambda low, alpha, high: alpha if math.isinf(high) else math.inf,
            ("alpha",),
            defaults={"max": math.inf},
            aliases={"scale": "min", "b": "alpha"},
            synonyms={
                "xm": "min",
                "x_m": "min",
                "minimum": "min",
                "shape": "alpha",
                "maximum": "max",
            },
        ),
        Family(
            "empirical",
            ("values", "weights"),
            quantiles.empirical,
            checks.empirical_support,
            checks.never_wrong,
            _empirical_mean,
        ),
    )
}

SCIPY_NAMES: dict[str, str] = {
    "norm": "normal",
    "lognorm": "lognormal",
    "expon": "exponential",
    "weibull_min": "weibull",
    "triang": "triangular",
    "truncnorm": "truncnormal",
    "reciprocal": "loguniform",
    "log_uniform": "loguniform",
}
"""Names of `scipy.stats` for the families that are called otherwise here."""
