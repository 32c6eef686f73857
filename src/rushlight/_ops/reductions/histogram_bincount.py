"""How many elements lie in each of a row of intervals, in one dimension or several; how often each number occurs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._core import Op, Spec, Value, apply
from ..._face.public import public
from ..common import named_results
from ..common.out import stored, stored_all
from ..common.pointwise import refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..._face.types import Real, Tensor, Tensors


class Histc(Op):
    """How many elements lie in each of ``bins`` equal intervals; operands x, low, high (equal: those of x)."""

    __slots__ = ("bins",)

    def infer(self, x, low, high):
        refuse((x,), "histogram_cpu", (0, 1, 3))
        return Spec((self.bins,), x.dtype, x.device)

    def forward(self, xp, x, low, high):
        if low == high and x.size:
            low, high = float(x.min()), float(x.max())
        if low == high:
            low, high = low - 1, high + 1
        if not (np.isfinite(low) and np.isfinite(high)):
            raise RuntimeError(f"range of [{low}, {high}] is not finite")
        return np.histogram(x, self.bins, (low, high))[0].astype(x.dtype)


@public()
def histc(input: Tensor, bins: int = 100, min: Real = 0, max: Real = 0, *, out: Tensor | None = None) -> Tensor:
    """How many elements lie in each of ``bins`` equal intervals from ``min`` to ``max`` (both 0: those of the input).

    >>> torch.histc(torch.tensor([1., 2., 1.]), bins=4, min=0, max=3)
    tensor([0., 2., 1., 0.])
    """
    if bins <= 0:
        raise RuntimeError("bins must be > 0")
    if max < min:
        raise RuntimeError(f"max must be larger than min, got min {min}, max {max}")
    result = apply(Histc.of(bins), input, float(min), float(max))
    return result if out is None else stored("histc", out, result, exact=True)


class HistogramEdges(Op):
    """The ends of ``bins`` equal intervals of column ``column`` of x; operands x, low, high (None: those of the
    column)."""

    __slots__ = ("bins", "column")
    name = node_name = "torch::autograd::NotImplemented"

    def infer(self, x, low, high):
        refuse((x,), "histogramdd", (0, 1, 3))
        if x.dtype.is_reduced:
            raise NotImplementedError(f"\"histogramdd\" not implemented for '{x.dtype.cpp}'")
        return Spec((self.bins + 1,), x.dtype, x.device)

    def forward(self, xp, x, low, high):
        column = x[:, self.column]
        if low is None:
            low, high = (column.min(), column.max()) if column.size else (0.0, 1.0)
        low, high = float(low), float(high)
        if not (np.isfinite(low) and np.isfinite(high)):
            raise RuntimeError(f"torch.histogramdd: dimension {self.column}'s range [{low}, {high}] is not finite")
        if low > high:
            raise RuntimeError(
                f"torch.histogramdd: min should not exceed max, but got min {low:g} max {high:g} for dimension "
                f"{self.column}"
            )
        if low == high:
            low, high = low - 0.5, high + 0.5
        return np.linspace(low, high, self.bins + 1, dtype=np.float64).astype(x.dtype)


class HistogramCounts(Op):
    """How many rows of x lie in each box; operands x, weight (a number per row, or None), the edges of each column."""

    __slots__ = ("density",)
    name = node_name = "torch::autograd::NotImplemented"

    def infer(self, x, weight, *edges):
        return Spec(tuple(e.numel - 1 for e in edges), x.dtype, x.device)

    def forward(self, xp, x, weight, *edges):
        shape = tuple(e.size - 1 for e in edges)
        places, inside = [], np.ones(len(x), bool)
        for k, e in enumerate(edges):
            column = x[:, k]
            at = np.searchsorted(e, column, "right") - 1
            at[column == e[-1]] = e.size - 2  # the last interval is closed
            inside &= (column >= e[0]) & (column <= e[-1])
            places.append(at)
        flat = np.ravel_multi_index([p[inside] for p in places], shape) if inside.any() else np.empty(0, np.int64)
        counts = np.bincount(flat, None if weight is None else weight[inside], int(np.prod(shape))).reshape(shape)
        counts = counts.astype(x.dtype)
        if self.density:
            counts /= counts.sum()
            for k, e in enumerate(edges):
                counts /= np.diff(e).reshape([-1 if i == k else 1 for i in range(len(shape))])
        return counts


def _check(x, weight, rows_shape):
    """Raise RuntimeError unless ``weight`` (or None) has a number of x's dtype for each row."""
    if weight is None:
        return
    if weight._array.shape != rows_shape:
        raise RuntimeError(
            "torch.histogramdd: if weight tensor is provided it should have the same shape as the input tensor "
            f"excluding its innermost dimension, but got input with shape {list(x._array.shape)} and weight with shape "
            f"{list(weight._array.shape)}"
        )
    if weight._dtype is not x._dtype:
        raise RuntimeError(
            "torch.histogramdd: if weight tensor is provided, input tensor and weight tensor should have the same "
            f"dtype, but got input({x._dtype}), and weight({weight._dtype})"
        )


