"""Maxima over windows, and where they were."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Literal, overload

import numpy as np

from ..._arrays.cpu import pool2d_geometry, reach
from ..._base import dtypes
from ..._core import OUT, Op, Spec, apply
from ..._face.autocast import VALUES
from ..._face.public import public
from ..common.kernels import bound, of_floats
from ..common.pointwise import refuse, tied
from .pool_sizes import check_dims, pair, row, sizes_of, stride_of, window_counts

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor


class MaxPool2d(Op):
    """Maxima over windows, and where they were: one byte per window, kept for the gradient. Input (..., C, H, W)."""

    __slots__ = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")
    name = "MaxPool2DWithIndices"
    follows = (0,)
    saves = ((0, OUT - 1),)
    kind = 1  # what the kernel writes for a place: a code

    def infer(self, x):
        refuse((x,), "max_pool2d", (0, 3))
        shape, k, *_ = pool2d_geometry("max_pool2d", x.shape, *self._key())
        codes = self.kind == 1 and k[0] * k[1] <= 256
        return Spec(shape, x.dtype, x.device), Spec(shape, dtypes.uint8 if codes else dtypes.int64, x.device)

    def kernel(self, x):
        if not of_floats(x) or (self.kind == 1 and self.kernel_size[0] * self.kernel_size[1] > 256):
            return None
        return bound("max_pool2d", (*self._key(), self.kind))

    def forward(self, xp, x):
        return xp.max_pool2d(x, *self._key())

    def vjp(self, need, grads, saved, specs):
        g = apply(MaxPoolGrad.of(specs[0].shape, *self._key()), grads[0], saved[OUT - 1])
        return (tied(self.name, g, saved[0]),)


class MaxPool2dWithIndices(MaxPool2d):
    """The same with the places as PyTorch's indices ``iy * W + ix`` in sight."""

    name = "MaxPool2DWithIndices"

    visible = 2
    kind = 2

    def forward(self, xp, x):
        return xp.max_pool2d_with_indices(x, *self._key())


class MaxPoolGrad(Op):
    """g brought to the places of the maxima in zeros of ``shape``; inputs g, places."""

    __slots__ = ("shape", "kernel_size", "stride", "padding", "dilation", "ceil_mode")
    name = "MaxPool2DWithIndicesBackward"
    casts = (0,)
    saves = ((1,), ())

    def infer(self, g, places):
        return g.like(self.shape)

    def kernel(self, g, places):
        return bound("max_pool2d_backward", self._key()) if of_floats(g) else None

    def forward(self, xp, g, places):
        return xp.max_pool2d_backward(g, places, *self._key())

    def vjp(self, need, grads, saved, specs):
        return apply(MaxPoolTake.of(*self._key()), grads[0], saved[1]), None


class MaxPoolTake(Op):
    """What stands at the places of the maxima; inputs x of ``shape``, places. The adjoint of MaxPoolGrad."""

    __slots__ = ("shape", "kernel_size", "stride", "padding", "dilation", "ceil_mode")
    name = "MaxPool2DWithIndices"
    casts = (0,)
    saves = ((1,), ())

    def infer(self, x, places):
        return x.like(places.shape)

    def kernel(self, x, places):
        return bound("max_pool2d_take", self._key()[1:]) if of_floats(x) else None

    def forward(self, xp, x, places):
        return xp.max_pool2d_take(x, places, *self._key()[1:])

    def vjp(self, need, grads, saved, specs):
        return apply(MaxPoolGrad.of(*self._key()), grads[0], saved[1]), None


class PlaceTake(Op):
    """What stands at the places, counted in the last dimensions of ``shape`` as one; operands x, places."""

    __slots__ = ("shape",)
    raw = True
    saves = ((1,), ())

    def infer(self, x, places):
        return x.like(places.shape)

    def forward(self, xp, x, places):
        k = len(self.shape)
        lead, after = x.shape[:-k], places.shape[x.ndim - k :]
        rows = x.reshape(*lead, prod(self.shape))
        return np.take_along_axis(rows, places.reshape(*lead, prod(after)), -1).reshape(places.shape)

    def vjp(self, need, grads, saved, specs):
        return apply(PlaceAdd.of(self.shape), grads[0], saved[1]), None


class PlaceAdd(Op):
    """g added to zeros at the places: the adjoint of PlaceTake; operands g, places."""

    __slots__ = ("shape",)
    casts = (0,)
    saves = ((1,), ())

    def infer(self, g, places):
        return g.like((*g.shape[: len(g.shape) - len(self.shape)], *self.shape))

    def forward(self, xp, g, places):
        lead, n = g.shape[: g.ndim - len(self.shape)], prod(self.shape)
        y = xp.zeros((*lead, *self.shape), g.dtype)
        first = (np.arange(prod(lead)) * n).reshape(*lead, *[1] * len(self.shape))
        np.add.at(y.reshape(-1), (places + first).reshape(-1), g.reshape(-1))
        return y

    def vjp(self, need, grads, saved, specs):
        return apply(PlaceTake.of(self.shape), grads[0], saved[1]), None


