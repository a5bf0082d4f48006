"""Functions of one normal score that response surfaces are made of.

Low Hermite polynomials serve a quantity whose effects bend smoothly with its score, and polynomials
in its level, its cumulative probability, one whose effects level off at either end: these are
bounded, where a high polynomial in the score runs away beyond the last draw.

A quantity of few values, or one whose values lie in two humps, is a step function of its score,
which no such polynomial follows: its functions are polynomials in its own values, orthonormal over
its own distribution.  With as many values as functions they can be any function of them.

All have mean 0 and variance 1.  What to expect of them when a score is known in part has a closed
form for polynomials in the score (Mehler's formula) and for steps (normal probabilities), and is
a Gauss-Hermite sum for polynomials in the level.

References
----------
Xiu & Karniadakis (2002), doi:10.1137/S1064827501387826 (polynomials of a quantity's own
distribution); Mehler (1866), doi:10.1515/crll.1866.66.161.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from scipy.special import comb, eval_legendre, ndtr, ndtri

from sim.results.results import Floats

#: Highest degree of a polynomial in a score, in a level, and in the values of a quantity.
HIGHEST, _HIGHEST_IN_LEVEL, _HIGHEST_IN_VALUE = 3, 4, 7

#: Nodes over what is not known of a score, and the order beyond which moments are left out.
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(32)
_WEIGHTS = _WEIGHTS / np.sum(_WEIGHTS)
_ORDERS_IN_LEVEL = 16

#: Equally likely scores over which products are averaged.
_MIDDLES = 2048

#: Moments of step functions of a higher order are left out.
_ORDERS = 60

#: A quantity has few values if, on average, so many draws have the same.
_SHARED_BY = 4

#: Degree of the polynomial in the score that the values of one hump follow, and how closely.
_HUMP_DEGREE, _HUMP_FOLLOWED = 3, 0.9


def hermite(z: Floats, degree: int) -> Floats:
    """Return a Hermite polynomial with mean 0 and variance 1 over a standard normal ``z``.

    Degree 0 is 1.
    """
    before, now = np.zeros_like(z), np.ones_like(z)
    for n in range(degree):
        before, now = now, (z * now - np.sqrt(n) * before) / np.sqrt(n + 1.0)
    return np.asarray(now)


def conditional_hermite(mean: Floats, share: float, degree: int) -> Floats:
    """Return the expectation of a Hermite polynomial of a score that is known in part.

    With ``z = m + e``, where the known part ``m`` has the variance ``k`` and ``e`` the rest, it is
    ``k^(n/2) h_n(m / sqrt(k))`` (Mehler's formula).

    Parameters
    ----------
    mean : ndarray
        What is expected of the score, ``m``.
    share
        Its variance ``k``, 0 to 1.
    """
    if share <= 0.0:
        return np.full_like(mean, 1.0 if degree == 0 else 0.0)
    root = np.sqrt(share)
    return np.asarray(root**degree * hermite(mean / root, degree))


class Functions(ABC):
    """Functions of one score, numbered from 1, in the order in which terms are made of them."""

    @property
    @abstractmethod
    def highest(self) -> int:
        """How many there are."""

    @property
    @abstractmethod
    def at_once(self) -> int:
        """How many of them are on offer before anything is known of the quantity."""

    @abstractmethod
    def last(self, number: int) -> int:
        """Return the order beyond which the moments of a function are zero, or left out."""

    @abstractmethod
    def inner(self, number: int, other: int) -> float:
        """Return the mean of the product of two functions."""

    @abstractmethod
    def value(self, z: Floats, number: int) -> Floats:
        """Return the value of a function at each score."""

    @abstractmethod
    def moments(self, mean: Floats, share: float, number: int, orders: int) -> Floats:
        """Return expectations of ``f(m + e) h_n(e / sd(e))`` over what is not known of a score.

        Parameters
        ----------
        mean : ndarray, shape (point,)
            What is expected of the score, ``m``.
        share
            Its variance, 0 to 1; what is left to ``e`` is the rest.
        orders
            How many degrees ``n``, from 0, which is the expectation of the function itself.

        Returns
        -------
        ndarray, shape (order, point)
        """


@dataclass(frozen=True)
class Smooth(Functions):
    """Hermite polynomials of the score, and then Legendre polynomials of the level."""

    @property
    def highest(self) -> int:
        """Those of both kinds."""
        return HIGHEST + _HIGHEST_IN_LEVEL

    @property
    def at_once(self) -> int:
        """The first two: a line and a curve."""
        return 2

    def last(self, number: int) -> int:
        """Return the degree, or where the series is cut off."""
        return number if number <= HIGHEST else _ORDERS_IN_LEVEL

    def inner(self, number: int, other: int) -> float:
        """Return 1 and 0 for polynomials of one kind, an integral for a pair of both kinds."""
        if (number <= HIGHEST) == (other <= HIGHEST):
            return float(number == other)
        z = ndtri((np.arange(_MIDDLES) + 0.5) / _MIDDLES)
        return float(np.mean(self.value(z, number) * self.value(z, other)))

    def value(self, z: Floats, number: int) -> Floats:
        """Return the value of a polynomial."""
        if number <= HIGHEST:
            return hermite(z, number)
        degree = number - HIGHEST
        return np.asarray(np.sqrt(2.0 * degree + 1.0) * eval_legendre(degree, 2.0 * ndtr(z) - 1.0))

    def moments(self, mean: Floats, share: float, number: int, orders: int) -> Floats:
        """Return them by the addition theorem of Hermite polynomials, or as a sum over nodes."""
        left = max(0.0, 1.0 - share)
        found = np.zeros((orders, len(mean)))
        if number <= HIGHEST:
            for n in range(min(orders, number + 1)):
                part = left ** (n / 2.0) * np.sqrt(comb(number, n))
                found[n] = part * conditional_hermite(mean, share, number - n)
        elif left < _TRIFLE**2:
            found[0] = self.value(mean, number)
        else:
            weights = np.stack([_WEIGHTS * hermite(_NODES, n) for n in range(orders)])
            found[:] = weights @ self.value(mean + np.sqrt(left) * _NODES[:, None], number)
        return found


SMOOTH = Smooth()


@dataclass(frozen=True)
class Steps(Functions):
    """Functions that are constant between cuts of the score.

    Attributes
    ----------
    cuts : ndarray, shape (cell - 1,)
        Scores at which one cell ends and the next begins.
    table : ndarray, shape (function, cell)
        Their values.
    """

    cuts: Floats
    table: Floats

    @property
    def highest(self) -> int:
        """How many there are."""
        return len(self.table)

    @property
    def at_once(self) -> int:
        """Three: any function of up to four values."""
        return min(3, len(self.table))

    def last(self, number: int) -> int:
        """Return where the series is cut off."""
        return _ORDERS

    def inner(self, number: int, other: int) -> float:
        """Return 1 for a function and itself."""
        return float(number == other)

    def value(self, z: Floats, number: int) -> Floats:
        """Return the value in the cell of each score."""
        return np.asarray(self.table[number - 1][np.searchsorted(self.cuts, z, side="right")])

    def moments(self, mean: Floats, share: float, number: int, orders: int) -> Floats:
        """Return them as the jumps, each with what lies beyond its cut.

        For ``e`` beyond ``t`` the mean of ``h_n(e)`` is ``phi(t) h_{n-1}(t) / sqrt(n)``.
        """
        sd = np.sqrt(max(0.0, 1.0 - share))
        found = np.zeros((orders, len(mean)))
        if sd < _TRIFLE:
            found[0] = self.value(mean, number)
            return found
        jumps = np.diff(self.table[number - 1])
        t = (self.cuts - mean[:, None]) / sd
        found[0] = self.table[number - 1, 0] + ndtr(-t) @ jumps
        density = np.exp(-0.5 * t**2) / np.sqrt(2.0 * np.pi)
        before, now = np.zeros_like(t), np.ones_like(t)
        for n in range(1, orders):
            found[n] = (density * now) @ jumps / np.sqrt(n)
            before, now = now, (t * now - np.sqrt(n - 1.0) * before) / np.sqrt(n)
        return found


#: A standard deviation below this is none.
_TRIFLE = 1e-7


def functions_of(values: Floats, scores: Floats) -> Functions:
    """Return the functions that follow whatever a quantity may do.

    Parameters
    ----------
    values, scores : ndarray, shape (draw,)
        The values rise or fall with the scores.
    """
    order = np.argsort(scores, kind="stable")
    ordered = values[order]
    ends = np.flatnonzero(np.diff(ordered) != 0.0) + 1
    few = len(ends) + 1 <= len(values) / _SHARED_BY
    if not few and _one_hump(ordered):
        return SMOOTH
    n = len(values)
    levels = ndtr(scores[order])
    # The share of the draws below a cut, as far as the levels on both sides of it allow.
    cuts = np.clip(ends / n, levels[ends - 1], levels[ends])
    weights = np.diff(np.concatenate([[0.0], cuts, [1.0]]))
    cells = ordered[np.concatenate([[0], ends])]
    return Steps(np.asarray(ndtri(cuts)), _orthonormal(cells, weights))


def _one_hump(ordered: Floats) -> bool:
    """Return whether values, or their logarithms, nearly follow a low polynomial in the score."""
    n = len(ordered)
    z = ndtri((np.arange(n) + 0.5) / n)
    design = np.stack([hermite(z, degree) for degree in range(_HUMP_DEGREE + 1)], axis=1)
    tried = [ordered, np.log(ordered)] if np.min(ordered) > 0.0 else [ordered]
    for line in tried:
        rest = line - np.mean(line)
        left = rest - design @ np.linalg.lstsq(design, rest, rcond=None)[0]
        if left @ left <= (1.0 - _HUMP_FOLLOWED) * (rest @ rest):
            return True
    return False


def _orthonormal(cells: Floats, weights: Floats) -> Floats:
    """Return polynomials in the values of cells, orthonormal over their weights, (degree, cell)."""
    highest = min(_HIGHEST_IN_VALUE, len(cells) - 1)
    low, high = float(cells[0]), float(cells[-1])
    x = (2.0 * cells - low - high) / (high - low)
    root = np.sqrt(weights)
    powers = np.polynomial.legendre.legvander(x, highest) * root[:, None]
    q, r = np.linalg.qr(powers)
    q = q * np.sign(np.diag(r))
    return np.asarray((q[:, 1:] / root[:, None]).T)
