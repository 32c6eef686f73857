"""Sums, means and products over dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..._arrays.reductions.reduce import reduce_kernel
from ..._base import dtypes
from ..._core import Op, apply, apply_to, state
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common.dims import keepdim_shape
from ..common.out import stored
from ..common.pointwise import computed, conj, refuse
from ..common.promotion import as_dtype
from ..elementwise.compare import eq
from ..elementwise.where import where
from .linear_recurrence import products_of_others
from .reduction import Reduction, count, dims_of, unreduced

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor, dtype


class Sum(Reduction):
    """``dtype``: of the result, or None for the usual rule: integers and bools add up in int64."""

    __slots__ = ("dtype",)
    function = "sum"

    @property
    def node_name(self):
        return f"{self.name}Backward{int(self.dims is not None)}"

    def compute_dtype(self, x):
        return self.dtype or (x.dtype if x.dtype.category >= 2 else dtypes.int64)

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


class Mean(Sum):
    function = "mean"

    def compute_dtype(self, x):
        t = self.dtype or x.dtype
        if t.category < 2:
            what = "output" if self.dtype is None else "specified"
            raise RuntimeError(
                f"mean(): could not infer {what} dtype. Input dtype must be either a floating point or complex dtype. "
                f"Got: {t.cpp}. Convert first: x.float().mean(), or pass dtype="
            )
        return t

    def vjp(self, need, grads, saved, specs):
        n = count(specs[0].shape, self.dims)
        return Sum.vjp(self, need, (grads[0] / (n or 1),), saved, specs)


class Nansum(Sum):
    """The sum of what isn't nan."""

    node_name = "NansumBackward0"
    saves = ((0,),)

    def compute_dtype(self, x):
        refuse((x,), "nansum", (3,), error=RuntimeError)
        return Sum.compute_dtype(self, x)

    def kernel(self, x):
        return None

    def forward(self, xp, x):
        return xp.sum(xp.where(x == x, x, x.dtype.type(0)), self.dims, self.keepdim)

    def vjp(self, need, grads, saved, specs):
        (g,) = Sum.vjp(self, need, grads, saved, specs)
        return (where(saved[0].isnan(), 0, g),)


class Prod(Sum):
    """``dims``: None or one of them; inside vmap several."""

    function = "prod"
    saves = ((0,),)

    def vjp(self, need, grads, saved, specs):
        # the product of the others: by a division where no other is 0
        x, shape = saved[0], specs[0].shape
        g = unreduced(grads[0], shape, self.dims, self.keepdim)
        if (
            state.grad and shape and x.numel()
        ):  # further derivatives: of what stands before and behind, without a division
            return (g * products_of_others(conj(x, specs[0]).to(g.dtype), self.dims),)
        zero = eq(x, 0)
        zeros = apply(Sum.of(self.dims, True, None), zero)
        others = where(zero, 1, x)
        product = apply(Prod.of(self.dims, True, self.dtype), others)
        product = where(eq(zeros, zero.to(dtypes.int64)), product / others, 0)
        return (g * (product.conj() if specs[0].dtype.category == 3 else product),)


SUM, MEAN = Sum.of(None, False, None), Mean.of(None, False, None)


# Functions -----------------------------------------------------------------------------------------------------------


@public()
def sum(
    input: Tensor,
    dim: Ints | None = None,
    keepdim: bool = False,
    *,
    dtype: dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The sum over ``dim`` (an int or a tuple; None or (): all).

    keepdim: reduced dimensions stay as 1; dtype: computed and returned in that dtype (bools and integers: int64).
    Raises IndexError if a dimension is out of range.

    >>> sum(torch.tensor([[1., 2.], [3., 4.]]), 0)
    tensor([4., 6.])
    """
    if dim is None and dtype is None and out is None and not keepdim:
        return apply(SUM, input)
    return apply_to(out, Sum.of(dims_of(dim, input), bool(keepdim), as_dtype(dtype, "sum")), input)


@public()
def mean(
    input: Tensor,
    dim: Ints | None = None,
    keepdim: bool = False,
    *,
    dtype: dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The mean over ``dim`` (an int or a tuple; None or (): all). Arguments as for ``sum``.

    Raises RuntimeError for integers: convert them, or pass ``dtype``.

    >>> mean(torch.tensor([[1., 2.], [3., 4.]]), 0)
    tensor([2., 3.])
    """
    if dim is None and dtype is None and out is None and not keepdim:
        return apply(MEAN, input)
    return apply_to(out, Mean.of(dims_of(dim, input), bool(keepdim), as_dtype(dtype, "mean")), input)


@public()
def nansum(
    input: Tensor,
    dim: Ints | None = None,
    keepdim: bool = False,
    *,
    dtype: dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """``sum`` with nan counted as 0.

    >>> nansum(torch.tensor([1., float("nan")]))
    tensor(1.)
    """
    return apply_to(out, Nansum.of(dims_of(dim, input), bool(keepdim), as_dtype(dtype, "nansum")), input)


@public()
def nanmean(
    input: Tensor,
    dim: Ints | None = None,
    keepdim: bool = False,
    *,
    dtype: dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The mean of what isn't nan.

    >>> nanmean(torch.tensor([1., float("nan"), 3.]))
    tensor(2.)
    """
    t = input._dtype if dtype is None else dtype
    if t.category < 2:
        raise RuntimeError(f"nanmean(): expected input to have floating point or complex dtype but got {t.cpp}")
    result = nansum(input, dim, keepdim, dtype=dtype) / sum(input.isnan().logical_not(), dim, keepdim)
    return result if out is None else stored("nanmean", out, result)


@public(autocast=WIDE)
def prod(
    input: Tensor,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    dtype: dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The product of all elements, or along one dimension. Arguments as for ``sum``, but ``dim`` is an int.

    >>> prod(torch.tensor([[1., 2.], [3., 4.]]), 1)
    tensor([ 2., 12.])
    """
    if isinstance(dim, (tuple, list)):
        raise TypeError(
            "prod() received an invalid combination of arguments: dim must be an int; reduce one dimension at a time"
        )
    return apply_to(
        out, Prod.of(dims_of(dim, input), bool(keepdim) and dim is not None, as_dtype(dtype, "prod")), input
    )


@public("Tensor")
def sum_to_size(self: Tensor, *size: Any) -> Tensor:
    """The tensor summed to a shape that broadcasts to its own."""
    shape = tuple(size[0]) if len(size) == 1 and isinstance(size[0], (tuple, list)) else size
    if shape == self._array.shape and (shape or self._dtype.category >= 2):
        return self
    x = self if self._dtype.category >= 2 else self.to(dtypes.int64)
    own = self._array.shape
    fits = [n in (1, m) for n, m in zip(shape[::-1], own[::-1], strict=False)]
    if len(shape) > len(own) or False in fits:
        raise RuntimeError(
            f"size {list(shape)} is not expandable to size {list(own)}: a tensor is summed to a shape that broadcasts "
            "to its own"
        )
    return x if shape == x._array.shape else apply(SumTo.of(shape), x)
