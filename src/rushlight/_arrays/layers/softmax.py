"""Softmax, its logarithm and their gradients, along one axis; 0-d arrays count as 1-d ones with one element.

Compiled kernels for float32 and float64, any layout; other dtypes, and tests, use the NumPy references here.
"""

from __future__ import annotations

import numpy as np

from ..._native import ext
from ..errstate import quiet
from ..native_or_numpy import fitted

__all__ = ["log_softmax", "log_softmax_backward", "softmax", "softmax_backward"]


@quiet
def softmax_reference(x, dim):
    """exp(x) over its sum along ``dim``, without overflow."""
    if not x.ndim:
        return np.asarray(np.exp(x - x))
    e = np.exp(x - _max(x, dim))
    return np.asarray(e / np.add.reduce(e, dim, keepdims=True))


@quiet
def log_softmax_reference(x, dim):
    """x - log(sum(exp(x))) along ``dim``."""
    if not x.ndim:
        return np.asarray(x - x)
    shifted = x - _max(x, dim)
    return shifted - np.log(np.add.reduce(np.exp(shifted), dim, keepdims=True))


@quiet
def softmax_backward_reference(g, y, dim):
    """The gradient of `softmax`, whose result was y: (g - sum(g y)) y."""
    gy = g * y
    return np.asarray((g - (np.add.reduce(gy, dim, keepdims=True) if y.ndim else gy)) * y)


@quiet
def log_softmax_backward_reference(g, y, dim):
    """The gradient of `log_softmax`, whose result was y: g - exp(y) sum(g)."""
    return np.asarray(g - np.exp(y) * (np.add.reduce(g, dim, keepdims=True) if y.ndim else g))


def _max(x, dim):
    return np.maximum.reduce(x, dim, keepdims=True) if x.size else x.sum(dim, keepdims=True)


softmax = fitted(ext.softmax, softmax_reference)
log_softmax = fitted(ext.log_softmax, log_softmax_reference)
softmax_backward = fitted(ext.softmax_backward, softmax_backward_reference)
log_softmax_backward = fitted(ext.log_softmax_backward, log_softmax_backward_reference)
