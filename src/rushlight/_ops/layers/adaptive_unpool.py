"""Maxima of volumes and of windows whose sizes follow from the result's, and back: pools that say where their maxima
were."""

from __future__ import annotations

from itertools import product
from math import prod

import numpy as np

from ..._base import dtypes
from ..._core import OUT, Op, Spec, apply
from ..common.arguments import check_tensor
from ..common.pointwise import refuse
from ..common.sizes import adaptive_sizes
from ..random.rand_randint import rand

__all__ = [
    "adaptive_max_pool1d",
    "adaptive_max_pool1d_with_indices",
    "adaptive_max_pool2d",
    "adaptive_max_pool2d_with_indices",
    "adaptive_max_pool3d",
    "adaptive_max_pool3d_with_indices",
    "fractional_max_pool2d",
    "fractional_max_pool2d_with_indices",
    "fractional_max_pool3d",
    "fractional_max_pool3d_with_indices",
    "max_pool3d",
    "max_pool3d_with_indices",
    "max_unpool1d",
    "max_unpool2d",
    "max_unpool3d",
    "sizes_of",
    "window_counts",
]


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


class Unpool(PlaceAdd):
    """x written to zeros at the places: of several at one place the last stays."""

    @property
    def name(self):
        return f"MaxUnpool{len(self.shape)}D"

    @property
    def node_name(self):
        return self.name + "Backward0"

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


class _Pool(Op):
    """Maxima and their places, the second output, over the last ``axes()`` dimensions."""

    visible = 2
    saves = ((OUT - 1,), ())

    def vjp(self, need, grads, saved, specs):
        shape = specs[0].shape[len(specs[0].shape) - self.axes() :]
        g = apply(PlaceAdd.of(tuple(shape)), grads[0], saved[OUT - 1])
        return (g,) if len(specs) == 1 else (g, None)


def _better(best, value):
    """Where a value takes the place of the best so far: a nan always does."""
    if value.dtype.kind != "f":
        return value > best
    return (value > best) | (value != value)


