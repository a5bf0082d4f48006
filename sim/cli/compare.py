"""``sim compare``: options and portfolios against no new measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim import pipeline
from sim.cli.output import emit
from sim.cli.run import Effort, check_can_keep, known_options
from sim.cli.watching import watching
from sim.errors import UsageError, check_names, no_options
from sim.report.compare.compare_answer import CompareAnswer
from sim.report.exact_numbers import whole
from sim.report.wording import counted
from sim.simulate.defaults import MOST_COMBINATIONS

Portfolios = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class CompareRequest:
    """What was asked to be compared.

    Attributes
    ----------
    options
        Names given, empty for none.
    portfolios, all_combinations
        Whether they were asked for.
    limit
        Most combinations, None for `MOST_COMBINATIONS`.
    """

    options: tuple[str, ...]
    portfolios: bool
    all_combinations: bool
    limit: int | None


def compare(
    source: str,
    *,
    request: CompareRequest,
    outcomes: tuple[str, ...],
    all_outcomes: bool,
    without: tuple[str, ...],
    form: str,
    effort: Effort,
) -> None:
    """Run the worlds asked for, and write what each changes."""
    one_choice(outcomes, all_outcomes)
    scenario = pipeline.load(source)
    check_names("outcome", outcomes, scenario.outcomes)
    known = {name: portfolio.options for name, portfolio in scenario.portfolios.items()}
    options, portfolios = chosen(request, list(scenario.options), known, scenario.compared)
    check_can_keep(effort)
    shown = tuple(scenario.outcomes) if all_outcomes else outcomes
    with watching("Simulating", effort.out) as callbacks:
        results = pipeline.compare(
            scenario,
            options=options,
            portfolios=portfolios,
            without=without,
            draws=effort.draws,
            replications=effort.replications,
            seed=effort.seed,
            precision=effort.precision,
            precise=() if effort.precision is None else shown,
            keep=effort.keep,
            out=effort.out,
            workers=effort.workers,
            scheduler=effort.scheduler,
            progress=callbacks.progress,
            watch=callbacks.watch,
        )
    emit(CompareAnswer(results, outcomes, all_outcomes), form)


def chosen(
    request: CompareRequest,
    options: Sequence[str],
    portfolios: Mapping[str, Sequence[str]],
    by_default: tuple[Sequence[str], Sequence[str]],
) -> tuple[list[str], Portfolios]:
    """Return the options to compare one by one, and the portfolios by name.

    Parameters
    ----------
    options, portfolios
        Those that the scenario has.
    by_default
        Names of those that it compares if nobody asks for others.

    Raises
    ------
    UsageError
        If the request names what is not there, asks for nothing, or for too much.
    """
    known_options(request.options, [*options, *portfolios])
    asked = [name for name in request.options if name in options]
    sets_asked = [name for name in request.options if name not in options]
    if request.limit is not None and not request.all_combinations:
        raise UsageError("--limit needs --all-combinations")
    if not options:
        raise no_options("to compare")
    if request.portfolios and not portfolios:
        raise UsageError("the scenario names no portfolios; use --options or --all-combinations")
    named = {name: tuple(members) for name, members in portfolios.items()}
    if request.all_combinations:
        if sets_asked:
            raise UsageError(
                f"'{sets_asked[0]}' is a portfolio, and --all-combinations combines options: "
                f"name its options, {','.join(named[sets_asked[0]])}"
            )
        singles = list(asked or by_default[0] or options)
        combined = _combinations(singles, request.limit or MOST_COMBINATIONS)
        return singles, {**combined, **(named if request.portfolios else {})}
    if request.options:
        return asked, named if request.portfolios else {name: named[name] for name in sets_asked}
    if request.portfolios:
        return [], named
    own, sets = by_default
    return list(own), {name: named[name] for name in sets}


def _combinations(options: list[str], limit: int) -> Portfolios:
    """Return every combination of at least two options, named ``a+b``."""
    worlds = 2 ** len(options) - 1
    if worlds > limit:
        affordable = (limit + 1).bit_length() - 1
        raise UsageError(
            f"--all-combinations of {len(options)} options makes {whole(worlds)} worlds, more than "
            f"{whole(limit)}: choose at most {counted(affordable, 'option')} with "
            f"--options a,b,... or allow more with --limit {worlds}"
        )
    return pipeline.combinations(options)


def nothing_more(words: Sequence[str], portfolios: bool) -> None:
    """Check that nothing stands behind the scenario, where portfolios by name may seem to belong.

    Raises
    ------
    UsageError
        If something does.
    """
    if words:
        hint = f": to compare some portfolios, write --options {','.join(words)}"
        raise UsageError(f"'{words[0]}' is one word too many{hint if portfolios else ''}")


def one_choice(outcomes: tuple[str, ...], all_outcomes: bool) -> None:
    """Check that some outcomes are asked for, or all.

    Raises
    ------
    UsageError
        If it is both.
    """
    if outcomes and all_outcomes:
        raise UsageError("--outcome and --all-outcomes exclude each other")
