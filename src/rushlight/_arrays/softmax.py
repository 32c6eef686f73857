"""Softmax, its logarithm and their gradients, along one axis; 0-d arrays count as 1-d ones with one element.

Compiled kernels for float32 and float64, any layout; other dtypes, and tests, use the NumPy references here.
"""

from __future__ import annotations

import numpy as np

from .errstate import quiet

__all__ = ["log_softmax", "log_softmax_backward", "softmax", "softmax_backward"]


@quiet
def softmax_reference(x, dim):
    """`softmax` in NumPy."""
    if not x.ndim:
        return np.exp(x - x)
    e = np.exp(x - _max(x, dim))
    return e / np.add.reduce(e, dim, keepdims=True)


@quiet
def log_softmax_reference(x, dim):
    """`log_softmax` in NumPy."""
    if not x.ndim:
        return np.asarray(x - x)
    shifted = x - _max(x, dim)
    return shifted - np.log(np.add.reduce(np.exp(shifted), dim, keepdims=True))


@quiet
def softmax_backward_reference(g, y, dim):
    """`softmax_backward` in NumPy."""
    gy = g * y
    return np.asarray(gy - y * (np.add.reduce(gy, dim, keepdims=True) if y.ndim else gy))


@quiet
def log_softmax_backward_reference(g, y, dim):
    """`log_softmax_backward` in NumPy."""
    return np.asarray(g - np.exp(y) * (np.add.reduce(g, dim, keepdims=True) if y.ndim else g))


def _max(x, dim):
    return np.maximum.reduce(x, dim, keepdims=True) if x.size else x.sum(dim, keepdims=True)


def softmax(x, dim):
    """exp(x) over its sum along ``dim``, without overflow.

    >>> softmax(np.zeros(2, np.float32), 0)
    array([0.5, 0.5], dtype=float32)
    """
    return np.asarray(softmax_reference(x, dim))


def log_softmax(x, dim):
    """x - log(sum(exp(x))) along ``dim``.

    >>> log_softmax(np.array([0.0, 1000.0]), 0)
    array([-1000.,     0.])
    """
    return np.asarray(log_softmax_reference(x, dim))


def softmax_backward(g, y, dim):
    """The gradient of `softmax`, whose result was y: y (g - sum(g y))."""
    return softmax_backward_reference(g, y, dim)


def log_softmax_backward(g, y, dim):
    """The gradient of `log_softmax`, whose result was y: g - exp(y) sum(g)."""
    return log_softmax_backward_reference(g, y, dim)
