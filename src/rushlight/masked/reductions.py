"""Masked reductions. All take ``dim`` (an int or a tuple; None: all), ``keepdim``, ``dtype`` (of the result) and
``mask``.

Raises IndexError for dims out of range and masks with more dimensions than the input, RuntimeError for dims that come
twice and masks that don't broadcast.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .._base import dtypes
from .._ops.common.arguments import check_tensor
from .._ops.elementwise.exp_log_sin import sqrt
from .._ops.elementwise.maximum import maximum
from .._ops.linalg import norm as norms
from .._ops.reductions import logsumexp as logsumexps
from .._ops.reductions import max_min_argmax, median_mode, sum_mean_prod
from .filling import all_dims, filled, full_mask

if TYPE_CHECKING:
    from .._face.types import Ints, Tensor, dtype

__all__ = ["amax", "amin", "argmax", "argmin", "logsumexp", "mean", "median", "norm", "prod", "std", "sum", "var"]


def _adding_dtype(input, dtype):
    """What sums are computed in: integers and bools add up in int64."""
    if dtype is not None:
        return dtype
    small = input._dtype.category < 2 and not input._dtype.name.startswith(("uint16", "uint32", "uint64"))
    return dtypes.int64 if small else input._dtype


def sum(
    input: Tensor,
    dim: Ints | None = None,
    *,
    keepdim: bool = False,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The sum of the elements that count; 0 if none does.

    >>> torch.masked.sum(torch.tensor([1.0, 2.0, 4.0]), mask=torch.tensor([True, False, True]))
    tensor(5.)
    """
    x = filled("sum", input, mask)
    return sum_mean_prod.sum(x, all_dims(dim, x.ndim), bool(keepdim), dtype=_adding_dtype(input, dtype))