class PlacePool(Op):
    """Maxima and their places, the second output, over the last ``axes()`` dimensions."""

    visible = 2
    saves = ((0, OUT - 1), ())

    def vjp(self, need, grads, saved, specs):
        shape = specs[0].shape[len(specs[0].shape) - self.axes() :]
        g = tied(self.name, apply(PlaceAdd.of(tuple(shape)), grads[0], saved[OUT - 1]), saved[0])
        return (g,) if len(specs) == 1 else (g, None)


def better(best, value):
    """Where a value takes the place of the best so far: a nan always does."""
    if value.dtype.kind != "f":
        return value > best
    return (value > best) | (value != value)


class MaxPool3d(PlacePool):
    """Maxima over windows of the last three dimensions."""

    __slots__ = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")
    name = "MaxPool3DWithIndices"
    follows = (0,)

    def axes(self):
        return 3

    def infer(self, x):
        refuse((x,), "max_pool3d", (0, 3))
        shape = (*x.shape[:-3], *window_counts("max_pool3d", x.shape[-3:], *self._key()))
        return x.like(shape), Spec(shape, dtypes.int64, x.device)

    def forward(self, xp, x):
        k, s, p, d, _ = self._key()
        size = x.shape[-3:]
        counts = window_counts("max_pool3d", size, *self._key())
        low = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
        best = xp.full((*x.shape[:-3], *counts), low, x.dtype)
        places = xp.full(best.shape, -1, np.int64)
        for tap in product(*map(reach, size, counts, k, s, p, d)):
            at, inside, place = [], np.ones((1, 1, 1), bool), np.zeros((1, 1, 1), np.int64)
            for axis in range(3):
                i = np.arange(counts[axis]) * s[axis] - p[axis] + tap[axis] * d[axis]
                face = [1, 1, 1]
                face[axis] = -1
                inside = inside & ((i >= 0) & (i < size[axis])).reshape(face)
                i = np.clip(i, 0, size[axis] - 1)
                place = place * size[axis] + i.reshape(face)
                at.append(i)
            value = x[(..., *np.ix_(*at))]
            take = inside & (better(best, value) | (places < 0))
            np.copyto(best, value, where=take)
            np.copyto(places, np.broadcast_to(place, places.shape), where=take)
        return best, places


# Functions ----------------------------------------------------------------------------------------------------------


_known: dict = {}  # ops by the options as they were written: most calls repeat


@overload
def max_pool2d(
    input: Tensor,
    kernel_size: Ints,
    stride: Ints | None = ...,
    padding: Ints = ...,
    dilation: Ints = ...,
    ceil_mode: bool = ...,
    return_indices: Literal[False] = ...,
) -> Tensor: ...
@overload
def max_pool2d(
    input: Tensor,
    kernel_size: Ints,
    stride: Ints | None = ...,
    padding: Ints = ...,
    dilation: Ints = ...,
    ceil_mode: bool = ...,
    return_indices: Literal[True] = ...,
) -> tuple[Tensor, Tensor]: ...
@public("functional torch")
def max_pool2d(
    input: Tensor,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | tuple[Tensor, Tensor]:
    """The maximum of each window; with ``return_indices`` also where it was, ``row * W + column`` in its plane.

    input (N, C, H, W) or (C, H, W); result (..., OH, OW) with
    OH = (H + 2 padding - dilation (kernel - 1) - 1) // stride + 1, rounded up with ``ceil_mode``. ``stride``: by
    default the kernel's size; all sizes: ints or pairs. A nan in a window wins, else the first maximum.
    Raises RuntimeError for windows that don't fit.

    >>> max_pool2d(torch.arange(16.).view(1, 4, 4), 2)
    tensor([[[ 5.,  7.],
             [13., 15.]]])
    """
    try:
        op = _known.get((kernel_size, stride, padding, dilation, ceil_mode, return_indices))
    except TypeError:  # lists
        op = None
    if op is None:
        k = pair("max_pool2d", "kernel_size", kernel_size)
        s = pair("max_pool2d", "stride", stride_of(stride, kernel_size))
        p, d = pair("max_pool2d", "padding", padding), pair("max_pool2d", "dilation", dilation)
        cls = MaxPool2dWithIndices if return_indices else MaxPool2d
        op = cls.of(k, s, p, d, bool(ceil_mode))
        given = (kernel_size, stride, padding, dilation)
        if all(v is None or type(v) in (int, tuple) for v in given) and len(_known) < 1024:
            _known[(*given, ceil_mode, return_indices)] = op
    return apply(op, input)


@public("functional")
def max_pool2d_with_indices(
    input: Tensor,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
    return_indices: bool = True,
) -> tuple[Tensor, Tensor]:
    """`max_pool2d` with ``return_indices``.

    >>> max_pool2d_with_indices(torch.arange(16.).view(1, 4, 4), 2)[1]
    tensor([[[ 5,  7],
             [13, 15]]])
    """
    return max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode, True)


