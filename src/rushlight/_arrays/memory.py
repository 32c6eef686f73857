"""New arrays, on the cached memory that csrc/base/allocator.h hands out: empty, zeros, full, copies.

Signatures are NumPy's, for dtypes that are bools or numbers.
"""

from __future__ import annotations

import functools

import numpy as np

from .._base import dtypes
from .._native import ext
from .native_or_numpy import chosen, native_or_numpy

__all__ = [
    "ascontiguousarray",
    "contiguous_kernel",
    "copy",
    "copy_kernel",
    "empty",
    "full",
    "full_kernel",
    "nothing",
    "zeros",
]

_empty = ext.empty
copy_kernel = ext.copy  # called as f(x, out): laid out like x
contiguous_kernel = ext.contiguous  # called as f(x, None): row by row


def _shape(shape):
    return shape if type(shape) is tuple else tuple(shape) if hasattr(shape, "__iter__") else (shape,)


def empty(shape, dtype=float):
    """A C-contiguous array with whatever the memory holds."""
    return _empty(_shape(shape), dtype)


def zeros(shape, dtype=float):
    """A C-contiguous array of zeros."""
    return full(shape, 0, dtype)


def full(shape, value, dtype=float):
    """A C-contiguous array with ``value`` everywhere."""
    shape, dtype = _shape(shape), np.dtype(dtype)
    return native_or_numpy(ext.full, _full_reference, shape, dtypes.from_numpy_dtype(dtype).code, value, None)


def _full_reference(shape, code, value, out):
    y = _empty(shape, dtypes.DTYPES[code].np)
    y.fill(value)
    return y


def full_kernel(shape, dtype):
    """The compiled form, called as ``f(number, out)``; None for the number leaves the memory as it is.
    It answers NotImplemented for what it can't take (complex dtypes, numbers that don't fit, ...)."""
    return functools.partial(ext.full, shape, dtype.code) if dtype.code < len(dtypes.DTYPES) else _not_implemented


def _not_implemented(number, out):
    return NotImplemented


def copy(x, order="K"):
    """A copy of x; ``order``: "K" laid out as x is, "C" row by row.

    >>> copy(np.ones((2, 3)).T, "C").flags.c_contiguous
    True
    """
    return (_contiguous if order == "C" else _copy)(x, None)


_copy = chosen(copy_kernel, lambda x, out: np.array(x))
_contiguous = chosen(contiguous_kernel, lambda x, out: np.array(x, order="C"))


def ascontiguousarray(x):
    """x itself if it is C-contiguous, else a copy that is."""
    return x if x.flags.c_contiguous else copy(x, "C")


def nothing(specs, outs, narrow):
    """The kernel for results (``outs``: Specs, or None) without elements: nothing is computed, however large other
    dimensions are. None if a result has elements, or an input may hold indices that are to be checked.
    ``narrow``: 16-bit floats are wanted as float32."""
    if not outs or any(s and all(s.shape) for s in outs):
        return None
    if any(s and s.shape and all(s.shape) and s.dtype.category == 1 for s in specs[1:]):
        return None
    made = [s and (s.shape, (s.dtype.wide if narrow and s.dtype.is_reduced else s.dtype).np) for s in outs]

    def kernel(*arrays_and_out):
        results = tuple(m and _empty(*m) for m in made)
        return results[0] if len(results) == 1 else results

    return kernel
