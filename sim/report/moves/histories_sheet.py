"""The table of single histories: which moves they hold."""

from __future__ import annotations

import numpy as np

from sim.report import exact_numbers, numbers
from sim.report.tables import Column, Group, Sheet, Table
from sim.report.wording import counted, scene
from sim.results.event_log import Histories


def histories_sheet(histories: Histories) -> Sheet:
    """Return the sheet of how many events some histories hold, by move."""
    header = histories.header
    n = header.draws * header.replications
    columns = (
        Column("Move", flexible=True),
        Column("Events", "right"),
        Column("A history", "right"),
        Column("In how many histories", "right"),
    )
    return Sheet(
        title=f"{scene(header)}: {counted(n, 'history', 'histories')}",
        lead=(f"{counted(len(histories.day), 'event')}, each with its day.",),
        tables=(Table(columns, (Group(tuple(_row(histories, m, n) for m in histories.moves)),)),),
        notes=(
            f"{counted(header.draws, 'draw')} × {counted(header.replications, 'replication')}, "
            f"seed {header.seed}. What these counts say of the scenario has an error: sim.moves "
            "and sim.frequencies give it.",
        ),
    )


def _row(histories: Histories, move: str, n_histories: int) -> tuple[str, ...]:
    own = histories.of(move)
    held = histories.draw[own] * histories.header.replications + histories.replication[own]
    return (
        move,
        exact_numbers.whole(own.sum()),
        exact_numbers.plain(own.sum() / n_histories),
        numbers.share(len(np.unique(held)) / n_histories),
    )
