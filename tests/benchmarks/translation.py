"""The engine's loop in C (`translation.c`), built by the machine's own compiler."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from sim.engine.block_setup import Bench
from sim.engine.loop.held import DAYS, FIRST_DAY, N_OBSERVED
from sim.engine.loop.lanes import Observed

FLAGS = ("-O3", "-march=native")
#: Without these a choice between two numbers stays a branch, since either might raise a flag.
VECTORISING = ("-fno-trapping-math", "-fno-math-errno")
#: What to say where there is no compiler; `.ci/run` installs one there.
MISSING = "no C compiler: neither cc on the path nor the package ziglang"
_STRUCTURE = (
    "start_rung",
    "first_rung",
    "when_start",
    "when_ladder",
    "when_rungs",
    "rung_start",
    "rung_ladder",
    "rung_rung",
    "indicator_start",
    "indicator_number",
    "follower_start",
    "follower_move",
    "reader_start",
    "reader_move",
    "then_start",
    "then_ladder",
    "then_rung",
    "jump_start",
    "jump_indicator",
    "is_rated",
    "is_follower",
    "first_slot",
    "weibull_followers",
    "weibull_row",
    "shift_row",
    "shifts",
    "holds_on",
    "is_watched",
    "dated_day",
    "dated_move",
)
_COEFFICIENTS = (
    "log_rate",
    "entry_ratio",
    "follower_ratio",
    "rung_ratio",
    "shape",
    "scale_power",
    "jump",
    "start",
    "rest",
    "time_constant",
    "decay",
    "rung_shift",
)


def compiler() -> tuple[str, ...] | None:
    """Return the command of the C compiler: ``cc``, or of the package ziglang; None if none."""
    if found := shutil.which("cc"):
        return (found,)
    return (sys.executable, "-m", "ziglang", "cc") if find_spec("ziglang") else None


@cache
def _library(own_exponential: bool, vectorising: bool) -> ctypes.CDLL:
    found = compiler()
    if found is None:
        raise RuntimeError(MISSING)
    source = Path(__file__).with_suffix(".c")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "translation.so"
        define = ["-DOWN_EXPONENTIAL"] if own_exponential else []
        flags = [*FLAGS, *(VECTORISING if vectorising else ())]
        command = [*found, *flags, *define, "-shared", "-fPIC", str(source), "-o", str(target)]
        subprocess.run([*command, "-lm"], check=True)
        return ctypes.CDLL(str(target))


def prepare(
    bench: Bench, own_exponential: bool, vectorising: bool = False
) -> Callable[[], Observed]:
    """Return a program that runs the lanes of a bench, in a world without options."""
    library = _library(own_exponential, vectorising)
    s, c, lanes = bench.structure, bench.coefficients, bench.lanes
    n_lanes, n_moves = lanes.row.shape[0], s.is_rated.shape[0]
    observed = Observed(
        times=np.zeros((n_lanes, n_moves), np.int64),
        first=np.zeros((n_lanes, n_moves)),
        held=np.zeros((n_lanes, s.n_conditions, N_OBSERVED)),
        integral=np.zeros((n_lanes, s.n_indicators)),
    )
    arrays = [getattr(s, name) for name in _STRUCTURE]
    arrays += [getattr(c, name) for name in _COEFFICIENTS]
    first_day, days = np.zeros((2, n_lanes, s.n_conditions))
    arrays += [bench.keys, lanes.row, lanes.draw, lanes.replication]
    arrays += [observed.times, observed.first, first_day, days, observed.integral]
    sizes = [
        n_moves,
        s.n_followers,
        s.n_slots,
        s.start_rung.shape[0],
        s.n_indicators,
        c.decay.shape[1],
        c.follower_ratio.shape[1],
        s.n_conditions,
        s.holds_on.shape[1],
        s.dated_day.shape[0],
        s.weibull_followers.shape[0],
        c.shape.shape[1],
        c.entry_ratio.shape[1],
        c.rung_ratio.shape[1],
        c.jump.shape[1],
        c.rung_shift.shape[1],
        n_lanes,
    ]
    pointers = (ctypes.c_void_p * len(arrays))(*(array.ctypes.data for array in arrays))
    numbers = (ctypes.c_int64 * len(sizes))(*sizes)
    horizon, step = ctypes.c_double(s.horizon), ctypes.c_double(s.step)

    def program() -> Observed:
        library.simulate(pointers, numbers, horizon, step)
        observed.held[..., FIRST_DAY], observed.held[..., DAYS] = first_day, days
        return observed

    return program
