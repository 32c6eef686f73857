"""Rows (slices along one dimension) chosen by an index tensor: taken, added to, replaced, filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._core import Op, Value, apply, apply_, apply_to
from ..._face.autocast import PROMOTE
from ..._face.public import public
from ..common.dims import normal_dim
from ..common.out import separate
from .masked_fill import number_or_0d

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor


_ALL = slice(None)


def _check_index(function, index, long_only=False):
    if index.ndim > 1:
        raise IndexError(f"{function}(): Index is supposed to be a vector, but it has shape {list(index.shape)}")
    if index.dtype is not dtypes.int64 and (long_only or index.dtype is not dtypes.int32):
        raise RuntimeError(f"{function}(): Expected dtype int32 or int64 for index, not {index.dtype}: use .long()")


def check_bounds(index, size, dim, error=IndexError, negative=False):
    if index.size:
        numbers = index.tolist() if index.ndim == 1 and index.size <= 16 else None  # quicker than NumPy's reductions
        low, high = (min(numbers), max(numbers)) if numbers else (int(index.min()), int(index.max()))
        if low < (-size if negative else 0) or high >= size:
            bad = high if high >= size else low
            raise error(
                f"index {bad} is out of bounds for dimension {dim} with size {size}: index out of range in self, 0 to "
                f"{size - 1} are there"
            )


def row_places(x, dim, index):
    """(a view of x that has dimensions, a NumPy index of the rows)."""
    return (x.reshape(1) if not x.ndim else x), (*(_ALL,) * dim, index.reshape(-1))


def check_rows(function, x, index, source, dim):
    """Raise unless ``index`` is a vector of places and ``source`` has a row of x's for each of them."""
    _check_index(function, index)
    if x.dtype is not source.dtype:
        raise RuntimeError(
            f"{function}(): self ({x.dtype.cpp}) and source ({source.dtype.cpp}) must have the same scalar type"
        )
    n = source.shape[dim] if source.shape else 1
    if index.numel != n:
        raise RuntimeError(
            f"{function}(): Number of indices ({index.numel}) should be equal to source.size(dim): ({n}), for dim: "
            f"{dim}"
        )
    if x.shape and (x.shape[:dim], x.shape[dim + 1 :]) != (source.shape[:dim], source.shape[dim + 1 :]):
        raise RuntimeError(
            "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = "
            f"{list(x.shape)} source.shape = {list(source.shape)}"
        )


class IndexSelect(Op):
    """The rows of x along ``dim`` that the index names. Operands x, index."""

    __slots__ = ("dim",)
    exact_out = True
    raw = True
    saves = ((1,), ())
    operands = ("self", "index")

    def infer(self, x, index):
        _check_index("index_select", index)
        n = index.numel
        if not x.shape:
            if n != 1:
                raise RuntimeError(f"index_select(): Index to scalar can have only 1 value, got {n} value(s)")
            return x
        return x.like((*x.shape[: self.dim], n, *x.shape[self.dim + 1 :]))

    def forward(self, xp, x, index):
        check_bounds(index, x.shape[self.dim] if x.ndim else 1, self.dim)
        if not x.ndim:
            return xp.copy(x, "C")
        y = x.take(index.reshape(-1), self.dim)
        return y if y.size else xp.empty(y.shape, y.dtype)

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        return apply(IndexAdd.of(self.dim), g.new_zeros(specs[0].shape), saved[1], g, 1), None


class IndexAdd(Op):
    """x with alpha times the rows of a source added to the rows that the index names. Operands x, index, source,
    alpha."""

    __slots__ = ("dim",)
    exact_out = True
    saves = ((), (), (1, 3), ())

    def infer(self, x, index, source, alpha):
        check_rows("index_add_", x, index, source, self.dim)
        return x

    def forward(self, xp, x, index, source, alpha):
        check_bounds(index, x.shape[self.dim] if x.ndim else 1, self.dim, RuntimeError)
        y = x.copy()
        rows, at = row_places(y, self.dim, index)
        if alpha != 1:
            source = source * source.dtype.type(alpha)
        np.add.at(rows, at, source)
        return y

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        gs = None
        if need[2]:
            gs = apply(IndexSelect.of(self.dim), g, saved[1]).reshape(specs[2].shape)
            gs = gs if saved[3] == 1 else gs * saved[3]
        return g if need[0] else None, None, gs, None


