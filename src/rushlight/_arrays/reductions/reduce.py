"""Reductions over axes: ``f(x, axis=None, keepdims=False)`` with axis None (all), an int or a tuple of ints.

Results are always arrays, 0-d ones included, of x's dtype unless said otherwise. float32 sums are good to an ulp
or two: short blocks in vectors, the blocks in double precision. float32, float64 and in part int64 and bool run
compiled loops; other dtypes, and tests, the NumPy references.
"""

from __future__ import annotations

import functools

import numpy as np

from ..._base import dtypes
from ..._native import ext
from ..elementwise.elementwise import div, sub
from ..errstate import quiet
from ..native_or_numpy import chosen

__all__ = [
    "all",
    "amax",
    "amin",
    "any",
    "argmax",
    "argmin",
    "max_with_index",
    "mean",
    "min_with_index",
    "prod",
    "reduce_kernel",
    "sum",
    "sum_abs",
    "sum_squares",
    "sum_to",
    "var",
]

_native = ext.reduce
_FLOATS = (dtypes.float32, dtypes.float64)
_WHOLE = frozenset("sum prod amax amin argmax argmin max_with_index min_with_index sum_to".split())
_WIDE = {"f2": np.float64, "f4": np.float64, "c8": np.complex128}


def reduce_kernel(name, dtype, *params):
    """The compiled reduction ``name`` of arrays of ``dtype``, called as ``f(x, out)``, or None.

    params: dims (None for all, else a sorted tuple of axes from 0; of argmax and its like one axis or None) and
    keepdim; of sum_to the shape. It answers NotImplemented for what it can't take.

        >>> reduce_kernel("sum", dtypes.float32, (0,), False)(np.ones((2, 3), np.float32), None)
        array([2., 2., 2.], dtype=float32)
    """
    logical = name in ("any", "all")
    if (
        (dtype in _FLOATS and not logical)
        or (dtype is dtypes.int64 and name in _WHOLE)
        or (dtype is dtypes.bool_ and logical)
    ):
        return functools.partial(_native[name], *params)
    return None


def _dims(axis, ndim):
    if axis is None or ndim == 0:  # PyTorch's 0-d tensors have an axis 0 to reduce
        return None
    axes = axis if isinstance(axis, tuple) else (axis,)
    return tuple(sorted(d + ndim if d < 0 else d for d in axes))


def _reduction(reference):
    native = _native[reference.__name__.removesuffix("_reference")]

    def compiled(x, axis=None, keepdims=False):
        return native(_dims(axis, x.ndim), bool(keepdims), x, None) if isinstance(x, np.ndarray) else NotImplemented

    def of_any(x, axis=None, keepdims=False):
        return reference(x, axis if np.ndim(x) else None, keepdims)

    return functools.wraps(reference)(chosen(compiled, of_any))


def _place(reference):
    native = _native[reference.__name__.removesuffix("_reference")]

    def compiled(x, axis=None, keepdims=False):
        return native(axis + x.ndim if axis is not None and axis < 0 else axis, bool(keepdims), x, None)

    return chosen(compiled, reference)


# References -----------------------------------------------------------------------------------------------


def _reduced(function, x, axis, keepdims):
    x = np.asarray(x)
    dtype = _WIDE.get(x.dtype.str[1:], x.dtype)
    return np.asarray(function(x, axis=axis, dtype=dtype, keepdims=keepdims)).astype(x.dtype, copy=False)


@quiet
def sum_reference(x, axis=None, keepdims=False):
    """The sum over ``axis``; integers wrap around."""
    return _reduced(np.add.reduce, x, axis, keepdims)


@quiet
def mean_reference(x, axis=None, keepdims=False):
    """The mean over ``axis`` of floating or complex numbers; nan of nothing."""
    count = x.size if axis is None else np.prod([x.shape[d] for d in (axis if isinstance(axis, tuple) else (axis,))])
    total = np.add.reduce(x, axis=axis, dtype=_WIDE.get(x.dtype.str[1:], x.dtype), keepdims=keepdims)
    return np.asarray(np.asarray(total) / count).astype(x.dtype, copy=False)


@quiet
def prod_reference(x, axis=None, keepdims=False):
    """The product over ``axis``; integers wrap around."""
    return _reduced(np.multiply.reduce, x, axis, keepdims)


