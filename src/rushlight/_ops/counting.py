"""Counting and grouping: distinct elements, histograms, places in an order, quantiles, differences."""

from __future__ import annotations

import numpy as np

from .. import _dtypes
from .._core import Op, Spec, Value, apply
from .arithmetic import sub
from .bitwise import logical_xor
from .dims import normal_dim
from .joining import cat
from .pairs import lerp
from .pointwise import refuse
from .reduce import sum as sum_of
from .select import where
from .sorting import sort

__all__ = [
    "CountMethods", "bincount", "bucketize", "diff", "histc", "nanquantile", "quantile", "searchsorted",
    "trapezoid", "trapz", "unique", "unique_consecutive",
]  # fmt: skip


class Unique(Op):
    """Distinct elements (along ``dim``, or None) in order, the place of each element among them, and how often each occurs.
    ``runs``: only equal neighbours count as one."""

    __slots__ = ("dim", "runs")
    name = "Unique2"
    dynamic = True
    visible = 3

    def forward(self, xp, x):
        if not self.runs:
            axis = {} if self.dim is None else {"axis": self.dim}
            values, inverse, counts = np.unique(
                x, return_inverse=True, return_counts=True, equal_nan=False, **axis
            )
            return values, inverse.reshape(x.shape if self.dim is None else -1), counts
        rows = x.reshape(-1) if self.dim is None else np.moveaxis(x, self.dim, 0)
        new = np.ones(len(rows), bool)
        if len(rows) > 1:
            new[1:] = (rows[1:] != rows[:-1]).reshape(len(rows) - 1, -1).any(1)
        starts = np.flatnonzero(new)
        counts = np.diff(np.append(starts, len(rows)))
        inverse = np.cumsum(new) - 1
        values = rows[starts] if self.dim is None else np.moveaxis(rows[starts], 0, self.dim)
        return values, inverse.reshape(x.shape if self.dim is None else -1), counts


def _unique(op, input, return_inverse, return_counts):
    if op.dim is not None and any(n == 0 for i, n in enumerate(input.shape) if i != op.dim):
        raise RuntimeError(
            f"There are 0 sized dimensions, and they aren't selected, so unique cannot be applied: shape {tuple(input.shape)}, dim {op.dim}"
        )
    values, inverse, counts = apply(op, input)
    parts = (values, *((inverse,) if return_inverse else ()), *((counts,) if return_counts else ()))
    return parts if len(parts) > 1 else values


def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    """The distinct elements in order (or distinct slices along ``dim``); on request also where each element is among them,
    and how often each occurs.

    >>> unique(torch.tensor([3, 1, 3]))
    tensor([1, 3])
    """
    d = None if dim is None else normal_dim(dim, input._array.ndim)
    return _unique(Unique.of(d, False), input, return_inverse, return_counts)


def unique_consecutive(input, return_inverse=False, return_counts=False, dim=None):
    """The elements without repetitions of the one before. Arguments as for ``unique``.

    >>> unique_consecutive(torch.tensor([1, 1, 2, 1]))
    tensor([1, 2, 1])
    """
    d = None if dim is None else normal_dim(dim, input._array.ndim)
    return _unique(Unique.of(d, True), input, return_inverse, return_counts)


class Bincount(Op):
    """How often each number from 0 occurs, or the sum of its weights; at least ``minlength`` of them."""

    __slots__ = ("minlength",)
    name = "Bincount"
    dynamic = True

    def forward(self, xp, x, weights):
        if x.ndim != 1 or (x.size and x.min() < 0):
            raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
        counts = np.bincount(x, weights, self.minlength)
        if weights is not None:
            return counts.astype(xp.float32 if weights.dtype == xp.float32 else xp.float64)
        return counts.astype(xp.int64)


def bincount(input, weights=None, minlength=0):
    """How often each number 0, 1, ... occurs in a 1-d integer tensor; with ``weights`` (of its shape) their sums.

    >>> bincount(torch.tensor([0, 2, 2]))
    tensor([1, 0, 2])
    """
    if input._dtype.category != 1:
        refuse((Spec((), input._dtype),), "bincount_cpu", (0, 2, 3))
    if weights is not None and weights.shape != input.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input")
    return apply(Bincount.of(minlength), input, weights)


