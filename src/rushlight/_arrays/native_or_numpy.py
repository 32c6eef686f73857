"""The choice between a compiled kernel, for what it takes, and NumPy, for everything."""

from __future__ import annotations

import functools

import numpy as np


def native_or_numpy(native, reference, *args, **named):
    """``native`` of the arguments; where it answers NotImplemented (dtypes it lacks, strides it can't take),
    ``reference`` of them, which computes the same with NumPy."""
    result = native(*args, **named)
    return reference(*args, **named) if result is NotImplemented else result


def chosen(native, reference):
    """That choice as a function, with the name and docstring of ``reference``, which is its ``__wrapped__``."""

    @functools.wraps(reference)
    def function(*args, **named):
        result = native(*args, **named)
        return reference(*args, **named) if result is NotImplemented else result

    return function


def fitted(native, reference):
    """``chosen`` of a ``native`` that takes contiguous arrays only: others it gets as copies."""

    def of_copies(*args):
        if all(a.flags.carray for a in args if isinstance(a, np.ndarray)):
            return NotImplemented
        return native(*[np.require(a, requirements="CA") if isinstance(a, np.ndarray) else a for a in args])

    return chosen(native, chosen(of_copies, reference))
