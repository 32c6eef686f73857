"""Ops as Python callables without a Python frame between: operators such as ``x + y`` and one-operand functions.

With the compiled core these are C objects; here is what they mean.
"""

from __future__ import annotations

import numpy as np

from .._base.dtypes import python_number
from .apply import apply, apply_, apply_out
from .types import Value

_OPERANDS = (Value, bool, int, float, complex)


def operator(op, reflected=False, arrays=None):
    """``__add__`` and the like from a two-operand op; for foreign operands it returns NotImplemented. ``arrays``: what
    makes tensors of NumPy's arrays, for an operator that takes them."""

    def method(x, y):
        if arrays is not None and isinstance(y, np.ndarray):
            try:
                y = arrays(y)
            except TypeError:
                return NotImplemented
        y = python_number(y)
        if not isinstance(y, _OPERANDS):
            return NotImplemented
        return apply(op, y, x) if reflected else apply(op, x, y)

    return method


def in_place_operator(op):
    """``__iadd__`` and the like."""

    def method(x, y):
        y = python_number(y)
        return apply_(op, x, x, y) if isinstance(y, _OPERANDS) else NotImplemented

    return method


def unary(op, name, doc="", inplace=False):
    """A one-operand function ``f(x, *, out=None)`` that also serves as a method; with ``inplace``, ``f_(x)``."""

    def function(x, *, out=None):
        if not isinstance(x, Value):
            raise TypeError(f"{name}(): argument 'input' (position 1) must be Tensor, not {type(x).__name__}")
        return apply(op, x) if out is None else apply_out(op, out, x)

    def function_(x):
        return apply_(op, x, x)

    f = function_ if inplace else function
    f.__name__ = f.__qualname__ = name
    f.__doc__ = doc
    return f


def indexer(select, slice_, general):
    """``__getitem__`` from the view ops ``select`` (dim, index) and ``slice_`` (dim, start, stop, step), and the
    function that reads any index. Compiled, indices of ints and slices don't reach that function."""
    return general


def viewer(view, general):
    """``x.view(...)`` from the op ``view`` (shape) and the function that takes all arguments. Compiled, calls with ints
    alone don't reach that function."""
    return general
