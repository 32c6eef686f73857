"""Elements taken from, and put at, places that an index tensor names in the flattened tensor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._base import dtypes
from ..._core import Op, apply, apply_, apply_to
from ..._face.public import public
from ..common.out import separate

if TYPE_CHECKING:
    from ..._face.types import Tensor


class Take(Op):
    """The elements of x at places in the flattened tensor. Operands x, index."""

    exact_out = True
    raw = True
    saves = ((1,), ())

    def infer(self, x, index):
        _check_flat("take", index)
        return x.like(index.shape)

    def forward(self, xp, x, index):
        _check_places(index, x.size)
        return np.asarray(x.reshape(-1)[index])

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        return apply(Put.of(True), g.new_zeros(specs[0].shape), saved[1], g), None


class Put(Op):
    """x with elements of a source at places in the flattened tensor (or added there). Operands x, index, source."""

    __slots__ = ("accumulate",)
    saves = ((1,), (), (1,))

    def infer(self, x, index, source):
        _check_flat("put_", index)
        if index.numel != source.numel:
            raise IndexError(
                "put_(): Expected source and index to have the same number of elements, but got source.numel() = "
                f"{source.numel}, index.numel() = {index.numel}"
            )
        if x.dtype is not source.dtype:
            raise RuntimeError(
                "put_(): self and source expected to have the same dtype, but got self.dtype = "
                f"{x.dtype.cpp} and source.dtype = {source.dtype.cpp}"
            )
        return x

    def forward(self, xp, x, index, source):
        _check_places(index, x.size)
        y = xp.copy(x, "C")
        flat, index, source = y.reshape(-1), index.reshape(-1), source.reshape(-1)
        if self.accumulate:
            np.add.at(flat, index, source)
        else:
            flat[index] = source
        return y

    def vjp(self, need, grads, saved, specs):
        g, index = grads[0], saved[1]
        gx = g
        if need[0] and not self.accumulate:
            gx = apply(Put.of(False), g, index, g.new_zeros(specs[2].shape))
        gs = apply(Take.of(), g, index).reshape(specs[2].shape) if need[2] else None
        return gx if need[0] else None, None, gs


def _check_flat(function, index):
    if index.dtype is not dtypes.int64:
        raise RuntimeError(f"{function}(): Expected a long tensor for index, but got {index.dtype.cpp}")


def _check_places(index, size):
    if index.size:
        low, high = int(index.min()), int(index.max())
        if low < -size or high >= size:
            bad = high if high >= size else low
            raise IndexError(f"out of range: tried to access index {bad} on a tensor of {size} elements.")


@public()
def take(input: Tensor, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements at places ``index`` (int64, any shape) of the flattened input; the result has the index's shape.

    Raises IndexError for places that are not there; negative ones count from the end.

    >>> take(torch.tensor([[1, 2], [3, 4]]), torch.tensor([0, 3]))
    tensor([1, 4])
    """
    return apply_to(separate(out, input, index), Take.of(), input, index)


@public()
def put(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """A copy of ``input`` with the elements of ``source`` at places ``index`` of the flattened tensor, or added there.

    >>> put(torch.zeros(2, 2), torch.tensor([3]), torch.tensor([5.]))
    tensor([[0., 0.],
            [0., 5.]])
    """
    return apply(Put.of(bool(accumulate)), input, index, source)


@public("Tensor")
def put_(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """``put`` in place. Returns the tensor."""
    return apply_(Put.of(bool(accumulate)), input, input, index, source)
