"""Diagonals and triangles of matrices."""

from __future__ import annotations

from operator import index

import numpy as np

from ..._base import devices, dtypes
from ..._core import Op, Spec, apply, apply_, apply_out
from ..common.arguments import check_tensor
from ..common.dims import normal_dim
from ..tensors.as_strided_unfold import Diagonal, DiagonalBackward, diagonal
from ..tensors.zeros_arange import check_options, requiring
from .view_ops import ViewCopy

__all__ = [
    "DiagonalMethods",
    "diag",
    "diag_embed",
    "diagflat",
    "diagonal",
    "trace",
    "tril",
    "tril_indices",
    "triu",
    "triu_indices",
]


class Tril(Op):
    """Matrices with zeros above the diagonal that lies ``diagonal`` above the main one."""

    __slots__ = ("diagonal",)
    exact_out = True
    raw = True
    saves = ((),)

    def infer(self, x):
        if x.ndim < 2:
            raise RuntimeError(f"{self.name.lower()}: input tensor must have at least 2 dimensions, not {x.ndim}")
        return x

    def forward(self, xp, x):
        return xp.ascontiguousarray(np.tril(x, self.diagonal))

    def vjp(self, need, grads, saved, specs):
        return (apply(self, grads[0]),)


class Triu(Tril):
    """Matrices with zeros below the diagonal that lies ``diagonal`` above the main one."""

    def forward(self, xp, x):
        return xp.ascontiguousarray(np.triu(x, self.diagonal))


class DiagEmbed(Op):
    """Matrices (in dimensions dim1 and dim2) with the last dimension of x on a diagonal, zeros elsewhere."""

    __slots__ = ("offset", "dim1", "dim2")
    exact_out = True
    raw = True
    saves = ((),)

    def infer(self, x):
        n = x.ndim + 1
        a, b = normal_dim(self.dim1, n), normal_dim(self.dim2, n)
        if a == b:
            raise RuntimeError(f"diagonal dimensions cannot be identical {self.dim1}, {self.dim2}")
        shape = list(x.shape[:-1])
        size = x.shape[-1] + abs(self.offset)
        for d in sorted((a, b)):
            shape.insert(d, size)
        return x.like(shape)

    def forward(self, xp, x):
        n = x.ndim + 1
        shape = self.infer(Spec(x.shape, dtypes.float32)).shape
        y = xp.zeros(shape, x.dtype)
        Diagonal.of(self.offset, self.dim1 % n, self.dim2 % n).forward(xp, y)[...] = x
        return y

    def vjp(self, need, grads, saved, specs):
        return (apply(Diagonal.of(self.offset, self.dim1, self.dim2), grads[0]),)


class Trace(Op):
    """The sum of the main diagonal."""

    saves = ((),)

    def infer(self, x):
        if x.dtype is dtypes.bool_:
            raise NotImplementedError("\"trace\" not implemented for 'Bool': convert with .int()")
        if x.ndim != 2:
            raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {x.ndim}")
        return x.like((), dtypes.int64 if x.dtype.category < 2 else x.dtype)

    def forward(self, xp, x):
        return xp.asarray(np.trace(x, dtype=np.int64 if x.dtype.kind in "biu" else x.dtype))

    def vjp(self, need, grads, saved, specs):
        shape = specs[0].shape
        g = grads[0].expand(min(shape))
        return (apply(DiagonalBackward.of(Diagonal.of(0, 0, 1), shape), g),)


class TriangleIndices(Op):
    """The places (two rows) of the elements in the lower or upper triangle of a matrix."""

    __slots__ = ("upper", "rows", "columns", "offset", "dtype", "device")
    raw = True

    def infer(self):
        return Spec((2, int(self.stretches()[2].sum())), self.dtype, self.device)

    def stretches(self):
        """Of each row that has places: its number, the first column, and how many."""
        first = 0 if self.upper else max(0, -self.offset)
        last = min(self.rows, max(0, self.columns - self.offset)) if self.upper else self.rows
        rows = np.arange(first, max(first, last) if self.columns else first)
        start = np.clip(rows + self.offset, 0, self.columns) if self.upper else np.zeros_like(rows)
        stop = self.columns if self.upper else np.clip(rows + self.offset + 1, 0, self.columns)
        return rows, start, stop - start

    def forward(self, xp):
        rows, start, counts = self.stretches()
        before = np.cumsum(counts) - counts
        columns = np.arange(counts.sum()) + np.repeat(start - before, counts)
        return np.stack((np.repeat(rows, counts), columns)).astype(self.dtype.np)


