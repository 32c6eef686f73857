"""Checks of arguments: that an operand is a tensor, that a number fits a dtype."""

from __future__ import annotations

import numpy as np

from ..._base import dtypes
from ..._core import Value


def check_tensor(value, function, argument="input", position=1):
    """Raise TypeError unless ``value`` is a Tensor."""
    if not isinstance(value, Value):
        raise TypeError(
            f"{function}(): argument '{argument}' (position {position}) must be Tensor, not {type(value).__name__}"
        )


def given_tensors(tensors):
    """The tensors, given one by one or as one sequence. Raises TypeError for other things among them."""
    if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)):
        tensors = tuple(tensors[0])
    for k, t in enumerate(tensors):
        if not isinstance(t, Value):
            raise TypeError(f"expected Tensor as element {k} in argument 0, but got {type(t).__name__}")
    return tensors


_LIMITS: dict = {}  # integer dtype -> (lowest, highest) number that converts to it


def check_fits(number, dtype):
    """Raise RuntimeError if ``number`` can't be an element of ``dtype``: too large, or nan as an integer.

    Negative numbers wrap around in unsigned dtypes, as far as their size fits.
    """
    if not _fits(number, dtype):
        raise RuntimeError(
            f"value cannot be converted to type {_C_NAMES.get(dtype.name, dtype.name)} without overflow: {number}"
        )


def _fits(number, dtype):
    if type(number) is bool or dtype is dtypes.bool_ or (dtype.category >= 2 and type(number) is int):
        return True
    if type(number) is complex and dtype.category != 3:
        return number.imag == 0 and _fits(number.real, dtype)
    if dtype.category == 1:
        limits = _LIMITS.get(dtype)
        if limits is None:
            info = np.iinfo(dtype.np)
            limits = _LIMITS[dtype] = (int(info.min) or -int(info.max), int(info.max))
        low = (
            0 if type(number) is float and limits[0] == -limits[1] else limits[0]
        )  # ints wrap around in unsigned dtypes
        return low <= number <= limits[1]
    if dtype.category != 2 or dtype.itemsize == 8:
        return True
    return not abs(number) > _LARGEST[dtype.name] or abs(number) == np.inf


_LARGEST = {
    "float32": 3.4028234663852886e38,
    "float16": 65504.0,
    "bfloat16": 3.3895313892515355e38,
    "float8_e4m3fn": 448.0,
    "float8_e5m2": 57344.0,
    "float8_e4m3fnuz": 240.0,
    "float8_e5m2fnuz": 57344.0,
    "float8_e8m0fnu": 2.0**127,
}
_C_NAMES = {
    "uint8": "uint8_t",
    "int8": "int8_t",
    "int16": "int16_t",
    "int32": "int",
    "int64": "int64_t",
    "float32": "float",
    "float64": "double",
    "float16": "c10::Half",
    "bfloat16": "c10::BFloat16",
}
