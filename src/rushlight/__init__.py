"""rushlight: PyTorch's API on NumPy arrays."""

from __future__ import annotations

from ._core import state as _state
from ._devices import device
from ._dtypes import (
    bfloat16, complex64, complex128, dtype, float16, float32, float64, get_default_dtype, int8, int16, int32, int64,
    promote_types, set_default_dtype, uint8, uint16, uint32, uint64,
)  # fmt: skip
from ._dtypes import bool_ as bool
from ._ops.arithmetic import add, mul
from ._ops.cast import clone
from ._ops.reduce import sum
from ._size import Size
from .creation import empty, from_numpy, full, ones, tensor, zeros
from .tensor import Tensor

float, double, half, int, long, short = float32, float64, float16, int32, int64, int16
__version__ = "0.1.0"
