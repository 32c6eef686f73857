"""Running sums, products and extremes along a dimension."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._core import IN_PLACE, OUT, Op, Spec, apply, apply_to
from ..._face.public import public
from ..common import named_results
from ..common.out import stored_all
from ..common.pointwise import conj, refuse
from ..common.promotion import as_dtype
from ..elementwise.exp_log_sin import exp
from ..elementwise.where import where
from ..shapes.cat_stack import cat
from .linear_recurrence import Recurrence, products_before
from .reduction import dim_of

if TYPE_CHECKING:
    from ..._face.types import Tensor, Tensors, dtype

_WIDE = {"f4": np.float64, "c8": np.complex128}


class Cumsum(Op):
    """``dim``: None for 0-d tensors; ``dtype`` of the result, or None for the usual rule; ``reverse``: from the end."""

    __slots__ = ("dim", "dtype", "reverse")
    exact_out = True
    saves = ((),)

    def compute_dtype(self, x):
        return self.dtype or (x.dtype if x.dtype.category >= 2 else dtypes.int64)

    def infer(self, x):
        dtype = self.compute_dtype(x)
        if dtype.category == 0:
            raise NotImplementedError(
                f"\"{self.name.lower()}_out_cpu\" not implemented for 'Bool': results can't be cast to bool, pass "
                "dtype=torch.int64"
            )
        return Spec(x.shape, dtype, x.device)

    @quiet
    def forward(self, xp, x):
        return self.along(xp, x, xp.cumsum)

    def along(self, xp, x, function):
        """``function`` (cumsum, cumprod) along the dimension, in double precision where x has single."""
        if self.dim is None:
            return x.copy()
        x = xp.flip(x, self.dim) if self.reverse else x
        y = function(x, axis=self.dim, dtype=_WIDE.get(x.dtype.str[1:], x.dtype)).astype(x.dtype, copy=False)
        return xp.ascontiguousarray(xp.flip(y, self.dim) if self.reverse else y)

    def vjp(self, need, grads, saved, specs):
        return (apply(Cumsum.of(self.dim, None, not self.reverse), grads[0]),)


class Cumprod(Cumsum):
    saves = ((0,),)

    @quiet
    def forward(self, xp, x):
        return self.along(xp, x, xp.cumprod)

    def vjp(self, need, grads, saved, specs):
        # the product of what stands before, times g[i] + x[i+1] (g[i+1] + x[i+2] (...)): no division, so that zeros are
        # as good as other numbers, in derivatives of any order
        g = grads[0]
        if self.dim is None or not g.numel():
            return (g,)
        x = conj(saved[0], specs[0]).to(g.dtype)
        onward = apply(Recurrence.of(self.dim, False, not self.reverse), g, x)
        return (onward * products_before(x, self.dim, self.reverse),)


class LogCumsumExp(Cumsum):
    name = "Logcumsumexp"
    saves = ((0, OUT),)

    def compute_dtype(self, x):
        if x.dtype.category < 2:
            raise NotImplementedError(f"\"logcumsumexp_out_cpu\" not implemented for '{x.dtype.cpp}'")
        return x.dtype

    @quiet
    def forward(self, xp, x):
        if self.dim is None or not x.size:
            return x.copy()
        x = xp.flip(x, self.dim) if self.reverse else x
        if x.dtype.kind == "c":
            y = xp.moveaxis(x.copy(), self.dim, 0)
            for i in range(1, y.shape[0]):
                y[i] = _log_add(xp, y[i - 1], y[i])
            y = xp.moveaxis(y, 0, self.dim)
        else:
            y = xp.logaddexp.accumulate(x, self.dim, np.float64).astype(x.dtype, copy=False)
        return xp.flip(y, self.dim).copy() if self.reverse else y

    def vjp(self, need, grads, saved, specs):
        # exp(x - y) times the sum from the end of g, in which what was summed at i counts exp(y[i] - y[i+1]) times at
        # i + 1: factors of at most 1 where exp(-y) alone may overflow
        g, x, y = grads[0], conj(saved[0], specs[0]), conj(saved[OUT], specs[0])
        if self.dim is None or not g.numel():
            return (g,)
        n, end = y.size(self.dim), y.size(self.dim) - 1 if self.reverse else 0
        rest, first = y.narrow(self.dim, int(self.reverse), n - 1), y.narrow(self.dim, end, 1)
        before = cat([rest, first] if self.reverse else [first, rest], self.dim)
        kept = exp(where(before == y, 0, before - y))  # the same infinity before and now: not inf - inf
        return (apply(Recurrence.of(self.dim, False, not self.reverse), g, kept) * exp(x - y),)


def _log_add(xp, a, b):
    """log(exp(a) + exp(b)) of complex numbers; the larger real part leads, so that nothing overflows."""
    swap = a.real < b.real
    large, small = xp.where(swap, b, a), xp.where(swap, a, b)
    return xp.where(xp.isinf(large.real), large, large + xp.log1p(xp.exp(small - large)))


class Cummax(Op):
    """The largest so far, and where it is (the last of equal ones)."""

    __slots__ = ("dim",)
    function = "maximum"
    visible = 2
    saves = ((OUT - 1,),)

    def infer(self, x):
        refuse((x,), f"{self.name.lower()}_cpu", (3,))
        return x, x.like(dtype=dtypes.int64)

    def forward(self, xp, x):
        if self.dim is None:
            return x.copy(), xp.zeros((), xp.int64)
        if not x.size:
            return x.copy(), xp.zeros(x.shape, xp.int64)
        y = getattr(np, self.function).accumulate(x, self.dim)
        places = xp.arange(x.shape[self.dim]).reshape([-1 if d == self.dim else 1 for d in range(x.ndim)])
        new = (x == y) | ((x != x) & (y != y)) if x.dtype.kind == "f" else x == y
        return y, np.maximum.accumulate(np.where(new, places, 0), self.dim)

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        if g is None or self.dim is None:
            return (g,)
        return (g.new_zeros(specs[0].shape).scatter_add(self.dim, saved[OUT - 1], g),)


class Cummin(Cummax):
    """The smallest so far, and where it is."""

    function = "minimum"


def _dtype(function, dtype, x, out):
    """What to compute in: ``dtype``, else that of the tensor that is written. In place it can only be x's own."""
    dtype = as_dtype(dtype, function)
    if out is not IN_PLACE:
        return dtype or (None if out is None else out._dtype)
    if dtype not in (None, x._dtype):
        raise RuntimeError(
            f"Bad in-place call: input tensor dtype {x._dtype.cpp} and output tensor dtype {dtype.cpp} should match; "
            f"write x.{function}(dim, dtype=...) for a new tensor"
        )
    return x._dtype


