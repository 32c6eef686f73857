"""2-d convolution (cross-correlation, as neural networks mean it) and its gradients, NCHW.

Compiled kernels for float32 and float64; other dtypes, and tests, use the NumPy references here.
`stride`, `padding` and `dilation` are ints or pairs (rows, columns).
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ..._native import ext
from ..errstate import quiet

__all__ = ["conv2d", "conv2d_grad_bias", "conv2d_grad_input", "conv2d_grad_weight"]

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
    y = _conv2d(x, w, b, stride, padding, dilation, groups, out)
    return y if y is not NotImplemented else conv2d_reference(x, w, b, stride, padding, dilation, groups, out)


def conv2d_grad_input(g, w, x_shape, stride=1, padding=0, dilation=1, groups=1):
    """Gradient of `conv2d` with respect to x.

    Shapes: g (N, O, OH, OW) as conv2d's result, w (O, C / groups, KH, KW), x_shape (N, C, H, W), which the
    result has. Raises ValueError if the shapes do not fit.

        >>> conv2d_grad_input(np.ones((1, 4, 6, 6)), np.ones((4, 3, 3, 3)), (1, 3, 8, 8)).shape
        (1, 3, 8, 8)
    """
    y = _grad_input(g, w, x_shape, stride, padding, dilation, groups)
    return (
        y if y is not NotImplemented else conv2d_grad_input_reference(g, w, x_shape, stride, padding, dilation, groups)
    )


def conv2d_grad_weight(g, x, w_shape, stride=1, padding=0, dilation=1, groups=1):
    """Gradient of `conv2d` with respect to the kernels.

    Shapes: g (N, O, OH, OW) as conv2d's result, x (N, C, H, W), w_shape (O, C / groups, KH, KW), which the
    result has. Raises ValueError if the shapes do not fit.

        >>> conv2d_grad_weight(np.ones((1, 4, 6, 6)), np.ones((1, 3, 8, 8)), (4, 3, 3, 3)).shape
        (4, 3, 3, 3)
    """
    y = _grad_weight(g, x, w_shape, stride, padding, dilation, groups)
    return (
        y if y is not NotImplemented else conv2d_grad_weight_reference(g, x, w_shape, stride, padding, dilation, groups)
    )


def conv2d_grad_bias(g):
    """Gradient of `conv2d` with respect to the bias: the sum over images, rows and columns.

    Shapes: g (N, O, OH, OW), result (O,).

        >>> conv2d_grad_bias(np.ones((2, 3, 4, 4), np.float32))
        array([32., 32., 32.], dtype=float32)
    """
    y = _grad_bias(g)
    return y if y is not NotImplemented else conv2d_grad_bias_reference(g)


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
