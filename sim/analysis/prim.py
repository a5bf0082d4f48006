"""Boxes in which something is frequent: the patient rule induction method.

The variant is that of scenario discovery: a peel is judged by what it gains for each draw that it
costs, ties go to the box with fewer limits, and a limit lies halfway between two draws.

References
----------
Friedman & Fisher (1999), doi:10.1023/A:1008894516817; Bryant & Lempert (2010),
doi:10.1016/j.techfore.2009.08.002; Kwakkel & Jaxa-Rozen (2016), doi:10.1016/j.envsoft.2015.11.020.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

from sim.results.results import Floats

Bools = npt.NDArray[np.bool_]

#: Share of the draws in a box that one step takes off or puts back.
PEEL = PASTE = 0.05

#: A box holds at least this share of all draws.
FEWEST = 0.05

#: A density that is larger by this part is not larger.
_ROUNDING = 1e-12

#: A limit that is this likely by chance, or more, is none.
SIGNIFICANT = 0.05


@dataclass(frozen=True)
class Box:
    """A range for each quantity.

    Attributes
    ----------
    low, high : ndarray, shape (quantity,)
        Limits; minus and plus infinity where there is none.
    inside : ndarray, shape (draw,)
        Whether each draw lies in it.
    coverage
        Share of all cases that lie in the box.
    density
        Share of the box that are cases.
    mass
        Share of all draws in the box.
    """

    low: Floats
    high: Floats
    inside: Bools
    coverage: float
    density: float
    mass: float

    @property
    def limited(self) -> tuple[int, ...]:
        """Positions of the quantities that have a limit."""
        return tuple(np.flatnonzero(np.isfinite(self.low) | np.isfinite(self.high)).tolist())

    @property
    def balance(self) -> float:
        """Harmonic mean of coverage and density."""
        total = self.coverage + self.density
        return 2.0 * self.coverage * self.density / total if total > 0.0 else 0.0


def prim(x: Floats, y: Floats, fewest: float = FEWEST) -> tuple[Box, ...]:
    """Return the boxes of one search, from the whole space to the last paste.

    Parameters
    ----------
    x : ndarray, shape (draw, quantity)
    y : ndarray, shape (draw,)
        1 for a case of interest and 0 for none, or the probability that it is one.
    fewest
        Share of the draws that a box holds at least.
    """
    n_quantities = x.shape[1]
    box = make_box(x, y, np.full(n_quantities, -np.inf), np.full(n_quantities, np.inf))
    trajectory = [box]
    while (peeled := _best(x, y, box, _peels(x, box), fewest)) is not None:
        trajectory.append(box := peeled)
    while (pasted := _best(x, y, box, _pastes(x, box), fewest, grow=True)) is not None:
        trajectory.append(box := pasted)
    return tuple(trajectory)


def make_box(x: Floats, y: Floats, low: Floats, high: Floats) -> Box:
    """Return the box with these limits."""
    inside = np.all((low <= x) & (x <= high), axis=1)
    total, cases = float(np.sum(y)), float(np.sum(y[inside]))
    n = int(np.count_nonzero(inside))
    return Box(
        low=low,
        high=high,
        inside=inside,
        coverage=cases / total if total > 0.0 else 0.0,
        density=cases / n if n else 0.0,
        mass=n / len(y),
    )


def quasi_p(x: Floats, y: Floats, box: Box) -> dict[tuple[int, bool], float]:
    """Return how likely each limit's gain is by chance, by quantity and whether it is the upper.

    It is the probability of at least as many cases in the box, if each of its draws were one with
    the probability that they have in the box without this limit.
    """
    n, cases = int(np.count_nonzero(box.inside)), float(np.sum(y[box.inside]))
    found = {}
    for quantity in box.limited:
        for upper in (False, True):
            limits = box.high if upper else box.low
            if np.isfinite(limits[quantity]):
                wider = _lifted(x, y, box, quantity, upper)
                found[quantity, upper] = _tail(cases, n, wider.density)
    return found


def significant(x: Floats, y: Floats, box: Box, level: float = SIGNIFICANT) -> Box:
    """Return the box without the limits that may be chance, the likeliest taken out first."""
    while True:
        likely = quasi_p(x, y, box)
        worst = max(likely, key=lambda key: likely[key], default=None)
        if worst is None or likely[worst] < level:
            return box
        box = _lifted(x, y, box, *worst)


def _tail(cases: float, n: int, p: float) -> float:
    """Return P(X >= cases) for X binomial (n, p), continuous in the number of cases."""
    if cases <= 0.0:
        return 1.0
    return float(betainc(cases, n - cases + 1.0, p))


def _lifted(x: Floats, y: Floats, box: Box, quantity: int, upper: bool) -> Box:
    low, high = box.low.copy(), box.high.copy()
    if upper:
        high[quantity] = np.inf
    else:
        low[quantity] = -np.inf
    return make_box(x, y, low, high)


Limits = tuple[Floats, Floats]


def _best(
    x: Floats, y: Floats, box: Box, candidates: Iterator[Limits], fewest: float, grow: bool = False
) -> Box | None:
    """Return the candidate that gains most in density for each draw, or None if none gains."""
    best: tuple[float, int] | None = None
    found = None
    n = np.count_nonzero(box.inside)
    for low, high in candidates:
        other = make_box(x, y, low, high)
        change = abs(int(np.count_nonzero(other.inside)) - int(n))
        denser = other.density - box.density
        if denser <= _ROUNDING * box.density:
            denser = min(denser, 0.0)
        gain = denser / change if change else 0.0
        score = (gain, -len(other.limited))
        if best is None or score > best:
            best, found = score, other
    if best is None or found is None or best[0] <= 0.0 or found.mass < fewest:
        return None
    fits = found.mass > box.mass if grow else found.mass < box.mass
    return found if fits else None


def _peels(x: Floats, box: Box) -> Iterator[Limits]:
    """Yield the limits with a twentieth of the box's draws less, at either end of each quantity."""
    for quantity in range(x.shape[1]):
        inside = np.sort(x[box.inside, quantity])
        high = box.high.copy()
        high[quantity] = _between(inside, 1.0 - PEEL)
        yield box.low, high
        low = box.low.copy()
        low[quantity] = _between(inside, PEEL)
        yield low, box.high


