"""What programs get of the moves: JSON as promised in ``docs/reference``, and rows."""

from __future__ import annotations

from collections.abc import Mapping

from sim.analysis.frequency import Frequency
from sim.report.answer import Rows
from sim.report.document_types import MoveDocument, MovesDocument
from sim.report.documents import header_document
from sim.results.results import Results

MOVES_COLUMNS = (
    "move", "times", "se", "interval_low", "interval_high", "per_year", "weeks_possible",
    "per_year_possible", "times_rate", "happens", "happens_se",
)  # fmt: skip


def moves_document(results: Results, found: Mapping[str, Frequency]) -> MovesDocument:
    """Return the JSON document of how often every move happens."""
    world = results.baseline
    return {
        **header_document(results),
        "world": {"options": list(world.options), "offered": world.offered},
        "moves": {name: _move(frequency) for name, frequency in found.items()},
    }


def moves_rows(found: Mapping[str, Frequency]) -> Rows:
    """Return one row per move."""
    rows = [
        (
            name,
            one.times.estimate,
            one.times.se,
            *(one.times.interval or (None, None)),
            one.per_year,
            one.weeks_possible,
            one.per_year_possible,
            one.times_rate,
            one.happens.estimate,
            one.happens.se,
        )
        for name, one in found.items()
    ]
    return Rows(MOVES_COLUMNS, rows)


def _move(one: Frequency) -> MoveDocument:
    return {
        "title": one.title,
        "times": one.times.estimate,
        "se": one.times.se,
        "interval": one.times.interval,
        "per_year": one.per_year,
        "weeks_possible": one.weeks_possible,
        "per_year_possible": one.per_year_possible,
        "times_rate": one.times_rate,
        "happens": one.happens.estimate,
        "happens_se": one.happens.se,
    }
