"""Reductions of consecutive parts (segments) of one dimension, of different lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._face.public import public
from ..common.dims import normal_dim
from ..elementwise.where import where
from ..indexing.scatter_reduce import scatter_reduce
from ..tensors.arange_linspace import arange
from .cumsum_cummax import cumsum
from .unique_searchsorted import searchsorted

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor

_STARTS = {"sum": 0.0, "mean": 0.0, "prod": 1.0, "amax": float("-inf"), "amin": float("inf")}


def _offsets(lengths, offsets, size, axis, unsafe):
    """Where each segment starts, and the last one ends, along the last dimension."""
    if offsets is not None:
        bounds = offsets
    else:
        if not unsafe and bool((lengths < 0).any()):
            raise RuntimeError("lengths contains negative value!")
        if not unsafe and not bool((lengths.sum(-1) == size).all()):
            raise RuntimeError(
                "segment_reduce(): Expected all rows of lengths along axis to sum to data.size(lengths.dim()-1) when "
                "!unsafe."
            )
        ends = cumsum(lengths, -1)
        shape = (*ends._array.shape[:-1], ends._array.shape[-1] + 1)
        bounds = ends.new_zeros(shape)
        bounds.narrow(-1, 1, ends._array.shape[-1]).copy_(ends)
    if bounds._dtype not in (dtypes.int64, dtypes.int32):
        raise NotImplementedError(
            f"\"_segment_reduce_lengths_cpu_kernel1\" not implemented for '{bounds._dtype.cpp}': lengths and offsets "
            "are int64"
        )
    if axis != bounds._array.ndim - 1:
        raise RuntimeError(f"segment_reduce(): Expected axis to be the last dimension of lengths but got {axis}.")
    return bounds.to(dtypes.int64)


@public("torch torch._segment_reduce")
def segment_reduce(
    data: Tensor,
    reduce: str,
    *,
    lengths: Tensor | None = None,
    indices: Tensor | None = None,
    offsets: Tensor | None = None,
    axis: int = 0,
    unsafe: bool = False,
    initial: Number | None = None,
) -> Tensor:
    """Each segment of dimension ``axis`` reduced to one element: by ``reduce`` 'sum', 'mean', 'prod', 'max' or 'min'.

    data: floating; lengths: how long the segments are, (..., n), or offsets: where they begin and the last one ends,
    (..., n + 1), whose last dimension is ``axis`` of data; unsafe: lengths aren't checked; initial: a number that takes
    part in each segment, and is the result of empty ones (else 0, nan, 1, -inf, inf).
    Raises RuntimeError for lengths that don't fill the dimension.

    >>> torch.segment_reduce(torch.tensor([1., 2., 3., 4.]), "sum", lengths=torch.tensor([1, 3]))
    tensor([1., 9.])
    """
    kind = {"max": "amax", "min": "amin"}.get(reduce, reduce)
    if kind not in _STARTS:
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    if indices is not None:
        raise RuntimeError("segment_reduce(): indices based reduction is not supported yet.")
    if lengths is None and offsets is None:
        raise RuntimeError("segment_reduce(): Either lengths or offsets must be defined.")
    if data._dtype.category != 2:
        raise NotImplementedError(f"\"_segment_reduce_cpu\" not implemented for '{data._dtype.cpp}'")
    axis = normal_dim(axis, data._array.ndim)
    size = data._array.shape[axis]
    bounds = _offsets(lengths, offsets, size, axis, unsafe)
    n = bounds._array.shape[-1] - 1
    # the segment of each place; what lies before the first and behind the last goes to two places of its own
    places = arange(size).expand(*bounds._array.shape[:-1], size)
    of = searchsorted(bounds, places.contiguous(), right=True)
    shape, rest = data._array.shape, data._array.ndim - axis - 1
    of = of.reshape(*of._array.shape, *(1,) * rest).expand(shape)
    start = _STARTS[kind] if initial is None else initial
    whole = data.new_full((*shape[:axis], n + 2, *shape[axis + 1 :]), start)
    result = scatter_reduce(whole, axis, of, data, "sum" if kind == "mean" else kind).narrow(axis, 1, n)
    return _means(result, bounds, initial, rest) if kind == "mean" else result


def _means(sums, bounds, initial, rest):
    n = bounds._array.shape[-1] - 1
    counts = bounds.narrow(-1, 1, n) - bounds.narrow(-1, 0, n)
    counts = counts.reshape(*counts._array.shape, *(1,) * rest)
    empty = counts == 0
    means = sums / where(empty, 1, counts)
    return means if initial is not None else where(empty, float("nan"), means)
