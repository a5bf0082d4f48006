"""Run the benchmarks: ``python -m tests.benchmarks [--write] [--quick] [--only NAME ...]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.engines import engines_table
from tests.benchmarks.flagship import flagship_table
from tests.benchmarks.growth import growth_table
from tests.benchmarks.machine import describe
from tests.benchmarks.precision import precision_table
from tests.benchmarks.share import clocks_table, share_table
from tests.benchmarks.table import Table

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "benchmarks.md"


def tables(rounds: int, quick: bool) -> dict[str, Callable[[], Table]]:
    """Return what makes each table, by its name in the page."""
    if quick:
        return {
            "engines": lambda: engines_table(1, 0.01),
            "flagship": lambda: flagship_table(1, 5, 2),
            "growth": lambda: growth_table(1, 2),
            "precision": lambda: precision_table(1000, 20),
            "share": lambda: share_table(1, 0.01),
            "clocks": lambda: clocks_table(1, 2000),
        }
    return {
        "engines": lambda: engines_table(rounds),
        "flagship": lambda: flagship_table(3 * rounds),
        "growth": lambda: growth_table(rounds),
        "precision": precision_table,
        "share": lambda: share_table(rounds),
        "clocks": lambda: clocks_table(rounds),
    }


def put(page: str, name: str, text: str) -> str:
    """Return a page with the part between the marks of ``name`` replaced."""
    begin, end = f"<!-- benchmark: {name} -->", f"<!-- end: {name} -->"
    before, rest = page.split(begin)
    return f"{before}{begin}\n\n{text}\n\n{end}{rest.split(end)[1]}"


def main(arguments: list[str]) -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="rounds, of which the median counts")
    parser.add_argument("--quick", action="store_true", help="only see whether everything runs")
    parser.add_argument("--only", nargs="+", help="names of tables")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.name}")
    chosen = parser.parse_args(arguments)
    makers = tables(chosen.rounds, chosen.quick)
    names = chosen.only or list(makers)
    if unknown := set(names) - set(makers):
        parser.error(f"no table {', '.join(sorted(unknown))}; there are {', '.join(makers)}")
    parts = {"machine": describe()}
    for name in names:
        parts[name] = makers[name]().markdown()
    page = PAGE.read_text() if chosen.write else ""
    for name, text in parts.items():
        print(f"{text}\n")
        page = put(page, name, text) if chosen.write else page
    if chosen.write:
        PAGE.write_text(page)


if __name__ == "__main__":
    main(sys.argv[1:])
