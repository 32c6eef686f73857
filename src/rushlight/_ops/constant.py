"""Tensors from nothing: one value everywhere, ranges, identity matrices."""

from __future__ import annotations

from .. import _dtypes
from .._core import Op, Spec, apply

__all__ = ["Full", "zeros_of"]


class Full(Op):
    """A new tensor with one number everywhere (the operand). None instead of a number: whatever the memory holds."""

    __slots__ = ("shape", "dtype", "device")
    name = "Full"
    raw = True
    saves = ((),)

    def infer(self, value):
        return Spec(self.shape, self.dtype, self.device)

    def forward(self, xp, value):
        if value is None:
            return xp.empty(self.shape, self.dtype.np)
        if value == 0 and not isinstance(value, complex):
            return xp.zeros(self.shape, self.dtype.np)
        if self.dtype is _dtypes.bfloat16:
            value = xp.cast(xp.asarray(value, "f4"), _dtypes.float32, self.dtype)
        return xp.full(self.shape, value, self.dtype.np)


def zeros_of(x):
    """Zeros of the shape, dtype and device of ``x``."""
    return apply(Full.of(x._array.shape, x._dtype, x._device), 0)