class SearchSorted(Op):
    """Where elements of y would stand in the sorted rows of x; ``right``: behind equal ones."""

    __slots__ = ("right", "dtype")
    name = "Searchsorted"

    def infer(self, x, y):
        if not x.shape:
            raise RuntimeError(
                "torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 dimension"
            )
        if len(x.shape) > 1 and x.shape[:-1] != y.shape[:-1]:
            raise RuntimeError(
                "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor "
                f"and input value tensor must match, but we got boundaries tensor {list(x.shape)} and values {list(y.shape)}"
            )
        return Spec(y.shape, self.dtype, x.device)

    def forward(self, xp, x, y):
        side = "right" if self.right else "left"
        if x.ndim == 1:
            return xp.asarray(np.searchsorted(x, y, side)).astype(self.dtype.np)
        places = np.empty(y.shape, self.dtype.np)
        for at in np.ndindex(x.shape[:-1]):
            places[at] = np.searchsorted(x[at], y[at], side)
        return places


def searchsorted(sorted_sequence, input, *, out_int32=False, right=False, side=None):
    """Where each element of ``input`` would stand in a sorted sequence (its last dimension): before the first that is not
    smaller, or with right=True (side='right') behind the last that is not larger.

    >>> searchsorted(torch.tensor([1, 3, 5]), torch.tensor([3, 6]))
    tensor([1, 3])
    """
    if side not in (None, "left", "right"):
        raise RuntimeError(f"torch.searchsorted(): side can only be 'left' or 'right' but got {side}")
    if not isinstance(input, Value):
        input = sorted_sequence.new_tensor(
            input, dtype=None if not isinstance(input, float) else _dtypes.float64
        )
    dtype = _dtypes.int32 if out_int32 else _dtypes.int64
    return apply(SearchSorted.of(right or side == "right", dtype), sorted_sequence, input)


def bucketize(input, boundaries, *, out_int32=False, right=False):
    """The number of the interval between sorted ``boundaries`` that each element lies in.

    >>> bucketize(torch.tensor([3, 6]), torch.tensor([1, 3, 5]))
    tensor([1, 3])
    """
    if boundaries.ndim != 1:
        raise RuntimeError(
            f"boundaries tensor must be 1 dimension, but got dim({boundaries.ndim}); for one sequence per row: searchsorted"
        )
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)


class Histc(Op):
    """How many elements lie in each of ``bins`` equal intervals; operands x, low, high (equal: those of x)."""

    __slots__ = ("bins",)
    name = "Histc"

    def infer(self, x, low, high):
        refuse((x,), "histogram_cpu", (0, 1, 3))
        return Spec((self.bins,), x.dtype, x.device)

    def forward(self, xp, x, low, high):
        if low == high and x.size:
            low, high = float(x.min()), float(x.max())
        if low == high:
            low, high = low - 1, high + 1
        return np.histogram(x, self.bins, (low, high))[0].astype(x.dtype)


def histc(input, bins=100, min=0, max=0, *, out=None):
    """How many elements lie in each of ``bins`` equal intervals from ``min`` to ``max`` (both 0: those of the input).

    >>> histc(torch.tensor([1., 2., 1.]), bins=4, min=0, max=3)
    tensor([0., 2., 1., 0.])
    """
    if bins <= 0:
        raise RuntimeError("bins must be > 0")
    if max < min:
        raise RuntimeError("max must be larger than min")
    result = apply(Histc.of(bins), input, float(min), float(max))
    return result if out is None else out.copy_(result)


def diff(input, n=1, dim=-1, prepend=None, append=None, *, out=None):
    """Differences of neighbours along ``dim``, ``n`` times over; prepend, append: tensors put before and behind first.

    >>> diff(torch.tensor([1, 4, 9]))
    tensor([3, 5])
    """
    d = normal_dim(dim, input._array.ndim)
    if not input._array.ndim:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    parts = [t for t in (prepend, input, append) if t is not None]
    x = cat(parts, d) if len(parts) > 1 else input
    for _ in range(min(n, x.size(d))):
        later, earlier = x.narrow(d, 1, x.size(d) - 1), x.narrow(d, 0, x.size(d) - 1)
        x = logical_xor(later, earlier) if x._dtype is _dtypes.bool_ else sub(later, earlier)
    return x if out is None else out.copy_(x)


