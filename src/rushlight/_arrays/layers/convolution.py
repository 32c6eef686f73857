"""Convolutions over 1, 2 or 3 axes by way of the 2-d one: `options` are (stride, padding, dilation, groups), each of
the first three a tuple with a number per axis.

One axis becomes a picture with one row; with three axes each plane of the kernel is a 2-d convolution of the pictures
that it meets, and the results add up.
"""

from __future__ import annotations

import numpy as np

from .conv import conv2d, conv2d_grad_input, conv2d_grad_weight

__all__ = ["convolution", "convolution_grad_input", "convolution_grad_weight"]


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
