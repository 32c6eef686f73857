"""The ops of new tensors: one number everywhere, nothing set, an identity matrix."""

from __future__ import annotations

from ..._arrays.errstate import quiet
from ..._arrays.memory import full_kernel
from ..._base import dtypes
from ..._core import Op, Spec, apply


def element(xp, number, dtype):
    """A Python number as a 0-d array that holds it as an element of ``dtype`` (wrapping around, truncating)."""
    if type(number) is complex and dtype.category != 3:
        number = number.real
    if dtype.category == 1:
        return xp.asarray(int(number)).astype(dtype.np) if abs(number) < 2**63 else xp.asarray(int(number), dtype.np)
    if dtype.is_reduced:
        return xp.cast(xp.asarray(number, dtype.wide.np), dtype.wide, dtype)
    return xp.asarray(number, dtype.np)


class Full(Op):
    """A new tensor with one number everywhere (the operand). None instead of a number: whatever the memory holds."""

    __slots__ = ("shape", "dtype", "device")
    raw = True
    saves = ((),)

    def infer(self, value):
        return Spec(self.shape, self.dtype, self.device)

    def kernel(self, value):
        return full_kernel(self.shape, self.dtype)

    @quiet
    def forward(self, xp, value):
        if value is None:
            return xp.empty(self.shape, self.dtype.np)
        if value == 0 and not isinstance(value, complex):
            return xp.zeros(self.shape, self.dtype.np)
        return xp.full(self.shape, element(xp, value, self.dtype), self.dtype.np)


class EmptyStrided(Op):
    """A new tensor with given strides (in elements), contents undefined."""

    __slots__ = ("shape", "strides", "dtype", "device")
    raw = True

    def infer(self):
        return Spec(self.shape, self.dtype, self.device)

    def forward(self, xp):
        reach = 0 if 0 in self.shape else 1 + sum((n - 1) * s for n, s in zip(self.shape, self.strides, strict=True))
        memory = xp.empty(reach, self.dtype.np)
        size = self.dtype.itemsize
        return xp.ndarray(self.shape, self.dtype.np, memory, 0, tuple(s * size for s in self.strides))


class Eye(Op):
    """``n`` by ``m``, ones on the diagonal."""

    __slots__ = ("n", "m", "dtype", "device")
    raw = True

    def infer(self):
        return Spec((self.n, self.m), self.dtype, self.device)

    def forward(self, xp):
        return xp.cast(xp.eye(self.n, self.m, dtype=xp.float32), dtypes.float32, self.dtype)


def full(shape, number, dtype, device):
    """A new tensor of ``shape`` (a tuple of ints) with ``number`` everywhere; None: contents undefined."""
    return apply(Full.of(shape, dtype, device), number)


def zeros_of(x):
    """Zeros of the shape, dtype and device of ``x``."""
    return apply(Full.of(x._array.shape, x._dtype, x._device), 0)
