"""The one place that silences NumPy's floating-point warnings: tensors follow IEEE 754 quietly, as PyTorch's do."""

from __future__ import annotations

import functools

import numpy as np


def quiet(function):
    """Decorator: run ``function`` with NumPy's divide, invalid, overflow and underflow warnings off."""

    @functools.wraps(function)
    def run(*args, **kwargs):
        with np.errstate(all="ignore"):
            return function(*args, **kwargs)

    return run
