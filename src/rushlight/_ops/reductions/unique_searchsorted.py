"""Distinct elements, places in a sorted sequence, checksums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, overload

import numpy as np

from ..._base import dtypes
from ..._core import Op, Spec, Value, apply, apply_to, result_type
from ..._face.public import public
from ..common.dims import normal_dim, normal_dims, reduced_shape
from ..common.pointwise import refuse
from ..tensors.tensor_from_numpy import tensor

if TYPE_CHECKING:
    from ..._face.types import Ints, Number, Tensor

    Yes: TypeAlias = Literal[True]
    No: TypeAlias = Literal[False]


class Unique(Op):
    """Distinct elements (along ``dim``, or None) in order, the place of each element among them, and how often each
    occurs. ``runs``: only equal neighbours count as one."""

    __slots__ = ("dim", "runs")
    name = "Unique2"
    dynamic = True
    visible = 3

    def forward(self, xp, x):
        if not self.runs:
            axis = {} if self.dim is None else {"axis": self.dim}
            values, inverse, counts = np.unique(x, return_inverse=True, return_counts=True, equal_nan=False, **axis)
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
            "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied: shape "
            f"{tuple(input.shape)}, dim {op.dim}"
        )
    values, inverse, counts = apply(op, input)
    parts = (values, *((inverse,) if return_inverse else ()), *((counts,) if return_counts else ()))
    return parts if len(parts) > 1 else values


@overload
def unique(
    input: Tensor, sorted: bool = True, return_inverse: No = False, return_counts: No = False, dim: int | None = None
) -> Tensor: ...
@overload
def unique(
    input: Tensor, sorted: bool = True, *, return_inverse: Yes, return_counts: No = False, dim: int | None = None
) -> tuple[Tensor, Tensor]: ...
@overload
def unique(
    input: Tensor, sorted: bool = True, return_inverse: No = False, *, return_counts: Yes, dim: int | None = None
) -> tuple[Tensor, Tensor]: ...
@overload
def unique(
    input: Tensor, sorted: bool = True, *, return_inverse: Yes, return_counts: Yes, dim: int | None = None
) -> tuple[Tensor, Tensor, Tensor]: ...
@overload
def unique(
    input: Tensor, sorted: bool, return_inverse: bool, return_counts: bool = False, dim: int | None = None
) -> Tensor | tuple[Tensor, ...]: ...
@public(python="torch Tensor")
def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Tensor | tuple[Tensor, ...]:
    """The distinct elements in order (or distinct slices along ``dim``); on request also where each element is among
    them, and how often each occurs.

    >>> unique(torch.tensor([3, 1, 3]))
    tensor([1, 3])
    """
    d = None if dim is None else normal_dim(dim, input._array.ndim)
    return _unique(Unique.of(d, False), input, return_inverse, return_counts)


@overload
def unique_consecutive(
    input: Tensor, return_inverse: No = False, return_counts: No = False, dim: int | None = None
) -> Tensor: ...
@overload
def unique_consecutive(
    input: Tensor, return_inverse: Yes, return_counts: No = False, dim: int | None = None
) -> tuple[Tensor, Tensor]: ...
@overload
def unique_consecutive(
    input: Tensor, return_inverse: No = False, *, return_counts: Yes, dim: int | None = None
) -> tuple[Tensor, Tensor]: ...
@overload
def unique_consecutive(
    input: Tensor, return_inverse: Yes, return_counts: Yes, dim: int | None = None
) -> tuple[Tensor, Tensor, Tensor]: ...
@overload
def unique_consecutive(
    input: Tensor, return_inverse: bool, return_counts: bool = False, dim: int | None = None
) -> Tensor | tuple[Tensor, ...]: ...
@public(python="torch Tensor")
def unique_consecutive(
    input: Tensor, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Tensor | tuple[Tensor, ...]:
    """The elements without repetitions of the one before. Arguments as for ``unique``.

    >>> unique_consecutive(torch.tensor([1, 1, 2, 1]))
    tensor([1, 2, 1])
    """
    d = None if dim is None else normal_dim(dim, input._array.ndim)
    return _unique(Unique.of(d, True), input, return_inverse, return_counts)


class SearchSorted(Op):
    """Where elements of y would stand in the sorted rows of x, or of x in the order ``sorter``; ``right``: behind equal
    ones. Operands x, y, sorter (int64, or None)."""

    __slots__ = ("right", "dtype")
    exact_out = True
    name = "Searchsorted"
    casts = (0, 1)

    def compute_dtype(self, x, y, sorter):
        return result_type(x, y)

    def infer(self, x, y, sorter):
        if len(x.shape) > 1 and x.shape[:-1] != y.shape[:-1]:
            raise RuntimeError(
                "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of "
                f"boundaries tensor and input value tensor must match, but we got boundaries tensor {list(x.shape)} "
                f"and input value tensor {list(y.shape)}"
            )
        if sorter is not None and sorter.shape != x.shape:
            raise RuntimeError(
                "torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor "
                f"{list(x.shape)} and got sorter tensor {list(sorter.shape)}"
            )
        if sorter is not None and sorter.dtype is not dtypes.int64:
            raise RuntimeError(
                f"torch.searchsorted(): sorter must be a tensor of long dtype but got dtype {sorter.dtype.cpp}"
            )
        refuse((x, y), "searchsorted_out_cpu", (0, 3))
        return Spec(y.shape, self.dtype, x.device)

    def forward(self, xp, x, y, sorter):
        side = "right" if self.right else "left"
        if sorter is not None:
            if sorter.size and (sorter.min() < 0 or sorter.max() >= x.shape[-1]):
                raise RuntimeError("torch.searchsorted(): sorter index out of range")
            x = np.take_along_axis(x, sorter, -1)
        if x.ndim == 1:
            return xp.asarray(np.searchsorted(x, y, side)).astype(self.dtype.np)
        places = np.empty(y.shape, self.dtype.np)
        for at in np.ndindex(x.shape[:-1]):
            places[at] = np.searchsorted(x[at], y[at], side)
        return places


@public("torch")
def searchsorted(
    sorted_sequence: Tensor,
    input: Tensor | Number,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Tensor | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Where each element of ``input`` (a tensor or a number) would stand in a sorted sequence (its last dimension):
    before the first that is not smaller, or with right=True (side='right') behind the last that is not larger.

    sorter: the order that sorts the sequence, as ``argsort`` gives it, if that isn't sorted itself.
    Raises RuntimeError for shapes that don't fit.

    >>> torch.searchsorted(torch.tensor([1, 3, 5]), torch.tensor([3, 6]))
    tensor([1, 3])
    """
    if side not in (None, "left", "right"):
        raise RuntimeError(f"torch.searchsorted(): side can only be 'left' or 'right' but got {side}")
    if side == "left" and right:
        raise RuntimeError(
            "torch.searchsorted(): side and right can't be set to opposites, got side of left while right was True"
        )
    if not isinstance(input, Value):
        if sorted_sequence._array.ndim != 1:
            raise RuntimeError(
                "torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension is 1, but we "
                f"got boundaries tensor dim({sorted_sequence._array.ndim})"
            )
        input = tensor(input, dtype=dtypes.float64 if isinstance(input, float) else None)
    if not sorted_sequence._array.ndim:
        raise RuntimeError(
            "torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 dimension"
        )
    op = SearchSorted.of(right or side == "right", dtypes.int32 if out_int32 else dtypes.int64)
    if out is not None and out._dtype is not op.dtype:
        raise RuntimeError(
            "torch.searchsorted(): output tensor's dtype is wrong, it can only be Int(int32) or Long(int64) depending "
            f"on whether out_int32 flag is True, but we got output tensor's dtype {out._dtype.cpp} and out_int32 flag "
            f"is {bool(out_int32)}"
        )
    return apply_to(out, op, sorted_sequence, input, sorter)