@quiet
def sum_squares_reference(x, axis=None, keepdims=False):
    """The sum of squares over ``axis``."""
    wide = x.astype(_WIDE.get(x.dtype.str[1:], x.dtype))
    return np.asarray(np.add.reduce(wide * wide, axis=axis, keepdims=keepdims)).astype(x.dtype)


@quiet
def sum_abs_reference(x, axis=None, keepdims=False):
    """The sum of absolute values over ``axis``."""
    return _reduced(np.add.reduce, np.abs(x), axis, keepdims)


@quiet
def amax_reference(x, axis=None, keepdims=False):
    """The largest element over ``axis``; nan if one is. Raises ValueError for nothing."""
    return np.asarray(np.maximum.reduce(x, axis=axis, keepdims=keepdims))


@quiet
def amin_reference(x, axis=None, keepdims=False):
    """The smallest element over ``axis``; nan if one is. Raises ValueError for nothing."""
    return np.asarray(np.minimum.reduce(x, axis=axis, keepdims=keepdims))


def any_reference(x, axis=None, keepdims=False):
    """Whether one element over ``axis`` is not 0, as bools."""
    return np.asarray(np.any(x, axis=axis, keepdims=keepdims))


def all_reference(x, axis=None, keepdims=False):
    """Whether no element over ``axis`` is 0, as bools."""
    return np.asarray(np.all(x, axis=axis, keepdims=keepdims))


def argmax_reference(x, axis=None, keepdims=False):
    """Where the largest element is (the first of them; nan counts as larger than all), as int64.

    axis: an int, or None for the place in the flattened array. Raises ValueError for nothing.
    """
    return np.asarray(np.argmax(x, axis=axis, keepdims=keepdims))


def argmin_reference(x, axis=None, keepdims=False):
    """Where the smallest element is (the first of them; nan counts as smaller than all), as int64.

    axis: an int, or None for the place in the flattened array. Raises ValueError for nothing.
    """
    return np.asarray(np.argmin(x, axis=axis, keepdims=keepdims))


def _with_index(place, x, axis, keepdims):
    if axis is None:
        index = place(x, None, keepdims)
        return x.reshape(-1)[index.reshape(-1)].reshape(index.shape), index
    if x.ndim == 0:
        return x.copy(), np.zeros((), np.int64)
    index = place(x, axis, True)
    values = np.take_along_axis(x, index, axis)
    return (values, index) if keepdims else (np.squeeze(values, axis), np.squeeze(index, axis))


def max_with_index_reference(x, axis=None, keepdims=False):
    """The pair (largest element, its place): amax and argmax in one."""
    return _with_index(argmax_reference, x, axis, keepdims)


def min_with_index_reference(x, axis=None, keepdims=False):
    """The pair (smallest element, its place): amin and argmin in one."""
    return _with_index(argmin_reference, x, axis, keepdims)


def sum_to_reference(x, shape):
    """x summed to a shape that broadcasts to x's.

    >>> sum_to(np.ones((2, 3), np.float32), (1, 3))
    array([[2., 2., 2.]], dtype=float32)
    """
    lead = x.ndim - len(shape)
    axes = tuple(i for i in range(x.ndim) if i < lead or (shape[i - lead] == 1 and x.shape[i] != 1))
    return sum_reference(x, axes, True).reshape(shape)


# Functions ------------------------------------------------------------------------------------------------

sum = _reduction(sum_reference)
mean = _reduction(mean_reference)
prod = _reduction(prod_reference)
sum_squares = _reduction(sum_squares_reference)
sum_abs = _reduction(sum_abs_reference)
amax = _reduction(amax_reference)
amin = _reduction(amin_reference)
any = _reduction(any_reference)
all = _reduction(all_reference)
argmax = _place(argmax_reference)
argmin = _place(argmin_reference)
max_with_index = _place(max_with_index_reference)
min_with_index = _place(min_with_index_reference)


sum_to = chosen(lambda x, shape: _native["sum_to"](tuple(shape), x, None), sum_to_reference)


def var(x, axis=None, correction=1, keepdims=False):
    """The variance over ``axis`` of floating numbers: the squares of what is beside the mean, divided by their number
    less ``correction`` (or 0, if that is negative).

    >>> var(np.float32([1, 2, 3, 4]), correction=0)
    array(1.25, dtype=float32)
    """
    middle = mean(x, axis, True)
    count = x.size // middle.size if middle.size else 0
    total = sum_squares(sub(x, middle), axis, keepdims)
    return div(total, float(max(count - correction, 0)), total)
