"""The parts of the pages on the flagship that are made from the scenario, or measured on it.

What is simulated here is simulated once a process: the tests look at the same results.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

import numpy as np

import sim
from docs.pages import ROOT, blocks
from sim.analysis.claims import Shown, paired_difference
from sim.analysis.estimates import Estimates
from sim.analysis.self_excitation import fit_self_excitation
from sim.analysis.spells import length_quantile, spells
from sim.describe.scenario_answer import ScenarioAnswer
from sim.distributions import FAMILIES
from sim.report import exact_numbers, numbers
from sim.report.claims.claims_sheet import EFFECT_WORDS, VERDICT_WORDS
from sim.report.render import markdown_table
from sim.results.event_log import Histories
from sim.results.results import Floats
from sim.scenario.entries import Option
from sim.scenario.quantity.quantity import Quantity
from sim.scenario.schema import Scenario

FLAGSHIP = "lachin-2023"

EVIDENCE = ROOT / "docs" / "lachin_evidence.csv"

#: Size of the histories on which durations and clusters are measured.
DRAWS, REPLICATIONS = 100, 20

FATAL = (
    "incident_border", "incident_karabakh", "clash_border", "clash_karabakh", "surge_border",
    "surge_karabakh", "offensive",
)  # fmt: skip


@cache
def flagship() -> Scenario:
    """Return the scenario."""
    return sim.load(FLAGSHIP)


@cache
def claims_tried() -> tuple[Shown, ...]:
    """Return what every mechanism of every claim does."""
    return tuple(sim.check_claims(flagship()))


@cache
def histories() -> Histories:
    """Return histories of the world without any measure."""
    return sim.histories(flagship(), draws=DRAWS, replications=REPLICATIONS, seed=1)


# -- claims ---------------------------------------------------------------------------------------


def article_claims() -> str:
    """Return the table of the claims of the article."""
    return _claims([name for name in flagship().claims if name.startswith("c")])


def evidence_claims() -> str:
    """Return the table of what the evidence adds."""
    return _claims([name for name in flagship().claims if name.startswith("e")])


def _claims(names: list[str]) -> str:
    lines = [
        "| # | claim | path | what it does | so it is |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name in names:
        claim = flagship().claims[name]
        begin = f"{name} | {claim.says}"
        if not name.startswith("c"):
            begin += f" (`{claim.source}`)"
        tried = (shown for shown in claims_tried() if shown.claim == name)
        for path, of_path in groupby(tried, key=_path):
            effects = list(of_path)
            does = "<br>".join(
                f"{EFFECT_WORDS[one.effect]} `{one.on}`: {_difference(one)}" for one in effects
            )
            verdicts = "<br>".join(VERDICT_WORDS[one.verdict] for one in effects)
            lines.append(f"| {begin} | {path} | {does} | {verdicts} |")
            begin = " | "
    return "\n".join(lines) + "\n"


def _path(one: Shown) -> str:
    text = "<br>".join(f"`{path}`" for path in one.path)
    if one.given:
        text += " given " + " ".join(f"`{name}`" for name in one.given)
    if one.within_days is not None:
        text += f" within {exact_numbers.weeks(one.within_days)}"
    return text


def _difference(one: Shown) -> str:
    scale = numbers.scale_of(one.unit)
    change = numbers.change(one.difference, one.se, scale.bare)
    of = numbers.level(one.estimate, one.estimate_se, scale)
    unit = scale.change or one.unit
    return f"{change} {numbers.plus_minus(one.se, scale)} {unit} of {of}"


def shipped() -> str:
    """Return the scenarios that come with the program, and what each asks."""
    lines = ["| name | title | question |", "| --- | --- | --- |"]
    for name in sim.shipped():
        scenario = sim.load(name)
        lines.append(f"| `{name}` | {scenario.title} | {scenario.question or ''} |")
    return "\n".join(lines) + "\n"


# -- provenance -----------------------------------------------------------------------------------


def provenance() -> str:
    """Return the references, what the numbers rest on, and every number."""
    (sheet,) = ScenarioAnswer(flagship(), ("sources", "numbers")).sheets(None)
    references, bases, every = sheet.tables
    parts = [f"## {table.heading}\n\n{markdown_table(table)}\n" for table in (references, bases)]
    for section, groups in groupby(
        every.groups, key=lambda group: re.split(r"[.: ]", group.heading)[0]
    ):
        part = replace(every, groups=tuple(groups))
        parts.append(f"## {section.capitalize()}\n\n{markdown_table(part)}\n")
    text = "\n".join(parts)
    return re.sub(r"https?://[^ |]+", lambda link: f"<{link[0].replace(chr(92), '')}>", text)


# -- options --------------------------------------------------------------------------------------


def options() -> tuple[str, ...]:
    """Return the names of the options, in the order of the file."""
    return tuple(flagship().options)


def option_facts(name: str) -> str:
    """Return who must act, who must consent, and what an option acts on."""
    scenario = flagship()
    option = scenario.options[name]
    rows = [
        ("Who must act", _actors(scenario, option.by)),
        ("Who must consent", "<br>".join(_consents(scenario, option))),
        ("When", _when(option)),
        ("Hazard ratios", "<br>".join(_numbers(option.effects)) or "none"),
        ("Shifts of levels", "<br>".join(_numbers(option.shifts)) or "none"),
        ("Cost", option.cost.text),
    ]
    return "| | |\n| --- | --- |\n" + "".join(f"| {key} | {value} |\n" for key, value in rows)


def _actors(scenario: Scenario, names: tuple[str, ...]) -> str:
    return ", ".join(scenario.actors[name].name or name for name in names)


def _consents(scenario: Scenario, option: Option) -> Iterator[str]:
    for name, quantity in option.consent.items():
        yield f"{scenario.actors[name].name}: {quantity.text}{_note(quantity)}"


def _when(option: Option) -> str:
    text = f"after {option.delay.text}{_note(option.delay)}"
    if option.needs:
        needs = "; ".join(f"`{key}`: {' or '.join(rungs)}" for key, rungs in option.needs.items())
        text += f"; while {needs}"
    return text


def _numbers(values: dict[str, Quantity]) -> Iterator[str]:
    for name, quantity in values.items():
        yield f"`{name}` {quantity.text}{_note(quantity)}"


def _note(quantity: Quantity) -> str:
    return f" ({quantity.note})" if quantity.note else ""


# -- how often ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """What the evidence says of one kind of event, per year: suggested rate and 90 % interval."""

    event: str
    found: str
    outcome: str
    rate: tuple[float, float, float]
    within: str
    """Outcome that gives the weeks for which it was possible, where that was not always."""


@cache
def counted() -> tuple[Counted, ...]:
    """Return what was counted, from ``docs/lachin_evidence.csv``."""
    with EVIDENCE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Counted(
                row["event"],
                row["found"],
                row["outcome"],
                (float(row["rate"]), float(row["low"]), float(row["high"])),
                row["within"],
            )
            for row in csv.DictReader(file)
        )


@cache
def frequencies() -> tuple[Scenario, Estimates]:
    """Return the scenario of the page on the evidence, and its estimates."""
    page = (ROOT / "docs" / "explanation" / "evidence.md").read_text(encoding="utf-8")
    (block,) = [block for block in blocks(page) if block.mark == "file"]
    scenario = sim.loads(block.body, block.argument)
    return scenario, sim.estimates(sim.run(scenario, draws=1000, replications=20, seed=1))


def marginals() -> str:
    """Return how often things happen in 52 weeks, beside the evidence."""
    _, found = frequencies()
    lines = [
        "| event | counted | evidence a year (90 %) | outcome | evidence in 52 weeks (90 %) | "
        "model in 52 weeks (90 %) |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in counted():
        estimate = found[row.outcome]
        chance = estimate.likelihood is not None
        low, high = estimate.interval or (math.nan, math.nan)
        middle, least, most = (_in_52_weeks(rate, chance) for rate in row.rate)
        error = f"±{_two(estimate.se or 0.0, chance, 1)}"
        lines.append(
            f"| {row.event} | {row.found} | {_three(*row.rate)} | `{row.outcome}` | "
            f"{_three(middle, least, most, chance)} | "
            f"{_three(estimate.estimate, low, high, chance)} {error} |"
        )
    return "\n".join(lines) + "\n"


def _in_52_weeks(rate: float, chance: bool) -> float:
    return 1.0 - math.exp(-rate * 364.0 / 365.25) if chance else rate


def _three(middle: float, low: float, high: float, chance: bool = False) -> str:
    unit = " %" if chance else ""
    return f"{_two(middle, chance)}{unit} ({_two(low, chance)} to {_two(high, chance)}{unit})"


def _two(value: float, chance: bool, digits: int = 2) -> str:
    scaled = 100.0 * value if chance else value
    digits += not chance and scaled >= 10.0
    text = f"{scaled:.{digits}g}"
    return f"{float(text):g}" if "e" in text else text


def exposures() -> str:
    """Return how often the corridor changes in a year in which it can."""
    _, found = frequencies()
    lines = [
        "| event | evidence a year (90 %) | model, in all | model, while it is possible |",
        "| --- | --- | --- | --- |",
    ]
    for row in counted():
        if row.within:
            times, weeks = found[row.outcome].estimate, found[row.within].estimate
            lines.append(
                f"| {row.event} | {_three(*row.rate)} | {times:.2g} | "
                f"{times / (weeks * 7.0 / 365.25):.2g} |"
            )
    return "\n".join(lines) + "\n"


# -- plausibility ---------------------------------------------------------------------------------


def durations() -> str:
    """Return how long closures and surges last, beside the evidence."""
    rows = [
        ("Closure of the corridor", "corridor", "closed", "101 (36 to 422) days, as ln 2 / rate"),
        ("Surge in Karabakh that becomes no war", "karabakh", "surge", "1 to 5 days"),
        ("Surge on the border that becomes no war", "border", "surge", "1 to 5 days"),
        ("Offensive that becomes no war", "karabakh", "offensive", "none had happened"),
        ("War", "war", "raging", "44 days in 2020"),
    ]
    lines = [
        "| how long | evidence, median | model, median (5 to 95 % of the spells) | spells |",
        "| --- | --- | --- | --- |",
    ]
    for title, ladder, rung, evidence in rows:
        found = spells(histories(), ladder, rung)
        if "no war" in title:
            found = found.without(histories(), "war_from_border", "war_from_karabakh")
        low, middle, high = (length_quantile(found, p) for p in (0.05, 0.5, 0.95))
        lines.append(
            f"| {title} | {evidence} | {_days(middle)} ({_days(low)} to {_days(high)}) days | "
            f"{found.length.size:,} |"
        )
    return "\n".join(lines) + "\n"


def _days(days: float | None) -> str:
    return "beyond the horizon" if days is None else exact_numbers.plain(round(days, 1))


@cache
def branching(flat: bool) -> tuple[Floats, Floats]:
    """Return branching ratio and half-life of the fatal incidents in every draw."""
    found = histories()
    fatal = found.of(*FATAL)
    ratios, lives = [], []
    for draw in range(DRAWS):
        of_draw = fatal & (found.draw == draw)
        series = [
            found.day[of_draw & (found.replication == replication)]
            for replication in range(REPLICATIONS)
        ]
        fit = fit_self_excitation(series, found.header.horizon_days, flat=flat)
        ratios.append(fit.branching_ratio)
        lives.append(fit.half_life_days)
    return np.array(ratios), np.array(lives)


def self_excitation() -> str:
    """Return the branching ratio and the half-life of fatal incidents, beside the evidence."""
    rows = [
        ("one background a year", False, "0.27 (0.15 to 0.43)", "5.0 days"),
        ("one background throughout", True, "0.49 (0.33 to 0.71)", "9.5 days"),
    ]
    lines = [
        "| fit with | branching ratio, evidence | model | half-life, evidence | model |",
        "| --- | --- | --- | --- | --- |",
    ]
    for title, flat, ratio, life in rows:
        ratios, lives = branching(flat)
        lines.append(f"| {title} | {ratio} | {_spread(ratios)} | {life} | {_spread(lives)} days |")
    share, error = caused()
    lines.append(
        f"| nothing: the jumps switched off | 0.30 (0.10 to 0.55), as a prior | {share:.2f} "
        f"±{error:.2f} | 7 (3 to 20) days | |"
    )
    return "\n".join(lines) + "\n"


@cache
def caused() -> tuple[float, float]:
    """Return the share of fatal incidents that would not happen if none raised tension."""
    jumps = [f"moves.{move}.then.tension" for move in FATAL if move != "offensive"]
    whole, less = (
        sim.run(flagship(), draws=200, replications=20, without=without, keep=True)
        for without in ([], jumps)
    )
    index = whole.outcome_index("fatal_incidents")
    difference, se, _ = paired_difference(whole, less, index)
    of = float(whole.baseline.outcome.mean[:, index].mean())
    return difference / of, (se or 0.0) / of


def _spread(values: Floats) -> str:
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    return f"{middle:.2g} ({low:.2g} to {high:.2g})"


@cache
def killed_in_a_surge() -> Floats:
    """Return sizes of surges: equally likely places of the power law and of its exponent."""
    size = flagship().consequences(flagship().moves["surge_border"]).sizes["deaths"]
    alpha = size.parameters["alpha"]
    places = (np.arange(200) + 0.5) / 200
    exponents = FAMILIES[alpha.family].quantile(places, *alpha.arguments)
    low, _, high = (argument for argument in size.arguments)
    sizes = [FAMILIES[size.family].quantile(places, low, exponent, high) for exponent in exponents]
    return np.concatenate(sizes)


def deaths() -> str:
    """Return how many a surge kills, and how many surges become wars, beside the evidence."""
    low, middle, high = np.quantile(killed_in_a_surge(), [0.05, 0.5, 0.95])
    found = histories()
    surges = found.of("surge_border", "surge_karabakh", "offensive").sum()
    wars = found.of("war_from_border", "war_from_karabakh").sum()
    seizures, flights = found.of("seizure").sum(), found.of("flight_after_seizure").sum()
    error = float(np.sqrt(wars / surges * (1 - wars / surges) / surges))
    return (
        "| how much | evidence | model |\n| --- | --- | --- |\n"
        "| Killed in a surge that stays below 1,000 | 200 in April 2016, 299 in September 2022 | "
        f"{middle:.0f} ({low:.0f} to {high:.0f}) |\n"
        "| Surges and offensives that become a war | 5 to 16 % by the power law; 1 of 3 since 2015 "
        f"| {100 * wars / surges:.1f} % ± {100 * error:.1f} |\n"
        "| Seizures that a mass flight follows | 85 % (50 to 97 %) within 60 days | "
        f"{100 * flights / seizures:.0f} % within the 52 weeks |\n"
    )