@overload
def max_pool1d(
    input: Tensor,
    kernel_size: Ints,
    stride: Ints | None = ...,
    padding: Ints = ...,
    dilation: Ints = ...,
    ceil_mode: bool = ...,
    return_indices: Literal[False] = ...,
) -> Tensor: ...
@overload
def max_pool1d(
    input: Tensor,
    kernel_size: Ints,
    stride: Ints | None = ...,
    padding: Ints = ...,
    dilation: Ints = ...,
    ceil_mode: bool = ...,
    return_indices: Literal[True] = ...,
) -> tuple[Tensor, Tensor]: ...
@public("functional torch")
def max_pool1d(
    input: Tensor,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | tuple[Tensor, Tensor]:
    """The maximum of each window along the last dimension: `max_pool2d` with input (N, C, L) or (C, L).

    >>> max_pool1d(torch.arange(6.).view(1, 6), 2)
    tensor([[1., 3., 5.]])
    """
    k, s, p, d = row("max_pool1d", input, kernel_size, stride, padding, dilation)
    picture = input.unsqueeze(-2)
    if return_indices:
        y, places = max_pool2d_with_indices(picture, k, s, p, d, ceil_mode)
        return y.squeeze(-2), places.squeeze(-2)
    return max_pool2d(picture, k, s, p, d, ceil_mode).squeeze(-2)


@public("functional")
def max_pool1d_with_indices(
    input: Tensor,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
    return_indices: bool = True,
) -> tuple[Tensor, Tensor]:
    """`max_pool1d` with ``return_indices``.

    >>> max_pool1d_with_indices(torch.arange(6.).view(1, 6), 2)[1]
    tensor([[1, 3, 5]])
    """
    return max_pool1d(input, kernel_size, stride, padding, dilation, ceil_mode, True)


@overload
def max_pool3d(
    input: Tensor,
    kernel_size: Ints,
    stride: Ints | None = ...,
    padding: Ints = ...,
    dilation: Ints = ...,
    ceil_mode: bool = ...,
    return_indices: Literal[False] = ...,
) -> Tensor: ...
@overload
def max_pool3d(
    input: Tensor,
    kernel_size: Ints,
    stride: Ints | None = ...,
    padding: Ints = ...,
    dilation: Ints = ...,
    ceil_mode: bool = ...,
    return_indices: Literal[True] = ...,
) -> tuple[Tensor, Tensor]: ...
@public("functional torch", autocast=VALUES)
def max_pool3d(
    input: Tensor,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Tensor | tuple[Tensor, Tensor]:
    """The maximum of each window of a volume; with ``return_indices`` also where it was, counted in the volume as one
    row.

    input (N, C, D, H, W) or (C, D, H, W); options: ints or triples, as `max_pool2d`'s. Raises RuntimeError for windows
    that don't fit.

    >>> torch.max_pool3d(torch.arange(8.).view(1, 2, 2, 2), 2)
    tensor([[[[7.]]]])
    """
    k = sizes_of("max_pool3d", "kernel_size", kernel_size, 3)
    s = sizes_of("max_pool3d", "stride", stride_of(stride, kernel_size), 3)
    p, d = sizes_of("max_pool3d", "padding", padding, 3), sizes_of("max_pool3d", "dilation", dilation, 3)
    check_dims("max_pool3d", input, 3)
    if not input.shape[-4]:
        raise RuntimeError(
            "max_pool3d(): Expected input's non-batch dimensions to have positive length, but input has sizes "
            f"{list(input.shape)}"
        )
    y = apply(MaxPool3d.of(k, s, p, d, bool(ceil_mode)), input)
    return y if return_indices else y[0]


@public("functional")
def max_pool3d_with_indices(
    input: Tensor,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    dilation: Ints = 1,
    ceil_mode: bool = False,
    return_indices: bool = True,
) -> tuple[Tensor, Tensor]:
    """`max_pool3d` with ``return_indices``.

    >>> torch.nn.functional.max_pool3d_with_indices(torch.arange(8.0).view(1, 2, 2, 2), 2)[1]
    tensor([[[[7]]]])
    """
    return max_pool3d(input, kernel_size, stride, padding, dilation, ceil_mode, True)