def _edges(x, bins, column, bounds):
    """The edges of one column, from a number of intervals or as given."""
    if not isinstance(bins, Value):
        if bins <= 0:
            raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension {column}")
        return apply(HistogramEdges.of(bins, column), x, *bounds)
    if bins._array.ndim != 1:
        raise RuntimeError(
            f"torch.histogramdd: bins tensor should have one dimension, but got {bins._array.ndim} dimensions in the "
            f"bins tensor for dimension {column}"
        )
    if bins._dtype is not x._dtype:
        raise RuntimeError(
            "torch.histogramdd: input tensor and bins tensors should have the same dtype, but got input with dtype "
            f"{x._dtype} and bins for dimension {column} with dtype {bins._dtype}"
        )
    if bins._array.size < 2:
        raise RuntimeError(
            f"torch.histogram(): bins must be > 0, but got {bins._array.size - 1} for dimension {column}"
        )
    return bins.clone()


@public()
def histogram(
    input: Tensor,
    bins: int | Tensor,
    *,
    range: Sequence[float] | None = None,
    weight: Tensor | None = None,
    density: bool = False,
    out: Tensors | None = None,
) -> named_results.histogram:
    """How many elements lie in each of ``bins`` equal intervals from ``range[0]`` to ``range[1]`` (None: the least to
    the largest element), or between the edges in the 1-d tensor ``bins``. A named tuple (hist, bin_edges).

    input: float32 or float64; weight: what each element counts; density: as shares that integrate to 1.
    Raises RuntimeError for arguments that don't fit, NotImplementedError for other dtypes.

    >>> torch.histogram(torch.tensor([1., 2., 1.]), bins=4, range=(0., 3.)).hist
    tensor([0., 2., 1., 0.])
    """
    if range is not None and isinstance(bins, Value):
        raise TypeError("histogram() received an invalid combination of arguments: give edges or a range, not both")
    x = input.reshape(-1, 1)
    _check(input, weight, input._array.shape)
    edges = _edges(x, bins, 0, (None, None) if range is None else tuple(range))
    counts = apply(HistogramCounts.of(bool(density)), x, None if weight is None else weight.reshape(-1), edges)
    result = named_results.histogram._make((counts, edges))
    return result if out is None else stored_all("histogram", out, result)


@public("torch")
def histogramdd(
    input: Tensor,
    bins: int | Sequence[int] | Tensors,
    range: Sequence[float] | None = None,
    weight: Tensor | None = None,
    density: bool = False,
) -> named_results.histogramdd:
    """``histogram`` of points: how many rows of ``input`` lie in each box. A named tuple (hist, bin_edges), the second
    a tuple.

    input: (..., n); bins: a number of intervals, n of them, or n tensors of edges; range: the 2 n bounds.

    >>> torch.histogramdd(torch.tensor([[0., 1.], [1., 0.], [1., 1.]]), bins=[2, 2]).hist
    tensor([[0., 1.],
            [1., 1.]])
    """
    shape = input._array.shape
    if not shape:
        raise IndexError("Dimension specified as -1 but tensor has no dimensions")
    n = shape[-1]
    bins = (bins,) * n if not isinstance(bins, (tuple, list)) else bins
    if len(bins) != n:
        raise RuntimeError("histogramdd: The size of bins must be equal to the innermost dimension of the input.")
    if len(shape) < 2:
        raise RuntimeError("torch.histogramdd: input tensor should have at least 2 dimensions")
    if range is not None and len(range) != 2 * n:
        raise RuntimeError(
            f"torch.histogramdd: for a {n}-dimensional histogram range should have {2 * n} elements, but got "
            f"{len(range)}"
        )
    _check(input, weight, shape[:-1])
    x = input.reshape(-1, n)
    edges = tuple(
        _edges(x, b, k, (None, None) if range is None else tuple(range[2 * k : 2 * k + 2])) for k, b in enumerate(bins)
    )
    counts = apply(HistogramCounts.of(bool(density)), x, None if weight is None else weight.reshape(-1), *edges)
    return named_results.histogramdd._make((counts, edges))


class Bincount(Op):
    """How often each number from 0 occurs, or the sum of its weights; at least ``minlength`` of them."""

    __slots__ = ("minlength",)
    dynamic = True

    def forward(self, xp, x, weights):
        if x.ndim != 1 or (x.size and x.min() < 0):
            raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
        counts = np.bincount(x, weights, self.minlength)
        if weights is not None:
            return counts.astype(xp.float32 if weights.dtype == xp.float32 else xp.float64)
        return counts.astype(xp.int64)


@public()
def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each number 0, 1, ... occurs in a 1-d integer tensor; with ``weights`` (of its shape) their sums.

    >>> bincount(torch.tensor([0, 2, 2]))
    tensor([1, 0, 2])
    """
    if input._dtype.category != 1:
        refuse((Spec((), input._dtype),), "bincount_cpu", (0, 2, 3))
    if weights is not None and weights.shape != input.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input")
    return apply(Bincount.of(minlength), input, weights)
