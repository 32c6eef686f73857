"""Reductions over axes: ``f(x, axis=None, keepdims=False)`` with axis None (all), an int or a tuple of ints.

Results are always arrays, 0-d ones included.
"""

from __future__ import annotations

import numpy as np

from .errstate import quiet

__all__ = ["sum", "sum_to"]


@quiet
def sum_reference(x, axis=None, keepdims=False):
    """`sum` in NumPy: float32 and complex64 add up in double precision."""
    wide = {"f4": np.float64, "c8": np.complex128, "f2": np.float64}.get(x.dtype.str[1:])
    return np.asarray(np.add.reduce(x, axis=axis, dtype=wide or x.dtype, keepdims=keepdims)).astype(
        x.dtype, copy=False
    )


def sum(x, axis=None, keepdims=False):
    """The sum over ``axis``, of x's dtype.

    >>> sum(np.ones((2, 3), np.float32), 0)
    array([2., 2., 2.], dtype=float32)
    """
    return sum_reference(x, axis, keepdims)


def sum_to(x, shape):
    """x summed to a shape that broadcasts to x's.

    >>> sum_to(np.ones((2, 3), np.float32), (1, 3))
    array([[2., 2., 2.]], dtype=float32)
    """
    lead = x.ndim - len(shape)
    axes = tuple(i for i in range(x.ndim) if i < lead or (shape[i - lead] == 1 and x.shape[i] != 1))
    return sum(x, axes, True).reshape(shape)
