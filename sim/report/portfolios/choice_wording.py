"""Words that all tables of the decision analysis share: alternatives, weights, how sure."""

from __future__ import annotations

from sim.analysis.switching import Switch
from sim.report import exact_numbers, numbers
from sim.report.compare.combinations import Letters, compact_title, row_title
from sim.report.numbers import Scale
from sim.results.descriptions import OutcomeInfo, QuantityInfo
from sim.results.results import BASELINE, Header, Results

NO_MEASURE = "No new measure"


def titled(results: Results, name: str, letters: Letters | None = None) -> str:
    """Return what an alternative is called: a combination by letters, where there are any."""
    if name == BASELINE:
        return NO_MEASURE
    return row_title(results.options[name], letters or {}) if name in results.options else name


def lowered(title: str) -> str:
    """Return a title inside a sentence.

    Examples
    --------
    >>> lowered("Major violence"), lowered("EU mission")
    ('major violence', 'EU mission')
    """
    return title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"


def change_unit(info: OutcomeInfo) -> str:
    """Return the unit of a change of an outcome."""
    return numbers.scale_of(info.unit).change or info.unit


def weight_text(weight: float, scale: Scale) -> str:
    """Return a weight of cost in the unit of the table, without it.

    Examples
    --------
    >>> weight_text(0.005, numbers.PERCENT), weight_text(0.0, numbers.PERCENT)
    ('0.5', '0')
    """
    return exact_numbers.plain(weight * scale.factor, 2)


def at_weight(weight: float, info: OutcomeInfo) -> str:
    """Return at which weight of cost something holds, to begin a sentence with."""
    if weight == 0.0:
        return "Where cost does not count"
    scale = numbers.scale_of(info.unit)
    return f"Where a unit of cost is worth {weight_text(weight, scale)} {change_unit(info)}"


def amount(value: float, se: float | None, scale: Scale) -> str:
    """Return an amount of the outcome that has no sign: a gain, a regret, a value.

    Examples
    --------
    >>> amount(0.0176, 0.0012, numbers.PERCENT)
    '1.8'
    """
    return numbers.change(value, se, scale.bare).lstrip("+")


def quantity_value(value: float, quantity: QuantityInfo) -> str:
    """Return a value of a quantity with its unit, as the scenario writes it.

    Examples
    --------
    >>> quantity_value(0.365, QuantityInfo("moves.war.rate", "per year"))
    '0.365 per year'
    >>> quantity_value(0.82, QuantityInfo("moves.war.rate", "within 14 days", window_days=14.0))
    '82 % within 14 days'
    """
    if quantity.window_days is not None:
        return f"{exact_numbers.portion(value, 2)} % {quantity.unit}"
    return f"{exact_numbers.plain(value)} {quantity.unit}".rstrip()


def quantity_range(low: float, high: float, quantity: QuantityInfo) -> str:
    """Return two values of a quantity with their unit.

    Examples
    --------
    >>> quantity_range(0.0562, 0.79, QuantityInfo("moves.war.rate", "per year"))
    '0.0562 to 0.79 per year'
    >>> quantity_range(-5e-18, 0.15, QuantityInfo("options.talks.shifts.tension", ""))
    '0 to 0.15'
    """
    # What was written as 0 is some billionths away from it as a quantile.
    low, high = (0.0 if abs(end) < 1e-9 * (high - low) else end for end in (low, high))
    if quantity.window_days is not None:
        ends = f"{exact_numbers.portion(low)} to {exact_numbers.portion(high)} %"
    else:
        ends = f"{exact_numbers.exact(low)} to {exact_numbers.exact(high)}"
    return f"{ends} {quantity.unit}".rstrip()


def basis(quantity: QuantityInfo) -> str:
    """Return on what a quantity rests: its basis, and its source."""
    return ", ".join(filter(None, (quantity.basis, quantity.source))) or numbers.NOTHING


def jackknife_note(header: Header) -> str:
    """Return where the standard errors come from, and the size of the run."""
    draws, replications = (
        exact_numbers.whole(header.draws),
        exact_numbers.whole(header.replications),
    )
    return (
        f"±: standard error, by leaving out groups of draws; {draws} draws × {replications} "
        f"replications, seed {header.seed}."
    )


def consent_note(offered: bool) -> str:
    """Return whether consents were drawn."""
    if offered:
        return "If offered: each consents with its own probability; what is refused costs nothing."
    return "If adopted: everybody who must consent does; --offered draws the consents."


def free_notes(results: Results) -> list[str]:
    """Return which options the scenario gives no cost, so that they are taken as free."""
    options = [info for info in results.options.values() if info.members == (info.name,)]
    free = [info.title for info in options if info.cost == 0.0]
    if not free:
        return []
    which = "every option" if len(free) == len(options) else "; ".join(free)
    return [f"Taken as free, because the scenario says no cost or 0: {which}."]


def in_text(results: Results, name: str, letters: Letters) -> str:
    """Return what an alternative is called in running text: letters for a combination of many."""
    if name in results.options:
        return compact_title(results.options[name], letters)
    return titled(results, name)


def path(results: Results, switch: Switch, letters: Letters) -> str:
    """Return the best alternatives along a quantity, with the values at which they change."""
    words = [in_text(results, switch.at_low, letters)]
    for threshold in switch.thresholds:
        words.append(f"up to {quantity_value(threshold.value, switch.quantity)}, then")
        words.append(in_text(results, threshold.above, letters))
    return " ".join(words)
