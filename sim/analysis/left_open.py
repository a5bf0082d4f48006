"""What the uncertain quantities leave open about an outcome, with the Monte Carlo noise taken out.

The mean of an outcome over the replications of a draw scatters more than the conditional mean
``mu_d`` that it estimates.  What the quantities of the draw say about ``mu_d`` comes from a surface
that was fitted without the draw (`sim.analysis.selection`); how far ``mu_d`` may lie from that,
from the scatter around the surface beyond what is noise; and the draw's own mean adds what it can.
So ``mu_d`` is normal given all that was seen (empirical Bayes around a regression), and everything
that is said about the ``mu_d`` together is a mixture of these normals.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.calibration import calibrated
from sim.analysis.conditional_means import conditional_means, scatter_of
from sim.analysis.draws import Draws, Interval
from sim.analysis.jackknife import Positions, jackknife_error
from sim.analysis.pursuit import Bools
from sim.analysis.quantities import Quantities
from sim.analysis.selection import fit_surfaces
from sim.results.results import Floats

#: Limits of what may lie anywhere.
REAL: Interval = (-math.inf, math.inf)

#: An interval is shown if the standard error of its width is at most this share of the width.
WIDTH_KNOWN = 0.25

#: A baseline is taken to be at least this part of its mean, where something is in proportion to it.
_LEAST = 0.05

#: Fewest draws and replications that noise and ignorance can be told apart with.
FEWEST_DRAWS, FEWEST_REPLICATIONS = 40, 2


@dataclass(frozen=True)
class Response:
    """An outcome, or a paired difference, and the quantities that can matter to it.

    Attributes
    ----------
    concerns : ndarray, shape (quantity,)
    scale : ndarray, shape (draw,), or None
        What it is in proportion to; None if to nothing.
    """

    draws: Draws
    concerns: Bools
    scale: Floats | None = None


@dataclass(frozen=True)
class Foreseen:
    """What the quantities of each draw lead one to expect of a response.

    Attributes
    ----------
    whole : ndarray, shape (draw,)
        From the surfaces without the draw's own group.
    parts
        For each group, the other draws, and what the surface without the group says of them.
    scale : ndarray, shape (draw,)
        What the scatter around it is in proportion to.
    """

    whole: Floats
    parts: tuple[tuple[Positions, Floats], ...]
    scale: Floats

    def __add__(self, other: Foreseen) -> Foreseen:
        """Return what is foreseen of the sum of two responses."""
        parts = tuple(
            (rows, one + another)
            for (rows, one), (_, another) in zip(self.parts, other.parts, strict=True)
        )
        return Foreseen(self.whole + other.whole, parts, self.scale)


@dataclass(frozen=True)
class LeftOpen:
    """What the quantities leave open about one response.

    Attributes
    ----------
    interval
        Central 90 % of the conditional means; None if its width is too poorly known to be shown.
    interval_error
        Standard error of its width, as a share of the width; infinite if the width is nothing but
        doubt.
    below, above
        Share of the draws whose conditional mean is below zero, and above.
    share_se
        Standard error of these shares.
    """

    interval: Interval | None
    interval_error: float
    below: float
    above: float
    share_se: float


def foresee(responses: Sequence[Response], quantities: Quantities) -> list[Foreseen] | None:
    """Return what is foreseen of each response.

    None where noise cannot be told from ignorance: no uncertain quantity, fewer than
    `FEWEST_DRAWS` draws, or a single replication.

    Parameters
    ----------
    quantities
        Of as many draws as will be looked at; the responses may have more.
    """
    n = len(quantities.scores)
    known = [one.draws for one in responses]
    if (
        n < FEWEST_DRAWS
        or not known
        or not known[0].uncertain
        or known[0].replications < FEWEST_REPLICATIONS
    ):
        return None
    found: dict[int, Foreseen] = {}
    for scale in {id(one.scale): one.scale for one in responses}.values():
        places = [k for k, one in enumerate(responses) if one.scale is scale]
        alike = _foresee([responses[k] for k in places], quantities, scale)
        found.update(zip(places, alike, strict=True))
    return [found[k] for k in range(len(responses))]


def _foresee(
    responses: Sequence[Response], quantities: Quantities, scale: Floats | None
) -> list[Foreseen]:
    """Return what is foreseen of responses in proportion to the same.

    What changes in proportion to a rare outcome has a noise whose variance is in that proportion
    too: so the surface is that of the proportion, with the scale as its weight.
    """
    n = len(quantities.scores)
    size = np.ones(n) if scale is None else scale[:n]
    values = np.stack([one.draws.mean[:n] for one in responses], axis=1) / size[:, None]
    fitted = fit_surfaces(
        values,
        quantities.scores,
        np.stack([one.concerns for one in responses]),
        quantities.dependence,
        quantities.groups,
        size / np.mean(size),
    )
    whole = size[:, None] * calibrated(values, fitted.held_out, size)
    parts = []
    for rows, surface in zip(quantities.kept, fitted.without, strict=True):
        predicted = surface.predict(quantities.scores[rows])
        parts.append((rows, size[rows, None] * calibrated(values[rows], predicted, size[rows])))
    return [
        Foreseen(whole[:, k], tuple((rows, predicted[:, k]) for rows, predicted in parts), size)
        for k in range(len(responses))
    ]


def left_open(draws: Draws, foreseen: Foreseen, limits: Interval = REAL) -> LeftOpen:
    """Return what the quantities leave open about a response.

    Parameters
    ----------
    limits
        Between which its conditional means lie by its kind.
    """
    n, scale = len(foreseen.whole), foreseen.scale
    values, noise = draws.mean[:n], draws.variance[:n] / draws.replications
    if np.all(values == values[0]):
        interval = float(values[0]), float(values[0])
        return LeftOpen(interval, 0.0, float(values[0] < 0.0), float(values[0] > 0.0), 0.0)
    scatter = scatter_of(values - foreseen.whole, noise, scale)
    whole = conditional_means(values, foreseen.whole, scatter, limits, scale)
    more = replace(scatter, variance=scatter.variance + scatter.error)
    doubted = conditional_means(values, foreseen.whole, more, limits, scale)
    without = []
    for rows, seen in foreseen.parts:
        own, size = values[rows], scale[rows]
        rest = scatter_of(own - seen, noise[rows], size)
        part = conditional_means(own, seen, rest, limits, size)
        without.append((part.below, part.spread))
    share_error, spread_error = (float(error) for error in jackknife_error(np.array(without)))
    # Leaving out draws says nothing of a scatter that is taken as zero in every part.
    share_error = max(share_error, abs(doubted.below - whole.below))
    spread_error = max(spread_error, doubted.spread - whole.spread)
    # Of few draws that differ at all, the next could go either way (Laplace's rule of succession).
    of_few = 1.0 / (np.count_nonzero(values) + 2.0)
    relative = spread_error / whole.spread if whole.spread > 0.0 else math.inf
    return LeftOpen(
        interval=whole.interval if relative <= WIDTH_KNOWN else None,
        interval_error=relative,
        below=whole.below,
        above=whole.above,
        share_se=math.hypot(share_error, of_few),
    )


def proportional_to(baseline: Foreseen) -> Floats | None:
    """Return what changes may be in proportion to, None if there is nothing to change."""
    mean = float(np.mean(baseline.whole))
    return np.maximum(baseline.whole, _LEAST * mean) if mean > 0.0 else None


def in_proportion(difference: Draws, scale: Floats) -> bool:
    """Return whether a difference is rather in proportion to the baseline than alike everywhere.

    Most options change in proportion to what there is to change, and then the noise has a variance
    in that proportion too; what an option brings about itself need not be.  The better of the two,
    ``b x`` or ``a``, leaves less in units of such a noise.
    """
    y = difference.mean[: len(scale)]
    b, a = np.sum(y) / np.sum(scale), np.sum(y / scale) / np.sum(1.0 / scale)
    return bool(np.sum((y - b * scale) ** 2 / scale) <= np.sum((y - a) ** 2 / scale))