def window_counts(function, shape, k, s, p, d, ceil_mode):
    """How many windows fit along each axis. Raises RuntimeError for options that don't go together."""
    counts = []
    for n, ki, si, pi, di in zip(shape, k, s, p, d, strict=True):
        if ki <= 0:
            raise RuntimeError(f"kernel size should be greater than zero, but got {k}")
        if si <= 0:
            raise RuntimeError(f"stride should be greater than zero, but got {s}")
        if di <= 0:
            raise RuntimeError(f"dilation should be greater than zero, but got {d}")
        if pi < 0:
            raise RuntimeError(f"pad must be non-negative, but got pad: {pi}")
        if 2 * pi > (ki - 1) * di + 1:
            raise RuntimeError(
                f"pad should be at most half of effective kernel size, but got pad={pi}, kernel_size={ki} and "
                f"dilation={di}"
            )
        room = n + 2 * pi - di * (ki - 1) - 1
        m = (-(-room // si) if ceil_mode else room // si) + 1
        if ceil_mode and (m - 1) * si >= n + pi:
            m -= 1
        counts.append(m)
    if min(counts) < 1:
        raise RuntimeError(
            f"{function}: Given input size: {tuple(shape)}. Calculated output size: {tuple(counts)}. Output size is "
            "too small"
        )
    return tuple(counts)


class MaxPool3d(_Pool):
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
        for tap in product(*map(range, k)):
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
            take = inside & (_better(best, value) | (places < 0))
            np.copyto(best, value, where=take)
            np.copyto(places, np.broadcast_to(place, places.shape), where=take)
        return best, places


class AdaptiveMaxPool(_Pool):
    """Maxima of windows so that the last dimensions become ``size``: one axis after the other, the last first."""

    __slots__ = ("size",)

    @property
    def name(self):
        return f"AdaptiveMaxPool{len(self.size)}D"

    @property
    def node_name(self):
        return self.name + "Backward0"

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


class FractionalMaxPool(_Pool):
    """Maxima of windows whose starts follow from random numbers; operands x, samples (N, C, axes)."""

    __slots__ = ("kernel_size", "size")

    @property
    def name(self):
        return f"FractionalMaxPool{len(self.size)}D"

    @property
    def node_name(self):
        return self.name + "Backward0"

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
            take = _better(best, value) | (places < 0)
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


# Functions ------------------------------------------------------------------------------------------------------------


def sizes_of(function, what, value, k):
    """``value``, an int or a sequence of 1 or k ints, as k ints. Raises RuntimeError for other lengths."""
    if not isinstance(value, (tuple, list)):
        return (int(value),) * k
    numbers = tuple(int(n) for n in value)
    if len(numbers) == 1:
        return numbers * k
    if len(numbers) != k:
        raise RuntimeError(f"{function}: {what} must either be a single int, or a tuple of {k} ints, not {value}")
    return numbers


def _check_dims(function, input, k):
    if input.ndim not in (k + 1, k + 2):
        raise RuntimeError(
            f"{function}(): Expected {k + 1}D or {k + 2}D input tensor, but got input of size {list(input.shape)}"
        )
    if 0 in input.shape[input.ndim - k - (input.ndim == k + 2) :]:
        raise RuntimeError(
            f"{function}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes "
            f"{list(input.shape)}"
        )


def max_pool3d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """The maximum of each window of a volume; with ``return_indices`` also where it was, counted in the volume as one
    row.

    input (N, C, D, H, W) or (C, D, H, W); options: ints or triples, as `max_pool2d`'s. Raises RuntimeError for windows
    that don't fit.

    >>> torch.max_pool3d(torch.arange(8.).view(1, 2, 2, 2), 2)
    tensor([[[[7.]]]])
    """
    check_tensor(input, "max_pool3d")
    k = sizes_of("max_pool3d", "kernel_size", kernel_size, 3)
    s = k if stride is None or stride == [] or stride == () else sizes_of("max_pool3d", "stride", stride, 3)
    p, d = sizes_of("max_pool3d", "padding", padding, 3), sizes_of("max_pool3d", "dilation", dilation, 3)
    _check_dims("max_pool3d", input, 3)
    if not input.shape[-4]:
        raise RuntimeError(
            "max_pool3d(): Expected input's non-batch dimensions to have positive length, but input has sizes "
            f"{list(input.shape)}"
        )
    y = apply(MaxPool3d.of(k, s, p, d, bool(ceil_mode)), input)
    return y if return_indices else y[0]


def max_pool3d_with_indices(
    input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=True
):
    """`max_pool3d` with ``return_indices``.

    >>> import rushlight as torch
    >>> torch.nn.functional.max_pool3d_with_indices(torch.arange(8.0).view(1, 2, 2, 2), 2)[1]
    tensor([[[[7]]]])
    """
    check_tensor(input, "max_pool3d_with_indices")
    return max_pool3d(input, kernel_size, stride, padding, dilation, ceil_mode, True)


def _adaptive(k, input, output_size):
    function = f"adaptive_max_pool{k}d"
    size = adaptive_sizes(function, input, output_size, k)
    _check_dims(function, input, k)
    return apply(AdaptiveMaxPool.of(size), input)


def adaptive_max_pool1d(input, output_size, return_indices=False):
    """The maxima of windows so that (N, C, L) or (C, L) becomes (..., output_size); also their places, with
    ``return_indices``.

    >>> import rushlight as torch
    >>> torch.nn.functional.adaptive_max_pool1d(torch.tensor([[1.0, 2.0, 3.0, 4.0]]), 2)
    tensor([[2., 4.]])
    """
    check_tensor(input, "adaptive_max_pool1d")
    _check_dims("adaptive_max_pool1d", input, 1)
    size = adaptive_sizes("adaptive_max_pool1d", input, output_size, 1)
    y, places = _adaptive(2, input.unsqueeze(-2), (1, *size))
    return (y.squeeze(-2), places.squeeze(-2)) if return_indices else y.squeeze(-2)


def adaptive_max_pool2d(input, output_size, return_indices=False):
    """The maxima of windows so that (N, C, H, W) or (C, H, W) becomes (..., *output_size): one number, or a pair in
    which None keeps the input's size. With ``return_indices`` also their places ``row * W + column``.

    >>> import rushlight as torch
    >>> torch.nn.functional.adaptive_max_pool2d(torch.arange(4.0).view(1, 2, 2), 1)
    tensor([[[3.]]])
    """
    check_tensor(input, "adaptive_max_pool2d")
    y = _adaptive(2, input, output_size)
    return y if return_indices else y[0]


def adaptive_max_pool3d(input, output_size, return_indices=False):
    """The maxima of windows so that (N, C, D, H, W) or (C, D, H, W) becomes (..., *output_size); see
    `adaptive_max_pool2d`.

    >>> import rushlight as torch
    >>> torch.nn.functional.adaptive_max_pool3d(torch.arange(8.0).view(1, 2, 2, 2), 1)
    tensor([[[[7.]]]])
    """
    check_tensor(input, "adaptive_max_pool3d")
    y = _adaptive(3, input, output_size)
    return y if return_indices else y[0]


def _with_indices(function):
    def with_indices(input, output_size, return_indices=False):
        check_tensor(input, function.__name__)
        return function(input, output_size, True)

    with_indices.__name__ = with_indices.__qualname__ = function.__name__ + "_with_indices"
    with_indices.__doc__ = f"`{function.__name__}` with ``return_indices``: maxima and their places."
    return with_indices


adaptive_max_pool1d_with_indices = _with_indices(adaptive_max_pool1d)
adaptive_max_pool2d_with_indices = _with_indices(adaptive_max_pool2d)
adaptive_max_pool3d_with_indices = _with_indices(adaptive_max_pool3d)


def _fractional(k, input, kernel_size, output_size, output_ratio, samples):
    function = f"fractional_max_pool{k}d"
    if output_size is None and output_ratio is None:
        raise ValueError(f"{function} requires specifying either an output_size or an output_ratio")
    if output_size is None:
        ratios = tuple(output_ratio) if isinstance(output_ratio, (tuple, list)) else (output_ratio,) * k
        if len(ratios) != k:
            raise ValueError(f"{function} requires output_ratio to either be a single number or tuple of {k} numbers.")
        output_size = tuple(int(n * r) for n, r in zip(input.shape[-k:], ratios, strict=True))
    _check_dims(function, input, k)
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
            "got "
            f"{tuple(samples.shape)} and {samples.dtype}"
        )
    return apply(FractionalMaxPool.of(window, size), input, samples)


def fractional_max_pool2d(
    input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None
):
    """Maxima of windows at random steps: (N, C, H, W) or (C, H, W) becomes (..., *output_size), or H and W times
    ``output_ratio``.

    ``_random_samples`` (N, C, 2): the numbers in [0, 1) that decide, drawn if not given.
    Raises ValueError without either size, RuntimeError for windows that don't fit. Graham, arXiv:1412.6071.

    >>> import rushlight as torch
    >>> torch.nn.functional.fractional_max_pool2d(torch.ones(1, 4, 4), 2, output_size=3).shape
    torch.Size([1, 3, 3])
    """
    check_tensor(input, "fractional_max_pool2d")
    y = _fractional(2, input, kernel_size, output_size, output_ratio, _random_samples)
    return y if return_indices else y[0]


def fractional_max_pool3d(
    input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None
):
    """`fractional_max_pool2d` of volumes: (N, C, D, H, W) or (C, D, H, W).

    >>> import rushlight as torch
    >>> torch.nn.functional.fractional_max_pool3d(torch.ones(1, 4, 4, 4), 2, output_ratio=0.5).shape
    torch.Size([1, 2, 2, 2])
    """
    check_tensor(input, "fractional_max_pool3d")
    y = _fractional(3, input, kernel_size, output_size, output_ratio, _random_samples)
    return y if return_indices else y[0]


def fractional_max_pool2d_with_indices(
    input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None
):
    """`fractional_max_pool2d` with ``return_indices``: maxima and their places."""
    check_tensor(input, "fractional_max_pool2d_with_indices")
    return fractional_max_pool2d(input, kernel_size, output_size, output_ratio, True, _random_samples)


def fractional_max_pool3d_with_indices(
    input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None
):
    """`fractional_max_pool3d` with ``return_indices``: maxima and their places."""
    check_tensor(input, "fractional_max_pool3d_with_indices")
    return fractional_max_pool3d(input, kernel_size, output_size, output_ratio, True, _random_samples)


def _unpool(k, input, indices, kernel_size, stride, padding, output_size):
    function = f"max_unpool{k}d"
    w = sizes_of(function, "kernel_size", kernel_size, k)
    s = w if stride is None or stride == [] or stride == () else sizes_of(function, "stride", stride, k)
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
            "tensor with "
            f"shape: {list(indices.shape)}"
        )
    _check_dims(function, input, k)
    return apply(Unpool.of(size), input, indices)


