"""Maxima of windows at random steps."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Literal, overload

import numpy as np

from ..._base import dtypes
from ..._core import Spec, apply
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common.pointwise import refuse
from ..random.rand_randint import rand
from .max_pool import PlacePool, better
from .pool_sizes import check_dims, sizes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..._face.types import Ints, Tensor


class FractionalMaxPool(PlacePool):
    """Maxima of windows whose starts follow from random numbers; operands x, samples (N, C, axes)."""

    __slots__ = ("kernel_size", "size")

    @property
    def name(self):
        return f"FractionalMaxPool{len(self.size)}D"

    def axes(self):
        return len(self.size)

    def infer(self, x, samples):
        k = len(self.size)
        refuse((x,), f"fractional_max_pool{k}d", (0, 1, 3))
        for n, m, w in zip(x.shape[-k:], self.size, self.kernel_size, strict=True):
            if m + w - 1 > n:
                raise RuntimeError(
                    f"fractional_max_pool{k}d(): pool size {w} too large relative to input size {n} for an output of "
                    f"{m}"
                )
        shape = (*x.shape[:-k], *self.size)
        return x.like(shape), Spec(shape, dtypes.int64, x.device)

    def forward(self, xp, x, samples):
        k = len(self.size)
        lead, size = x.shape[:-k], x.shape[-k:]
        samples = samples.reshape(*lead, k)
        if k == 2:  # there the first number belongs to the width
            samples = samples[..., ::-1]
        starts = [self._starts(samples[..., i], size[i], i) for i in range(k)]
        rows = x.reshape(*lead, prod(size))
        best, places = (xp.full((*lead, *self.size), -np.inf, x.dtype), xp.full((*lead, *self.size), -1, np.int64))
        for tap in product(*map(range, self.kernel_size)):
            place = np.zeros((*lead, *[1] * k), np.int64)
            for i in range(k):
                face = (*lead, *[self.size[i] if j == i else 1 for j in range(k)])
                place = place * size[i] + (starts[i] + tap[i]).reshape(face)
            value = np.take_along_axis(rows, place.reshape(*lead, prod(self.size)), -1).reshape(best.shape)
            take = better(best, value) | (places < 0)
            np.copyto(best, value, where=take)
            np.copyto(places, place, where=take)
        return best, places

    def _starts(self, sample, n, i):
        m, w = self.size[i], self.kernel_size[i]
        u = sample[..., None]
        alpha = u.dtype.type(n - w) / u.dtype.type(max(m - 1, 1))
        starts = ((np.arange(m, dtype=u.dtype) + u) * alpha).astype(np.int64) - (u * alpha).astype(np.int64)
        if m:
            starts[..., -1] = n - w
        return starts


# Functions ----------------------------------------------------------------------------------------------------------


def _fractional(k, input, kernel_size, output_size, output_ratio, samples):
    function = f"fractional_max_pool{k}d"
    if output_size is None and output_ratio is None:
        raise ValueError(f"{function} requires specifying either an output_size or an output_ratio")
    if output_size is None:
        ratios = tuple(output_ratio) if isinstance(output_ratio, (tuple, list)) else (output_ratio,) * k
        if len(ratios) != k:
            raise ValueError(f"{function} requires output_ratio to either be a single number or tuple of {k} numbers.")
        output_size = tuple(int(n * r) for n, r in zip(input.shape[-k:], ratios, strict=True))
    check_dims(function, input, k)
    window, size = (
        sizes_of(function, "kernel_size", kernel_size, k),
        sizes_of(function, "output_size", output_size, k),
    )
    batch = input.shape[0] if input.ndim == k + 2 else 1
    if samples is None:
        samples = rand(batch, input.shape[-k - 1], k, dtype=input.dtype)
    elif samples.ndim == 3 and samples.shape[0] > batch:  # more than needed is allowed
        samples = samples[:batch]
    if tuple(samples.shape) != (batch, input.shape[-k - 1], k) or samples.dtype is not input.dtype:
        raise RuntimeError(
            f"{function}: Expect _random_samples of shape {(batch, input.shape[-k - 1], k)} and dtype {input.dtype}, "
            f"got {tuple(samples.shape)} and {samples.dtype}"
        )
    return apply(FractionalMaxPool.of(window, size), input, samples)


@overload
def fractional_max_pool2d(
    input: Tensor,
    kernel_size: Ints,
    output_size: Ints | None = ...,
    output_ratio: float | Sequence[float] | None = ...,
    return_indices: Literal[False] = ...,
    _random_samples: Tensor | None = ...,
) -> Tensor: ...
@overload
def fractional_max_pool2d(
    input: Tensor,
    kernel_size: Ints,
    output_size: Ints | None = ...,
    output_ratio: float | Sequence[float] | None = ...,
    return_indices: Literal[True] = ...,
    _random_samples: Tensor | None = ...,
) -> tuple[Tensor, Tensor]: ...
@public("functional", autocast=WIDE)
def fractional_max_pool2d(
    input: Tensor,
    kernel_size: Ints,
    output_size: Ints | None = None,
    output_ratio: float | Sequence[float] | None = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Tensor | tuple[Tensor, Tensor]:
    """Maxima of windows at random steps: (N, C, H, W) or (C, H, W) becomes (..., *output_size), or H and W times
    ``output_ratio``.

    ``_random_samples`` (N, C, 2): the numbers in [0, 1) that decide, drawn if not given.
    Raises ValueError without either size, RuntimeError for windows that don't fit. Graham, arXiv:1412.6071.

    >>> torch.nn.functional.fractional_max_pool2d(torch.ones(1, 4, 4), 2, output_size=3).shape
    torch.Size([1, 3, 3])
    """
    y = _fractional(2, input, kernel_size, output_size, output_ratio, _random_samples)
    return y if return_indices else y[0]


@overload
def fractional_max_pool3d(
    input: Tensor,
    kernel_size: Ints,
    output_size: Ints | None = ...,
    output_ratio: float | Sequence[float] | None = ...,
    return_indices: Literal[False] = ...,
    _random_samples: Tensor | None = ...,
) -> Tensor: ...
@overload
def fractional_max_pool3d(
    input: Tensor,
    kernel_size: Ints,
    output_size: Ints | None = ...,
    output_ratio: float | Sequence[float] | None = ...,
    return_indices: Literal[True] = ...,
    _random_samples: Tensor | None = ...,
) -> tuple[Tensor, Tensor]: ...
@public("functional", autocast=WIDE)
def fractional_max_pool3d(
    input: Tensor,
    kernel_size: Ints,
    output_size: Ints | None = None,
    output_ratio: float | Sequence[float] | None = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Tensor | tuple[Tensor, Tensor]:
    """`fractional_max_pool2d` of volumes: (N, C, D, H, W) or (C, D, H, W).

    >>> torch.nn.functional.fractional_max_pool3d(torch.ones(1, 4, 4, 4), 2, output_ratio=0.5).shape
    torch.Size([1, 2, 2, 2])
    """
    y = _fractional(3, input, kernel_size, output_size, output_ratio, _random_samples)
    return y if return_indices else y[0]


@public("functional", autocast=WIDE)
def fractional_max_pool2d_with_indices(
    input: Tensor,
    kernel_size: Ints,
    output_size: Ints | None = None,
    output_ratio: float | Sequence[float] | None = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """`fractional_max_pool2d` with ``return_indices``: maxima and their places."""
    return fractional_max_pool2d(input, kernel_size, output_size, output_ratio, True, _random_samples)


@public("functional", autocast=WIDE)
def fractional_max_pool3d_with_indices(
    input: Tensor,
    kernel_size: Ints,
    output_size: Ints | None = None,
    output_ratio: float | Sequence[float] | None = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """`fractional_max_pool3d` with ``return_indices``: maxima and their places."""
    return fractional_max_pool3d(input, kernel_size, output_size, output_ratio, True, _random_samples)
