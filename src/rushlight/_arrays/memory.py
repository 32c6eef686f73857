"""New arrays, on the cached memory that csrc/base/alloc.h hands out: empty, zeros, full, copies.

Signatures are NumPy's, for dtypes that are bools or numbers.
"""

from __future__ import annotations

import numpy as np

from .._native import ext

__all__ = ["ascontiguousarray", "copy", "empty", "full", "zeros"]

_copy = ext.copy
_empty = ext.empty
_zeros = ext.zeros


def _shape(shape):
    return shape if type(shape) is tuple else tuple(shape) if hasattr(shape, "__iter__") else (shape,)


def empty(shape, dtype=float):
    """A C-contiguous array with whatever the memory holds."""
    return _empty(_shape(shape), dtype)


def zeros(shape, dtype=float):
    """A C-contiguous array of zeros."""
    return _zeros(_shape(shape), dtype)


def full(shape, value, dtype=float):
    """A C-contiguous array with ``value`` everywhere."""
    y = _empty(_shape(shape), dtype)
    y.fill(value)
    return y


def copy(x, order="K"):
    """A copy of x; ``order``: "K" laid out as x is, "C" row by row.

    >>> copy(np.ones((2, 3)).T, "C").flags.c_contiguous
    True
    """
    y = _copy(x, order == "C")
    return np.array(x, order=order) if y is NotImplemented else y


def ascontiguousarray(x):
    """x itself if it is C-contiguous, else a copy that is."""
    return x if x.flags.c_contiguous else copy(x, "C")
