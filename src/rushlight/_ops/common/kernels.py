"""Compiled functions with an op's parameters in them, as ``Op.kernel`` returns them."""

from __future__ import annotations

from ..._base import dtypes
from ..._native import ext


def of_floats(*specs):
    """Whether all operands (None: absent) are of one of the dtypes that kernels are compiled for: float32 or
    float64."""
    t = specs[0].dtype
    return (t is dtypes.float32 or t is dtypes.float64) and all(s is None or s.dtype is t for s in specs)


def bound(name, params, out=False):
    """``kernel(*arrays, out)`` from ``ext.name(*arrays, *params)``, or with ``out`` from ``ext.name(*arrays, *params,
    out)``."""
    return ext.bound(getattr(ext, name), params, out)
