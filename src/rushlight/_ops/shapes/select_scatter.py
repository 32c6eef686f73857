"""Tensors with a part replaced: the part that a view (a row, a slice, a diagonal) would show. And diagonals filled in
place."""

from __future__ import annotations

from operator import index

import numpy as np

from ..._core import Op, apply, apply_out
from ..common.arguments import check_tensor
from ..common.dims import normal_dim
from ..tensors.as_strided_unfold import Diagonal, address, memory_of, strided_part
from .view_ops import Select, Slice

__all__ = ["ScatterViewMethods", "as_strided_scatter", "diagonal_scatter", "select_scatter", "slice_scatter"]


class ScatterView(Op):
    """x with the part that the view op ``part`` shows replaced by src (a tensor of its shape, or a number). Operands x,
    src."""

    __slots__ = ("part",)
    exact_out = True
    raw = True
    saves = ((), ())

    @property
    def name(self):  # type: ignore[override]
        return self.part.name + "Scatter"

    def infer(self, x, src):
        shape = self.part.infer(x).shape
        if not src.weak:
            if src.shape != shape:
                raise RuntimeError(
                    "expected src to have a size equal to the part of self that it replaces: src size = "
                    f"{list(src.shape)}, part "
                    f"size = {list(shape)}"
                )
            if src.dtype is not x.dtype:
                raise RuntimeError(f"expected src to have self's dtype {x.dtype}, got {src.dtype}: use .to()")
        return x

    def forward(self, xp, x, src):
        y = xp.copy(x, "C")
        self.part.forward(xp, y)[...] = src
        return y

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        return apply(self, g, 0) if need[0] else None, apply(self.part, g) if need[1] else None


class StridedScatter(ScatterView):
    """ScatterView of AsStrided: the copy keeps the layout in memory, to which the strides refer."""

    def forward(self, xp, x, src):
        root = memory_of(x)
        y = np.ndarray(x.shape, x.dtype, root.copy("C"), address(x) - address(root), x.strides)
        self.part.forward(xp, y)[...] = src
        return y

    def vjp(self, need, grads, saved, specs):
        g = grads[0].new_empty_strided(specs[0].shape, self.part.strides)
        g.copy_(grads[0])
        return apply(self, g, 0) if need[0] else None, apply(self.part, g) if need[1] else None


def select_scatter(input, src, dim, index):
    """A copy of ``input`` with element ``index`` of dimension ``dim`` replaced by ``src``, which has that element's
    shape.

    >>> torch.select_scatter(torch.zeros(2, 2), torch.ones(2), 0, 1)
    tensor([[0., 0.],
            [1., 1.]])
    """
    return apply(ScatterView.of(Select.of(normal_dim(dim, input._array.ndim), index)), input, src)


def slice_scatter(input, src, dim=0, start=None, end=None, step=1, *, out=None):
    """A copy of ``input`` with a slice of dimension ``dim`` replaced by ``src``, which has the slice's shape.

    >>> torch.slice_scatter(torch.zeros(4), torch.ones(2), start=1, end=3)
    tensor([0., 1., 1., 0.])
    """
    check_tensor(input, "slice_scatter")
    if index(step) <= 0:
        raise RuntimeError(f"slice step must be positive, got {step}")
    part = Slice.of(normal_dim(dim, input._array.ndim), start, end, step)
    op = ScatterView.of(part)
    return apply(op, input, src) if out is None else apply_out(op, out, input, src)


def as_strided_scatter(input, src, size, stride, storage_offset=None):
    """A copy of ``input`` with the part that ``input.as_strided(size, stride, storage_offset)`` shows replaced by
    ``src``.

    >>> torch.as_strided_scatter(torch.zeros(4), torch.ones(2), (2,), (2,))
    tensor([1., 0., 1., 0.])
    """
    return apply(StridedScatter.of(strided_part(input, size, stride, storage_offset)), input, src)


def diagonal_scatter(input, src, offset=0, dim1=0, dim2=1):
    """A copy of ``input`` with a diagonal replaced by ``src``, which has the shape of ``input.diagonal(...)``.

    >>> torch.diagonal_scatter(torch.zeros(2, 2), torch.ones(2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    check_tensor(input, "diagonal_scatter")
    return apply(ScatterView.of(Diagonal.of(offset, dim1, dim2)), input, src)


def fill_diagonal_(self, fill_value, wrap=False):
    """Fill the diagonal with a number, in place; ``wrap``: start again below it in a tall matrix.

    Raises RuntimeError for fewer than two dimensions, and for more than two of different sizes.

    >>> torch.zeros(2, 2).fill_diagonal_(5)
    tensor([[5., 0.],
            [0., 5.]])
    """
    shape = self._array.shape
    if len(shape) < 2:
        raise RuntimeError(f"dimensions must be larger than 1, got shape {shape}")
    if len(shape) > 2 and len(set(shape)) > 1:
        raise RuntimeError(f"all dimensions of input must be of equal length, got shape {shape}")
    strides, at = self.stride(), self.storage_offset()
    size, step = min(shape), sum(strides)
    self.as_strided((size,), (step,), at).fill_(fill_value)
    if wrap and len(shape) == 2 and shape[0] > shape[1] + 1:
        rest = -(-(shape[0] * shape[1]) // (shape[1] + 1)) - size
        self.as_strided((rest,), (step,), at + strides[0] * (shape[1] + 1)).fill_(fill_value)
    return self


class ScatterViewMethods:
    """Methods of Tensor: parts replaced."""

    __slots__ = ()
    select_scatter, slice_scatter, diagonal_scatter = select_scatter, slice_scatter, diagonal_scatter
    fill_diagonal_, as_strided_scatter = fill_diagonal_, as_strided_scatter