def prod(
    input: Tensor,
    dim: Ints | None = None,
    *,
    keepdim: bool = False,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The product of the elements that count; 1 if none does.

    >>> torch.masked.prod(torch.tensor([1.0, 2.0, 4.0]), mask=torch.tensor([True, False, True]))
    tensor(4.)
    """
    x = filled("prod", input, mask).to(_adding_dtype(input, dtype))
    for d in reversed(all_dims(dim, input.ndim)):
        x = sum_mean_prod.prod(x, d, bool(keepdim))
    return x


def amax(
    input: Tensor,
    dim: Ints | None = None,
    *,
    keepdim: bool = False,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The largest of the elements that count; -inf (or the smallest integer) if none does.

    Raises NotImplementedError for bool and complex input with a mask.

    >>> torch.masked.amax(torch.tensor([1.0, 2.0, 4.0]), mask=torch.tensor([True, True, False]))
    tensor(2.)
    """
    x = filled("amax", input, mask)
    return max_min_argmax.amax(x, all_dims(dim, x.ndim), bool(keepdim)).to(dtype or input._dtype)


def amin(
    input: Tensor,
    dim: Ints | None = None,
    *,
    keepdim: bool = False,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The smallest of the elements that count; inf (or the largest integer) if none does.

    Raises NotImplementedError for bool and complex input with a mask.

    >>> torch.masked.amin(torch.tensor([1.0, 2.0, 4.0]), mask=torch.tensor([False, True, True]))
    tensor(2.)
    """
    x = filled("amin", input, mask)
    return max_min_argmax.amin(x, all_dims(dim, x.ndim), bool(keepdim)).to(dtype or input._dtype)


def argmax(
    input: Tensor,
    dim: int | None = None,
    *,
    keepdim: bool = False,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The index of the largest of the elements that count, along one dimension or (None) of all in a row; in the
    input's dtype unless ``dtype`` is given.

    >>> torch.masked.argmax(torch.tensor([1, 2, 4]), mask=torch.tensor([True, True, False]))
    tensor(1)
    """
    x = filled("argmax", input, mask)
    return max_min_argmax.argmax(x, dim, bool(keepdim)).to(dtype or input._dtype)


def argmin(
    input: Tensor,
    dim: int | None = None,
    *,
    keepdim: bool = False,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The index of the smallest of the elements that count, along one dimension or (None) of all in a row; in the
    input's dtype unless ``dtype`` is given.

    >>> torch.masked.argmin(torch.tensor([1, 2, 4]), mask=torch.tensor([False, True, True]))
    tensor(1)
    """
    x = filled("argmin", input, mask)
    return max_min_argmax.argmin(x, dim, bool(keepdim)).to(dtype or input._dtype)


def _count(function, input, dim, keepdim, mask):
    """How many elements count: a number without a mask, else a tensor."""
    if mask is None:
        dims = all_dims(dim, input.ndim)
        return math.prod(input.shape[d] for d in dims if input.ndim)
    return full_mask(function, input, mask).sum(all_dims(dim, input.ndim), keepdim)


def mean(
    input: Tensor,
    dim: Ints | None = None,
    *,
    keepdim: bool = False,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The mean of the elements that count; nan if none does. Raises ValueError for integers without ``dtype``.

    >>> torch.masked.mean(torch.tensor([1.0, 2.0, 4.0]), mask=torch.tensor([True, True, False]))
    tensor(1.5000)
    """
    check_tensor(input, "mean")
    kind = dtype or input._dtype
    if kind.category < 2:
        raise ValueError(
            f"mean(): Could not infer output dtype. {'Input' if dtype is None else 'Optional'} dtype must be either a "
            f"floating point or complex dtype. Got: {kind}"
        )
    total = sum(input, dim, keepdim=keepdim, dtype=kind, mask=mask)
    return total / _count("mean", input, dim, bool(keepdim), mask)


def median(
    input: Tensor, dim: int = -1, *, keepdim: bool = False, dtype: dtype | None = None, mask: Tensor | None = None
) -> Tensor:
    """The median of the elements that count along ``dim`` (an int), the lower one of two; nan if none does. Integers
    are compared as float32. Raises ValueError where none does of what is not floating.

    >>> torch.masked.median(torch.tensor([1.0, 2.0, 4.0]), mask=torch.tensor([True, False, True]))
    tensor(1.)
    """
    check_tensor(input, "median")
    (d, *_) = all_dims(dim, input.ndim) or (0,)
    x = filled("median", input if input.is_floating_point() else input.to(dtypes.float32), mask)
    result = median_mode.nanmedian(x, d, keepdim)[0]
    if input.is_floating_point():
        return result
    if result.isnan().any().item():
        raise ValueError("masked median expects no fully masked out rows if dtype is not floating point")
    return result.to(dtype or input._dtype)


def logsumexp(
    input: Tensor,
    dim: Ints | None = None,
    *,
    keepdim: bool = False,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """log(sum(exp(...))) of the elements that count, without overflow; -inf if none does.

    >>> torch.masked.logsumexp(torch.tensor([1.0, 2.0, 4.0]), mask=torch.tensor([False, True, False]))
    tensor(2.)
    """
    x = filled("logsumexp", input, mask)
    return logsumexps.logsumexp(x, all_dims(dim, x.ndim), keepdim).to(dtype or input._dtype)


def norm(
    input: Tensor,
    ord: float = 2.0,
    dim: Ints | None = None,
    *,
    keepdim: bool = False,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The vector norm of order ``ord`` of the elements that count; 0 (inf for ord=-inf) if none does.

    >>> torch.masked.norm(torch.tensor([3.0, 2.0, 4.0]), mask=torch.tensor([True, False, True]))
    tensor(5.)
    """
    check_tensor(input, "norm")
    if ord == -math.inf and mask is not None and not input.is_floating_point():
        raise AssertionError(f"norm: input must be floating point for ord=-inf, got {input._dtype}")
    x = filled("norm", input, mask, math.inf if ord == -math.inf else 0)
    dims = all_dims(dim, input.ndim)
    return norms.vector_norm(x, ord, dims, bool(keepdim), dtype=dtype or input._dtype)


def _variance(function, input, dim, unbiased, correction, keepdim, dtype, mask):
    check_tensor(input, function)
    if unbiased is not None and correction is not None:
        raise AssertionError(f"{function}: Only one of unbiased and correction may be given")
    if correction is None:
        correction = 1.0 if unbiased is None or unbiased else 0.0
    if dtype is None:
        dtype = input._dtype if input._dtype.category >= 2 else dtypes.float32
    computed = dtype if dtype.category >= 2 else dtypes.float32
    n = _count(function, input, dim, True, mask)
    x = input - sum(input, dim, keepdim=True, dtype=dtype, mask=mask) / n
    total = sum(x * x.conj(), dim, keepdim=keepdim, dtype=computed, mask=mask)
    if mask is None:
        return (total / max(n - correction, 0)).to(dtype)
    n = n if keepdim else n.reshape(tuple(total.shape))
    if correction:
        n = n.to(computed.to_real()) - correction
        n = maximum(n, n.new_zeros(()))
    return (total / n).to(dtype)


def var(
    input: Tensor,
    dim: Ints | None = None,
    unbiased: bool | None = None,
    *,
    correction: float | None = None,
    keepdim: bool = False,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The variance of the elements that count: squared distances from their mean, divided by their number less
    ``correction`` (1; 0 with unbiased=False). nan if none counts. Integers become float32.

    Raises AssertionError if both unbiased and correction are given.

    >>> torch.masked.var(torch.tensor([1.0, 3.0, 9.0]), mask=torch.tensor([True, True, False]))
    tensor(2.)
    """
    return _variance("var", input, dim, unbiased, correction, keepdim, dtype, mask)


def std(
    input: Tensor,
    dim: Ints | None = None,
    unbiased: bool | None = None,
    *,
    correction: float | None = None,
    keepdim: bool = False,
    dtype: dtype | None = None,
    mask: Tensor | None = None,
) -> Tensor:
    """The square root of ``var``. Arguments as there.

    >>> torch.masked.std(torch.tensor([1.0, 3.0, 9.0]), mask=torch.tensor([True, True, False]), correction=0)
    tensor(1.)
    """
    return sqrt(_variance("std", input, dim, unbiased, correction, keepdim, dtype, mask))
