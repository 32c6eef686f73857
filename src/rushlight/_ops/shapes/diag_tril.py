"""Diagonals and triangles of matrices."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

import numpy as np

from ..._base import devices, dtypes
from ..._core import Op, Spec, apply, apply_to, result_type
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common.arguments import given_tensors
from ..common.dims import normal_dim
from ..tensors.as_strided_unfold import Diagonal, DiagonalBackward
from ..tensors.zeros_full import check_options, requiring
from .view_copies import ViewCopy

if TYPE_CHECKING:
    from ..._face.types import Device, Number, Tensor, Tensors, dtype, layout


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


class BlockDiag(Op):
    """A matrix with the inputs (at most 2-d) as blocks along its diagonal, zeros elsewhere."""

    def compute_dtype(self, *specs):
        return result_type(*specs)

    def infer(self, *specs):
        for i, s in enumerate(specs):
            if s.ndim > 2:
                raise RuntimeError(
                    f"torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {i} has {s.ndim} "
                    "dimensions"
                )
        sizes = [_block(s.shape) for s in specs]
        return specs[0].like(tuple(map(sum, zip(*sizes, strict=True))), result_type(*specs))

    def forward(self, xp, *arrays):
        sizes = [_block(a.shape) for a in arrays]
        y = xp.zeros(tuple(map(sum, zip(*sizes, strict=True))), arrays[0].dtype)
        r = c = 0
        for a, (h, w) in zip(arrays, sizes, strict=True):
            y[r : r + h, c : c + w] = a
            r, c = r + h, c + w
        return y

    def vjp(self, need, grads, saved, specs):
        out, r, c = [], 0, 0
        for s, wanted in zip(specs, need, strict=True):
            h, w = _block(s.shape)
            out.append(grads[0].narrow(0, r, h).narrow(1, c, w).reshape(s.shape) if wanted else None)
            r, c = r + h, c + w
        return out


def _block(shape):
    return (1,) * (2 - len(shape)) + shape


@public(inplace="Tensor")
def tril(input: Tensor, diagonal: int = 0, *, out: Tensor | None = None) -> Tensor:
    """A copy with zeros above a diagonal; ``diagonal`` > 0 is above the main one. input: (..., rows, columns).

    >>> tril(torch.ones(2, 2))
    tensor([[1., 0.],
            [1., 1.]])
    """
    return apply_to(out, Tril.of(index(diagonal)), input)


@public(inplace="Tensor")
def triu(input: Tensor, diagonal: int = 0, *, out: Tensor | None = None) -> Tensor:
    """A copy with zeros below a diagonal; ``diagonal`` > 0 is above the main one. input: (..., rows, columns).

    >>> triu(torch.ones(2, 2))
    tensor([[1., 1.],
            [0., 1.]])
    """
    return apply_to(out, Triu.of(index(diagonal)), input)


@public()
def diag(input: Tensor, diagonal: int = 0, *, out: Tensor | None = None) -> Tensor:
    """A copy of a diagonal of a matrix; of a vector, a square matrix with it on that diagonal.

    Raises RuntimeError unless input is 1-d or 2-d.

    >>> diag(torch.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    n = input._array.ndim
    if n not in (1, 2):
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {n}D")
    op = DiagEmbed.of(index(diagonal), 0, 1) if n == 1 else ViewCopy.of(Diagonal.of(index(diagonal), 0, 1))
    return apply_to(out, op, input)


@public()
def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """A square matrix with all elements of ``input`` on a diagonal.

    >>> diagflat(torch.tensor([[1], [2]]))
    tensor([[1, 0],
            [0, 2]])
    """
    return apply(DiagEmbed.of(index(offset), 0, 1), input.reshape(-1))


@public()
def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Matrices with the last dimension of ``input`` on a diagonal, in dimensions ``dim1`` and ``dim2`` of the result.

    >>> diag_embed(torch.ones(3, 2)).shape
    torch.Size([3, 2, 2])
    """
    if not input._array.ndim:
        raise IndexError("Dimension out of range: diag_embed() takes a tensor with at least one dimension")
    return apply(DiagEmbed.of(index(offset), index(dim1), index(dim2)), input)


@public(autocast=WIDE)
def trace(input: Tensor) -> Tensor:
    """The sum of the main diagonal of a matrix (integers: as int64). Raises RuntimeError for other than 2-d tensors.

    >>> trace(torch.tensor([[1, 2], [3, 4]]))
    tensor(5)
    """
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


@public("torch", factory=True)
def tril_indices(
    row: int,
    col: int,
    offset: int = 0,
    *,
    dtype: dtype | None = None,
    device: Device = None,
    layout: layout | None = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """The places of the lower triangle of a ``row`` by ``col`` matrix: (2, n), row numbers above column numbers.

    >>> tril_indices(2, 2)
    tensor([[0, 1, 1],
            [0, 0, 1]])
    """
    return _indices("tril_indices", False, row, col, offset, dtype, device, layout, requires_grad, pin_memory)


@public("torch", factory=True)
def triu_indices(
    row: int,
    col: int,
    offset: int = 0,
    *,
    dtype: dtype | None = None,
    device: Device = None,
    layout: layout | None = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """The places of the upper triangle of a ``row`` by ``col`` matrix: (2, n), row numbers above column numbers.

    >>> triu_indices(2, 2)
    tensor([[0, 0, 1],
            [0, 1, 1]])
    """
    return _indices("triu_indices", True, row, col, offset, dtype, device, layout, requires_grad, pin_memory)


@public("torch")
def block_diag(*tensors: Tensor | Tensors) -> Tensor:
    """A matrix with the tensors (at most 2-d) as blocks along its diagonal and zeros elsewhere.

    >>> block_diag(torch.tensor([[1, 1]]), torch.tensor([2]))
    tensor([[1, 1, 0],
            [0, 0, 2]])
    """
    return apply(BlockDiag.of(), *given_tensors(tensors))


@public("Tensor")
def fill_diagonal_(input: Tensor, fill_value: Number, wrap: bool = False) -> Tensor:
    """Fill the diagonal with a number, in place; ``wrap``: start again below it in a tall matrix.

    Raises RuntimeError for fewer than two dimensions, and for more than two of different sizes.

    >>> torch.zeros(2, 2).fill_diagonal_(5)
    tensor([[5., 0.],
            [0., 5.]])
    """
    shape = input._array.shape
    if len(shape) < 2:
        raise RuntimeError(f"dimensions must be larger than 1, got shape {shape}")
    if len(shape) > 2 and len(set(shape)) > 1:
        raise RuntimeError(f"all dimensions of input must be of equal length, got shape {shape}")
    strides, at = input.stride(), input.storage_offset()
    size, step = min(shape), sum(strides)
    input.as_strided((size,), (step,), at).fill_(fill_value)
    if wrap and len(shape) == 2 and shape[0] > shape[1] + 1:
        rest = -(-(shape[0] * shape[1]) // (shape[1] + 1)) - size
        input.as_strided((rest,), (step,), at + strides[0] * (shape[1] + 1)).fill_(fill_value)
    return input
