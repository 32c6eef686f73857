"""Normalisation: batch, layer and group norm with their gradients.

Compiled kernels for float32 and float64; other dtypes, and tests, use the NumPy references here.
Statistics are computed in double precision.
"""

from __future__ import annotations

import numpy as np

from ..._native import ext
from ..errstate import quiet
from ..native_or_numpy import chosen, fitted

__all__ = ["batch_norm_backward", "batch_norm_eval", "batch_norm_train", "row_norm", "row_norm_backward"]


def _axes(x):
    """All axes but that of the channels."""
    return (0, *range(2, x.ndim))


def _channels(v, x):
    """A number per channel, to meet x (N, C, ...)."""
    return v.reshape(-1, *[1] * (x.ndim - 2))


def _scaled(x, w, b, mean, rstd):
    """(x - mean) rstd w + b, multiplied out as PyTorch does."""
    scale = rstd if w is None else rstd * w
    shift = -mean * scale if b is None else b - mean * scale
    return np.asarray(x * _channels(scale, x) + _channels(shift, x))


@quiet
def batch_norm_train_reference(x, w, b, running_mean, running_var, momentum, eps):
    """Normalise each channel by its own mean and variance: (y, mean, rstd), rstd = 1 / sqrt(var + eps).

    x (N, C, ...); w, b (C,) or None; running_mean, running_var (C,) or None: moved by ``momentum`` towards the mean and
    the unbiased variance, in place.
    """
    n = x.size // max(x.shape[1], 1)
    wide = x.astype(np.float64)
    mean = wide.mean(_axes(x)) if x.size else np.zeros(x.shape[1])
    var = np.square(wide - _channels(mean, x)).mean(_axes(x)) if x.size else mean
    if running_mean is not None:
        running_mean[...] = momentum * mean + (1 - momentum) * running_mean
    if running_var is not None:
        running_var[...] = momentum * (var * n / (n - 1)) + (1 - momentum) * running_var
    mean, rstd = mean.astype(x.dtype), (1 / np.sqrt(var + eps)).astype(x.dtype)
    return _scaled(x, w, b, mean, rstd), mean, rstd


@quiet
def batch_norm_eval_reference(x, w, b, running_mean, running_var, momentum, eps):
    """Normalise each channel by the running statistics: (y, mean, rstd). Arguments as `batch_norm_train`'s."""
    mean = running_mean.astype(x.dtype)
    rstd = (1 / np.sqrt(running_var.astype(x.dtype) + x.dtype.type(eps))).astype(x.dtype)
    return _scaled(x, w, b, mean, rstd), mean, rstd


@quiet
def batch_norm_backward_reference(g, x, w, mean, rstd, training):
    """The gradients of x, w and b; mean and rstd as the forward pass gave them."""
    n = x.size // max(x.shape[1], 1)
    centred = x - _channels(mean, x)
    total = np.sum(g, _axes(x), dtype=np.float64)
    dot = np.sum(g * centred, _axes(x), dtype=np.float64)
    gx = g
    if training:
        slope = (dot * np.square(rstd, dtype=np.float64) / n).astype(x.dtype)
        gx = g - centred * _channels(slope, x) - _channels((total / n).astype(x.dtype), x)
    gx = gx * _channels(rstd if w is None else rstd * w, x)
    return np.asarray(gx), (dot * rstd).astype(x.dtype), total.astype(x.dtype)


@quiet
def row_norm_reference(x, w, b, eps, rows, inner):
    """Normalise each of ``rows`` equal parts of x by its mean and variance: (y, mean, rstd); layer and group norm.

    Each part consists of stretches of ``inner`` elements that share a weight; w, b (n,) or None are repeated for part
    after part: n is a whole number of parts' stretches.
    """
    flat = x.reshape(rows, x.size // rows if rows else 0)
    wide = flat.astype(np.float64)
    mean = wide.mean(1, keepdims=True) if x.size else np.full((rows, 1), np.nan)
    var = np.square(wide - mean).mean(1, keepdims=True) if x.size else mean
    rstd = 1 / np.sqrt(var + eps)
    y = ((wide - mean) * rstd).astype(x.dtype)
    if w is not None:
        y = (y.reshape(-1, w.size, inner) * w.reshape(-1, 1)).reshape(y.shape)
    if b is not None:
        y = (y.reshape(-1, b.size, inner) + b.reshape(-1, 1)).reshape(y.shape)
    return y.reshape(x.shape), mean[:, 0].astype(x.dtype), rstd[:, 0].astype(x.dtype)


@quiet
def row_norm_backward_reference(g, x, w, mean, rstd, inner, size):
    """The gradients of x, w and b, the last two of ``size`` numbers; mean and rstd as the forward pass gave them."""
    rows = mean.size
    shape = (rows, x.size // rows if rows else 0)
    normal = (x.reshape(shape) - mean[:, None].astype(np.float64)) * rstd[:, None]
    gs = g.reshape(-1, size, inner).astype(np.float64)
    gw = (gs * normal.reshape(gs.shape)).sum((0, 2))
    gb = gs.sum((0, 2))
    gn = (gs if w is None else gs * w.reshape(-1, 1)).reshape(shape)
    if x.size:
        gn = gn - gn.mean(1, keepdims=True) - normal * (gn * normal).mean(1, keepdims=True)
    return (gn * rstd[:, None]).astype(x.dtype).reshape(x.shape), gw.astype(x.dtype), gb.astype(x.dtype)


def _batch_norm_train(x, *others):
    return ext.batch_norm_train(np.require(x, requirements="CA"), *others)  # not `fitted`: it overwrites the statistics


def _row_norm_backward(g, x, w, mean, rstd, inner, size):
    arrays = (a if a is None else np.require(a, requirements="CA") for a in (g, x, w, mean, rstd))
    return ext.row_norm_backward(*arrays, inner, (size,))


batch_norm_train = chosen(_batch_norm_train, batch_norm_train_reference)
batch_norm_eval = fitted(ext.batch_norm_eval, batch_norm_eval_reference)
batch_norm_backward = fitted(ext.batch_norm_backward, batch_norm_backward_reference)
row_norm = fitted(ext.row_norm, row_norm_reference)
row_norm_backward = chosen(_row_norm_backward, row_norm_backward_reference)
