"""Sentences that more than one table needs: what is compared, over what time, how sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeGuard

from sim.analysis.draws import Interval
from sim.analysis.estimates import Estimate
from sim.analysis.left_open import WIDTH_KNOWN
from sim.report import exact_numbers, numbers
from sim.results.descriptions import OptionInfo, OutcomeInfo
from sim.results.results import Header


def scene(header: Header) -> str:
    """Return the scenario, its first day unless the title names it, its length, what is off."""
    day = f"{header.start.day} {header.start:%B} {header.start.year}"
    begins = "" if day in header.title else f", {day}"
    off = f", without {', '.join(header.without)}" if header.without else ""
    return f"{header.title}{begins}, {exact_numbers.weeks(header.horizon_days)}{off}"


def counted(n: int, noun: str, plural: str | None = None) -> str:
    """Return a number of things.

    Examples
    --------
    >>> counted(1, "option"), counted(14, "option"), counted(2, "history", "histories")
    ('1 option', '14 options', '2 histories')
    """
    return f"{exact_numbers.whole(n)} {noun if n == 1 else plural or f'{noun}s'}"


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
    size = _size(header.draws, header.replications, header.seed, world, plural)
    return f"±: Monte Carlo standard error; {size}."


def sizes_in_words(draws: int, replications: int, seed: int) -> str:
    """Return what stands behind every number of a table that several runs share."""
    size = _size(draws, replications, seed, "history", "histories")
    return f"{size[0].upper()}{size[1:]}, in every world."


def _size(draws: int, replications: int, seed: int, world: str, plural: str | None) -> str:
    worlds = counted(draws * replications, world, plural)
    parts = f"{counted(draws, 'draw')} × {counted(replications, 'replication')}"
    return f"{worlds} ({parts}), seed {seed}"


def basis_note(options: Iterable[OptionInfo]) -> str:
    """Return what the sizes of the options' effects rest on.

    Parameters
    ----------
    options
        Options and portfolios; a portfolio rests on what its options do.
    """
    found = Counter(basis for option in options for basis in option.basis)
    if not found:
        return "The file does not say what the sizes of the options' effects rest on."
    parts = " and ".join(basis for basis, _ in found.most_common())
    return (
        f"The sizes of the options' effects rest on {parts}; sim show --sources lists every number."
    )


def has_width(interval: Interval | None) -> TypeGuard[Interval]:
    """Return whether there is an interval to show: one that has not shrunk to a point."""
    return interval is not None and interval[0] < interval[1]


def lost_note(header: Header, errors: Sequence[float | None]) -> list[str]:
    """Return a note about intervals whose width is too poorly known to be told, if there are any.

    Parameters
    ----------
    errors
        Of the widths, as shares of the widths.
    """
    if not any(error is not None and error > WIDTH_KNOWN for error in errors):
        return []
    return [
        "Where an interval is missing, the Monte Carlo noise leaves its width open by more than a "
        f"quarter; more --replications (now {header.replications}) would show it."
    ]


def no_mean_sentence(info: OutcomeInfo) -> str:
    """Return what to say of an outcome that has no mean, wherever its average is shown."""
    return (
        f"{info.title} has no mean: its tail is so heavy that averages grow with the number of "
        "histories, and their ± and any order by them say little. Read the median of sim run, or "
        "cap the sizes with 'max:'."
    )


def baseline_sentence(info: OutcomeInfo, baseline: Estimate, header: Header) -> str:
    """Return the answer for the baseline: the estimate, what is left open, and words for it."""
    if not info.mean_exists:
        return no_mean_sentence(info)
    return f"{info.title} without any new measure: {estimate_text(info, baseline, header)}."


def estimate_text(info: OutcomeInfo, estimate: Estimate, header: Header) -> str:
    """Return an estimate in a sentence, with its interval, and words for a probability.

    Where numbers are uncertain and the run is too small to tell the interval, a word would look
    surer than one for both ends of an interval; that the run is too small is said in its place.
    Where there is no mean, it is the median, as far as single histories were kept.
    """
    if not info.mean_exists:
        median = (
            exact_numbers.plain(estimate.quantiles[1]) if estimate.quantiles else numbers.NOTHING
        )
        return f"median {median} {info.unit}, no mean"
    scale = numbers.scale_of(info.unit)
    text = numbers.stated(estimate.estimate, estimate.se, scale)
    if not scale.level:
        text += f" {info.unit}"
    if has_width(estimate.interval):
        text += f" ({numbers.level_range(*estimate.interval, scale)})"
    if lacks_interval(estimate, header):
        return f"{text}; too few draws or replications to say how sure"
    return f"{text}, {estimate.likelihood}" if estimate.likelihood else text


def lacks_interval(estimate: Estimate, header: Header) -> bool:
    """Return whether the parameters leave something open, and the run is too small to tell what."""
    return header.uncertain and estimate.interval is None
