"""Results made up with numpy, as plausible as a run: for tests that need no engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from sim.engine.loop.counting import summarize
from sim.results.descriptions import OptionInfo, OutcomeInfo
from sim.results.history_summary import HistorySummary, incidence_weeks
from sim.results.results import (
    DAYS_PER_WEEK,
    Floats,
    Header,
    Moments,
    ParameterTable,
    Results,
    World,
)

HEADER = Header(
    version="0.1.0",
    title="Lachin corridor",
    question="What lowers the risk of major violence?",
    sha256="ab" * 32,
    seed=1,
    draws=400,
    replications=50,
    start=date(2023, 5, 22),
    horizon_days=364.0,
    objective="major_violence",
    stratum=20,
    uncertain=True,
)
OUTCOMES = (
    OutcomeInfo("deaths", "total", "Deaths", "people", "lower"),
    OutcomeInfo("fatal_incidents", "count", "Fatal incidents", "times", "lower"),
    OutcomeInfo("major_violence", "reached", "Major violence", "probability", "lower"),
    OutcomeInfo("tension", "mean", "Mean tension", "level", "lower"),
    OutcomeInfo("treaty", "reached", "Peace treaty signed", "probability", "higher"),
    OutcomeInfo("weeks_closed", "time", "Corridor closed", "weeks", "lower"),
    OutcomeInfo("rounds", "count", "Rounds of talks", "times", "neither"),
)
#: name, title, by, consent, fraction of the violence that it prevents
OPTIONS = (
    ("xray", "X-ray of suspicious vehicles only", ("Azerbaijan",), 0.35, 0.05),
    ("scanners", "Russian scanners for every vehicle", ("Russia", "Azerbaijan"), 0.15, 0.06),
    ("portal_monitoring", "Portal monitoring", ("Armenia", "Karabakh authorities"), 0.80, 0.13),
    ("cooperation", "Visible cooperation with peacekeepers", ("Azerbaijan",), 0.50, 0.055),
    ("assurances", "Assurances on rights and safety", ("Azerbaijan",), 0.20, 0.22),
    ("amnesty", "No prosecution of those who fought", ("Azerbaijan",), 0.15, 0.04),
    ("toned_rhetoric", "Toned-down rhetoric", ("Karabakh authorities",), 0.40, 0.02),
    (
        "channel",
        "Direct channel Baku-Stepanakert",
        ("Azerbaijan", "Karabakh authorities"),
        0.3,
        0.18,
    ),
    ("delimitation", "Delimitation of the border", ("Armenia", "Azerbaijan"), 0.25, 0.10),
    ("rail_link", "Rail link to Nakhichevan", ("Armenia", "Azerbaijan"), 0.60, 0.03),
    ("insulated", "Insulated mediation", ("European Union", "United States", "Russia"), 0.2, 0.041),
    ("warning", "Warning of sanctions", ("United States",), 0.55, 0.15),
    ("eu_mission", "Larger EU mission in Armenia", ("European Union", "Armenia"), 0.9, -0.01),
    ("court", "Pressure to follow the court order", (), None, 0.0),
)
PORTFOLIOS = (
    ("baku_alone", "What Baku can do alone", ("xray", "cooperation", "assurances", "amnesty")),
    ("yerevan", "What Yerevan and Stepanakert can do", ("portal_monitoring", "toned_rhetoric")),
    ("mediators", "What mediators can do", ("insulated", "warning", "eu_mission", "court")),
    ("article", "Everything in the article", tuple(option[0] for option in OPTIONS)),
)


def moments(values: Floats) -> Moments:
    """Moments of values with axes (draw, replication, outcome)."""
    if values.shape[1] < 2:
        return Moments(values.mean(axis=1), np.full(values[:, 0].shape, np.nan))
    return Moments(values.mean(axis=1), values.var(axis=1, ddof=1))


def simulate(header: Header, prevented: float, noise: int = 0) -> tuple[Floats, Floats]:
    """Outcomes of one world and weeks to its events; the same clocks whatever is prevented."""
    shape = (header.draws, header.replications)
    rng = np.random.default_rng([header.seed, 7])
    p = rng.beta(5, 7, (header.draws, 1)) if header.uncertain else np.full((header.draws, 1), 0.4)
    own = np.random.default_rng([header.seed, 8, noise])
    strength = np.exp(own.normal(0, 0.4, (header.draws, 1))) if header.uncertain else 1.0
    p_here = np.clip(p * (1.0 - prevented * strength), 0.0, 1.0)
    u, v, w = rng.random(shape), rng.random(shape), rng.random(shape)
    violence = u < p_here
    when = np.where(violence, header.horizon_days / 7 * u / np.maximum(p_here, 1e-9), np.inf)
    incidents = np.floor(-20.0 * np.log(v) * np.clip(1.0 - prevented * strength, 0.0, None) ** 0.5)
    deaths = np.where(violence, np.round(25.0 * w ** (-1.0 / 1.8)), 0.0) + incidents
    treaty = v < 0.12 * (1.0 + np.asarray(prevented))
    signed = np.where(treaty, 10.0 + 40.0 * v / 0.2, np.inf)
    tension = np.clip(0.3 + 0.2 * p_here + 0.1 * (v - 0.5), 0.0, 1.0)
    closed = np.where(violence, 20.0 * w, 0.0)
    rounds = np.floor(6.0 * w)
    values = [deaths, incidents, violence, tension, treaty, closed, rounds]
    stacked = np.stack([np.broadcast_to(x, shape).astype(float) for x in values], axis=-1)
    return stacked, np.stack([when, signed], axis=-1)


def summary(values: Floats, weeks_to: Floats) -> HistorySummary:
    """Summary of histories with these outcomes."""
    is_event = [info.kind == "reached" for info in OUTCOMES]
    return summarize(
        values, weeks_to, is_event, incidence_weeks(HEADER.horizon_days / DAYS_PER_WEEK)
    )


def results(header: Header = HEADER, *, alone: bool = False, portfolios: bool = True) -> Results:
    """A comparison of fourteen options and four portfolios, or one world alone."""
    base, weeks = simulate(header, 0.0)
    if alone:
        base_world = World(
            "baseline",
            (),
            False,
            moments(base),
            summary=summary(base, weeks),
            values=base,
            weeks_to=weeks,
        )
    else:
        base_world = World("baseline", (), False, moments(base))
    effect = {name: fraction for name, _, _, _, fraction in OPTIONS}
    infos = {
        name: OptionInfo(name, title, by, consent, 1.0, (name,))
        for name, title, by, consent, _ in OPTIONS
    }
    for name, title, members in PORTFOLIOS if portfolios else ():
        by = tuple(dict.fromkeys(actor for member in members for actor in infos[member].by))
        infos[name] = OptionInfo(name, title, by, 0.05, float(len(members)), members)
    adopted, offered = {}, {}
    for number, (name, info) in enumerate(infos.items(), 1):
        total = 1.0 - float(np.prod([1.0 - effect[member] for member in info.members]))
        for offer, worlds in ((False, adopted), (True, offered)):
            values, _ = simulate(header, total, number)
            if offer and info.consent is not None:
                asked = np.random.default_rng([header.seed, 9, number])
                refused = asked.random((header.draws, header.replications, 1)) > info.consent
                values = np.where(refused, base, values)
            worlds[name] = World(name, info.members, offer, moments(values), moments(values - base))
    if alone:
        adopted, offered = {}, {}
    return Results(
        header=header,
        outcomes=OUTCOMES,
        options=infos,
        baseline=base_world,
        adopted=adopted,
        offered=offered,
        table=ParameterTable(lambda draws: (None, np.zeros((draws, 1))), header.draws),
        parameter_names=("moves.incident.rate",),
    )


def small(**changes: object) -> Results:
    """The comparison with another header."""
    return results(replace(HEADER, **changes))  # type: ignore[arg-type]