class IndexCopy(Op):
    """x with the rows that the index names replaced by those of a source. Operands x, index, source."""

    __slots__ = ("dim",)
    exact_out = True
    raw = True
    saves = ((1,), (), (1,))

    def infer(self, x, index, source):
        _check_index("index_copy_", index, True)
        d, a, b = self.dim, x.shape, source.shape
        n = b[d] if b else 1
        if index.numel != n:
            raise IndexError(
                f"index_copy_(): Number of indices ({index.numel}) should be equal to source.size(dim) ({n})"
            )
        if a and b and (a[:d], a[d + 1 :]) != (b[:d], b[d + 1 :]):
            raise RuntimeError(
                f"index_copy_(): Source/destination tensor must have same slice shapes. Destination: {list(a)}, "
                f"source: {list(b)}, compared without dimension {d}"
            )
        if x.dtype is not source.dtype:
            raise RuntimeError(
                "index_copy_(): self and source expected to have the same dtype, but got (self) "
                f"{x.dtype.cpp} and (source) {source.dtype.cpp}"
            )
        return x

    def forward(self, xp, x, index, source):
        check_bounds(index, x.shape[self.dim] if x.ndim else 1, self.dim)
        y = x.copy()
        rows, at = row_places(y, self.dim, index)
        rows[at] = source
        return y

    def vjp(self, need, grads, saved, specs):
        g, index = grads[0], saved[1]
        gx = apply(IndexFill.of(self.dim, 0), g, index, 0) if need[0] else None
        gs = apply(IndexSelect.of(self.dim), g, index).reshape(specs[2].shape) if need[2] else None
        return gx, None, gs


class IndexFill(Op):
    """x with a number in the rows that the index names. Operands x, index, and the number (``variant`` 0) or a 0-d
    tensor with it (1)."""

    __slots__ = ("dim", "variant")
    saves = ((1,), (), (1,))

    def infer(self, x, index, value):
        _check_index("index_fill_", index, True)
        return x

    @quiet
    def forward(self, xp, x, index, value):
        check_bounds(index, x.shape[self.dim] if x.ndim else 1, self.dim, negative=True)
        y = x.copy()
        rows, at = row_places(y, self.dim, index)
        rows[at] = np.asarray(value).astype(x.dtype)
        return y

    def vjp(self, need, grads, saved, specs):
        g, index = grads[0], saved[1]
        gx = apply(IndexFill.of(self.dim, 0), g, index, 0) if need[0] else None
        if need[2]:  # the rows named, each once however often the index names it
            kept = gx if need[0] else apply(IndexFill.of(self.dim, 0), g, index, 0)
            return gx, None, (g - kept).sum()
        return gx, None, None


@public()
def index_select(input: Tensor, dim: int, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy of the rows (slices along ``dim``) that ``index`` names, in its order.

    index: int64 or int32, 1-d. Raises IndexError for rows that are not there (negative ones too).

    >>> index_select(torch.tensor([[1, 2], [3, 4]]), 0, torch.tensor([1, 1]))
    tensor([[3, 4],
            [3, 4]])
    """
    op = IndexSelect.of(normal_dim(dim, input._array.ndim))
    return apply_to(separate(out, input, index), op, input, index)


@public(inplace="Tensor")
def index_add(
    input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Number = 1, out: Tensor | None = None
) -> Tensor:
    """A copy of ``input`` with ``alpha`` times the rows of ``source`` added to the rows along ``dim`` that ``index``
    names.

    source: as input, but as long along ``dim`` as index. Raises RuntimeError for rows that are not there.

    >>> index_add(torch.zeros(3), 0, torch.tensor([0, 0, 2]), torch.ones(3))
    tensor([2., 0., 1.])
    """
    op = IndexAdd.of(normal_dim(dim, input._array.ndim))
    return apply_to(out, op, input, index, source, alpha)


@public(inplace="Tensor", autocast=PROMOTE)
def index_copy(input: Tensor, dim: int, index: Tensor, source: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy of ``input`` in which the rows along ``dim`` that ``index`` names are those of ``source``.

    Raises IndexError for rows that are not there, RuntimeError if the sizes don't fit.

    >>> index_copy(torch.zeros(3), 0, torch.tensor([2, 0]), torch.tensor([7., 8.]))
    tensor([8., 0., 7.])
    """
    op = IndexCopy.of(normal_dim(dim, input._array.ndim))
    return apply_to(out, op, input, index, source)


def _filling(input, dim, value):
    variant = int(number_or_0d("index_fill", value, input._dtype))
    return IndexFill.of(normal_dim(dim, input._array.ndim), variant)


@public()
def index_fill(input: Tensor, dim: int, index: Tensor, value: Tensor | Number) -> Tensor:
    """A copy of ``input`` with ``value`` (a number or a 0-d tensor) in the rows along ``dim`` that ``index`` names.

    >>> index_fill(torch.zeros(3), 0, torch.tensor([2, 0]), 5)
    tensor([5., 0., 5.])
    """
    return apply(_filling(input, dim, value), input, index, value)


@public("Tensor")
def index_fill_(input: Tensor, dim: int, index: Tensor, value: Tensor | Number) -> Tensor:
    """``index_fill`` in place. Returns the tensor."""
    if isinstance(value, Value) and value._storage is input._storage:
        value = value.clone()  # read before it is overwritten
    return apply_(_filling(input, dim, value), input, input, index, value)
