"""The table of claims: what the text says, what the model does, and whether that is the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sim.analysis.claims import BARELY, ERRORS_TO_SHOW, Effect, Shown, Verdict
from sim.report import exact_numbers, numbers
from sim.report.tables import Column, Group, Sheet, Table
from sim.report.wording import counted

EFFECT_WORDS: dict[Effect, str] = {
    "raises": "raises",
    "lowers": "lowers",
    "barely_moves": "barely moves",
}
VERDICT_WORDS: dict[Verdict, str] = {"holds": "yes", "unclear": "unclear", "fails": "no"}


def claims_sheet(title: str, shown: Sequence[Shown], size: str) -> Sheet:
    """Return the sheet of the claims of a scenario.

    Parameters
    ----------
    title
        Of the scenario.
    size
        How many histories of which seed stand behind every row.
    """
    columns = (
        Column("With this, and without it", flexible=True),
        Column("the claim", flexible=True),
        Column("With it", "right", shown="wide", aside="the level itself"),
        Column("Difference", "right"),
        Column("±", "right"),
        Column("Unit"),
        Column("So it is?"),
    )
    groups = tuple(
        Group(tuple(_row(one) for one in rows), heading=f"{name}: {says}")
        for (name, says), rows in groupby(shown, key=lambda one: (one.claim, one.says))
    )
    claims = len({one.claim for one in shown})
    return Sheet(
        title=f"{title}: {counted(claims, 'claim')}",
        lead=(_lead(shown, claims),),
        tables=(Table(columns, groups),),
        notes=(
            "Each row is a pair of worlds that share every draw and every clock: one with the "
            "mechanism, one with it switched off.",
            "So it is: the difference has the sign of the claim, by more than "
            f"{ERRORS_TO_SHOW:.0f} Monte Carlo standard errors (±); what barely moves "
            f"differs by less than {numbers.percent(BARELY)} of itself. Unclear: the error "
            "leaves it open, and more --draws would settle it.",
            size,
        ),
    )


def _lead(shown: Sequence[Shown], claims: int) -> str:
    n = {word: sum(one.verdict == word for one in shown) for word in VERDICT_WORDS}
    say, they_say = ("claim says", "it says") if claims == 1 else ("claims say", "they say")
    parts = [f"{counted(len(shown), 'effect')} looked for: {n['holds']} as the {say}"]
    if n["unclear"]:
        parts.append(f"{n['unclear']} unclear")
    if n["fails"]:
        parts.append(f"{n['fails']} not as {they_say}")
    return ", ".join(parts) + "."


def _row(one: Shown) -> tuple[str, ...]:
    scale = numbers.scale_of(one.unit)
    return (
        what(one.path, one.given, one.within_days),
        f"{EFFECT_WORDS[one.effect]} {one.title}",
        numbers.level(one.estimate, one.estimate_se, scale),
        numbers.change(one.difference, one.se, scale.bare),
        numbers.plus_minus(one.se, scale),
        scale.change or one.unit,
        VERDICT_WORDS[one.verdict],
    )


def what(path: Sequence[str], given: Sequence[str], within_days: float | None) -> str:
    """Return what is switched off, with which options in force, and within which horizon."""
    text = ", ".join(path)
    if given:
        text += f"; given {', '.join(given)}"
    if within_days is not None:
        text += f"; within {exact_numbers.weeks(within_days)}"
    return text
