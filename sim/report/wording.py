"""Sentences that more than one table needs: what is compared, over what time, how sure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from sim.analysis.draws import Interval
from sim.analysis.estimates import Estimate
from sim.report import numbers
from sim.results import Header, OutcomeInfo


def scene(header: Header) -> str:
    """Return the scenario, its first day (unless the title names it) and its length."""
    day = f"{header.start.day} {header.start:%B} {header.start.year}"
    begins = "" if day in header.title else f", {day}"
    return f"{header.title}{begins}, {numbers.weeks(header.horizon_days)}"


def counted(n: int, noun: str, plural: str | None = None) -> str:
    """Return a number of things.

    Examples
    --------
    >>> counted(1, "option"), counted(14, "option"), counted(2, "history", "histories")
    ('1 option', '14 options', '2 histories')
    """
    return f"{numbers.whole(n)} {noun if n == 1 else plural or f'{noun}s'}"


def interval_note(header: Header) -> str:
    """Return what the intervals mean, or why there are none."""
    if not header.uncertain:
        return "No number of this scenario is uncertain, so there are no intervals."
    if header.draws < 2 or header.replications < 2:
        return "No intervals: they need at least 2 draws and 2 replications."
    return "90 % intervals: what the parameters leave open, with the Monte Carlo noise taken out."


def error_note(header: Header, world: str, plural: str | None = None) -> str:
    """Return what the standard errors mean, and the size of the run.

    Parameters
    ----------
    world, plural
        What one replication of one draw is called, and several.
    """
    worlds = counted(header.draws * header.replications, world, plural)
    size = f"{counted(header.draws, 'draw')} × {counted(header.replications, 'replication')}"
    return f"±: Monte Carlo standard error; {worlds} ({size}), seed {header.seed}."


def has_width(interval: Interval | None) -> TypeGuard[Interval]:
    """Return whether there is an interval to show: one that has not shrunk to a point."""
    return interval is not None and interval[0] < interval[1]


def lost_note(header: Header, intervals: Sequence[Interval | None]) -> list[str]:
    """Return a note about intervals that shrank to a point, if any did."""
    if not any(interval is not None and not has_width(interval) for interval in intervals):
        return []
    return [
        "Where an interval is blank, what the parameters leave open is lost in the Monte Carlo "
        f"noise; more --replications (now {header.replications}) would show it."
    ]


def baseline_sentence(info: OutcomeInfo, baseline: Estimate) -> str:
    """Return the answer for the baseline: the estimate, what is left open, and words for it."""
    scale = numbers.scale_of(info.unit)
    text = numbers.level(baseline.estimate, baseline.se, scale)
    if not scale.level:
        text += f" {info.unit}"
    if has_width(baseline.interval):
        text += f" ({numbers.level_range(*baseline.interval, scale)})"
    words = f", {baseline.likelihood}" if baseline.likelihood else ""
    return f"{info.title} without any new measure: {text}{words}."