def max_unpool1d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    """The inverse of `max_pool1d` as far as there is one: maxima back at ``indices``, zeros elsewhere.

    input, indices (N, C, L) or (C, L); ``output_size``: which of the sizes that pool to L. Raises ValueError for
    another one.

    >>> import rushlight as torch
    >>> torch.nn.functional.max_unpool1d(torch.tensor([[5.0, 7.0]]), torch.tensor([[1, 3]]), 2)
    tensor([[0., 5., 0., 7.]])
    """
    check_tensor(input, "max_unpool1d")
    return _unpool(1, input, indices, kernel_size, stride, padding, output_size)


def max_unpool2d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    """The inverse of `max_pool2d` as far as there is one: input, indices (N, C, H, W) or (C, H, W). See `max_unpool1d`.

    >>> import rushlight as torch
    >>> torch.nn.functional.max_unpool2d(torch.tensor([[[5.0]]]), torch.tensor([[[2]]]), 2)
    tensor([[[0., 0.],
             [5., 0.]]])
    """
    check_tensor(input, "max_unpool2d")
    return _unpool(2, input, indices, kernel_size, stride, padding, output_size)


def max_unpool3d(input, indices, kernel_size, stride=None, padding=0, output_size=None):
    """The inverse of `max_pool3d` as far as there is one: input, indices (N, C, D, H, W) or (C, D, H, W). See
    `max_unpool1d`.

    >>> import rushlight as torch
    >>> torch.nn.functional.max_unpool3d(torch.ones(1, 1, 1, 1), torch.zeros(1, 1, 1, 1).long(), 2).sum()
    tensor(1.)
    """
    check_tensor(input, "max_unpool3d")
    return _unpool(3, input, indices, kernel_size, stride, padding, output_size)