def tril(input, diagonal=0, *, out=None):
    """A copy with zeros above a diagonal; ``diagonal`` > 0 is above the main one. input: (..., rows, columns).

    >>> tril(torch.ones(2, 2))
    tensor([[1., 0.],
            [1., 1.]])
    """
    check_tensor(input, "tril")
    op = Tril.of(index(diagonal))
    return apply(op, input) if out is None else apply_out(op, out, input)


def triu(input, diagonal=0, *, out=None):
    """A copy with zeros below a diagonal; ``diagonal`` > 0 is above the main one. input: (..., rows, columns).

    >>> triu(torch.ones(2, 2))
    tensor([[1., 1.],
            [0., 1.]])
    """
    check_tensor(input, "triu")
    op = Triu.of(index(diagonal))
    return apply(op, input) if out is None else apply_out(op, out, input)


def tril_(self, diagonal=0):
    """``tril`` in place. Returns the tensor."""
    return apply_(Tril.of(index(diagonal)), self, self)


def triu_(self, diagonal=0):
    """``triu`` in place. Returns the tensor."""
    return apply_(Triu.of(index(diagonal)), self, self)


def diag(input, diagonal=0, *, out=None):
    """A copy of a diagonal of a matrix; of a vector, a square matrix with it on that diagonal.

    Raises RuntimeError unless input is 1-d or 2-d.

    >>> diag(torch.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    check_tensor(input, "diag")
    n = input._array.ndim
    if n not in (1, 2):
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {n}D")
    op = DiagEmbed.of(index(diagonal), 0, 1) if n == 1 else ViewCopy.of(Diagonal.of(index(diagonal), 0, 1))
    return apply(op, input) if out is None else apply_out(op, out, input)


def diagflat(input, offset=0):
    """A square matrix with all elements of ``input`` on a diagonal.

    >>> diagflat(torch.tensor([[1], [2]]))
    tensor([[1, 0],
            [0, 2]])
    """
    check_tensor(input, "diagflat")
    return apply(DiagEmbed.of(index(offset), 0, 1), input.reshape(-1))


def diag_embed(input, offset=0, dim1=-2, dim2=-1):
    """Matrices with the last dimension of ``input`` on a diagonal, in dimensions ``dim1`` and ``dim2`` of the result.

    >>> diag_embed(torch.ones(3, 2)).shape
    torch.Size([3, 2, 2])
    """
    check_tensor(input, "diag_embed")
    if not input._array.ndim:
        raise IndexError("Dimension out of range: diag_embed() takes a tensor with at least one dimension")
    return apply(DiagEmbed.of(index(offset), index(dim1), index(dim2)), input)


def trace(input):
    """The sum of the main diagonal of a matrix (integers: as int64). Raises RuntimeError for other than 2-d tensors.

    >>> trace(torch.tensor([[1, 2], [3, 4]]))
    tensor(5)
    """
    check_tensor(input, "trace")
    return apply(Trace.of(), input)


def _indices(name, upper, row, col, offset, dtype, device, layout, requires_grad, pin_memory):
    check_options(name, layout, pin_memory)
    for what, n in (("row", row), ("col", col)):
        if n < 0:
            raise RuntimeError(f"{what} must be non-negative, got {n}")
    dtype = dtype or dtypes.int64
    if dtype.category != 1:
        raise NotImplementedError(f"\"{name}\" not implemented for '{dtype.cpp}'")
    device = devices.get_default_device() if device is None else devices.device(device)
    return requiring(
        apply(TriangleIndices.of(upper, index(row), index(col), index(offset), dtype, device)), requires_grad
    )


def tril_indices(row, col, offset=0, *, dtype=None, device=None, layout=None, requires_grad=False, pin_memory=False):
    """The places of the lower triangle of a ``row`` by ``col`` matrix: (2, n), row numbers above column numbers.

    >>> tril_indices(2, 2)
    tensor([[0, 1, 1],
            [0, 0, 1]])
    """
    return _indices("tril_indices", False, row, col, offset, dtype, device, layout, requires_grad, pin_memory)


def triu_indices(row, col, offset=0, *, dtype=None, device=None, layout=None, requires_grad=False, pin_memory=False):
    """The places of the upper triangle of a ``row`` by ``col`` matrix: (2, n), row numbers above column numbers.

    >>> triu_indices(2, 2)
    tensor([[0, 0, 1],
            [0, 1, 1]])
    """
    return _indices("triu_indices", True, row, col, offset, dtype, device, layout, requires_grad, pin_memory)


class DiagonalMethods:
    """Methods of Tensor: diagonals and triangles."""

    __slots__ = ()
    tril, tril_, triu, triu_ = tril, tril_, triu, triu_
    diag, diagflat, diag_embed, trace = diag, diagflat, diag_embed, trace