def _pastes(x: Floats, box: Box) -> Iterator[Limits]:
    """Yield the limits with a twentieth of the draws beyond one limit more."""
    for quantity in box.limited:
        if np.isfinite(box.low[quantity]):
            beyond = _beyond(x, box, quantity, upper=False)
            low = box.low.copy()
            low[quantity] = _between(beyond, 1.0 - PASTE) if len(beyond) else -np.inf
            yield low, box.high
        if np.isfinite(box.high[quantity]):
            beyond = _beyond(x, box, quantity, upper=True)
            high = box.high.copy()
            high[quantity] = _between(beyond, PASTE) if len(beyond) else np.inf
            yield box.low, high


def _beyond(x: Floats, box: Box, quantity: int, upper: bool) -> Floats:
    """Return, in order, the values beyond one limit of draws that keep all other limits."""
    low, high = box.low.copy(), box.high.copy()
    if upper:
        low[quantity], high[quantity] = box.high[quantity], np.inf
    else:
        low[quantity], high[quantity] = -np.inf, box.low[quantity]
    kept = np.all((low <= x) & (x <= high), axis=1)
    return np.sort(x[kept, quantity])


def _between(ordered: Floats, level: float) -> float:
    """Return a value halfway between the two draws around a quantile; equal draws stay together."""
    place = (len(ordered) - 1) * level
    below, above = int(np.floor(place)), int(np.ceil(place))
    if level > 0.5:
        while ordered[below] == ordered[above] and below > 0:
            below -= 1
    else:
        while ordered[below] == ordered[above] and above < len(ordered) - 1:
            above += 1
    return float((ordered[below] + ordered[above]) / 2.0)
