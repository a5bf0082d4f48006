"""The illness model in Ciw: customers who stay at a node for the time in a state.

A node has a service time that does not depend on where the customer goes next, and the next node is
drawn at the end: the competing exponential times of a continuous-time chain, in Ciw's own terms.
"""

from __future__ import annotations

from collections.abc import Callable

import ciw
import numpy as np
import numpy.typing as npt

from tests.benchmarks.illness import YEARS, rate_matrix


def prepare(n: int, seed: int) -> Callable[[], npt.NDArray[np.float64]]:
    """Return a program for ``n`` histories."""
    return lambda: _shares(n, seed)


def _shares(n: int, seed: int) -> npt.NDArray[np.float64]:
    """Return the share in each state."""
    rates = rate_matrix()
    leaving = -np.diag(rates)[:3]
    routing = rates[:3, :3] / leaving[:, None]
    np.fill_diagonal(routing, 0.0)
    never = 1e9
    network = ciw.create_network(
        # All histories arrive at once, at the node of the healthy.
        arrival_distributions=[ciw.dists.Sequential([0.0, never]), None, None],
        batching_distributions=[ciw.dists.Deterministic(n), None, None],
        service_distributions=[ciw.dists.Exponential(float(rate)) for rate in leaving],
        routing=routing.tolist(),
        number_of_servers=[float("inf")] * 3,
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(YEARS)
    inside = [node.number_of_individuals for node in simulation.transitive_nodes]
    return np.array([*inside, n - sum(inside)]) / n
