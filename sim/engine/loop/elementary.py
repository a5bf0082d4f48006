"""Exponential and logarithm with the same bits on every processor.

The C library picks its own `exp` and `log` by processor, so last bits differ between machines.
These use additions, multiplications, divisions and fused multiply-adds in a fixed order.  Fused
is what is written as `fma`, and nothing else: it is rounded once wherever the code runs, while a
compiler that fuses by its own choice gives other bits on another processor.

Nothing here branches, so a loop that calls these is vectorised, and every place of an array gets
the bits that the function gives alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from sim.engine.loop.compiled import inlined

_LOG2_E = 1.4426950408889634
# ln 2 in two parts, so that k * LN2_HIGH is exact for |k| < 2**20.
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
# Adding 1.5 * 2**52 rounds to an integer and leaves it in the low bits of the sum.
_ROUND = 6755399441055744.0
_ROUND_BITS = np.int64(0x4338000000000000)
_ROOT_HALF_BITS = np.int64(0x3FE6A09E667F3BCD)
_52 = np.int64(52)
#: Arguments are clipped here: the result stays finite and positive.
LARGEST = 700.0


@intrinsic
def fma(context: Any, x: Any, y: Any, z: Any) -> Any:
    """Return ``x * y + z``, rounded once; from compiled code only."""
    double = ir.DoubleType()
    function = ir.FunctionType(double, [double] * 3)

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        fused = cgutils.get_or_insert_function(builder.module, function, "llvm.fma.f64")
        return builder.call(fused, arguments)

    return types.float64(types.float64, types.float64, types.float64), generate


@intrinsic
def choose(context: Any, condition: Any, x: Any, y: Any) -> Any:
    """Return ``x`` if the condition holds, else ``y``; no branch, and from compiled code only."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.select(*arguments)

    return types.float64(types.boolean, types.float64, types.float64), generate


@inlined
def replace(condition: bool, new: float, old: float) -> float:
    """Return ``new`` if the condition holds, else ``old``, to be written where ``old`` was read.

    Of ``a[i] = choose(condition, new, a[i])`` the compiler makes a store under a mask, which some
    processors do ten times more slowly than a choice and a store.  Adding zero, which a compiler
    may not leave out for the sake of -0.0, keeps it from seeing that.
    """
    return choose(condition, new, old + 0.0)


@inlined
def exponential(x: float) -> float:
    """Return exp(x), with ``x`` clipped to +-`LARGEST`.

    With x = k ln 2 + r and r between -ln(2)/2 and ln(2)/2, exp(r) is 1 + r + r**2 q(r).  The
    polynomial q is of degree 9 and minimax for the relative error, which is 3.6e-18; it is
    evaluated in pairs (Estrin's scheme), so that no operation waits long for another.
    """
    x = min(max(x, -LARGEST), LARGEST)
    shifted = fma(x, _LOG2_E, _ROUND)
    k = shifted - _ROUND
    r = fma(k, -_LN2_LOW, fma(k, -_LN2_HIGH, x))
    r2 = r * r
    r4 = r2 * r2
    a = fma(r, 0.16666666666666413, 0.5000000000000011)
    b = fma(r, 0.008333333333494466, 0.04166666666653016)
    c = fma(r, 0.00019841269506566079, 0.0013888888943629995)
    d = fma(r, 2.7557586387171485e-06, 2.4801493099023478e-05)
    e = fma(r, 2.5000056892133108e-08, 2.763024833782015e-07)
    q = fma(r4, fma(r4, e, fma(r2, d, c)), fma(r2, b, a))
    mantissa = np.float64(1.0 + fma(r2, q, r))
    bits = mantissa.view(np.int64) + (np.float64(shifted).view(np.int64) << _52)
    return np.int64(bits).view(np.float64)


@inlined
def logarithm(x: float) -> float:
    """Return the natural logarithm of ``x`` > 0, a normal number.

    The minimax polynomial is that of the C library of Sun Microsystems (fdlibm, ``e_log.c``).
    """
    bits = np.float64(x).view(np.int64)
    exponent = (bits - _ROOT_HALF_BITS) >> _52
    k = np.int64(exponent + _ROUND_BITS).view(np.float64) - _ROUND
    # The fraction lies between the roots of 1/2 and of 2.
    f = np.int64(bits - (exponent << _52)).view(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    tail = fma(z, 1.479819860511658591e-01, 1.531383769920937332e-01)
    tail = fma(z, tail, 1.818357216161805012e-01)
    tail = fma(z, tail, 2.222219843214978396e-01)
    tail = fma(z, tail, 2.857142874366239149e-01)
    tail = fma(z, tail, 3.999999999940941908e-01)
    tail = z * fma(z, tail, 6.666666666666735130e-01)
    half_square = 0.5 * f * f
    return k * _LN2_HIGH - ((half_square - (s * (half_square + tail) + k * _LN2_LOW)) - f)


@inlined
def power(x: float, exponent: float) -> float:
    """Return ``x ** exponent`` for ``x`` >= 0."""
    if x <= 0.0:
        return 0.0
    return exponential(exponent * logarithm(x))
