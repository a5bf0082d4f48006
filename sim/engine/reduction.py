"""Blocks become results one by one, and are forgotten: memory does not grow with replications."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import numpy.typing as npt

from sim.engine.block import BlockResult, TileMoments
from sim.engine.loop.parameters import STRATUM, draw_levels, parameters_at
from sim.engine.option_info import Columns, option_columns, option_info, world_costs
from sim.engine.plan import Job, Sizes, WorldPlan
from sim.model.model import Model
from sim.model.reach import Play, reached_by_options
from sim.results.descriptions import QuantityInfo
from sim.results.histogram import Histogram, merge
from sim.results.history_summary import HistorySummary
from sim.results.results import BASELINE, Header, Moments, ParameterTable, Results, World

Floats = npt.NDArray[np.float64]

#: Histograms are merged when so many new bins have come for each old one, so that every bin is
#: sorted a few times only.
_BINS_BEHIND = 1.0


class Reduction:
    """Everything that is known so far.

    Blocks have to come in the order of `cut_blocks`: the tiles of a draw one after the other.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        n_worlds, n_outcomes = job.n_worlds, len(job.model.outcomes)
        self._count = np.zeros(0)
        self._outcome = _Merging(n_worlds, n_outcomes)
        self._difference = _Merging(n_worlds - 1, n_outcomes)
        self._parts = np.zeros((n_worlds, 0, job.parts, n_outcomes))
        self._amounts = _Counting()
        self._weeks_to = _Counting()
        self._happened = np.zeros((0, 0, 0), np.min_scalar_type(job.sizes.replications))
        self._histories: Floats | None = None

    def add(self, result: BlockResult) -> None:
        """Take in the next block."""
        block = result.block
        rows = slice(block.first_draw, block.first_draw + block.n_draws)
        self._make_room(rows.stop, result)
        before = self._count[rows].copy()
        self._outcome.add(rows, before, block.n_replications, result.outcome)
        self._difference.add(rows, before, block.n_replications, result.difference)
        self._parts[:, rows] += result.parts
        self._amounts.add([bins for bins in result.summary.amounts if bins is not None])
        self._weeks_to.add(result.summary.weeks_to)
        self._happened[rows] += result.summary.happened
        self._count[rows] += block.n_replications
        if self._histories is not None and result.histories is not None:
            first = block.first_replication
            places = slice(first, first + block.n_replications)
            self._histories[:, rows, places] = result.histories

    def _make_room(self, draws: int, result: BlockResult) -> None:
        """Make all tables long enough for so many draws."""
        job, known = self._job, len(self._count)
        if draws <= known:
            return
        # Room for all draws at once costs nothing: pages that are still zero take no memory.
        more = max(draws, job.sizes.draws, 2 * known) - known
        self._count = np.concatenate([self._count, np.zeros(more)])
        self._outcome.lengthen(more)
        self._difference.lengthen(more)
        self._parts = _longer(self._parts, 1, more)
        happened = result.summary.happened
        if known == 0:
            self._happened = self._happened.reshape(0, *happened.shape[1:])
        self._happened = _longer(self._happened, 0, more)
        if job.keep and result.histories is not None:
            n_worlds, _, _, n_columns = result.histories.shape
            if self._histories is None:
                self._histories = np.empty((n_worlds, 0, job.sizes.replications, n_columns))
            self._histories = _longer(self._histories, 1, more)

    def results(self, version: str, draws: int) -> Results:
        """Return the results of the first so many draws, of which all blocks have come."""
        job = self._job
        sizes = Sizes(draws, job.sizes.replications, job.sizes.seed)
        model, n_plans = job.model, len(job.plans)
        used = {*job.base, *(option for plan in job.plans for option in plan.options)}
        columns = option_columns(model, sizes, used)
        worlds = [self._world(number, sizes, columns) for number in range(job.n_worlds)]
        in_base = [WorldPlan(model.options[option].name, (option,)) for option in job.base]
        return Results(
            header=make_header(model, sizes, version),
            outcomes=tuple(outcome.info for outcome in model.outcomes),
            options={
                plan.name: option_info(model, plan, columns) for plan in (*in_base, *job.plans)
            },
            baseline=worlds[0],
            adopted={world.name: world for world in worlds[1 : 1 + n_plans]},
            offered={world.name: world for world in worlds[1 + n_plans :]},
            table=ParameterTable(partial(_draw_table, model, sizes.seed), sizes.draws),
            parameter_names=tuple(parameter.name for parameter in model.parameters),
            quantities=tuple(
                parameter.info or QuantityInfo(parameter.name) for parameter in model.parameters
            ),
            correlations=model.correlations,
        )

    def _world(self, number: int, sizes: Sizes, columns: Columns) -> World:
        job = self._job
        plan, offered = _planned(job, number)
        options = job.base if plan is None else job.base + plan.options
        n_outcomes = len(job.model.outcomes)
        kept = None if self._histories is None else self._histories[number, : sizes.draws]
        return World(
            name=BASELINE if plan is None else plan.name,
            options=tuple(job.model.options[option].name for option in options),
            offered=offered,
            outcome=self._outcome.moments(number, sizes),
            difference=None if plan is None else self._difference.moments(number - 1, sizes),
            summary=self._summary(sizes) if plan is None else None,
            values=None if kept is None else kept[..., :n_outcomes],
            weeks_to=None if kept is None else kept[..., n_outcomes:],
            parts=_part_means(self._parts[number, : sizes.draws], sizes) if job.parts else None,
            cost=world_costs(job.model, options, columns, sizes.draws, offered=offered),
            reaches=None if plan is None else _reaches(job, plan, offered=offered),
        )

    def _summary(self, sizes: Sizes) -> HistorySummary:
        amounts = iter(self._amounts.merged())
        return HistorySummary(
            amounts=tuple(
                None if outcome.info.is_probability else next(amounts)
                for outcome in self._job.model.outcomes
            ),
            weeks_to=tuple(self._weeks_to.merged()),
            happened=self._happened[: sizes.draws],
        )


