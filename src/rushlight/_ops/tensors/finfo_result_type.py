"""Limits of dtypes, and which dtype an operation gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._base import dtypes
from ..._core import Spec, Value, scalar_spec
from ..._core import result_type as result_dtype
from ..._face.public import public
from ..common.promotion import as_dtype

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor, dtype


@public("torch")
def result_type(
    tensor1: Tensor | Number | None = None,
    tensor2: Tensor | Number | None = None,
    *,
    tensor: Tensor | None = None,
    other: Tensor | Number | None = None,
    scalar: Number | None = None,
    scalar1: Number | None = None,
    scalar2: Number | None = None,
) -> dtype:
    """The dtype that an operation on the two (tensors or numbers) would give.

    >>> result_type(torch.tensor([1, 2]), 1.0)
    torch.float32
    """
    given = [v for v in (tensor1, tensor2, tensor, scalar, scalar1, scalar2, other) if v is not None]
    if len(given) != 2:
        raise TypeError(f"result_type() takes two tensors or numbers, got {len(given)}")
    return result_dtype(*(Spec(v._array.shape, v._dtype) if isinstance(v, Value) else scalar_spec(v) for v in given))


_SMALL = {  # eps, the largest and the smallest normal number of 8-bit floats
    "float8_e4m3fn": (2.0**-3, 448.0, 2.0**-6),
    "float8_e5m2": (2.0**-2, 57344.0, 2.0**-14),
    "float8_e4m3fnuz": (2.0**-3, 240.0, 2.0**-7),
    "float8_e5m2fnuz": (2.0**-3, 57344.0, 2.0**-15),
    "float8_e8m0fnu": (1.0, 2.0**127, 2.0**-127),
}


@public("torch", plain=True)
class finfo:
    """Limits of a floating dtype: ``bits``, ``eps``, ``max``, ``min``, ``tiny`` (the smallest normal number),
    ``smallest_normal``, ``resolution``. Raises TypeError for other dtypes.

    >>> finfo(torch.float32).eps
    1.1920928955078125e-07
    """

    __slots__ = ("bits", "dtype", "eps", "max", "min", "resolution", "smallest_normal", "tiny")

    def __init__(self, type=None):
        t = dtypes.get_default_dtype() if type is None else as_dtype(type, "finfo").to_real()
        if not t.is_floating_point:
            raise TypeError(
                "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'"
            )
        self.bits, self.dtype = t.itemsize * 8, t.name
        if t.name in _SMALL:
            self.eps, self.max, self.tiny = _SMALL[t.name]
            self.resolution = 1.0
        elif t is dtypes.bfloat16:
            self.eps, self.max, self.tiny, self.resolution = 2.0**-7, 3.3895313892515355e38, 2.0**-126, 0.01
        else:
            info = np.finfo(t.np)
            self.eps, self.max, self.tiny = float(info.eps), float(info.max), float(info.smallest_normal)
            self.resolution = float(f"1e-{info.precision}")
        self.min, self.smallest_normal = -self.max if t.is_signed else self.tiny, self.tiny

    def __repr__(self):
        parts = (f"{n}={getattr(self, n):g}" for n in ("resolution", "min", "max", "eps", "smallest_normal", "tiny"))
        return f"finfo({', '.join(parts)}, dtype={self.dtype})"

    def __eq__(self, other):
        return isinstance(other, finfo) and self.dtype == other.dtype

    def __hash__(self):
        return hash(self.dtype)


@public("torch", plain=True)
class iinfo:
    """Limits of an integer dtype: ``bits``, ``min``, ``max``. Raises TypeError for other dtypes.

    >>> iinfo(torch.int8).max
    127
    """

    __slots__ = ("bits", "dtype", "max", "min")

    def __init__(self, type):
        t = as_dtype(type, "iinfo")
        if t is dtypes.bool_:
            raise TypeError("torch.bool is not supported by torch.iinfo")
        if t.category != 1 or t.is_stored_only:
            raise TypeError("torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'")
        info = np.iinfo(t.np)
        self.bits, self.dtype, self.min, self.max = t.itemsize * 8, t.name, int(info.min), int(info.max)

    def __repr__(self):
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"

    def __eq__(self, other):
        return isinstance(other, iinfo) and self.dtype == other.dtype

    def __hash__(self):
        return hash(self.dtype)


finfo.__module__ = iinfo.__module__ = "rushlight"  # what pickles name
