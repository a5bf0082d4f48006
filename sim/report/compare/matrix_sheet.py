"""The compact table of a comparison: every option against every outcome."""

from __future__ import annotations

from sim.analysis.comparison import Change, Comparison
from sim.analysis.ranking import ERRORS_TO_RANK
from sim.report import numbers
from sim.report.compare.combinations import Letters, letters_for, row_title
from sim.report.compare.compare_columns import UNSEEN
from sim.report.compare.compare_notes import letter_notes
from sim.report.compare.compare_sheet import compared, grouped, sections
from sim.report.layout import fits
from sim.report.tables import Column, Group, Sheet, Table
from sim.report.wording import baseline_sentence, basis_note, error_note, no_mean_sentence, scene
from sim.results.descriptions import OutcomeInfo
from sim.results.results import Results

_BASELINE = "No new measure"


def matrix_sheet(results: Results, comparison: Comparison, per_table: int) -> Sheet:
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
    letters = letters_for(results, options)
    parts = sections(results, options, portfolios, letters)
    answer = baseline_sentence(infos[0], comparison.baseline[infos[0].name], results.header)
    return Sheet(
        title=f"{scene(results.header)}: {compared(parts)} against no new measure",
        lead=(answer,) if objective else (),
        tables=tuple(
            _table(results, comparison, infos[first : first + per_table], parts, letters)
            for first in range(0, len(infos), per_table)
        ),
        notes=(
            f"First row: the outcomes with no new measure. Below: changes if adopted "
            f"(pp: percentage points). In brackets: less than {ERRORS_TO_RANK:.0f} Monte Carlo "
            "standard errors from none. None seen: not one history differs, which is not to "
            "say that none can. 0: the option cannot reach the outcome, by the model.",
            error_note(results.header, "paired world"),
            basis_note(results.options.values()),
            f"Best first by: {infos[0].title}.",
            *(no_mean_sentence(info) for info in infos if not info.mean_exists),
            *letter_notes(letters),
        ),
    )


def outcomes_abreast(results: Results, comparison: Comparison, width: int) -> int:
    """Return how many outcomes fit side by side without breaking numbers; at least one."""
    for number in range(len(results.outcomes), 1, -1):
        tables = matrix_sheet(results, comparison, number).tables
        if all(fits(table, width) for table in tables):
            return number
    return 1


def _table(
    results: Results,
    comparison: Comparison,
    infos: list[OutcomeInfo],
    parts: list[tuple[str, list[str]]],
    letters: Letters,
) -> Table:
    columns = [Column("Change if adopted", flexible=True)]
    columns += [Column(f"{info.title}, {_unit(info)}", "right") for info in infos]
    levels = []
    for info in infos:
        baseline = comparison.baseline[info.name]
        level = numbers.level(baseline.estimate, baseline.se, numbers.scale_of(info.unit))
        levels.append(level if info.mean_exists else "none")
    rows = [[(_BASELINE, *levels)]]
    rows += [
        [
            (
                row_title(results.options[name], letters),
                *[_cell(comparison.adopted[name][info.name], info) for info in infos],
            )
            for name in names
        ]
        for _, names in parts
    ]
    if letters:
        first = [[""], *([letters.get(name, "") for name in names] for _, names in parts)]
        columns.insert(0, Column(""))
        rows = [
            [(letter, *row) for letter, row in zip(own, some, strict=True)]
            for own, some in zip(first, rows, strict=True)
        ]
    return Table(tuple(columns), tuple(Group(tuple(some)) for some in rows))


def _unit(info: OutcomeInfo) -> str:
    return numbers.scale_of(info.unit).change or info.unit


def _cell(change: Change, info: OutcomeInfo) -> str:
    if not info.mean_exists:
        return "none"
    if change.null:
        return "0" if change.unreachable else UNSEEN
    text = numbers.change(change.difference, change.se, numbers.scale_of(info.unit).bare)
    return text if change.clear else f"({text})"
