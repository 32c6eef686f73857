"""Losses: negative log likelihood and squared error, with their gradients.

Compiled kernels for float32 and float64; other dtypes, and tests, use the NumPy references here.
``reduction``: 0 none, 1 mean, 2 sum.
"""

from __future__ import annotations

import numpy as np

from ..._native import ext
from ..errstate import quiet
from ..native_or_numpy import fitted

__all__ = ["mse_loss", "mse_loss_backward", "nll_loss", "nll_loss_backward", "row_sum"]


def _picked(target, weight, ignore, classes):
    """The targets with ignored ones as 0, and the weight of each (0 for those). Raises IndexError for others out of
    range."""
    target = target.astype(np.int64, copy=False)
    keep = target != ignore
    wrong = target[keep & ((target < 0) | (target >= classes))]
    if wrong.size:
        raise IndexError(f"Target {wrong.flat[0]} is out of bounds: there are {classes} classes, 0 to {classes - 1}")
    at = np.where(keep, target, 0)
    return at, np.where(keep, 1 if weight is None else weight[at], 0)


@quiet
def nll_loss_reference(x, target, weight, reduction, ignore):
    """-x at the target class, weighted: (loss, sum of the weights).

    x (N, C, ...) or (C,), target (N, ...) or () of integers; weight (C,) or None. Targets equal to ``ignore`` count for
    nothing; the mean is over the weights. Raises IndexError for a target out of range.
    """
    axis = 1 if x.ndim > 1 else 0
    at, w = _picked(target, weight, ignore, x.shape[axis])
    taken = (
        np.take_along_axis(x, np.expand_dims(at, axis), axis) if x.size else np.zeros(np.expand_dims(at, axis).shape)
    )
    each = np.where(w == 0, 0, -taken.squeeze(axis) * w)
    total = np.asarray(np.sum(w, dtype=np.float64)).astype(x.dtype)
    if reduction == 0:
        return np.asarray(each.astype(x.dtype)), total
    loss = np.sum(each, dtype=np.float64)
    if reduction == 1:
        loss = loss / np.float64(np.sum(w, dtype=np.float64))
    return np.asarray(loss).astype(x.dtype), total


@quiet
def nll_loss_backward_reference(g, target, weight, total, shape, reduction, ignore):
    """The gradient of `nll_loss` for x of ``shape``; g as its result, ``total`` the sum of the weights."""
    axis = 1 if len(shape) > 1 else 0
    at, w = _picked(target, weight, ignore, shape[axis])
    gx = np.zeros(shape, g.dtype)
    each = np.where(w == 0, 0, -g * w / (total if reduction == 1 else 1)).astype(g.dtype)
    if gx.size:
        np.put_along_axis(gx, np.expand_dims(at, axis), np.expand_dims(each, axis), axis)
    return gx


@quiet
def mse_loss_reference(x, y, reduction):
    """(x - y)², or its mean or sum."""
    d = x - y
    each = d * d
    if reduction == 0:
        return np.asarray(each)
    loss = np.sum(each, dtype=np.float64)
    return np.asarray(loss / each.size if reduction == 1 else loss).astype(x.dtype)


@quiet
def mse_loss_backward_reference(g, x, y, reduction):
    """The gradient of `mse_loss` for x; g as its result."""
    d = x - y
    return np.asarray(d.dtype.type(2 / d.size if reduction == 1 and d.size else 2) * d * g)


@quiet
def row_sum_reference(x):
    """The sum of the rows of a matrix."""
    return np.add.reduce(x, 0, dtype=np.float64 if x.dtype == np.float32 else x.dtype).astype(x.dtype, copy=False)


nll_loss = fitted(ext.nll_loss, nll_loss_reference)
nll_loss_backward = fitted(ext.nll_loss_backward, nll_loss_backward_reference)
mse_loss = fitted(ext.mse_loss, mse_loss_reference)
mse_loss_backward = fitted(ext.mse_loss_backward, mse_loss_backward_reference)
row_sum = fitted(ext.row_sum, row_sum_reference)
