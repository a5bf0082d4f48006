"""Documents and rows as text: JSON and CSV, both in full precision.

A number that does not exist is ``null`` in JSON and empty in CSV; neither ever holds NaN or an
infinity.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping
from typing import Any

from sim.report.answer import Rows


def to_json(document: Mapping[str, object]) -> str:
    """Return a document as text."""
    return json.dumps(_finite(document), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def to_csv(rows: Rows) -> str:
    """Return rows as text; what does not exist is empty."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(rows.header)
    writer.writerows([[_finite(value) for value in row] for row in rows.values])
    return stream.getvalue()


def _finite(value: Any) -> Any:
    """Return the same data with null for every number that JSON has no word for."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
