"""``sim portfolios``: which combination, at what cost, how sure, and what adds up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.analysis.portfolios import portfolios as analyse
from sim.cli.deciding import asked_outcome, better, read_weight, simulated
from sim.cli.output import emit
from sim.cli.run import Effort, known_options
from sim.errors import UsageError, check_names, no_options
from sim.pipeline import combinations, load
from sim.report.exact_numbers import whole
from sim.report.portfolios.portfolio_answer import PortfoliosAnswer
from sim.report.wording import counted
from sim.simulate.defaults import MOST_WORLDS, MOST_WORLDS_UNASKED

Portfolios = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class PortfoliosRequest:
    """What was asked to be combined.

    Attributes
    ----------
    options
        Names given, empty for all.
    up_to
        Most options in a combination; None for all of them if options or a limit are given, else
        for as many as make `MOST_WORLDS_UNASKED` worlds.
    named
        Whether only the scenario's own portfolios are wanted, besides single options.
    limit
        Most worlds besides no new measure, None for `MOST_WORLDS`.
    """

    options: tuple[str, ...]
    up_to: int | None
    named: bool
    limit: int | None


def portfolios(
    source: str,
    *,
    request: PortfoliosRequest,
    outcome: str | None,
    against: str | None,
    weights: tuple[str, ...],
    offered: bool,
    form: str,
    effort: Effort,
) -> None:
    """Run the worlds asked for, and write what is worth its cost."""
    scenario = load(source)
    name = asked_outcome(scenario, outcome)
    better(scenario, name)
    if against is not None:
        check_names("outcome", [against], scenario.outcomes)
        if weights:
            raise UsageError("--weights is about cost; it cannot be joined to --against")
    values = [read_weight(text, scenario, name) for text in weights]
    own = {key: portfolio.options for key, portfolio in scenario.portfolios.items()}
    options, combined = chosen(request, list(scenario.options), own)
    observed = [name] if against is None else [name, against]
    results = simulated(scenario, effort, options, combined, outcomes=observed, offered=offered)
    found = analyse(results, name, against=against, weights=values or None, offered=offered)
    emit(PortfoliosAnswer(found), form)


def chosen(
    request: PortfoliosRequest, options: Sequence[str], own: Mapping[str, Sequence[str]]
) -> tuple[list[str], Portfolios]:
    """Return the options to run one by one, and the portfolios by name.

    Parameters
    ----------
    options, own
        The options and portfolios that the scenario has.

    Raises
    ------
    UsageError
        If the request names what is not there, contradicts itself, or asks for too much.
    """
    for name in request.options:
        if name in own and name not in options:
            raise UsageError(
                f"'{name}' is a portfolio, and this combines options: name its options, "
                f"{','.join(own[name])}"
            )
    known_options(request.options, options)
    if not options:
        raise no_options("to combine")
    singles = list(request.options or options)
    kept = {
        name: tuple(members)
        for name, members in own.items()
        if not request.options or set(members) <= set(singles)
    }
    if request.named:
        for flag, number in (("--up-to", request.up_to), ("--limit", request.limit)):
            if number is not None:
                raise UsageError(f"--named combines nothing, so {flag} has no meaning")
        if not kept:
            raise UsageError("no portfolio of the scenario is made of these options only")
        return singles, kept
    up_to = request.up_to
    if up_to is None and not request.options and request.limit is None:
        up_to = _fitting(len(singles), MOST_WORLDS_UNASKED)
    up_to = min(up_to or len(singles), len(singles))
    limit = MOST_WORLDS if request.limit is None else request.limit
    _check_number(singles, up_to, kept, limit)
    made = combinations(singles, up_to)
    sets = {frozenset(members) for members in made.values()}
    own_titles = {name: members for name, members in kept.items() if frozenset(members) not in sets}
    renamed = _named(made, kept)
    return singles, {**renamed, **own_titles}


def _named(made: Portfolios, own: Portfolios) -> Portfolios:
    """Return combinations under the names that the scenario has for some of them."""
    names = {frozenset(members): name for name, members in own.items() if len(members) > 1}
    return {names.get(frozenset(members), name): members for name, members in made.items()}


def _count(n: int, up_to: int) -> int:
    """Return the number of combinations of one to so many of n options."""
    return sum(math.comb(n, size) for size in range(1, up_to + 1))


def _fitting(n: int, limit: int) -> int:
    """Return the largest size whose combinations are within a limit, at least 1."""
    return max((size for size in range(1, n + 1) if _count(n, size) <= limit), default=1)


def _check_number(
    singles: Sequence[str], up_to: int, own: Mapping[str, Sequence[str]], limit: int
) -> None:
    """Check that combinations and the scenario's own portfolios are not too many.

    Raises
    ------
    UsageError
        If they are, with what would fit.
    """
    n = len(singles)
    extra = [_outside(own, size) for size in range(n + 1)]
    worlds = _count(n, up_to) + extra[up_to]
    if worlds <= limit:
        return
    fewer = [k for k in range(1, n) if _count(k, min(k, up_to)) + extra[up_to] <= limit]
    smaller = [size for size in range(1, up_to) if _count(n, size) + extra[size] <= limit]
    advice = [
        *(f"take at most {k} with --options a,b,..." for k in fewer[-1:]),
        *(f"smaller ones with --up-to {size}" for size in smaller[-1:]),
        f"allow more with --limit {worlds}",
    ]
    size = f" of up to {up_to}" if 1 < up_to < n else ""
    what = f"combinations{size} of {n} options" if up_to > 1 else counted(n, "option")
    more = " and the scenario's own portfolios" if extra[up_to] else ""
    raise UsageError(
        f"{what}{more} make {whole(worlds)} worlds, more than {whole(limit)}: "
        f"{', '.join(advice[:-1])}{', or ' if advice[:-1] else ''}{advice[-1]}"
    )


def _outside(own: Mapping[str, Sequence[str]], up_to: int) -> int:
    """Return the number of portfolios that are no combination of two to so many options."""
    return sum(1 for members in own.values() if not 2 <= len(members) <= up_to)
