"""Histories as they happened: every move of every replication, with named axes.

A run keeps outcomes; this keeps what led to them, for those who want to count something else: how
long a state lasts, whether events cluster, what comes before what.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.errors import check_names
from sim.results.display import Displayed
from sim.results.results import Floats, Header, import_pandas

if TYPE_CHECKING:
    import pandas as pd

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LadderInfo:
    """A ladder, and the moves that change it.

    Attributes
    ----------
    start
        Rung on the first day.
    leads
        For each move that leads to a rung of it, that rung.
    """

    name: str
    rungs: tuple[str, ...]
    start: str
    leads: dict[str, str]


@dataclass(frozen=True, repr=False)
class Histories(Displayed):
    """The events of one world, ordered by draw, replication and time.

    Attributes
    ----------
    options
        Options put into the world.
    draw, replication : ndarray, shape (event,)
    day : ndarray, shape (event,)
        Days since the start.
    move : ndarray, shape (event,)
        Position in ``moves``.
    """

    header: Header
    options: tuple[str, ...]
    moves: tuple[str, ...]
    ladders: tuple[LadderInfo, ...]
    draw: Ints
    replication: Ints
    day: Floats
    move: Ints

    def of(self, *moves: str) -> npt.NDArray[np.bool_]:
        """Return which events are one of some moves, shape (event,).

        Raises
        ------
        UsageError
            If there is no such move.
        """
        check_names("move", moves, self.moves)
        wanted = [number for number, name in enumerate(self.moves) if name in moves]
        return np.isin(self.move, wanted)

    def ladder(self, name: str) -> LadderInfo:
        """Return a ladder by its name.

        Raises
        ------
        UsageError
            If there is no such ladder.
        """
        ladders = {ladder.name: ladder for ladder in self.ladders}
        check_names("ladder", [name], ladders)
        return ladders[name]

    def to_frame(self) -> pd.DataFrame:
        """Return one row per event: draw, replication, day, date and the name of the move.

        Raises
        ------
        UsageError
            If pandas is not installed.
        """
        pandas = import_pandas()
        start = np.datetime64(self.header.start)
        frame: pd.DataFrame = pandas.DataFrame(
            {
                "draw": self.draw,
                "replication": self.replication,
                "day": self.day,
                "date": start + np.floor(self.day).astype("timedelta64[D]"),
                "move": np.array(self.moves, dtype=object)[self.move],
            }
        )
        return frame
