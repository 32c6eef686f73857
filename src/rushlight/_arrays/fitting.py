"""Calling a compiled function that takes contiguous float arrays only, with whatever arrays there are."""

from __future__ import annotations

import functools

import numpy as np

__all__ = ["fitted"]


def fitted(kernel, reference):
    """A function with the arguments of ``reference`` (a NumPy function): ``kernel`` on the arrays as they are, else on
    contiguous copies; ``reference`` if it answers NotImplemented both times (other dtypes)."""

    @functools.wraps(reference)
    def function(*args):
        result = kernel(*args)
        if result is NotImplemented and any(isinstance(a, np.ndarray) and not a.flags.carray for a in args):
            result = kernel(*[np.require(a, requirements="CA") if isinstance(a, np.ndarray) else a for a in args])
        return result if result is not NotImplemented else reference(*args)

    return function
