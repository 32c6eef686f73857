"""Sums, means and products over dimensions."""

from __future__ import annotations

from .. import _dtypes
from .._arrays.reduce import reduce_kernel
from .._core import Op, Spec, apply, apply_out
from .dims import keepdim_shape, normal_dims, reduced_shape

__all__ = ["ReduceMethods", "sum"]


def computed(dtype):
    """The dtype that the arithmetic has: 16-bit floats are computed in float32."""
    return _dtypes.float32 if dtype.is_reduced else dtype


class Sum(Op):
    """``dims``: None for all, or a sorted tuple; ``dtype``: of the result, or None for the usual rule."""

    __slots__ = ("dims", "keepdim", "dtype")
    name = "Sum"
    saves = ((),)

    @property
    def node_name(self):
        return "SumBackward0" if self.dims is None else "SumBackward1"

    def compute_dtype(self, x):
        return self.dtype or (x.dtype if x.dtype.category >= 2 else _dtypes.int64)

    def infer(self, x):
        return Spec(reduced_shape(x.shape, self.dims, self.keepdim), self.compute_dtype(x), x.device)

    def kernel(self, x):
        return reduce_kernel("sum", computed(self.compute_dtype(x)), self.dims, self.keepdim)

    def forward(self, xp, x):
        return xp.sum(x, axis=self.dims, keepdims=self.keepdim)

    def vjp(self, need, grads, saved, specs):
        shape = specs[0].shape
        g = grads[0]
        if self.dims is not None and not self.keepdim:
            g = g.reshape(keepdim_shape(shape, self.dims))
        return (g.expand(shape),)


class SumTo(Op):
    """Sum to a shape that broadcasts to the input's: the adjoint of expand."""

    __slots__ = ("shape",)
    name = "SumToSize"
    saves = ((),)

    def infer(self, x):
        return x.like(shape=self.shape)

    def kernel(self, x):
        return reduce_kernel("sum_to", computed(x.dtype), self.shape)

    def forward(self, xp, x):
        return xp.sum_to(x, self.shape)

    def vjp(self, need, grads, saved, specs):
        return (grads[0].expand(specs[0].shape),)


SUM = Sum.of(None, False, None)


def sum(input, dim=None, keepdim=False, *, dtype=None, out=None):
    if dim is None and dtype is None and out is None and not keepdim:
        return apply(SUM, input)
    op = Sum.of(normal_dims(dim, input.ndim), bool(keepdim), dtype)
    return apply(op, input) if out is None else apply_out(op, out, input)


def sum_to_size(self, *size):
    shape = tuple(size[0]) if len(size) == 1 and isinstance(size[0], (tuple, list)) else size
    return self if shape == self.shape else apply(SumTo.of(shape), self)


class ReduceMethods:
    """Methods of Tensor: sums, means, products."""

    __slots__ = ()
    sum, sum_to_size = sum, sum_to_size
