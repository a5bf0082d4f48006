"""The compact table of a comparison: every option against every outcome."""

from __future__ import annotations

from sim.analysis.comparison import Change, Comparison
from sim.analysis.ranking import CLEAR
from sim.report import numbers
from sim.report.compare_sheet import compared, grouped
from sim.report.tables import Column, Group, Sheet, Table
from sim.report.wording import baseline_sentence, basis_note, error_note, scene
from sim.results import OutcomeInfo, Results

_BASELINE = "No new measure"


def matrix_sheet(results: Results, comparison: Comparison, per_table: int = 8) -> Sheet:
    """Return the sheet of what every option, if adopted, changes in every outcome.

    Parameters
    ----------
    per_table
        Outcomes side by side; the others follow in tables below.
    """
    infos = list(results.outcomes)
    objective = results.header.objective
    infos.sort(key=lambda info: info.name != objective)
    options, portfolios = grouped(results, comparison, infos[0].name)
    lead = (baseline_sentence(infos[0], comparison.baseline[infos[0].name]),) if objective else ()
    return Sheet(
        title=f"{scene(results.header)}: {compared(options, portfolios)} against no new measure",
        lead=lead,
        tables=tuple(
            _table(results, comparison, infos[first : first + per_table], options, portfolios)
            for first in range(0, len(infos), per_table)
        ),
        notes=(
            f"First row: the outcomes with no new measure. Below: changes if adopted "
            f"(pp: percentage points). In brackets: less than {CLEAR:.0f} Monte Carlo standard "
            "errors from none. 0: not one history differs.",
            error_note(results.header, "paired world"),
            basis_note(results.options.values()),
            f"Best first by: {infos[0].title}.",
        ),
    )


def _table(
    results: Results,
    comparison: Comparison,
    infos: list[OutcomeInfo],
    options: list[str],
    portfolios: list[str],
) -> Table:
    columns = [Column("Change if adopted", flexible=True)]
    columns += [Column(f"{info.title}, {_unit(info)}", "right") for info in infos]
    levels = []
    for info in infos:
        baseline = comparison.baseline[info.name]
        levels.append(numbers.level(baseline.estimate, baseline.se, numbers.scale_of(info.unit)))
    groups = [Group(((_BASELINE, *levels),))]
    for names in (options, portfolios):
        rows = tuple(
            (
                results.options[name].title,
                *[_cell(comparison.adopted[name][info.name], info) for info in infos],
            )
            for name in names
        )
        if rows:
            groups.append(Group(rows))
    return Table(tuple(columns), tuple(groups))


def _unit(info: OutcomeInfo) -> str:
    return numbers.scale_of(info.unit).change or info.unit


def _cell(change: Change, info: OutcomeInfo) -> str:
    text = numbers.change(change.difference, change.se, numbers.scale_of(info.unit).bare)
    clear = change.null or change.se is None or abs(change.difference) >= CLEAR * change.se
    return text if clear else f"({text})"
