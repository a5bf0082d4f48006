"""What programs get of portfolios: JSON as promised in ``docs/reference``, and rows."""

from __future__ import annotations

from typing import Any

from sim.analysis.portfolios import Portfolios
from sim.analysis.robustness import Confidence
from sim.report.answer import Rows
from sim.report.decision_types import AlternativeDocument, ConfidenceDocument, PortfoliosDocument
from sim.report.documents import header_document
from sim.report.portfolios.choice_wording import titled
from sim.results.results import Results

PORTFOLIO_COLUMNS = (
    "alternative", "options", "cost", "cost_se", "change", "se", "standing", "by", "gain",
    "gain_se", "extra_cost", "ratio", "weight", "worst_tenth", "worst_tenth_se", "beyond_sum",
    "beyond_sum_se", "p_synergy",
)  # fmt: skip


def portfolio_document(results: Results, found: Portfolios) -> PortfoliosDocument:
    """Return the JSON document of a decision analysis."""
    names = found.choice.names
    info = results.outcome(found.outcome)
    contenders = [names[k] for k in found.contenders]
    return {
        **header_document(results),
        "outcome": found.outcome,
        "unit": info.unit,
        "better": info.better,
        "against": found.against,
        "offered": found.choice.offered,
        "alternatives": {name: _alternative(results, found, k) for k, name in enumerate(names)},
        "frontier": [
            {
                "alternative": names[step.alternative],
                "gain": step.gain,
                "gain_se": step.gain_se,
                "extra_cost": step.extra_cost,
                "ratio": step.ratio,
                "weight": step.weight,
            }
            for step in found.steps
        ],
        "confidence": [confidence_document(contenders, at) for at in found.robustness.confidence],
        "interactions": [
            {
                "alternative": names[i.alternative],
                "together": i.together,
                "apart": i.apart,
                "estimate": i.estimate,
                "se": i.se,
                "interval": i.interval,
                "p_synergy": i.p_synergy,
                "p_synergy_se": i.p_synergy_se,
                "settled": i.settled,
            }
            for i in found.interactions
        ],
    }


def confidence_document(names: list[str], at: Confidence) -> ConfidenceDocument:
    """Return how sure the choice is at one weight.

    Parameters
    ----------
    names
        Of the alternatives among which that was judged.
    """
    return {
        "weight": at.weight,
        "best": names[at.best],
        "likeliest": names[at.likeliest],
        "minimax": names[at.minimax],
        "evpi": at.evpi,
        "evpi_se": at.evpi_se,
        "alternatives": {
            name: {
                "p_best": float(at.p_best[k]),
                "p_best_se": float(at.p_best_se[k]),
                "regret": float(at.regret[k]),
                "regret_se": float(at.regret_se[k]),
                "largest_regret": float(at.largest_regret[k]),
            }
            for k, name in enumerate(names)
        },
    }


def portfolio_rows(results: Results, found: Portfolios) -> Rows:
    """Return one row per alternative."""
    steps = {step.alternative: step for step in found.steps}
    beyond = {i.alternative: i for i in found.interactions}
    rows: list[list[Any]] = []
    for k, name in enumerate(found.choice.names):
        one = _alternative(results, found, k)
        row: list[Any] = [name, "+".join(one["members"]), one["cost"], one["cost_se"]]
        row += [one["change"], one["se"]]
        row += [one["standing"], "+".join(one["by"])]
        step, interaction = steps.get(k), beyond.get(k)
        row += (
            [step.gain, step.gain_se, step.extra_cost, step.ratio, step.weight]
            if step
            else [None] * 5
        )
        row += [one["worst_tenth"], one["worst_tenth_se"]]
        row += (
            [interaction.estimate, interaction.se, interaction.p_synergy]
            if interaction
            else [None] * 3
        )
        rows.append(row)
    return Rows(PORTFOLIO_COLUMNS, rows)


def _alternative(results: Results, found: Portfolios, k: int) -> AlternativeDocument:
    choice, worst = found.choice, found.robustness
    place = found.contenders.index(k) if k in found.contenders else None
    return {
        "title": titled(results, choice.names[k]),
        "members": list(choice.members[k]),
        "cost": found.price[k],
        "cost_se": found.price_se[k],
        "change": choice.sign * float(choice.effects[k]),
        "se": found.effect_se[k],
        "standing": found.frontier.standing[k],
        "by": [choice.names[j] for j in found.frontier.by[k]],
        "worst_tenth": None if place is None else float(worst.worst_tenth[place]),
        "worst_tenth_se": None if place is None else float(worst.worst_tenth_se[place]),
    }
