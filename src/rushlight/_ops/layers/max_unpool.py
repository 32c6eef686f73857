"""Maxima back at the places where a pooling found them."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from ..._base import dtypes
from ..._core import apply
from ..._face.autocast import WIDE
from ..._face.public import public
from .max_pool import PlaceAdd
from .pool_sizes import check_dims, sizes_of, stride_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..._face.types import Ints, Tensor


class Unpool(PlaceAdd):
    """x written to zeros at the places: of several at one place the last stays."""

    @property
    def name(self):
        return f"MaxUnpool{len(self.shape)}D"

    @property
    def follows(self):
        return (0,) if len(self.shape) == 2 else ()

    def forward(self, xp, x, places):
        lead, n = x.shape[: x.ndim - len(self.shape)], prod(self.shape)
        if places.size and (places.min() < 0 or places.max() >= n):
            bad = int(places.min() if places.min() < 0 else places.max())
            raise RuntimeError(
                f"Found an invalid max index: {bad} (output volumes are of size {'x'.join(map(str, self.shape))})"
            )
        y = xp.zeros((*lead, *self.shape), x.dtype)
        first = (np.arange(prod(lead)) * n).reshape(*lead, *[1] * len(self.shape))
        y.reshape(-1)[(places + first).reshape(-1)] = x.reshape(-1)
        return y


# Functions ----------------------------------------------------------------------------------------------------------


def _unpool(k, input, indices, kernel_size, stride, padding, output_size):
    function = f"max_unpool{k}d"
    w = sizes_of(function, "kernel_size", kernel_size, k)
    s = sizes_of(function, "stride", stride_of(stride, kernel_size), k)
    p = sizes_of(function, "padding", padding, k)
    default = tuple((n - 1) * s[i] + w[i] - 2 * p[i] for i, n in enumerate(input.shape[-k:]))
    size = default
    if output_size is not None:
        size = tuple(output_size)[2:] if len(output_size) == k + 2 else tuple(output_size)
        if len(size) != k:
            raise ValueError(
                f"output_size should be a sequence containing {k} or {k + 2} elements, but it has a length of "
                f"'{len(size)}'"
            )
        for i in range(k):
            low, high = default[i] - s[i], default[i] + s[i]
            if not low < size[i] < high:
                raise ValueError(f'invalid output_size "{size}" (dim {i} must be between {low} and {high})')
    if min(size, default=0) < 0:
        raise ValueError(f"max_unpooling: output_size must be non-negative, but got {size}")
    if indices.dtype is not dtypes.int64:
        raise RuntimeError(f"elements in indices should be type int64 but got: {indices.dtype}")
    if input.shape != indices.shape:
        raise RuntimeError(
            f"Expected shape of indices to be same as that of the input tensor ({list(input.shape)}) but got indices "
            f"tensor with shape: {list(indices.shape)}"
        )
    check_dims(function, input, k)
    return apply(Unpool.of(size), input, indices)


@public("functional", autocast=WIDE)
def max_unpool1d(
    input: Tensor,
    indices: Tensor,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """The inverse of `max_pool1d` as far as there is one: maxima back at ``indices``, zeros elsewhere.

    input, indices (N, C, L) or (C, L); ``output_size``: which of the sizes that pool to L. Raises ValueError for
    another one.

    >>> torch.nn.functional.max_unpool1d(torch.tensor([[5.0, 7.0]]), torch.tensor([[1, 3]]), 2)
    tensor([[0., 5., 0., 7.]])
    """
    return _unpool(1, input, indices, kernel_size, stride, padding, output_size)


@public("functional", autocast=WIDE)
def max_unpool2d(
    input: Tensor,
    indices: Tensor,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """The inverse of `max_pool2d` as far as there is one: input, indices (N, C, H, W) or (C, H, W). See `max_unpool1d`.

    >>> torch.nn.functional.max_unpool2d(torch.tensor([[[5.0]]]), torch.tensor([[[2]]]), 2)
    tensor([[[0., 0.],
             [5., 0.]]])
    """
    return _unpool(2, input, indices, kernel_size, stride, padding, output_size)


@public("functional", autocast=WIDE)
def max_unpool3d(
    input: Tensor,
    indices: Tensor,
    kernel_size: Ints,
    stride: Ints | None = None,
    padding: Ints = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """The inverse of `max_pool3d` as far as there is one: input, indices (N, C, D, H, W) or (C, D, H, W). See
    `max_unpool1d`.

    >>> torch.nn.functional.max_unpool3d(torch.ones(1, 1, 1, 1), torch.zeros(1, 1, 1, 1).long(), 2).sum()
    tensor(1.)
    """
    return _unpool(3, input, indices, kernel_size, stride, padding, output_size)
