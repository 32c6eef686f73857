"""Ranges of whole numbers, as far as a dtype holds them."""

from __future__ import annotations

from operator import index
from typing import Any

from ..._base import dtypes


def largest(dtype):
    """The largest whole number that a dtype holds, with all smaller ones exact."""
    return _LARGEST[dtype.code]


def whole(function: str, name: str, value: Any) -> int:
    """An int of at most 64 bits, with sign."""
    try:
        value = index(value)
    except TypeError:
        raise TypeError(f"{function}(): argument '{name}' must be int, not {type(value).__name__}") from None
    if not -(2**63) <= value < 2**63:
        raise ValueError(f"Overflow when unpacking long long: {name} is {value}; from -2**63 to 2**63 - 1 is possible")
    return value


_MANTISSA = {"float16": 11, "bfloat16": 8, "float32": 24, "float64": 53}
GREATEST = {
    "float16": 65504.0,
    "bfloat16": 3.3895313892515355e38,
    "float32": 3.4028234663852886e38,
    "float64": 1.7976931348623157e308,
}
_LARGEST = [
    1
    if d.category == 0
    else 2 ** (8 * d.itemsize - d.is_signed) - 1
    if d.category == 1
    else 2 ** _MANTISSA[d.name]
    if d.category == 2
    else 0
    for d in dtypes.DTYPES
]


def _nearest(n, drop):
    """n / 2**drop as an int: to the nearest, ties to even."""
    quotient, rest = n >> drop, n & ((1 << drop) - 1)
    half = 1 << (drop - 1)
    return quotient + (rest > half or (rest == half and quotient & 1))


def rounded_low(dtype, low):
    """The lower bound of a range that floats don't hold exactly, moved as PyTorch moves it."""
    if dtype.category != 2:
        return low
    held = _converted(dtype, low + 1)
    return low if held >= low else held + (1 << (abs(low + 1).bit_length() - _MANTISSA[dtype.name]))


def _rounded_high(dtype, high):
    """The same for the upper bound, which is not included."""
    if dtype.category != 2:
        return high
    held = _converted(dtype, high - 1)
    return high if held < high else held - (1 << (abs(high - 1).bit_length() - _MANTISSA[dtype.name]))


def _converted(dtype, n):
    """A whole number as one that the floating dtype holds (round to nearest, ties to even)."""
    drop = abs(n).bit_length() - _MANTISSA[dtype.name]
    return n if drop <= 0 else (1 if n > 0 else -1) * (_nearest(abs(n), drop) << drop)


def _out_of_bounds(dtype, name, value, smallest, largest):
    if dtype.category != 2 or abs(value) > GREATEST[dtype.name]:
        raise RuntimeError(f"{name} is out of bounds for {dtype.cpp}: {value} does not fit, {smallest} to {largest} do")
    import warnings

    warnings.warn(
        f"{name} is out of bounds [{smallest}, {largest}]. {dtype} holds only some of the whole numbers beyond.",
        UserWarning,
        stacklevel=4,
    )


def span_of(dtype, low, high):
    """The span of whole numbers from low to high - 1, low, and whether one takes two words."""
    most = largest(dtype)
    if low >= high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    smallest = -most if dtype.category == 2 else -most - 1 if dtype.is_signed else 0
    if low < smallest or high - 1 > most:
        for name, value in (("from", low), ("to - 1", high - 1)):
            if not smallest <= value <= most:
                _out_of_bounds(dtype, name, value, smallest, most)
        low, high = rounded_low(dtype, low), _rounded_high(dtype, high)
    return high - low, low, high - low >= 2**28
