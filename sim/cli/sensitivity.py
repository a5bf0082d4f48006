"""``sim sensitivity``: what an outcome, an option and the choice hang on."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.sensitivity import sensitivity as analyse
from sim.analysis.switching import Switch, switches
from sim.cli.deciding import asked_outcome, compared, read_weight
from sim.cli.output import emit
from sim.cli.run import Effort
from sim.errors import no_direction, no_options
from sim.pipeline import load
from sim.report.sensitivity.sensitivity_answer import SensitivityAnswer
from sim.scenario.schema import Scenario


def sensitivity(
    source: str,
    *,
    subjects: tuple[str, ...],
    options: tuple[str, ...],
    outcome: str | None,
    weight: str | None,
    offered: bool,
    form: str,
    effort: Effort,
) -> None:
    """Run the worlds asked for, and write what they hang on."""
    scenario = load(source)
    name = asked_outcome(scenario, outcome)
    value = 0.0 if weight is None else read_weight(weight, scenario, name)
    choosing = {"--options": bool(options), "--weight": weight is not None}
    _check_choosing(scenario, name, {**choosing, "--offered": offered and not subjects})
    everything = (*scenario.options, *scenario.portfolios)
    wanted = tuple(dict.fromkeys((*(options or everything), *subjects)))
    results = compared(scenario, effort, wanted, outcomes=[name], offered=offered)
    found = [analyse(results, name)]
    found += [analyse(results, name, option=subject, offered=offered) for subject in subjects]
    choice: Sequence[Switch] = ()
    if results.options and scenario.outcomes[name].better != "neither":
        choice = switches(results, name, names=options or None, weight=value, offered=offered)
    emit(SensitivityAnswer(results, name, found, choice, value, offered), form)


def _check_choosing(scenario: Scenario, outcome: str, given: dict[str, bool]) -> None:
    """Check that there is a choice if something is said about it.

    Parameters
    ----------
    given
        What may be said about a choice, and whether it was.

    Raises
    ------
    UsageError
        If something is, and there is none.
    """
    if scenario.options and scenario.outcomes[outcome].better != "neither":
        return
    for flag, was_given in given.items():
        if was_given and scenario.options:
            raise no_direction(outcome, f", so {flag} has no meaning")
        if was_given:
            raise no_options(f"to choose from, so {flag} has no meaning")
