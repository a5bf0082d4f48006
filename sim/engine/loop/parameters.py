"""Uncertain quantities become one row of numbers per draw.

Draws come in strata of `STRATUM` consecutive draws.  In each stratum every parameter visits each
of `STRATUM` equally likely slices of its distribution once, in an order and at a place within the
slice given by its own stream: a Latin hypercube (McKay, Beckman & Conover 1979,
doi:10.1080/00401706.1979.10489755).  So neither another parameter nor more draws change a number
that was already drawn, and strata are independent of each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from sim.distributions import FAMILIES
from sim.engine.loop.streams import stream_key, uniforms
from sim.model.model import Model, Parameter

Floats = npt.NDArray[np.float64]

STRATUM = 20


#: Draws of which `ParameterRows` holds the values at a time.
_ROWS_AT_ONCE = 50 * STRATUM


def draw_parameters(model: Model, seed: int, n_draws: int) -> Floats:
    """Return the value of every parameter in every draw, shape (draw, parameter).

    Rates are per day, durations in days; everything else is in its own unit.
    """
    return parameters_at(model, draw_levels(model, seed, n_draws))


class ParameterRows:
    """The rows of `draw_parameters`, drawn as they are needed and forgotten again.

    Parameters
    ----------
    draws
        How many will be needed in all.
    """

    def __init__(self, model: Model, seed: int, draws: int) -> None:
        self._model, self._seed, self._draws = model, seed, draws
        self._first, self._rows = 0, np.empty((0, len(model.parameters)))

    def __call__(self, first: int, n: int) -> Floats:
        """Return the values of ``n`` draws, shape (draw, parameter)."""
        if not (self._first <= first and first + n <= self._first + len(self._rows)):
            self._first = first
            several = max(n, min(_ROWS_AT_ONCE, self._draws - first))
            levels = draw_levels(self._model, self._seed, several, first)
            self._rows = parameters_at(self._model, levels)
        return self._rows[first - self._first : first - self._first + n]


def draw_levels(model: Model, seed: int, n_draws: int, first: int = 0) -> Floats:
    """Return the cumulative probability of every parameter's value in every draw.

    Parameters
    ----------
    first
        Number of the first draw.

    Returns
    -------
    ndarray, shape (draw, parameter)
        Uniform on 0..1; NaN for a parameter that is known exactly.
    """
    table = np.full((n_draws, len(model.parameters)), np.nan)
    for number, column in _levels(
        model, seed, n_draws, first, range(len(model.parameters))
    ).items():
        table[:, number] = column
    return table


def draw_columns(
    model: Model, seed: int, n_draws: int, numbers: Collection[int]
) -> dict[int, Floats]:
    """Return some columns of `draw_parameters`, by their positions."""
    levels = _levels(model, seed, n_draws, 0, numbers)
    columns = {}
    for number in numbers:
        columns[number] = np.empty(n_draws)
        columns[number][:] = _drawn(model.parameters[number], levels.get(number))
    return columns


def parameters_at(model: Model, levels: Floats) -> Floats:
    """Return the values of all parameters at their cumulative probabilities, in the same shape."""
    values = np.empty_like(levels)
    for number, parameter in enumerate(model.parameters):
        column = None if parameter.is_constant else levels[:, number]
        values[:, number] = _drawn(parameter, column)
    return values


def median_values(model: Model) -> Floats:
    """Return the median of every parameter, whether or not it is switched off, shape (parameter,).

    Rates are per day, durations in days.
    """
    half = np.array([0.5])
    return np.array(
        [
            np.ravel(parameter_values(p, None if p.is_constant else half))[0]
            for p in model.parameters
        ]
    )


def _levels(
    model: Model, seed: int, n_draws: int, first: int, numbers: Iterable[int]
) -> dict[int, Floats]:
    """Return the levels of some parameters, and of all that are correlated if one of them is."""
    linked = {number for *pair, _ in model.correlations for number in pair}
    wanted = set(numbers)
    if linked & wanted:
        wanted |= linked
    levels = {
        number: _stratified_uniforms(seed, model.parameters[number].name, n_draws, first)
        for number in sorted(wanted)
        if not model.parameters[number].is_constant
    }
    if linked & wanted:
        _correlate(model, levels)
    return levels


def _drawn(parameter: Parameter, levels: Floats | None) -> Floats | float:
    values = parameter_values(parameter, levels)
    return values if parameter.fixed is None else parameter.fixed


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
        # Far in a tail a number may be too large for any computer; then it is infinite.
        with np.errstate(over="ignore"):
            values = FAMILIES[parameter.family].quantile(levels, *parameter.arguments)
    if parameter.window_days is not None:
        with np.errstate(divide="ignore"):
            return -np.log1p(-np.asarray(values)) / parameter.window_days
    return values * parameter.scale


def _stratified_uniforms(seed: int, name: str, n_draws: int, first: int) -> Floats:
    before, skipped = divmod(first, STRATUM)
    n_strata = -(-(skipped + n_draws) // STRATUM)
    stratum, place = np.divmod(np.arange(n_strata * STRATUM), STRATUM)
    stratum += before
    key = stream_key(seed, "parameter", name)
    zeros = np.zeros_like(stratum)
    order = uniforms(key, stratum, zeros, place).reshape(n_strata, STRATUM)
    within = uniforms(key, stratum, zeros, place + STRATUM).reshape(n_strata, STRATUM)
    slices = np.argsort(order, axis=1, kind="stable")
    return ((slices + within) / STRATUM).reshape(-1)[skipped : skipped + n_draws]


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