@public(inplace="Tensor")
def cumsum(input: Tensor, dim: int, *, dtype: dtype | None = None, out: Tensor | None = None) -> Tensor:
    """Running sums along ``dim``. Bools and integers: int64, unless ``dtype`` says otherwise.

    >>> cumsum(torch.tensor([1., 2., 3.]), 0)
    tensor([1., 3., 6.])
    """
    return apply_to(out, Cumsum.of(dim_of(dim, input), _dtype("cumsum", dtype, input, out), False), input)


@public(inplace="Tensor")
def cumprod(input: Tensor, dim: int, *, dtype: dtype | None = None, out: Tensor | None = None) -> Tensor:
    """Running products along ``dim``. Bools and integers: int64, unless ``dtype`` says otherwise.

    >>> cumprod(torch.tensor([1., 2., 3.]), 0)
    tensor([1., 2., 6.])
    """
    return apply_to(out, Cumprod.of(dim_of(dim, input), _dtype("cumprod", dtype, input, out), False), input)


@public()
def logcumsumexp(input: Tensor, dim: int, *, out: Tensor | None = None) -> Tensor:
    """log of the running sums of exp(input) along ``dim``, without overflow.

    >>> logcumsumexp(torch.tensor([0., 0.]), 0)
    tensor([0.0000, 0.6931])
    """
    return apply_to(out, LogCumsumExp.of(dim_of(dim, input), None, False), input)


@public()
def cummax(input: Tensor, dim: int, *, out: Tensors | None = None) -> named_results.cummax:
    """The largest element so far along ``dim``, a named tuple (values, indices).

    >>> cummax(torch.tensor([1., 3., 2.]), 0).values
    tensor([1., 3., 3.])
    """
    result = named_results.cummax._make(apply(Cummax.of(dim_of(dim, input) if input._array.size else None), input))
    return result if out is None else stored_all("cummax", out, result)


@public()
def cummin(input: Tensor, dim: int, *, out: Tensors | None = None) -> named_results.cummin:
    """The smallest element so far along ``dim``, a named tuple (values, indices).

    >>> cummin(torch.tensor([3., 1., 2.]), 0).values
    tensor([3., 1., 1.])
    """
    result = named_results.cummin._make(apply(Cummin.of(dim_of(dim, input) if input._array.size else None), input))
    return result if out is None else stored_all("cummin", out, result)
