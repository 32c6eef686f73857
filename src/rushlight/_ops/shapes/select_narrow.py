"""Views of a part along one dimension."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

import numpy as np

from ..._core import Op, Value, apply
from ..._face.public import public
from ..common.dims import normal_dim

if TYPE_CHECKING:
    from ..._face.types import Tensor


_full = slice(None)


class Select(Op):
    """Element ``index`` of dimension ``dim`` (negative ones count from the end)."""

    __slots__ = ("dim", "index")
    saves = ((),)
    view = True

    def infer(self, x):
        if not x.shape:
            raise IndexError("select() cannot be applied to a 0-dim tensor.")
        d, i = normal_dim(self.dim, x.ndim), self.index
        if not -x.shape[d] <= i < x.shape[d]:
            raise IndexError(
                f"select(): index {i} out of range for tensor of size {list(x.shape)} at dimension {d}: "
                f"{-x.shape[d]} to {x.shape[d] - 1} are there"
            )
        return x.like(x.shape[:d] + x.shape[d + 1 :])

    def forward(self, xp, x, out=None):
        return x[(*(_full,) * normal_dim(self.dim, x.ndim), self.index, ...)]

    def vjp(self, need, grads, saved, specs):
        x = specs[0].shape
        return (apply(Placed.of("SelectBackward", x, normal_dim(self.dim, len(x)), self.index, 0, 0, self), grads[0]),)


class Slice(Op):
    """``start:stop:step`` of dimension ``dim``, read as Python reads slices of a sequence."""

    __slots__ = ("dim", "start", "stop", "step")
    saves = ((),)
    view = True

    def infer(self, x):
        d = normal_dim(self.dim, x.ndim)
        n = len(range(*slice(self.start, self.stop, self.step).indices(x.shape[d])))
        return x.like((*x.shape[:d], n, *x.shape[d + 1 :]))

    def forward(self, xp, x, out=None):
        return x[(*(_full,) * normal_dim(self.dim, x.ndim), slice(self.start, self.stop, self.step))]

    def vjp(self, need, grads, saved, specs):
        x = specs[0].shape
        place = Placed.of("SliceBackward", x, normal_dim(self.dim, len(x)), self.start, self.stop, self.step, self)
        return (apply(place, grads[0]),)


class Placed(Op):
    """The adjoint of Select and Slice (``back``): zeros of ``shape`` with the input at that place."""

    __slots__ = ("name", "shape", "dim", "start", "stop", "step", "back")
    saves = ((),)
    raw = True

    def infer(self, g):
        return g.like(self.shape)

    def forward(self, xp, g, out=None):
        x = np.zeros(self.shape, g.dtype)
        at = self.start if isinstance(self.back, Select) else slice(self.start, self.stop, self.step)
        x[(*(_full,) * self.dim, at)] = g
        return x

    def vjp(self, need, grads, saved, specs):
        return (apply(self.back, grads[0]),)


@public()
def select(input: Tensor, dim: int, index: int) -> Tensor:
    """A view of element ``index`` of dimension ``dim``; that dimension is gone. Raises IndexError if it is not there.

    >>> x.select(0, 1).shape
    torch.Size([4])
    """
    return apply(Select.of(dim, index.__index__()), input)


@public()
def narrow(input: Tensor, dim: int, start: int | Tensor, length: int) -> Tensor:
    """A view of ``length`` elements of dimension ``dim`` from ``start`` on.

    Raises IndexError or RuntimeError if that is not within the dimension.

    >>> x.narrow(1, 1, 2).shape
    torch.Size([3, 2])
    """
    return apply(narrowed(input, dim, start, length), input)


def narrowed(input, dim, start, length):
    """The Slice op for arguments of ``narrow``. Raises what that raises."""
    shape = input._array.shape
    if not shape:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    if isinstance(start, Value) and (start._array.ndim or start._dtype.category != 1):
        raise RuntimeError(
            f"start must be an 0-dim integral Tensor, or an int; got shape {list(start._array.shape)} of {start._dtype}"
        )
    d, start = normal_dim(dim, len(shape)), index(start)
    n = shape[d]
    if not -n <= start <= n:
        raise IndexError(f"start out of range (expected to be in range of [{-n}, {n}], but got {start})")
    start = start + n if start < 0 else start
    if start + length > n:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({n}).")
    return Slice.of(d, start, start + length, 1)