class _Merging:
    """Moments of many worlds, merged tile by tile."""

    def __init__(self, n_worlds: int, n_outcomes: int) -> None:
        self._mean = np.zeros((n_worlds, 0, n_outcomes))
        self._deviation = np.zeros((n_worlds, 0, n_outcomes))

    def lengthen(self, more: int) -> None:
        self._mean = _longer(self._mean, 1, more)
        self._deviation = _longer(self._deviation, 1, more)

    def add(self, rows: slice, before: Floats, n: int, tile: TileMoments) -> None:
        """Merge a tile (Chan, Golub & LeVeque 1983, doi:10.1080/00031305.1983.10483115).

        Parameters
        ----------
        before : ndarray, shape (draw,)
            Number of replications merged before.
        n
            Number of replications of the tile.
        """
        earlier = before[:, None]
        total = earlier + n
        delta = tile.mean - self._mean[:, rows]
        self._deviation[:, rows] += tile.deviation + delta**2 * (earlier * n / total)
        self._mean[:, rows] += delta * (n / total)

    def moments(self, world: int, sizes: Sizes) -> Moments:
        mean = self._mean[world, : sizes.draws]
        if sizes.replications == 1:
            return Moments(mean, np.full(mean.shape, np.nan))
        return Moments(mean, self._deviation[world, : sizes.draws] / (sizes.replications - 1))


class _Counting:
    """Histograms, merged now and then."""

    def __init__(self) -> None:
        self._whole: list[Histogram] = []
        self._behind: list[Sequence[Histogram]] = []
        self._bins_behind = 0

    def add(self, histograms: Sequence[Histogram]) -> None:
        self._behind.append(histograms)
        self._bins_behind += sum(len(histogram.counts) for histogram in histograms)
        if self._bins_behind > _BINS_BEHIND * sum(len(bins.counts) for bins in self._whole):
            self.merged()

    def merged(self) -> list[Histogram]:
        if self._behind:
            together = [self._whole, *self._behind] if self._whole else self._behind
            self._whole = [merge(same) for same in zip(*together, strict=True)]
            self._behind, self._bins_behind = [], 0
        return self._whole


def make_header(model: Model, sizes: Sizes, version: str) -> Header:
    """Return where the numbers of a run come from."""
    return Header(
        version=version,
        title=model.title,
        question=model.question,
        sha256=model.sha256,
        seed=sizes.seed,
        draws=sizes.draws,
        replications=sizes.replications,
        start=model.start,
        horizon_days=model.horizon_days,
        objective=model.objective,
        stratum=STRATUM,
        uncertain=model.is_uncertain,
        without=model.without,
    )


def _planned(job: Job, number: int) -> tuple[WorldPlan | None, bool]:
    """Return what a world by number is: its plan, None for the baseline, and if it is offered."""
    if number == 0:
        return None, job.base_offered
    place = number - 1
    return job.plans[place % len(job.plans)], place >= len(job.plans)


def _reaches(job: Job, plan: WorldPlan, *, offered: bool) -> frozenset[str]:
    """Return the outcomes in which a world can differ from the baseline."""
    added = {*plan.options} - {*job.base}
    if job.base_offered:  # In the world they are in force; in the baseline only if agreed to.
        added |= {option for option in job.base if job.model.options[option].consent}
    asked = tuple({*plan.options} - {*job.base}) if offered else ()
    return reached_by_options(Play(job.model, tuple({*job.base, *plan.options}), asked), added)


def _draw_table(model: Model, seed: int, draws: int) -> tuple[Floats, Floats]:
    levels = draw_levels(model, seed, draws)
    return levels, parameters_at(model, levels)


def _part_means(totals: Floats, sizes: Sizes) -> Floats:
    counts = [len(range(part, sizes.replications, sizes.parts)) for part in range(sizes.parts)]
    return totals / np.array(counts)[:, None]


def _longer(table: npt.NDArray, axis: int, more: int) -> npt.NDArray:  # type: ignore[type-arg]
    """Return a table with so many rows of zeros behind the others."""
    shape = list(table.shape)
    shape[axis] += more
    longer = np.zeros(shape, table.dtype)
    longer[tuple(slice(0, known) for known in table.shape)] = table
    return longer
