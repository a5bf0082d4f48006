"""What EMA Workbench 2.5.3 finds in two made-up data sets; run it where that is installed.

    python tests/analysis/data/prim_oracle.py > tests/analysis/data/prim_oracle.json

The workbench brings 414 MB with it, so its answers are recorded instead of computed in the tests.
"""

import json
import sys

import numpy as np


def data_sets():
    """Return name, quantities and cases: a corner with noise, and a slab between two limits."""
    rng = np.random.default_rng(7)
    x = rng.random((400, 5))
    corner = (x[:, 0] > 0.6) & (x[:, 1] < 0.45) & (rng.random(400) < 0.9)
    yield "corner", x, corner | (rng.random(400) < 0.05)
    x = rng.random((300, 8))
    slab = (abs(x[:, 2] - 0.5) < 0.2) & (x[:, 5] > 0.3)
    yield "slab", x, slab ^ (rng.random(300) < 0.08)


def boxes(x, y):
    """Return the trajectory of the workbench, with the limits and quasi-p-values of every box."""
    import pandas as pd  # noqa: PLC0415  (the tests take the data sets from here without it)
    from ema_workbench.analysis import prim  # noqa: PLC0415

    names = [str(j) for j in range(x.shape[1])]
    search = prim.Prim(pd.DataFrame(x, columns=names), y.astype(int), threshold=0.5)
    box = search.find_box()
    rows = []
    for i, row in box.peeling_trajectory.iterrows():
        limits = box.box_lims[i]
        sides = {}
        for name, values in box.qp[i].items():
            for side, p in enumerate(values):
                if p >= 0:
                    sides[f"{name} {'upper' if side else 'lower'}"] = {
                        "limit": float(limits.loc[side, name]),
                        "quasi_p": float(p),
                    }
        rows.append(
            {key: float(row[key]) for key in ("coverage", "density", "mass")} | {"sides": sides}
        )
    return rows


if __name__ == "__main__":
    found = {name: boxes(x, y) for name, x, y in data_sets()}
    json.dump(found, sys.stdout, indent=1)
    sys.stdout.write("\n")
