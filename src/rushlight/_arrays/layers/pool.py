"""Max and average pooling over the last two axes of (C, H, W) or (N, C, H, W) arrays.

The place of each maximum is written down in one of two ways: as a *code* (uint8, the number of the place within its
window, ``ky * kernel_w + kx``; an eighth of the memory traffic) or as PyTorch's flat index (int64, ``iy * W + ix``).
Backward takes either. A window with more than 256 places has no code: then both functions give flat indices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._base.exports import defined_in
from ..._native import ext
from ..errstate import quiet
from ..native_or_numpy import native_or_numpy

_FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


# --- geometry -------------------------------------------------------------------------------------------------------


def _pair(value, name, what):
    """``value`` as two ints."""
    if isinstance(value, int):
        return value, value
    if isinstance(value, (tuple, list)) and len(value) in (1, 2):
        return int(value[0]), int(value[-1])
    raise RuntimeError(f"{name}: {what} must either be a single int, or a tuple of two ints, got {value!r}")


def _extent(size, kernel, padding, stride, dilation, ceil_mode):
    """Output length along one axis (PyTorch's ``pooling_output_shape``)."""
    out = (size + 2 * padding - dilation * (kernel - 1) - 1 + (stride - 1 if ceil_mode else 0)) // stride + 1
    if ceil_mode and (out - 1) * stride >= size + padding:  # the last window must start inside input or left padding
        out -= 1
    return out


def pool2d_geometry(name, shape, kernel, stride=None, padding=0, dilation=1, ceil_mode=False):
    """Check the arguments of a 2-d pooling as PyTorch does and work out its output size.

    ``shape`` is the input's, (C, H, W) or (N, C, H, W); ``name`` is the function's, for messages.
    Returns ``(output_shape, kernel, stride, padding, dilation)``, the last four as pairs.

    Raises RuntimeError for a window that PyTorch refuses or an output without elements.

    >>> pool2d_geometry("max_pool2d", (6, 28, 28), 2)
    ((6, 14, 14), (2, 2), (2, 2), (0, 0), (1, 1))
    """
    k = _pair(kernel, name, "kernel_size")
    s = k if stride is None or (isinstance(stride, (tuple, list)) and not stride) else _pair(stride, name, "stride")
    p, d = _pair(padding, name, "padding"), _pair(dilation, name, "dilation")
    shown = list(shape)
    if len(shape) not in (3, 4):
        raise RuntimeError(f"{name}: non-empty 3D or 4D (batch mode) tensor expected for input, but got: {shown}")
    if 0 in shape[-3:]:
        raise RuntimeError(
            f"{name}: Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:{shown}"
        )
    if min(s) < 1:
        raise RuntimeError(f"{name}: stride should not be zero or negative, got {s}")
    if min(k) < 1:
        raise RuntimeError(f"{name}: kernel size should be greater than zero, but got kH: {k[0]} kW: {k[1]}")
    if min(d) < 1:
        raise RuntimeError(f"{name}: dilation should be greater than zero, but got dilationH: {d[0]} dilationW: {d[1]}")
    for pad, size, dil in zip(p, k, d, strict=True):
        if pad < 0:
            raise RuntimeError(f"{name}: pad must be non-negative, but got pad: {pad}")
        if pad > ((size - 1) * dil + 1) // 2:
            raise RuntimeError(
                f"{name}: pad should be at most half of effective kernel size, but got pad={pad}, "
                f"kernel_size={size} and dilation={dil}"
            )
    if p[0] > k[0] // 2 or p[1] > k[1] // 2:
        raise RuntimeError(
            f"{name}: pad should be smaller than or equal to half of kernel size, but got "
            f"padW = {p[1]}, padH = {p[0]}, kW = {k[1]}, kH = {k[0]}"
        )
    out = tuple(_extent(n, *args, ceil_mode) for n, *args in zip(shape[-2:], k, p, s, d, strict=True))
    if min(out) < 1:
        c, h, w = shape[-3:]
        raise RuntimeError(
            f"{name}: Given input size: ({c}x{h}x{w}). Calculated output size: ({c}x{out[0]}x{out[1]}). "
            "Output size is too small"
        )
    return (*shape[:-2], *out), k, s, p, d


def _fitting(*arrays):
    """C-contiguous, aligned copies if that is all the native kernel asks of these arrays, else the arrays."""
    if arrays[0].dtype not in _FLOATS or all(a.flags.carray for a in arrays):
        return arrays
    return tuple(np.require(a, requirements="CA") for a in arrays)


def reach(n, m, k, s, p, d):
    """The places of a window of k that lie within an axis of n for at least one of its m positions: padding may be
    wider than memory."""
    last = (m - 1) * s - p
    return range(max(0, -(last // d)), min(k, (n - 1 + p) // d + 1))


def _visits(shape, out, k, s, p, d):
    """For each place (ky, kx) of the window: its code, and matching slices of output and input."""

    def axis(i, place):
        offset = place * d[i] - p[i]
        low = max(0, -(offset // s[i]))
        high = min(out[i - 2], (shape[i - 2] - 1 - offset) // s[i] + 1)
        if low >= high:
            return None
        return slice(low, high), slice(offset + low * s[i], offset + (high - 1) * s[i] + 1, s[i])

    ways = [reach(shape[i - 2], out[i - 2], k[i], s[i], p[i], d[i]) for i in (0, 1)]
    for ky in ways[0]:
        for kx in ways[1]:
            rows, columns = axis(0, ky), axis(1, kx)
            if rows and columns:
                yield ky * k[1] + kx, (..., rows[0], columns[0]), (..., rows[1], columns[1])


def _flat_of_codes(codes, shape, k, s, p, d):
    """Flat indices (int64) from codes; -1 where a code names no place inside the plane."""
    codes = codes.astype(np.int64)
    y = np.arange(codes.shape[-2])[:, None] * s[0] - p[0] + codes // k[1] * d[0]
    x = np.arange(codes.shape[-1]) * s[1] - p[1] + codes % k[1] * d[1]
    h, w = shape[-2:]
    return np.where((y >= 0) & (y < h) & (x >= 0) & (x < w) & (codes < k[0] * k[1]), y * w + x, -1)


def _check_indices(flat, shape):
    """IndexError unless every flat index lies in its plane (-1, no place, is allowed)."""
    if flat.size and (flat.max() >= shape[-2] * shape[-1] or flat.min() < -1):
        raise IndexError(
            "max_pool2d: an index lies outside its plane (0 to H * W - 1); were the indices made by max_pool2d "
            f"on an input of shape {tuple(shape)}?"
        )


# --- max ------------------------------------------------------------------------------------------------------------


def max_pool2d(x, kernel, stride=None, padding=0, dilation=1, ceil_mode=False):
    """Maximum over windows, with one byte per window saying where it was.

    x (C, H, W) or (N, C, H, W) -> (y, codes), both (..., OH, OW); codes uint8, or int64 flat indices for windows of
    more than 256 places. A NaN in a window wins; else the first maximum in row order.

    Raises RuntimeError for windows PyTorch refuses.

    >>> y, codes = max_pool2d(np.arange(16.0).reshape(1, 4, 4), 2)
    >>> y.tolist(), codes.dtype.name
    ([[[5.0, 7.0], [13.0, 15.0]]], 'uint8')
    """
    return native_or_numpy(_native_max, _any_max_pool2d, x, kernel, stride, padding, dilation, ceil_mode, True)


def max_pool2d_with_indices(x, kernel, stride=None, padding=0, dilation=1, ceil_mode=False):
    """Maximum over windows with PyTorch's indices.

    As :func:`max_pool2d`, but -> (y, indices) with int64 indices ``iy * W + ix`` into each plane.

    >>> max_pool2d_with_indices(np.arange(16.0).reshape(1, 4, 4), 2)[1].tolist()
    [[[5, 7], [13, 15]]]
    """
    return native_or_numpy(_native_max, _any_max_pool2d, x, kernel, stride, padding, dilation, ceil_mode, False)


def _native_max(x, kernel, stride, padding, dilation, ceil_mode, codes):
    return ext.max_pool2d(x, kernel, stride, padding, dilation, ceil_mode, 1 if codes else 2)


def _any_max_pool2d(x, kernel, stride, padding, dilation, ceil_mode, codes):
    """The way for arrays or arguments that the kernel did not take as they came."""
    _, k, s, p, d = pool2d_geometry("max_pool2d", x.shape, kernel, stride, padding, dilation, ceil_mode)
    codes = codes and k[0] * k[1] <= 256
    return native_or_numpy(_native_max, max_pool2d_reference, *_fitting(x), k, s, p, d, bool(ceil_mode), codes)


@quiet
def max_pool2d_reference(x, kernel, stride=None, padding=0, dilation=1, ceil_mode=False, codes=True):
    """What :func:`max_pool2d` computes, in NumPy: any real dtype and strides; ``codes=False``: flat indices."""
    shape, k, s, p, d = pool2d_geometry("max_pool2d", x.shape, kernel, stride, padding, dilation, ceil_mode)
    lowest = np.iinfo(x.dtype).min if x.dtype.kind in "iu" else -np.inf
    y = np.full(shape, lowest, x.dtype)
    where = np.full(shape, -1, np.int64)
    codes = codes and k[0] * k[1] <= 256
    flat = np.arange(x.shape[-2] * x.shape[-1]).reshape(x.shape[-2:])
    for code, to, at in _visits(x.shape, shape, k, s, p, d):
        v = x[at]
        take = (v > y[to]) | (v != v) | (where[to] < 0)
        np.copyto(y[to], v, where=take)
        np.copyto(where[to], code if codes else flat[at[1:]], where=take)
    return y, np.maximum(where, 0).astype(np.uint8) if codes else where


def max_pool2d_backward(g, indices, x_shape, kernel, stride=None, padding=0, dilation=1, ceil_mode=False):
    """Gradient of :func:`max_pool2d`: each element of g goes to the place of its maximum.

    g and indices (codes or flat indices): (..., OH, OW), x_shape the pooled input's -> (..., H, W).

    Raises IndexError for an index outside its plane, RuntimeError for shapes that do not belong together.
    """
    native = ext.max_pool2d_backward
    return native_or_numpy(
        native, _any_max_pool2d_backward, g, indices, x_shape, kernel, stride, padding, dilation, ceil_mode
    )


def _any_max_pool2d_backward(g, indices, x_shape, kernel, stride, padding, dilation, ceil_mode):
    shape, *window = pool2d_geometry("max_pool2d", x_shape, kernel, stride, padding, dilation, ceil_mode)
    _expect("max_pool2d_backward", shape, g, indices)
    args = *_fitting(g, indices), tuple(x_shape), *window, bool(ceil_mode)
    return native_or_numpy(ext.max_pool2d_backward, max_pool2d_backward_reference, *args)


def max_pool2d_backward_reference(g, indices, x_shape, kernel, stride=None, padding=0, dilation=1, ceil_mode=False):
    """What :func:`max_pool2d_backward` computes, in NumPy."""
    _, *window = pool2d_geometry("max_pool2d", x_shape, kernel, stride, padding, dilation, ceil_mode)
    flat = _flat_of_codes(indices, x_shape, *window) if indices.dtype == np.uint8 else indices
    _check_indices(flat, x_shape)
    planes, size = int(np.prod(x_shape[:-2])), x_shape[-2] * x_shape[-1]
    gx = np.zeros((planes, size + 1), g.dtype)  # one place more takes what has no place
    per = flat.shape[-2] * flat.shape[-1]
    np.add.at(gx, (np.arange(planes)[:, None], flat.reshape(planes, per)), g.reshape(planes, per))
    return np.ascontiguousarray(gx[:, :size]).reshape(x_shape)


def max_pool2d_take(x, indices, kernel, stride=None, padding=0, dilation=1, ceil_mode=False):
    """The elements of x at the places of the maxima: the adjoint of :func:`max_pool2d_backward`.

    x (..., H, W), indices (..., OH, OW) -> (..., OH, OW). Where there is no place the result is 0.

    Raises IndexError for an index outside its plane, RuntimeError for shapes that do not belong together.
    """
    native = ext.max_pool2d_take
    return native_or_numpy(native, _any_max_pool2d_take, x, indices, kernel, stride, padding, dilation, ceil_mode)


def _any_max_pool2d_take(x, indices, kernel, stride, padding, dilation, ceil_mode):
    shape, *window = pool2d_geometry("max_pool2d", x.shape, kernel, stride, padding, dilation, ceil_mode)
    _expect("max_pool2d_take", shape, indices)
    args = *_fitting(x, indices), *window, bool(ceil_mode)
    return native_or_numpy(ext.max_pool2d_take, max_pool2d_take_reference, *args)


def max_pool2d_take_reference(x, indices, kernel, stride=None, padding=0, dilation=1, ceil_mode=False):
    """What :func:`max_pool2d_take` computes, in NumPy."""
    _, *window = pool2d_geometry("max_pool2d", x.shape, kernel, stride, padding, dilation, ceil_mode)
    flat = _flat_of_codes(indices, x.shape, *window) if indices.dtype == np.uint8 else indices
    _check_indices(flat, x.shape)
    planes = x.reshape(*x.shape[:-2], x.shape[-2] * x.shape[-1])
    flat = flat.reshape(*flat.shape[:-2], flat.shape[-2] * flat.shape[-1])
    taken = np.take_along_axis(planes, np.maximum(flat, 0), -1)
    return np.where(flat < 0, x.dtype.type(0), taken).reshape(indices.shape)


def _expect(name, shape, *arrays):
    """RuntimeError unless all arrays have the output's shape."""
    for a in arrays:
        if a.shape != shape:
            raise RuntimeError(f"{name}: expected an array of the output's shape {shape}, got {a.shape}")


# --- average --------------------------------------------------------------------------------------------------------


def avg_pool2d(x, kernel, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None):
    """Mean over windows.

    x (C, H, W) or (N, C, H, W) -> (..., OH, OW). The sum is divided by ``divisor_override`` if given, else by the
    window's size, counting padding if ``count_include_pad`` (but never what ceil_mode adds beyond it).

    Raises RuntimeError for windows PyTorch refuses or a divisor of 0.

    >>> avg_pool2d(np.arange(16.0).reshape(1, 4, 4), 2).tolist()
    [[[2.5, 4.5], [10.5, 12.5]]]
    """
    args = x, kernel, stride, padding, ceil_mode, count_include_pad, divisor_override
    return native_or_numpy(ext.avg_pool2d, _any_avg_pool2d, *args)


def _any_avg_pool2d(x, kernel, stride, padding, ceil_mode, count_include_pad, divisor_override):
    _, k, s, p, _ = pool2d_geometry("avg_pool2d", x.shape, kernel, stride, padding, 1, ceil_mode)
    _check_divisor(divisor_override)
    flags = bool(ceil_mode), bool(count_include_pad), divisor_override
    return native_or_numpy(ext.avg_pool2d, avg_pool2d_reference, *_fitting(x), k, s, p, *flags)


def _check_divisor(divisor):
    if divisor is not None and divisor == 0:
        raise RuntimeError("avg_pool2d: divisor must be not zero")


def _divisors(x_shape, out, k, s, p, count_include_pad, divisor, dtype):
    """What each sum is divided by, (OH, OW)."""
    if divisor is not None:
        return np.full(out[-2:], divisor, dtype)
    lengths = []
    for i in range(2):
        start = np.arange(out[i - 2]) * s[i] - p[i]
        end = np.minimum(start + k[i], x_shape[i - 2] + p[i])
        if not count_include_pad:
            start, end = np.maximum(start, 0), np.minimum(end, x_shape[i - 2])
        lengths.append((end - start).astype(np.float64))  # whose product may be beyond int64
    area = lengths[0][:, None] * lengths[1]
    return np.where(area == 0, 1, area).astype(dtype)


@quiet
def avg_pool2d_reference(
    x, kernel, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
):
    """What :func:`avg_pool2d` computes, in NumPy: any real dtype and strides (integers divide towards zero)."""
    shape, k, s, p, d = pool2d_geometry("avg_pool2d", x.shape, kernel, stride, padding, 1, ceil_mode)
    _check_divisor(divisor_override)
    y = np.zeros(shape, x.dtype)
    for _, to, at in _visits(x.shape, shape, k, s, p, d):
        y[to] += x[at]
    by = _divisors(x.shape, shape, k, s, p, count_include_pad, divisor_override, x.dtype)
    if x.dtype.kind not in "iu":
        return y / by
    return (np.sign(y) * np.sign(by) * (np.abs(y) // np.abs(by))).astype(x.dtype)


def avg_pool2d_backward(
    g, x_shape, kernel, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
):
    """Gradient of :func:`avg_pool2d`: g (..., OH, OW) spread over its windows -> x_shape.

    Raises RuntimeError for shapes that do not belong together.
    """
    args = g, x_shape, kernel, stride, padding, ceil_mode, count_include_pad, divisor_override
    return native_or_numpy(ext.avg_pool2d_backward, _any_avg_pool2d_backward, *args)


def _any_avg_pool2d_backward(g, x_shape, kernel, stride, padding, ceil_mode, count_include_pad, divisor_override):
    shape, k, s, p, _ = pool2d_geometry("avg_pool2d", x_shape, kernel, stride, padding, 1, ceil_mode)
    _check_divisor(divisor_override)
    _expect("avg_pool2d_backward", shape, g)
    flags = bool(ceil_mode), bool(count_include_pad), divisor_override
    args = *_fitting(g), tuple(x_shape), k, s, p, *flags
    return native_or_numpy(ext.avg_pool2d_backward, avg_pool2d_backward_reference, *args)


@quiet
def avg_pool2d_backward_reference(
    g, x_shape, kernel, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
):
    """What :func:`avg_pool2d_backward` computes, in NumPy."""
    shape, k, s, p, d = pool2d_geometry("avg_pool2d", x_shape, kernel, stride, padding, 1, ceil_mode)
    _check_divisor(divisor_override)
    part = g / _divisors(x_shape, shape, k, s, p, count_include_pad, divisor_override, g.dtype)
    gx = np.zeros(x_shape, g.dtype)
    for _, to, at in reversed(list(_visits(x_shape, shape, k, s, p, d))):  # adds in the order of outputs
        gx[at] += part[to]
    return gx


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