@public("torch")
def bucketize(
    input: Tensor | Number,
    boundaries: Tensor,
    *,
    out_int32: bool = False,
    right: bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """The number of the interval between sorted ``boundaries`` (1-d) that each element (or a number) lies in.

    >>> torch.bucketize(torch.tensor([3, 6]), torch.tensor([1, 3, 5]))
    tensor([1, 3])
    """
    if boundaries._array.ndim != 1:
        raise RuntimeError(f"boundaries tensor must be 1 dimension, but got dim({boundaries._array.ndim})")
    return searchsorted(boundaries, input, out_int32=out_int32, right=right, out=out)


class HashTensor(Op):
    """The elements' bits (as int64 or float64), combined by exclusive or over ``dims`` (None: all)."""

    __slots__ = ("dims", "keepdim")
    exact_out = True

    def infer(self, x):
        refuse((x,), "hash_tensor", (3,))
        return Spec(reduced_shape(x.shape, self.dims, self.keepdim), dtypes.uint64, x.device)

    def forward(self, xp, x):
        bits = x.astype(np.float64 if x.dtype.kind == "f" else np.int64).view(np.uint64)
        return xp.asarray(np.bitwise_xor.reduce(bits, self.dims if x.ndim else None, keepdims=self.keepdim))


@public()
def hash_tensor(
    input: Tensor, dim: Ints = (), *, keepdim: bool = False, mode: int = 0, out: Tensor | None = None
) -> Tensor:
    """A checksum: the bits of the elements (as int64, or float64) combined by exclusive or, over ``dim`` (an int or a
    tuple; (): all). uint64. ``mode`` 0 is the only one.

    >>> torch.hash_tensor(torch.tensor([1, 2, 4]))
    tensor(7, dtype=torch.uint64)
    """
    if mode != 0:
        raise RuntimeError(f"Unknown hash_tensor mode: {mode}")
    dims = normal_dims(dim, input._array.ndim)
    if not input._array.size and dims is None:
        raise RuntimeError(
            "hash_tensor: Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim "
            "with the 'dim' argument."
        )
    return apply_to(out, HashTensor.of(dims, bool(keepdim)), input)
