"""How long states last: the spells that a ladder spends on its rungs.

A spell that the horizon cuts off is *censored*: it lasted at least so long.  Leaving such spells
out would favour the short ones, and counting them as ended would shorten the long ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.errors import UsageError, nearest
from sim.results.event_log import Histories
from sim.results.results import Floats

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Spells:
    """The spells of a ladder on one rung, in all histories.

    Attributes
    ----------
    draw, replication : ndarray, shape (spell,)
    begin, length : ndarray, shape (spell,)
        Days.
    ended : ndarray, shape (spell,)
        False where the horizon cut the spell off.
    """

    draw: Ints
    replication: Ints
    begin: Floats
    length: Floats
    ended: npt.NDArray[np.bool_]

    def without(self, histories: Histories, *moves: str) -> Spells:
        """Return the spells in which none of some moves happens.

        Parameters
        ----------
        histories
            In which the spells were found.
        """
        happened = histories.of(*moves)
        lanes = histories.header.replications
        lane = histories.draw[happened] * lanes + histories.replication[happened]
        day = histories.day[happened]
        own = self.draw * lanes + self.replication
        # Days of later histories lie beyond those of earlier ones, so one sorted row holds all.
        far = histories.header.horizon_days + 1.0
        events = np.sort(lane * far + day)
        first = np.searchsorted(events, own * far + self.begin, side="left")
        after = np.searchsorted(events, own * far + self.begin + self.length, side="right")
        kept = first == after
        return Spells(
            self.draw[kept],
            self.replication[kept],
            self.begin[kept],
            self.length[kept],
            self.ended[kept],
        )


def spells(histories: Histories, ladder: str, rung: str) -> Spells:
    """Return the spells that a ladder spends on a rung.

    A history that starts on the rung has a spell that begins on day 0.

    Raises
    ------
    UsageError
        If there is no such ladder, or it has no such rung.
    """
    info = histories.ladder(ladder)
    if rung not in info.rungs:
        raise UsageError(f"the ladder '{ladder}' has no rung '{rung}'{nearest(rung, info.rungs)}")
    leads = np.full(len(histories.moves), -1)
    for number, name in enumerate(histories.moves):
        if name in info.leads:
            leads[number] = info.rungs.index(info.leads[name])
    wanted, start = info.rungs.index(rung), info.rungs.index(info.start)
    n_draws, n_replications = histories.header.draws, histories.header.replications
    lane = histories.draw * n_replications + histories.replication
    to = leads[histories.move]
    changes = to >= 0
    lanes = np.arange(n_draws * n_replications)
    # The start of every history comes first, then its changes; a stable sort keeps their order.
    lane = np.concatenate([lanes, lane[changes]])
    day = np.concatenate([np.zeros(lanes.shape[0]), histories.day[changes]])
    to = np.concatenate([np.full(lanes.shape[0], start), to[changes]])
    order = np.argsort(lane, kind="stable")
    lane, day, to = lane[order], day[order], to[order]
    # A move that leads to the rung where the ladder stands already begins nothing.
    first = np.append(True, lane[1:] != lane[:-1])
    new = first | np.append(True, to[1:] != to[:-1])
    lane, day, to = lane[new], day[new], to[new]
    same = np.append(lane[1:] == lane[:-1], False)
    end = np.where(same, np.append(day[1:], 0.0), histories.header.horizon_days)
    on = to == wanted
    return Spells(
        draw=lane[on] // n_replications,
        replication=lane[on] % n_replications,
        begin=day[on],
        length=(end - day)[on],
        ended=same[on],
    )


def length_quantile(found: Spells, p: float) -> float | None:
    """Return the length that a share of the spells do not exceed; None if the horizon hides it.

    By the product-limit estimator of the distribution of the lengths.

    References
    ----------
    Kaplan & Meier (1958), doi:10.1080/01621459.1958.10501452.
    """
    order = np.lexsort((~found.ended, found.length))
    length, ended = found.length[order], found.ended[order]
    at_risk = np.arange(length.shape[0], 0, -1)
    survival = np.cumprod(np.where(ended, 1.0 - 1.0 / at_risk, 1.0))
    # Rounded: the last of ten equal steps must reach the last tenth.
    reached = np.flatnonzero(np.round(1.0 - survival, 12) >= p)
    return float(length[reached[0]]) if reached.size else None