def trapezoid(y, x=None, *, dx=1.0, dim=-1):
    """The integral along ``dim`` by the trapezoidal rule, of values at places ``x`` or at distance ``dx``.

    >>> trapezoid(torch.tensor([1., 5., 10.]))
    tensor(10.5000)
    """
    d = normal_dim(dim, y._array.ndim)
    left, right = y.narrow(d, 0, y.size(d) - 1), y.narrow(d, 1, y.size(d) - 1)
    if x is None:
        return sum_of(left + right, d) * (dx / 2)
    width = diff(x, dim=-1 if x._array.ndim == 1 else d)
    if x._array.ndim == 1:
        width = width.reshape([-1 if i == d else 1 for i in range(y._array.ndim)])
    return sum_of((left + right) * width, d) / 2


trapz = trapezoid


def quantile(input, q, dim=None, keepdim=False, *, interpolation="linear", out=None):
    """The value below which a share ``q`` (0 to 1; a number or a 1-d tensor) of the elements along ``dim`` lies; None: of all.

    interpolation: 'linear', 'lower', 'higher', 'nearest' or 'midpoint', where it falls between two. nan if one is.

    >>> quantile(torch.tensor([1., 2., 3., 4.]), 0.5)
    tensor(2.5000)
    """
    return _quantile("quantile", input, q, dim, keepdim, interpolation, out, False)


def nanquantile(input, q, dim=None, keepdim=False, *, interpolation="linear", out=None):
    """``quantile`` of what isn't nan.

    >>> nanquantile(torch.tensor([1., 2., float("nan")]), 0.5)
    tensor(1.5000)
    """
    return _quantile("nanquantile", input, q, dim, keepdim, interpolation, out, True)


def _quantile(name, input, q, dim, keepdim, interpolation, out, ignore_nan):
    if input._dtype.name not in ("float32", "float64"):
        raise RuntimeError(f"{name}() input tensor must be either float or double dtype")
    if not isinstance(q, (Value, float, int)):
        raise TypeError(
            f"{name}(): argument 'q' (position 2) must be Tensor or float, not {type(q).__name__}"
        )
    if not input._array.size:
        raise RuntimeError(f"{name}() input tensor must be non-empty")
    if interpolation not in ("linear", "lower", "higher", "nearest", "midpoint"):
        raise RuntimeError(
            f"{name}() interpolation must be one of linear, lower, higher, midpoint or nearest, but got {interpolation}"
        )
    shares = q if isinstance(q, Value) else input.new_tensor(q)
    if not bool(((shares >= 0) & (shares <= 1)).all()):
        raise RuntimeError(f"{name}() q must be in the range [0, 1] but got {q}")
    n = input._array.ndim
    d = 0 if dim is None else normal_dim(dim, max(n, 1))
    x = sort(
        input.reshape(-1) if dim is None or not n else input.movedim(d, -1) if n > 1 else input, -1
    ).values
    missing = x.isnan()
    if ignore_nan:
        last = (missing.logical_not().sum(-1, keepdim=True) - 1).clamp(0)
    else:
        last = where(missing.any(-1, keepdim=True), x.size(-1) - 1, x.size(-1) - 1)
    rank = shares.reshape(-1) * last.to(x._dtype)
    if not ignore_nan:
        rank = where(missing.any(-1, keepdim=True), float(x.size(-1) - 1), rank)
    low = {"higher": rank.ceil, "nearest": rank.round}.get(interpolation, rank.floor)()
    y = x.gather(-1, low.long())
    if interpolation in ("linear", "midpoint"):
        weight = rank - low if interpolation == "linear" else x.new_full(rank.shape, 0.5)
        above = x.gather(-1, rank.ceil().long())
        y = lerp(y, above, weight)
    y = y.movedim(-1, 0) if y._array.ndim > 1 else y
    if keepdim and n:
        y = y.unsqueeze(d + 1) if dim is not None else y.reshape([-1] + [1] * n)
    y = y if shares._array.ndim else y.squeeze(0)
    return y if out is None else out.copy_(y)


class CountMethods:
    """Methods of Tensor: counting and grouping."""

    __slots__ = ()
    unique, unique_consecutive, bincount, histc = unique, unique_consecutive, bincount, histc
    diff, quantile, nanquantile = diff, quantile, nanquantile
