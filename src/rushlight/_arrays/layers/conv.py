"""Convolutions (cross-correlations, as neural networks mean them) and their gradients, NC and the sizes.

Those over two axes have compiled kernels for float32 and float64; other dtypes, and tests, use the NumPy references
here. Their `stride`, `padding` and `dilation` are ints or pairs (rows, columns). Those over any number of axes go by
way of them.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ..._native import ext
from ..errstate import quiet
from ..native_or_numpy import native_or_numpy

__all__ = [
    "conv2d",
    "conv2d_grad_bias",
    "conv2d_grad_input",
    "conv2d_grad_weight",
    "convolution",
    "convolution_grad_input",
    "convolution_grad_weight",
]

_conv2d = ext.conv2d
_grad_input = ext.conv2d_grad_input
_grad_weight = ext.conv2d_grad_weight
_grad_bias = ext.conv2d_grad_bias


def conv2d(x, w, b=None, stride=1, padding=0, dilation=1, groups=1, out=None):
    """Cross-correlation of images with kernels.

    Shapes: x (N, C, H, W), w (O, C / groups, KH, KW), b (O,) or None; result (N, O, OH, OW) with
    OH = (H + 2 padding - dilation (KH - 1) - 1) // stride + 1, and OW likewise.
    Raises ValueError if the shapes do not fit or the kernel is larger than the padded image.

        >>> conv2d(np.ones((1, 3, 8, 8), np.float32), np.ones((4, 3, 3, 3), np.float32)).shape
        (1, 4, 6, 6)
    """
    return native_or_numpy(_conv2d, conv2d_reference, x, w, b, stride, padding, dilation, groups, out)


def conv2d_grad_input(g, w, x_shape, stride=1, padding=0, dilation=1, groups=1):
    """Gradient of `conv2d` with respect to x.

    Shapes: g (N, O, OH, OW) as conv2d's result, w (O, C / groups, KH, KW), x_shape (N, C, H, W), which the
    result has. Raises ValueError if the shapes do not fit.

        >>> conv2d_grad_input(np.ones((1, 4, 6, 6)), np.ones((4, 3, 3, 3)), (1, 3, 8, 8)).shape
        (1, 3, 8, 8)
    """
    return native_or_numpy(_grad_input, conv2d_grad_input_reference, g, w, x_shape, stride, padding, dilation, groups)


def conv2d_grad_weight(g, x, w_shape, stride=1, padding=0, dilation=1, groups=1):
    """Gradient of `conv2d` with respect to the kernels.

    Shapes: g (N, O, OH, OW) as conv2d's result, x (N, C, H, W), w_shape (O, C / groups, KH, KW), which the
    result has. Raises ValueError if the shapes do not fit.

        >>> conv2d_grad_weight(np.ones((1, 4, 6, 6)), np.ones((1, 3, 8, 8)), (4, 3, 3, 3)).shape
        (4, 3, 3, 3)
    """
    return native_or_numpy(_grad_weight, conv2d_grad_weight_reference, g, x, w_shape, stride, padding, dilation, groups)


def conv2d_grad_bias(g):
    """Gradient of `conv2d` with respect to the bias: the sum over images, rows and columns.

    Shapes: g (N, O, OH, OW), result (O,).

        >>> conv2d_grad_bias(np.ones((2, 3, 4, 4), np.float32))
        array([32., 32., 32.], dtype=float32)
    """
    return native_or_numpy(_grad_bias, conv2d_grad_bias_reference, g)


def _pair(value):
    return value if isinstance(value, tuple) else (value, value)


def _padded(x, padding):
    ph, pw = _pair(padding)
    return np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))


def _patches(x, kernel, pixels, stride, dilation):
    """A view (N, C, KH, KW, OH, OW) of the padded images x: what each tap sees."""
    (sh, sw), (dh, dw) = _pair(stride), _pair(dilation)
    n, c, h, w = x.strides
    return as_strided(x, x.shape[:2] + kernel + pixels, (n, c, h * dh, w * dw, h * sh, w * sw), writeable=False)


def _check(x_shape, w_shape, padding, dilation, groups):
    if x_shape[1] != w_shape[1] * groups or w_shape[0] % groups:
        raise ValueError("conv2d: weight.shape[1] * groups must be the number of channels of x, and divide into groups")
    for size, kernel, pad, step in zip(x_shape[2:], w_shape[2:], _pair(padding), _pair(dilation)):
        if kernel < 1 or size + 2 * pad < step * (kernel - 1) + 1:
            raise ValueError("conv2d: the kernel is empty or larger than the padded input")


@quiet
def conv2d_reference(x, w, b=None, stride=1, padding=0, dilation=1, groups=1, out=None):
    """`conv2d` in NumPy, for any dtype and strides."""
    _check(x.shape, w.shape, padding, dilation, groups)
    (n, c), (o, _, kh, kw) = x.shape[:2], w.shape
    pixels = tuple(
        (size + 2 * pad - step * (kernel - 1) - 1) // jump + 1
        for size, pad, step, kernel, jump in zip(x.shape[2:], _pair(padding), _pair(dilation), (kh, kw), _pair(stride))
    )
    patches = _patches(_padded(x, padding), (kh, kw), pixels, stride, dilation)
    patches = patches.reshape(n, groups, c // groups * kh * kw, pixels[0] * pixels[1])
    y = np.matmul(w.reshape(groups, o // groups, c // groups * kh * kw), patches).reshape(n, o, *pixels)
    if b is not None:
        y = y + b[:, None, None]
    if out is None:
        return y
    out[...] = y
    return out


@quiet
def conv2d_grad_input_reference(g, w, x_shape, stride=1, padding=0, dilation=1, groups=1):
    """`conv2d_grad_input` in NumPy, for any dtype and strides: each tap adds its share to the padded x."""
    _check(x_shape, w.shape, padding, dilation, groups)
    (n, c, h, wide), (o, _, kh, kw), (oh, ow) = x_shape, w.shape, g.shape[2:]
    (sh, sw), (ph, pw), (dh, dw) = _pair(stride), _pair(padding), _pair(dilation)
    rows = w.reshape(groups, o // groups, c // groups * kh * kw).transpose(0, 2, 1)
    columns = np.matmul(rows, g.reshape(n, groups, o // groups, oh * ow)).reshape(n, c, kh, kw, oh, ow)
    padded = np.zeros((n, c, h + 2 * ph, wide + 2 * pw), columns.dtype)
    for i in range(kh):
        for j in range(kw):
            at = (slice(i * dh, i * dh + sh * (oh - 1) + 1, sh), slice(j * dw, j * dw + sw * (ow - 1) + 1, sw))
            padded[(..., *at)] += columns[:, :, i, j]
    return np.ascontiguousarray(padded[:, :, ph : ph + h, pw : pw + wide])


@quiet
def conv2d_grad_weight_reference(g, x, w_shape, stride=1, padding=0, dilation=1, groups=1):
    """`conv2d_grad_weight` in NumPy, for any dtype and strides."""
    _check(x.shape, w_shape, padding, dilation, groups)
    (n, o, oh, ow), (_, cg, kh, kw) = g.shape, w_shape
    patches = _patches(_padded(x, padding), (kh, kw), (oh, ow), stride, dilation)
    patches = patches.reshape(n, groups, cg * kh * kw, oh * ow).transpose(0, 1, 3, 2)
    shares = np.matmul(g.reshape(n, groups, o // groups, oh * ow), patches)
    return np.add.reduce(shares, axis=0, dtype=shares.dtype).reshape(w_shape)


@quiet
def conv2d_grad_bias_reference(g):
    """`conv2d_grad_bias` in NumPy, for any dtype and strides."""
    return np.add.reduce(g, axis=(0, 2, 3), dtype=g.dtype)


# Over 1, 2 or 3 axes ------------------------------------------------------------------------------------------------
#
# `stride`, `padding` and `dilation` are tuples with a number per axis. One axis becomes a picture with one row; with
# three axes each plane of the kernel is a 2-d convolution of the pictures that it meets, and the results add up.


def convolution(x, w, b, stride, padding, dilation, groups, out=None):
    """Cross-correlation: x (N, C, *sizes), w (O, C / groups, *kernel), b (O,) or None; result (N, O, *sizes).

    >>> convolution(np.ones((1, 1, 4)), np.ones((1, 1, 2)), None, (1,), (0,), (1,), 1).tolist()
    [[[2.0, 2.0, 2.0]]]
    """
    if len(stride) == 2:
        return conv2d(x, w, b, stride, padding, dilation, groups, out)
    if len(stride) == 1:
        y = conv2d(_row(x), _row(w), b, *_wide(stride, padding, dilation), groups)[:, :, 0]
    else:
        y = None
        for d, frames, into in _planes(x.shape, w.shape, stride, padding, dilation):
            part = conv2d(_pictures(x, frames), w[:, :, d], None, stride[1:], padding[1:], dilation[1:], groups)
            if y is None:
                y = _zeros((x.shape[0], w.shape[0], _depth(x, w, stride, padding, dilation), *part.shape[2:]), x.dtype)
            y[:, :, into] += _volumes(part, x.shape[0])
        if y is None:
            y = _zeros(_shape(x.shape, w.shape, stride, padding, dilation), x.dtype)
        if b is not None:
            y += b[:, None, None, None]
    if out is None:
        return np.ascontiguousarray(y)
    out[...] = y
    return out


def convolution_grad_input(g, w, x_shape, stride, padding, dilation, groups):
    """The gradient of `convolution` with respect to x; g as its result.

    >>> convolution_grad_input(np.ones((1, 1, 3)), np.ones((1, 1, 2)), (1, 1, 4), (1,), (0,), (1,), 1).tolist()
    [[[1.0, 2.0, 2.0, 1.0]]]
    """
    if len(stride) == 2:
        return conv2d_grad_input(g, w, x_shape, stride, padding, dilation, groups)
    if len(stride) == 1:
        n, c, wide = x_shape
        return conv2d_grad_input(_row(g), _row(w), (n, c, 1, wide), *_wide(stride, padding, dilation), groups)[:, :, 0]
    gx = _zeros(x_shape, g.dtype)
    for d, frames, into in _planes(x_shape, w.shape, stride, padding, dilation):
        pictures = _pictures(g, into)
        shape = (pictures.shape[0], x_shape[1], *x_shape[3:])
        part = conv2d_grad_input(pictures, w[:, :, d], shape, stride[1:], padding[1:], dilation[1:], groups)
        gx[:, :, frames] += _volumes(part, x_shape[0])
    return gx


def convolution_grad_weight(g, x, w_shape, stride, padding, dilation, groups):
    """The gradient of `convolution` with respect to w; g as its result.

    >>> convolution_grad_weight(np.ones((1, 1, 3)), np.ones((1, 1, 4)), (1, 1, 2), (1,), (0,), (1,), 1).tolist()
    [[[3.0, 3.0]]]
    """
    if len(stride) == 2:
        return conv2d_grad_weight(g, x, w_shape, stride, padding, dilation, groups)
    if len(stride) == 1:
        o, c, wide = w_shape
        return conv2d_grad_weight(_row(g), _row(x), (o, c, 1, wide), *_wide(stride, padding, dilation), groups)[:, :, 0]
    gw = _zeros(w_shape, g.dtype)
    shape = (*w_shape[:2], *w_shape[3:])
    for d, frames, into in _planes(x.shape, w_shape, stride, padding, dilation):
        pair = _pictures(g, into), _pictures(x, frames)
        gw[:, :, d] = conv2d_grad_weight(*pair, shape, stride[1:], padding[1:], dilation[1:], groups)
    return gw


def _row(x):
    return np.ascontiguousarray(x)[:, :, None]


def _wide(stride, padding, dilation):
    return (1, *stride), (0, *padding), (1, *dilation)


def _zeros(shape, dtype):
    return np.zeros(shape, dtype)


def _shape(x, w, stride, padding, dilation):
    sizes = (
        (n + 2 * p - d * (k - 1) - 1) // s + 1
        for n, k, s, p, d in zip(x[2:], w[2:], stride, padding, dilation, strict=True)
    )
    return (x[0], w[0], *sizes)


def _depth(x, w, stride, padding, dilation):
    return _shape(x.shape, w.shape, stride, padding, dilation)[2]


def _planes(x_shape, w_shape, stride, padding, dilation):
    """Per plane d of the kernel: d, the frames of x it meets (a slice), and the frames of the result (a slice)."""
    frames, depth = x_shape[2], _shape(x_shape, w_shape, stride, padding, dilation)[2]
    s, p = stride[0], padding[0]
    for d in range(w_shape[2]):
        offset = d * dilation[0] - p
        low, high = max(0, -(offset // s)), min(depth, (frames - 1 - offset) // s + 1)
        if low < high:
            yield d, slice(offset + low * s, offset + (high - 1) * s + 1, s), slice(low, high)


def _pictures(x, frames):
    """The frames of (N, C, D, H, W) as (N * frames, C, H, W)."""
    part = np.ascontiguousarray(x[:, :, frames].swapaxes(1, 2))
    return part.reshape(-1, *part.shape[2:])


def _volumes(pictures, n):
    """The inverse of `_pictures`: (N, C, frames, H, W)."""
    return pictures.reshape(n, -1, *pictures.shape[1:]).swapaxes(1, 2)
