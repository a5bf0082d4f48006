"""Exponential and logarithm with the same bits on every processor.

The C library picks its own `exp` and `log` by processor, so last bits differ between machines.
These use additions, multiplications and divisions only, in a fixed order, never fused.
`exponentials` is written so that the compiler can vectorise it, and gives the same bits as
`exponential`.
"""

from __future__ import annotations

import math

import numba
import numpy as np
import numpy.typing as npt

_LOG2_E = 1.4426950408889634
# ln 2 in two parts, so that k * LN2_HIGH is exact for |k| < 2**20.
_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
# Adding 1.5 * 2**52 rounds to an integer and leaves it in the low bits of the sum.
_ROUND = 6755399441055744.0
#: Arguments are clipped here: the result stays finite and positive.
LARGEST = 700.0


@numba.njit(inline="always")
def _polynomial(r: float) -> float:
    """Return exp(r) for ``|r| <= ln(2)/2`` by its Taylor polynomial of degree 13."""
    p = 1.0 / 6227020800.0
    p = 1.0 / 479001600.0 + r * p
    p = 1.0 / 39916800.0 + r * p
    p = 1.0 / 3628800.0 + r * p
    p = 1.0 / 362880.0 + r * p
    p = 1.0 / 40320.0 + r * p
    p = 1.0 / 5040.0 + r * p
    p = 1.0 / 720.0 + r * p
    p = 1.0 / 120.0 + r * p
    p = 1.0 / 24.0 + r * p
    p = 1.0 / 6.0 + r * p
    p = 0.5 + r * p
    return 1.0 + (r + r * r * p)


@numba.njit(_nrt=False, forceinline=True)
def exponential(x: float) -> float:
    """Return exp(x), with ``x`` clipped to +-`LARGEST`."""
    x = min(max(x, -LARGEST), LARGEST)
    shifted = x * _LOG2_E + _ROUND
    k = shifted - _ROUND
    mantissa = np.float64(_polynomial((x - k * _LN2_HIGH) - k * _LN2_LOW))
    bits = mantissa.view(np.int64) + (np.float64(shifted).view(np.int64) << 52)
    return np.int64(bits).view(np.float64)


@numba.njit(_nrt=False, forceinline=True)
def exponentials(
    x: npt.NDArray[np.float64], out: npt.NDArray[np.float64], rounded: npt.NDArray[np.float64]
) -> None:
    """Write exp(x) into ``out``; ``rounded`` is scratch of the same length."""
    for i in range(x.shape[0]):
        value = min(max(x[i], -LARGEST), LARGEST)
        shifted = value * _LOG2_E + _ROUND
        k = shifted - _ROUND
        out[i] = _polynomial((value - k * _LN2_HIGH) - k * _LN2_LOW)
        rounded[i] = shifted
    out_bits = out.view(np.int64)
    rounded_bits = rounded.view(np.int64)
    for i in range(x.shape[0]):
        out_bits[i] += rounded_bits[i] << 52


@numba.njit(_nrt=False, forceinline=True)
def logarithm(x: float) -> float:
    """Return the natural logarithm of ``x`` > 0.

    The minimax polynomial is that of the C library of Sun Microsystems (fdlibm, ``e_log.c``).
    """
    fraction, k = math.frexp(x)
    if fraction < 0.7071067811865476:
        fraction *= 2.0
        k -= 1
    f = fraction - 1.0
    s = f / (2.0 + f)
    z = s * s
    tail = 1.531383769920937332e-01 + z * 1.479819860511658591e-01
    tail = 1.818357216161805012e-01 + z * tail
    tail = 2.222219843214978396e-01 + z * tail
    tail = 2.857142874366239149e-01 + z * tail
    tail = 3.999999999940941908e-01 + z * tail
    tail = z * (6.666666666666735130e-01 + z * tail)
    half_square = 0.5 * f * f
    return k * _LN2_HIGH - ((half_square - (s * (half_square + tail) + k * _LN2_LOW)) - f)


@numba.njit(_nrt=False, forceinline=True)
def power(x: float, exponent: float) -> float:
    """Return ``x ** exponent`` for ``x`` >= 0."""
    if x <= 0.0:
        return 0.0
    return exponential(exponent * logarithm(x))
