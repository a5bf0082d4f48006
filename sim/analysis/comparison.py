"""What would each option change?  Differences between worlds that share every clock.

The worlds are paired history by history, so a difference has its own, much smaller, error: it is
estimated from the paired differences, never from two separate estimates.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.special import ndtr

from sim.analysis.confidence import confidence_interval
from sim.analysis.draws import Draws, Interval
from sim.analysis.estimates import (
    Estimate,
    draws_of,
    estimate_world,
    foresee_world,
)
from sim.analysis.left_open import (
    Foreseen,
    LeftOpen,
    Response,
    foresee,
    in_proportion,
    left_open,
    proportional_to,
)
from sim.analysis.pairs import paired, paired_draws, ratio_of_means
from sim.analysis.quantities import Quantities, quantities_of
from sim.analysis.standard_errors import (
    degrees_of_freedom,
    probability_error,
    standard_error,
    sure_factor,
)
from sim.results.descriptions import Better, OutcomeInfo
from sim.results.display import Displayed
from sim.results.results import Moments, Results, World

#: A level whose variance is less than this part of the baseline's has a surface of its own.
_MUCH_LESS = 0.5


@dataclass(frozen=True, repr=False)
class Change(Displayed):
    """What one option does to one outcome, adopted or offered.

    Attributes
    ----------
    estimate, estimate_se, estimate_interval
        The outcome with the option, its Monte Carlo standard error and what the parameters leave
        open about it (central 90 %).
    difference, se
        Estimate minus baseline, and its Monte Carlo standard error; that is 0 only where the option
        cannot change the outcome.
    confidence
        95 % confidence interval of the difference, of the Monte Carlo noise alone.
    interval
        The same interval for the difference; None where there is nothing to tell it from, or noise
        leaves its width open.
    interval_error
        Standard error of that width, as a share of the width; infinite if the noise has swallowed
        it, None where there is nothing to tell it from.
    ratio, ratio_se, ratio_confidence
        Estimate over baseline, with its error and 95 % confidence interval; None if the baseline is
        zero.
    p_better, p_better_se
        Share of the draws in which the option is an improvement; None if the outcome has no better
        direction, or if the draws cannot tell: because noise has swallowed what they differ by, or
        because no history differs although some could.
    rank
        1 is best, ties share the better rank; None if the outcome has no better direction.
    null
        Whether the option changed this outcome in no history at all.
    unreachable
        Whether it cannot, however many there are: nothing leads from what it does to the outcome.
    clear
        Whether the difference is as surely not 0 as two exactly known standard errors make it; true
        also if there is no error.
    """

    estimate: float
    estimate_se: float | None
    estimate_interval: Interval | None
    difference: float
    se: float | None
    interval: Interval | None
    interval_error: float | None
    ratio: float | None
    ratio_se: float | None
    p_better: float | None
    p_better_se: float | None
    rank: int | None
    null: bool
    confidence: Interval | None = None
    ratio_confidence: Interval | None = None
    unreachable: bool = False
    clear: bool = True


@dataclass(frozen=True, repr=False)
class Comparison(Displayed):
    """Estimates of the baseline, and changes by option or portfolio and by outcome."""

    baseline: dict[str, Estimate]
    adopted: dict[str, dict[str, Change]]
    offered: dict[str, dict[str, Change]]
    results: Results = field(compare=False)


def compare(results: Results, outcomes: Sequence[str] | None = None) -> Comparison:
    """Return what every option changes in every outcome.

    Parameters
    ----------
    outcomes
        Names of those that are looked at; all by default.

    Raises
    ------
    UsageError
        If there is no such outcome.
    """
    infos = [results.outcome(name) for name in outcomes or [info.name for info in results.outcomes]]
    quantities = quantities_of(results)
    foreseen = foresee_world(results, results.baseline, infos, quantities)
    return Comparison(
        baseline=estimate_world(results, results.baseline, infos, foreseen),
        adopted=_changes(results, results.adopted, infos, quantities, foreseen),
        offered=_changes(results, results.offered, infos, quantities, foreseen),
        results=results,
    )


def _changes(
    results: Results,
    worlds: dict[str, World],
    infos: Sequence[OutcomeInfo],
    quantities: Quantities,
    of_baseline: Sequence[Foreseen] | None,
) -> dict[str, dict[str, Change]]:
    """Return what worlds change, with their ranks, by their names and by outcome.

    Raises
    ------
    ValueError
        If a world was run alone, without a baseline to compare it with.
    """
    pairs = [(info, world) for info in infos for world in worlds.values()]
    nothing: Sequence[None] = [None] * len(infos)
    scales = [
        None if base is None or info.limits[0] < 0.0 else proportional_to(base)
        for info, base in zip(infos, of_baseline or nothing, strict=True)
    ]
    of_worlds = [
        quantities.concern(world.options, offered=world.offered) for world in worlds.values()
    ] * len(infos)
    differences = [_draws(results, paired(world), info) for info, world in pairs]
    levels = [_draws(results, world.outcome, info) for info, world in pairs]
    opened: list[tuple[LeftOpen | None, LeftOpen | None]] = [(None, None)] * len(pairs)
    foreseen = foresee(
        [
            Response(
                difference,
                concerns,
                scale if scale is not None and in_proportion(difference, scale) else None,
            )
            for difference, concerns, scale in zip(
                differences, of_worlds, [scale for scale in scales for _ in worlds], strict=True
            )
        ],
        quantities,
    )
    if of_baseline is not None and foreseen is not None:
        known = [own for own in of_baseline for _ in worlds]
        both = [base + change for base, change in zip(known, foreseen, strict=True)]
        # An option that leaves little of what was open leaves less than a sum can foresee.
        alone = [k for k, level in enumerate(levels) if _is_less_open(level, known[k])]
        own = foresee([Response(levels[k], of_worlds[k]) for k in alone], quantities) or []
        for k, found in zip(alone, own, strict=True):
            both[k] = found
        opened = [
            (left_open(level, of_level, info.limits), left_open(difference, of_difference))
            for (info, _), level, of_level, difference, of_difference in zip(
                pairs, levels, both, differences, foreseen, strict=True
            )
        ]
    changes = iter(
        [
            _change(results, world, info, *one)
            for (info, world), one in zip(pairs, opened, strict=True)
        ]
    )
    by_outcome = {
        info.name: ranked({name: next(changes) for name in worlds}, info.better) for info in infos
    }
    return {name: {info.name: by_outcome[info.name][name] for info in infos} for name in worlds}


def _draws(results: Results, moments: Moments, info: OutcomeInfo) -> Draws:
    return draws_of(moments, results.outcome_index(info.name), results.header)


def _is_less_open(level: Draws, baseline: Foreseen) -> bool:
    """Return whether the draws of a world with an option scatter much less than those without."""
    return float(np.var(level.mean)) < _MUCH_LESS * float(np.var(baseline.whole))


def _change(
    results: Results,
    world: World,
    info: OutcomeInfo,
    of_level: LeftOpen | None,
    of_difference: LeftOpen | None,
) -> Change:
    """Return what one world changes in one outcome, without its rank."""
    with_option, baseline, difference = paired_draws(results, world, info)
    null = difference.constant and float(difference.mean[0]) == 0.0
    unreachable = null and difference.event == 0.0
    value, se = float(np.mean(difference.mean)), standard_error(difference)
    error = probability_error if info.is_probability else standard_error
    ratio = ratio_of_means(with_option, baseline, difference)
    unseen = null and not unreachable
    better, better_se = p_better(difference, None if unseen else of_difference, info.better)
    if unseen:
        better = better_se = of_difference = None
    return Change(
        estimate=float(np.mean(with_option.mean)),
        estimate_se=error(with_option),
        estimate_interval=of_level.interval if of_level else None,
        difference=value,
        se=se,
        interval=of_difference.interval if of_difference else None,
        interval_error=of_difference.interval_error if of_difference else None,
        ratio=ratio.value,
        ratio_se=ratio.se,
        p_better=better,
        p_better_se=better_se,
        rank=None,
        null=null,
        confidence=confidence_interval(difference),
        ratio_confidence=ratio.confidence,
        unreachable=unreachable,
        clear=se is None or abs(value) >= sure_factor(degrees_of_freedom(difference)) * se,
    )


def p_better(
    difference: Draws, opened: LeftOpen | None, better: Better
) -> tuple[float | None, float | None]:
    """Return the share of the draws in which the mean difference is an improvement.

    Exactly zero is no improvement.  Without uncertain quantities all draws are alike, and what is
    open is only on which side of zero their mean lies.

    Parameters
    ----------
    opened
        What the quantities leave open about the difference.

    Returns
    -------
    share, se : float or None
        Both None for an outcome without a better direction, and where nothing is known of the
        draws one by one.
    """
    if better == "neither":
        return None, None
    if not difference.uncertain:
        gain = float(np.mean(difference.mean)) * (-1.0 if better == "lower" else 1.0)
        error = standard_error(difference) or 0.0
        doubt = float(ndtr(-abs(gain) / error)) if error > 0.0 else 0.0
        return float(gain > 0.0), math.sqrt(doubt * (1.0 - doubt))
    if opened is None:
        return None, None
    return (opened.below if better == "lower" else opened.above), opened.share_se


def ranked(changes: dict[str, Change], better: Better) -> dict[str, Change]:
    """Return the same changes with their ranks by estimate, 1 for the best; ties share."""
    if better == "neither":
        return changes
    sign = 1.0 if better == "lower" else -1.0
    # Rounded: the same number summed in another order is a tie.
    keys = {name: float(f"{sign * change.estimate:.12e}") for name, change in changes.items()}
    ordered = sorted(keys.values())
    return {
        name: replace(change, rank=ordered.index(keys[name]) + 1)
        for name, change in changes.items()
    }
