"""What options cost and who agrees to them, over the draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from sim.engine.loop.parameters import draw_columns
from sim.engine.plan import Sizes, WorldPlan
from sim.model.model import Model, Option
from sim.results.descriptions import OptionInfo, words_of

Floats = npt.NDArray[np.float64]

#: Values of parameters in all draws, by their positions.
Columns = Mapping[int, Floats]


def option_columns(model: Model, sizes: Sizes, options: Iterable[int]) -> Columns:
    """Return the costs and the consents of options in all draws."""
    numbers = {model.options[option].cost for option in options}
    numbers |= {asked for option in options for _, asked in model.options[option].consent}
    return draw_columns(model, sizes.seed, sizes.draws, numbers)


def world_costs(
    model: Model, options: tuple[int, ...], columns: Columns, draws: int, *, offered: bool
) -> Floats:
    """Return the cost of a world in each draw; an option that is refused costs nothing.

    Parameters
    ----------
    options
        Those in the world, by position.
    offered
        Whether their consents are drawn; the cost is then the expected one.
    """
    total = np.zeros(draws)
    for option in (model.options[number] for number in options):
        agreed = _agreement(option, columns) if offered else 1.0
        total = total + agreed * columns[option.cost]
    return total


def option_info(model: Model, plan: WorldPlan, columns: Columns) -> OptionInfo:
    """Return names, mean joint consent and mean cost of a planned world."""
    members = [model.options[number] for number in plan.options]
    consent = None
    if any(option.consent for option in members):
        joint: Floats | float = 1.0
        for option in members:
            joint = joint * _agreement(option, columns)
        consent = float(np.mean(joint))
    alone = len(members) == 1 and members[0].name == plan.name
    readable = members[0].title if alone else words_of(plan.name)
    return OptionInfo(
        name=plan.name,
        title=plan.title or readable,
        by=tuple(dict.fromkeys(actor for option in members for actor in option.by)),
        consent=consent,
        cost=float(sum(columns[option.cost].mean() for option in members)),
        members=tuple(option.name for option in members),
        basis=tuple(dict.fromkeys(basis for option in members for basis in option.basis)),
    )


def _agreement(option: Option, columns: Columns) -> Floats | float:
    """Return the probability in each draw that all who must consent to an option do."""
    agreed: Floats | float = 1.0
    for _, asked in option.consent:
        agreed = agreed * columns[asked]
    return agreed
