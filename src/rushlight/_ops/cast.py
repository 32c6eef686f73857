"""Copies: to another dtype or device, into another tensor, of a number into a tensor."""

from __future__ import annotations

from .. import _dtypes
from .._arrays.cast import cast_kernel
from .._arrays.memory import contiguous_kernel, copy_kernel, full_kernel
from .._core import Op, Spec, apply, apply_

__all__ = ["CastMethods", "clone"]


class Clone(Op):
    """A copy; ``order`` is 'K' (keep the layout) or 'C' (contiguous)."""

    __slots__ = ("order",)
    name = "Clone"
    raw = True
    saves = ((),)

    def infer(self, x):
        return x

    def kernel(self, x):
        return copy_kernel if self.order == "K" else contiguous_kernel

    def forward(self, xp, x):
        return xp.copy(x, self.order)

    def vjp(self, need, grads, saved, specs):
        return grads


class ToCopy(Op):
    """The elements as another dtype."""

    __slots__ = ("source", "target")
    name = "ToCopy"
    raw = True
    saves = ((),)

    def infer(self, x):
        return x.like(dtype=self.target)

    def kernel(self, x):
        return cast_kernel(self.source, self.target)

    def forward(self, xp, x):
        return xp.cast(x, self.source, self.target)

    def vjp(self, need, grads, saved, specs):
        return (grads[0].to(self.source),)


class Copy(Op):
    """The elements as ``target`` dtype, broadcast to ``shape``: what ``copy_`` writes."""

    __slots__ = ("shape", "source", "target")
    name = "Copy"
    node_name = "CopyBackwards"
    raw = True
    takes_out = True
    saves = ((),)

    def infer(self, x):
        return Spec(self.shape, self.target, x.device)

    def kernel(self, x):
        return cast_kernel(self.source, self.target) if x.shape == self.shape else None

    def forward(self, xp, x, out=None):
        x = xp.cast(x, self.source, self.target)
        if out is None:
            return xp.broadcast_to(x, self.shape).copy()
        out[...] = x
        return out

    def vjp(self, need, grads, saved, specs):
        return grads


class Fill(Op):
    """A number (or the element of a 0-d tensor) everywhere."""

    __slots__ = ("shape", "dtype")
    name = "Fill"
    takes_out = True
    casts = ()
    saves = ((),)

    def infer(self, x):
        return Spec(self.shape, self.dtype, x.device)

    def kernel(self, x):
        return full_kernel(self.shape, self.dtype)

    def forward(self, xp, x, out=None):
        if out is None:
            out = xp.empty(self.shape, self.dtype.np)
        if self.dtype is _dtypes.bfloat16:
            x = xp.cast(xp.asarray(x, "f4"), _dtypes.float32, self.dtype)
        out[...] = x
        return out

    def vjp(self, need, grads, saved, specs):
        return (grads[0].sum(),)


CLONE = Clone.of("K")


def clone(input, *, memory_format=None):
    return apply(CLONE, input)


def to(self, dtype=None):
    return self if dtype is self.dtype else apply(ToCopy.of(self.dtype, dtype), self)


def copy_(self, src, non_blocking=False):
    return apply_(Copy.of(self._array.shape, src.dtype, self.dtype), self, src)


def fill_(self, value):
    return apply_(Fill.of(self._array.shape, self.dtype), self, value)


def zero_(self):
    return apply_(Fill.of(self._array.shape, self.dtype), self, 0)


class CastMethods:
    """Methods of Tensor: dtypes and copies."""

    __slots__ = ()
    clone, to, copy_, fill_, zero_ = clone, to, copy_, fill_, zero_

    def numpy(self):
        return self._array

    def item(self):
        return self._array.item()

    def tolist(self):
        return self._array.tolist()
