"""What a compiled loop is asked to run, and what it writes down."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

#: More events than this in one replication is taken for a mistake in the rates: an event every
#: minute for two years, or every ten for twenty.  Where they breed each other, it takes seconds to
#: get there, and a thousand such histories would take hours.
MAX_EVENTS = 1_000_000


class Lanes(NamedTuple):
    """Which replications to run; all arrays have the shape (lane,) but the last.

    Attributes
    ----------
    row
        Row of the draw in the coefficients.
    draw, replication
        Numbers that key the random streams.
    adopted : (lane, option)
        Whether each option is adopted.
    """

    row: Ints
    draw: Ints
    replication: Ints
    adopted: Bools


class Observed(NamedTuple):
    """What is written down of each replication.

    Attributes
    ----------
    times, first : (lane, move)
        How often each move happened, and the day of the first time, or ``inf``.
    held : (lane, condition, column)
        The first `sim.engine.loop.held.N_OBSERVED` of its columns.
    integral : (lane, indicator)
        Integral of each level over time, days.
    """

    times: Ints
    first: Floats
    held: Floats
    integral: Floats
