"""Means and maxima of windows whose sizes follow from the result's."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Literal, overload

import numpy as np

from ..._base import dtypes
from ..._core import Op, Spec, apply
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common.pointwise import refuse, tied
from ..common.sizes import adaptive_sizes
from .max_pool import PlacePool
from .pool_sizes import check_dims

if TYPE_CHECKING:
    from ..._face.types import Ints, Sizes, Tensor


def _shares(xp, n, m, dtype):
    """The matrix (m, n) whose row i takes the mean of the elements floor(i n / m) up to ceil((i + 1) n / m)."""
    a = xp.zeros((m, n), dtype)
    for i in range(m):
        start, stop = i * n // m, -((i + 1) * n // -m)
        a[i, start:stop] = 1 / (stop - start)
    return a


class _Linear(Op):
    """What the pooling and its gradient share: along each of the last dimensions a product with a matrix."""

    __slots__ = ("size",)
    saves = ((),)

    def infer(self, x):
        if 0 not in self.size:  # PyTorch's kernel doesn't run for no results
            refuse((x,), f"adaptive_avg_pool{len(self.size)}d", (0, 1, 3))
        return x.like((*x.shape[: -len(self.size)], *self.size))

    def _along(self, xp, x, matrix):
        k = len(self.size)
        for axis, m in enumerate(self.size, start=x.ndim - k):
            if x.shape[axis] == m:
                continue
            rows, y = xp.moveaxis(x, axis, -1), xp.zeros((*x.shape[:axis], *x.shape[axis + 1 :], m), x.dtype)
            for i, weights in enumerate(matrix(x.shape[axis], m)):
                at = xp.flatnonzero(weights)
                if at.size:  # only what counts: 0 * inf is not 0. No BLAS: its threads would spin beside ours
                    window = slice(at[0], at[-1] + 1)
                    y[..., i] = xp.einsum("...i,i->...", rows[..., window], weights[window])
            x = xp.moveaxis(y, -1, axis)
        return xp.ascontiguousarray(x)


class AdaptiveAvgPool(_Linear):
    """The last dimensions pooled to ``size``."""

    @property
    def name(self):
        return f"AdaptiveAvgPool{len(self.size)}D"

    @property
    def follows(self):
        return (0,) if len(self.size) == 2 else ()

    saves = ((0,),)

    def forward(self, xp, x):
        y = self._along(xp, x, lambda n, m: _shares(xp, n, m, x.dtype))
        return y.copy() if y is x else y

    def vjp(self, need, grads, saved, specs):
        g = apply(AdaptiveAvgPoolGrad.of(specs[0].shape[-len(self.size) :]), grads[0])
        return (tied(self.name, g, saved[0]),)


class AdaptiveAvgPoolGrad(_Linear):
    """Each element spread over the window that it is the mean of; the last dimensions become ``size``."""

    name = "AdaptiveAvgPoolBackward"

    def forward(self, xp, g):
        x = self._along(xp, g, lambda m, n: _shares(xp, n, m, g.dtype).T)
        return x.copy() if x is g else x

    def vjp(self, need, grads, saved, specs):
        return (apply(AdaptiveAvgPool.of(specs[0].shape[-len(self.size) :]), grads[0]),)


class AdaptiveMaxPool(PlacePool):
    """Maxima of windows so that the last dimensions become ``size``: one axis after the other, the last first."""

    __slots__ = ("size",)

    @property
    def name(self):
        return f"AdaptiveMaxPool{len(self.size)}D"

    @property
    def follows(self):
        return (0,) if len(self.size) == 2 else ()

    def axes(self):
        return len(self.size)

    def infer(self, x):
        refuse((x,), f"adaptive_max_pool{len(self.size)}d", (0, 1, 3))
        shape = (*x.shape[: -len(self.size)], *self.size)
        return x.like(shape), Spec(shape, dtypes.int64, x.device)

    def forward(self, xp, x):
        k = len(self.size)
        places = np.broadcast_to(np.arange(prod(x.shape[-k:])).reshape(x.shape[-k:]), x.shape)
        for axis in range(x.ndim - 1, x.ndim - k - 1, -1):
            n, m = x.shape[axis], self.size[axis - x.ndim]
            shape = (*x.shape[:axis], m, *x.shape[axis + 1 :])
            values, at = xp.empty(shape, x.dtype), xp.empty(shape, np.int64)
            for i in range(m):
                window = (*(slice(None),) * axis, slice(i * n // m, -((i + 1) * n // -m)))
                one = (*(slice(None),) * axis, slice(i, i + 1))
                chosen = np.expand_dims(x[window].argmax(axis), axis)
                values[one] = np.take_along_axis(x[window], chosen, axis)
                at[one] = np.take_along_axis(places[window], chosen, axis)
            x, places = values, at
        return x, places


# Functions ----------------------------------------------------------------------------------------------------------


def _pool(k, input, output_size):
    function = f"adaptive_avg_pool{k}d"
    size = adaptive_sizes(function, input, output_size, k)
    if k > 1 and size == (1,) * k and input._dtype.category >= 2:
        return input.mean(tuple(range(-k, 0)), keepdim=True)  # of any number of dimensions
    if input.ndim not in (k + 1, k + 2):
        raise RuntimeError(f"{function}(): Expected {k + 1}D or {k + 2}D tensor, but got {list(input.shape)}")
    if 0 in input.shape[-k:]:
        raise RuntimeError(
            f"{function}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes "
            f"{list(input.shape)}"
        )
    return apply(AdaptiveAvgPool.of(size), input)


@public("functional torch", python="")
def adaptive_avg_pool1d(input: Tensor, output_size: Ints) -> Tensor:
    """The mean of windows so that (N, C, L) or (C, L) becomes (..., output_size).

    >>> torch.nn.functional.adaptive_avg_pool1d(torch.tensor([[1.0, 2.0, 3.0, 4.0]]), 2)
    tensor([[1.5000, 3.5000]])
    """
    return _pool(1, input, output_size)


@public("functional")
def adaptive_avg_pool2d(input: Tensor, output_size: Sizes) -> Tensor:
    """The mean of windows so that (N, C, H, W) or (C, H, W) becomes (..., *output_size): one number, or a pair in which
    None keeps the input's size. Window i of m over n elements reaches from floor(i n / m) to ceil((i + 1) n / m).

    Raises RuntimeError for other numbers of dimensions.

    >>> torch.nn.functional.adaptive_avg_pool2d(torch.ones(1, 3, 7, 5), (2, None)).shape
    torch.Size([1, 3, 2, 5])
    """
    return _pool(2, input, output_size)


@public("functional", autocast=WIDE)
def adaptive_avg_pool3d(input: Tensor, output_size: Sizes) -> Tensor:
    """The mean of windows so that (N, C, D, H, W) or (C, D, H, W) becomes (..., *output_size).

    >>> torch.nn.functional.adaptive_avg_pool3d(torch.ones(1, 1, 4, 4, 4), 2).shape
    torch.Size([1, 1, 2, 2, 2])
    """
    return _pool(3, input, output_size)


def _adaptive(k, input, output_size):
    function = f"adaptive_max_pool{k}d"
    size = adaptive_sizes(function, input, output_size, k)
    check_dims(function, input, k)
    return apply(AdaptiveMaxPool.of(size), input)


@overload
def adaptive_max_pool1d(input: Tensor, output_size: Ints, return_indices: Literal[False] = ...) -> Tensor: ...
@overload
def adaptive_max_pool1d(input: Tensor, output_size: Ints, return_indices: Literal[True]) -> tuple[Tensor, Tensor]: ...
@public("functional")
def adaptive_max_pool1d(
    input: Tensor, output_size: Ints, return_indices: bool = False
) -> Tensor | tuple[Tensor, Tensor]:
    """The maxima of windows so that (N, C, L) or (C, L) becomes (..., output_size); also their places, with
    ``return_indices``.

    >>> torch.nn.functional.adaptive_max_pool1d(torch.tensor([[1.0, 2.0, 3.0, 4.0]]), 2)
    tensor([[2., 4.]])
    """
    check_dims("adaptive_max_pool1d", input, 1)
    size = adaptive_sizes("adaptive_max_pool1d", input, output_size, 1)
    y, places = _adaptive(2, input.unsqueeze(-2), (1, *size))
    return (y.squeeze(-2), places.squeeze(-2)) if return_indices else y.squeeze(-2)


@overload
def adaptive_max_pool2d(input: Tensor, output_size: Sizes, return_indices: Literal[False] = ...) -> Tensor: ...
@overload
def adaptive_max_pool2d(input: Tensor, output_size: Sizes, return_indices: Literal[True]) -> tuple[Tensor, Tensor]: ...
@public("functional")
def adaptive_max_pool2d(
    input: Tensor, output_size: Sizes, return_indices: bool = False
) -> Tensor | tuple[Tensor, Tensor]:
    """The maxima of windows so that (N, C, H, W) or (C, H, W) becomes (..., *output_size): one number, or a pair in
    which None keeps the input's size. With ``return_indices`` also their places ``row * W + column``.

    >>> torch.nn.functional.adaptive_max_pool2d(torch.arange(4.0).view(1, 2, 2), 1)
    tensor([[[3.]]])
    """
    y = _adaptive(2, input, output_size)
    return y if return_indices else y[0]


@overload
def adaptive_max_pool3d(input: Tensor, output_size: Sizes, return_indices: Literal[False] = ...) -> Tensor: ...
@overload
def adaptive_max_pool3d(input: Tensor, output_size: Sizes, return_indices: Literal[True]) -> tuple[Tensor, Tensor]: ...
@public("functional", autocast=WIDE)
def adaptive_max_pool3d(
    input: Tensor, output_size: Sizes, return_indices: bool = False
) -> Tensor | tuple[Tensor, Tensor]:
    """The maxima of windows so that (N, C, D, H, W) or (C, D, H, W) becomes (..., *output_size); see
    `adaptive_max_pool2d`.

    >>> torch.nn.functional.adaptive_max_pool3d(torch.arange(8.0).view(1, 2, 2, 2), 1)
    tensor([[[[7.]]]])
    """
    y = _adaptive(3, input, output_size)
    return y if return_indices else y[0]


@public("functional torch.adaptive_max_pool1d")
def adaptive_max_pool1d_with_indices(
    input: Tensor, output_size: Ints, return_indices: bool = False
) -> tuple[Tensor, Tensor]:
    """`adaptive_max_pool1d` with ``return_indices``: maxima and their places."""
    return adaptive_max_pool1d(input, output_size, True)


@public("functional")
def adaptive_max_pool2d_with_indices(
    input: Tensor, output_size: Sizes, return_indices: bool = False
) -> tuple[Tensor, Tensor]:
    """`adaptive_max_pool2d` with ``return_indices``: maxima and their places."""
    return adaptive_max_pool2d(input, output_size, True)


@public("functional", autocast=WIDE)
def adaptive_max_pool3d_with_indices(
    input: Tensor, output_size: Sizes, return_indices: bool = False
) -> tuple[Tensor, Tensor]:
    """`adaptive_max_pool3d` with ``return_indices``: maxima and their places."""
    return adaptive_max_pool3d(input, output_size, True)
