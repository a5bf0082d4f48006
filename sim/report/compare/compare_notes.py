"""What stands below a comparison: what its numbers mean, and what noise leaves open."""

from __future__ import annotations

import math
from itertools import pairwise

from sim.analysis.comparison import Change, Comparison
from sim.analysis.ranking import CloseCall
from sim.report import numbers
from sim.report.compare.combinations import Letters, compact_title
from sim.report.wording import basis_note, error_note, interval_note, lost_note
from sim.results.descriptions import OutcomeInfo
from sim.results.results import Results

#: More draws than this many times the present ones are not worth recommending.
_MOST_TIMES = 30.0

#: A share of draws with a larger standard error is shown in brackets.
_WELL_KNOWN = 0.05

#: With a standard error above this nothing is known of a share of draws.
UNKNOWN = 0.25


def meaning_notes(results: Results, comparison: Comparison, info: OutcomeInfo) -> tuple[str, ...]:
    """Return what the numbers of a comparison by one outcome mean."""
    changes = [change[info.name] for change in comparison.adopted.values()]
    notes = [interval_note(results.header)]
    notes += lost_note(results.header, [c.interval_error for c in changes if not c.null])
    notes.append(error_note(results.header, "paired world"))
    off = [
        info.title
        for info in results.options.values()
        if info.members == (info.name,) and f"options.{info.name}" in results.header.without
    ]
    if off:
        notes.append(
            f"Switched off by --without, so that nobody has it and it changes nothing: "
            f"{', '.join(off)}."
        )
    meaning = "If adopted: everybody who must consent does."
    if results.offered:
        meaning += " If offered: each consents with its own probability, drawn in every history."
    notes.append(meaning)
    notes.append(basis_note(results.options.values()))
    if numbers.scale_of(info.unit) is numbers.PERCENT:
        notes.append("pp: percentage points.")
    if info.ranks:
        verb = "lowers" if info.better == "lower" else "raises"
        notes.append(
            f"Helps: share of the draws in which it {verb} the outcome, as far as two standard "
            "errors tell. Best first."
        )
        if any(poorly_known(c) for c in changes):
            notes.append(
                "Helps in brackets: poorly known, as its interval is missing or its standard error "
                "above 5 points. Blank: above 25 points. More --replications (now "
                f"{results.header.replications}) help most."
            )
    shown = [*changes, *(change[info.name] for change in comparison.offered.values())]
    if any(change.null and not change.unreachable for change in shown):
        notes.append("None seen: not one history differs, which is not to say that none can.")
    if any(change.unreachable for change in shown):
        notes.append("A change of 0: the option cannot reach this outcome, by the model.")
    return tuple(notes)


def letter_notes(letters: Letters) -> tuple[str, ...]:
    """Return what the letters stand for, if there are any."""
    if not letters:
        return ()
    return ("A letter stands for the option beside it, a dot for one that is left out.",)


def close_notes(results: Results, close: list[CloseCall], letters: Letters) -> tuple[str, ...]:
    """Return a warning about neighbours that noise may have put in the wrong order."""
    if not close:
        return ()
    chains = [[close[0].better, close[0].worse]]
    for before, call in pairwise(close):
        if call.better == before.worse:
            chains[-1].append(call.worse)
        else:
            chains.append([call.better, call.worse])
    titles = "; ".join(
        " / ".join(compact_title(results.options[name], letters) for name in chain)
        for chain in chains
    )
    header = results.header
    flag, now = (
        ("--draws", header.draws) if header.uncertain else ("--replications", header.replications)
    )
    factors = [call.factor for call in close if call.factor <= _MOST_TIMES]
    advice = "Take each as a tie."
    if factors:
        needed = float(f"{max(factors) * now:.1e}")
        needed += 10.0 ** math.floor(math.log10(needed) - 1) if needed < max(factors) * now else 0
        advice = f"{flag} {needed:.0f} (now {now}) would settle "
        advice += (
            "it." if len(close) == 1 else "most of them." if len(factors) < len(close) else "them."
        )
    return (f"Too close to rank (less than 2 standard errors apart): {titles}. {advice}",)


def poorly_known(change: Change) -> bool:
    """Return whether noise leaves the share open, or the width of the interval that it is of.

    By errors alone: a share that luck made large is not shown more often than one it made small.
    Without uncertain numbers there is no interval, and the share is known to be none or all.
    """
    if change.null or change.p_better is None:
        return False
    is_lost = change.interval is None and change.interval_error is not None
    return is_lost or (change.p_better_se or 0.0) > _WELL_KNOWN
