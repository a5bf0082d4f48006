"""Uncertain quantities become one row of numbers per draw.

Draws come in strata of `STRATUM` consecutive draws.  In each stratum every parameter visits each
of `STRATUM` equally likely slices of its distribution once, in an order and at a place within the
slice given by its own stream: a Latin hypercube (McKay, Beckman & Conover 1979,
doi:10.1080/00401706.1979.10489755).  So neither another parameter nor more draws change a number
that was already drawn, and strata are independent of each other.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from sim.distributions import FAMILIES
from sim.engine.streams import stream_key, uniforms
from sim.model import Model, Parameter

Floats = npt.NDArray[np.float64]

STRATUM = 20


def draw_parameters(model: Model, seed: int, n_draws: int) -> Floats:
    """Return the value of every parameter in every draw, shape (draw, parameter).

    Rates are per day, durations in days; everything else is in its own unit.
    """
    return parameters_at(model, draw_levels(model, seed, n_draws))


def draw_levels(model: Model, seed: int, n_draws: int) -> Floats:
    """Return the cumulative probability of every parameter's value in every draw.

    Returns
    -------
    ndarray, shape (draw, parameter)
        Uniform on 0..1; NaN for a parameter that is known exactly.
    """
    levels = {
        number: _stratified_uniforms(seed, parameter.name, n_draws)
        for number, parameter in enumerate(model.parameters)
        if not parameter.is_constant
    }
    _correlate(model, levels)
    table = np.full((n_draws, len(model.parameters)), np.nan)
    for number, column in levels.items():
        table[:, number] = column
    return table


def parameters_at(model: Model, levels: Floats) -> Floats:
    """Return the values of all parameters at their cumulative probabilities, in the same shape."""
    values = np.empty_like(levels)
    for number, parameter in enumerate(model.parameters):
        column = None if parameter.is_constant else levels[:, number]
        drawn = parameter_values(parameter, column)
        values[:, number] = drawn if parameter.fixed is None else parameter.fixed
    return values


def parameter_values(parameter: Parameter, levels: Floats | None) -> Floats | float:
    """Return the values of a parameter at cumulative probabilities.

    Parameters
    ----------
    levels : ndarray, shape (draw,), or None
        Cumulative probabilities; not needed for a constant.
    """
    if levels is None:
        values: Floats | float = parameter.arguments[0]
    else:
        values = FAMILIES[parameter.family].quantile(levels, *parameter.arguments)
    if parameter.window_days is not None:
        with np.errstate(divide="ignore"):
            return -np.log1p(-np.asarray(values)) / parameter.window_days
    return values * parameter.scale


def _stratified_uniforms(seed: int, name: str, n_draws: int) -> Floats:
    n_strata = -(-n_draws // STRATUM)
    stratum, place = np.divmod(np.arange(n_strata * STRATUM), STRATUM)
    key = stream_key(seed, "parameter", name)
    zeros = np.zeros_like(stratum)
    order = uniforms(key, stratum, zeros, place).reshape(n_strata, STRATUM)
    within = uniforms(key, stratum, zeros, place + STRATUM).reshape(n_strata, STRATUM)
    slices = np.argsort(order, axis=1, kind="stable")
    return ((slices + within) / STRATUM).reshape(-1)[:n_draws]


def _correlate(model: Model, levels: dict[int, Floats]) -> None:
    """Impose the Gaussian copula on the correlated parameters, in place."""
    pairs = {number for first, second, _ in model.correlations for number in (first, second)}
    members = sorted(pairs, key=lambda number: model.parameters[number].name)
    if not members:
        return
    matrix = np.eye(len(members))
    for first, second, rho in model.correlations:
        i, j = members.index(first), members.index(second)
        matrix[i, j] = matrix[j, i] = rho
    factor = np.linalg.cholesky(matrix)
    scores = ndtri(np.stack([levels[number] for number in members]))
    # One member at a time, so that the result has the same bits for any number of draws.
    for row, number in enumerate(members):
        mixed = np.zeros_like(scores[0])
        for column in range(row + 1):
            mixed = mixed + factor[row, column] * scores[column]
        levels[number] = ndtr(mixed)
