"""Tensors with a part replaced: the part that a view (a row, a slice, a diagonal) would show."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

import numpy as np

from ..._core import Op, apply, apply_to
from ..._face.public import public
from ..common.dims import normal_dim
from ..tensors.as_strided_unfold import Diagonal, address, memory_of, strided_part
from .select_narrow import Select, Slice

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor


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
                    f"{list(src.shape)}, part size = {list(shape)}"
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


@public()
def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """A copy of ``input`` with element ``index`` of dimension ``dim`` replaced by ``src``, which has that element's
    shape.

    >>> torch.select_scatter(torch.zeros(2, 2), torch.ones(2), 0, 1)
    tensor([[0., 0.],
            [1., 1.]])
    """
    return apply(ScatterView.of(Select.of(normal_dim(dim, input._array.ndim), index)), input, src)


@public()
def slice_scatter(
    input: Tensor,
    src: Tensor,
    dim: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """A copy of ``input`` with a slice of dimension ``dim`` replaced by ``src``, which has the slice's shape.

    >>> torch.slice_scatter(torch.zeros(4), torch.ones(2), start=1, end=3)
    tensor([0., 1., 1., 0.])
    """
    if index(step) <= 0:
        raise RuntimeError(f"slice step must be positive, got {step}")
    part = Slice.of(normal_dim(dim, input._array.ndim), start, end, step)
    return apply_to(out, ScatterView.of(part), input, src)


@public()
def as_strided_scatter(
    input: Tensor, src: Tensor, size: Ints, stride: Ints, storage_offset: int | None = None
) -> Tensor:
    """A copy of ``input`` with the part that ``input.as_strided(size, stride, storage_offset)`` shows replaced by
    ``src``.

    >>> torch.as_strided_scatter(torch.zeros(4), torch.ones(2), (2,), (2,))
    tensor([1., 0., 1., 0.])
    """
    return apply(StridedScatter.of(strided_part(input, size, stride, storage_offset)), input, src)


@public()
def diagonal_scatter(input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A copy of ``input`` with a diagonal replaced by ``src``, which has the shape of ``input.diagonal(...)``.

    >>> torch.diagonal_scatter(torch.zeros(2, 2), torch.ones(2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    return apply(ScatterView.of(Diagonal.of(offset, dim1, dim2)), input, src)
