"""Dtypes as users name them."""

from __future__ import annotations

from ..._base import dtypes

_PYTHON = {float: dtypes.float64, int: dtypes.int64, bool: dtypes.bool_, complex: dtypes.complex128}


def as_dtype(dtype, function):
    """A dtype from a dtype, one of Python's number types, or None. Raises TypeError for anything else.

    >>> as_dtype(float, "zeros")
    torch.float64
    """
    if dtype is None or type(dtype) is dtypes.dtype:
        return dtype
    try:
        return _PYTHON[dtype]
    except (KeyError, TypeError):
        what = repr(dtype) if isinstance(dtype, str) else type(dtype).__name__
        raise TypeError(
            f"{function}(): argument 'dtype' must be torch.dtype, not {what}: write dtype=torch.float32, say"
        ) from None
