"""What one matched pair adds to the entropy similarity, eight or sixteen pairs at a time.

    gain = (x + y) log₂(x + y) − x log₂ x − y log₂ y

log₂ of a positive 32-bit number: exponent from its bits, mantissa moved to [√½, √2), then a polynomial of degree 9
in mantissa − 1 fitted at Chebyshev nodes; largest error 5e-7, which a whole score keeps below 1e-5 (tested).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import types
from numpy.polynomial import polynomial
from numpy.typing import NDArray

from comity.science.spectra.index.compiled import compiled, inlined, instruction

CHUNK: Final = 1024
"""Pairs worked on between two visits to the scores: fits the first-level cache."""


def _fit() -> tuple[np.float32, ...]:
    low, high = np.sqrt(0.5) - 1, np.sqrt(2.0) - 1
    nodes = np.cos((np.arange(400) + 0.5) / 400 * np.pi) * (high - low) / 2 + (high + low) / 2
    return tuple(np.float32(each) for each in polynomial.polyfit(nodes, np.log2(1 + nodes) / nodes, 9))


_C0, _C1, _C2, _C3, _C4, _C5, _C6, _C7, _C8, _C9 = _fit()
_SQRT_HALF_BITS = np.int32(0x3F3504F3)
_MANTISSA = np.int32(0x7FFFFF)
_MANTISSA_BITS = np.int32(23)
_ONE = np.float32(1)
_HALF = np.float32(0.5)


def _bits(_typing: Any, _value: Any) -> Any:
    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], context.get_value_type(types.int32))

    return types.int32(types.float32), generate


def _number(_typing: Any, _value: Any) -> Any:
    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], context.get_value_type(types.float32))

    return types.float32(types.int32), generate


bits_of = instruction(_bits)
number_of = instruction(_number)


# Every intermediate is cast to 32 bits: left alone, the compiler widens integers to 64 and halves the speed.
@inlined
def log2(value: np.float32) -> np.float32:
    """Base-two logarithm of a positive number."""
    moved = np.int32(bits_of(value) - _SQRT_HALF_BITS)
    exponent = np.float32(np.int32(moved >> _MANTISSA_BITS))
    t = number_of(np.int32(np.int32(moved & _MANTISSA) + _SQRT_HALF_BITS)) - _ONE
    p = _C9 * t + _C8
    p = p * t + _C7
    p = p * t + _C6
    p = p * t + _C5
    p = p * t + _C4
    p = p * t + _C3
    p = p * t + _C2
    p = p * t + _C1
    p = p * t + _C0
    return np.float32(exponent + p * t)


@compiled
def gains(
    heights: NDArray[np.float32],
    height: np.float32,
    scale: np.float32,
    one: np.int64,
    out: NDArray[Any],
) -> None:
    """For each of `heights`, one match (`one`) plus its gain beside `height`, as an integer of `scale` steps."""
    own = np.float32(height * log2(height))
    for k in range(heights.size):
        other = heights[k]
        total = np.float32(height + other)
        gain = np.float32(total * log2(total) - other * log2(other) - own)
        out[k] = one + np.int32(gain * scale + _HALF)
