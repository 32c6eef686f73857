"""Arrays of one dtype as arrays of another, with PyTorch's values.

bfloat16 arrays hold the bits as uint16: the upper half of a float32. Dtypes here are ours (``_dtypes``), since
NumPy's cannot tell bfloat16 from uint16.
"""

from __future__ import annotations

import functools

import numpy as np

from ..._base import dtypes
from ..._native import ext
from ..errstate import quiet
from .cast_small import from_small, to_small

__all__ = ["cast", "cast_kernel", "narrow"]

_cast = ext.cast
_COMPILED = 10  # of dtypes.DTYPES, the first so many
_KNOWN = len(dtypes.DTYPES)  # codes that the compiled module knows


def cast(x, source, target):
    """``x`` (of dtype ``source``) as ``target``; ``x`` itself if they are the same.

    Complex numbers lose their imaginary part, numbers other than 0 (nan too) are True, integers wrap around;
    floats become integers towards zero. 16-bit floats round to the nearest, ties to even.

        >>> cast(np.float32([1.0, 1e-3]), dtypes.float32, dtypes.bfloat16)
        array([16256, 14979], dtype=uint16)
    """
    if source is target:
        return x
    if source.code >= _KNOWN or target.code >= _KNOWN:
        return cast_reference(x, source, target)
    y = _cast(source.code, target.code, x, None)  # as native_or_numpy, without its frame: casts are everywhere
    return cast_reference(x, source, target) if y is NotImplemented else y


def cast_kernel(source, target):
    """The compiled conversion, called as ``f(x, out)``; x may be smaller than out, which repeats it then.
    It answers NotImplemented for what it can't take. None if there is no such conversion."""
    if source.code < _COMPILED and target.code < _COMPILED:
        return functools.partial(_cast, source.code, target.code)
    return None


def narrow(x, dtype):
    """float32 results as a 16-bit float dtype.

    >>> narrow(np.float32([1.0]), dtypes.float16)
    array([1.], dtype=float16)
    """
    if x.dtype == dtype.np:
        return x
    return cast(x, dtypes.from_numpy_dtype(x.dtype), dtype)


@quiet
def cast_reference(x, source, target):
    """`cast` in NumPy."""
    if source.code >= _KNOWN:
        x, source = from_small(x, source), source.wide if source.is_reduced else dtypes.uint8
    if source is dtypes.bfloat16:
        x, source = _from_bfloat16(x), dtypes.float32
    if target is source:
        return x
    if target.code >= _KNOWN and target.is_reduced:
        return to_small(cast_reference(x, source, target.wide), target)
    if target is dtypes.bool_:
        return np.asarray(x != 0)
    if source.is_complex and not target.is_complex:
        x, source = x.real, source.to_real()
    if target.is_reduced:  # as PyTorch: in two steps, through float32
        x = x.astype(np.float32, copy=False)
        return _to_bfloat16(x) if target is dtypes.bfloat16 else x.astype(np.float16)
    if source.is_floating_point and target.category == 1 and target.itemsize < 4:
        return x.astype(np.int64).astype(target.np)  # negative numbers wrap around, on every machine
    return x.astype(target.np)


def _from_bfloat16(x):
    bits = x.astype(np.uint32)
    bits <<= 16
    return bits.view(np.float32)


def _to_bfloat16(x):
    bits = x.view(np.uint32) if x.ndim else np.asarray(x).reshape(1).view(np.uint32).reshape(())
    # adding half of the lost part, less one if the kept part is even, rounds to nearest with ties to even
    rounded = np.asarray((bits + (0x7FFF + ((bits >> 16) & 1))) >> 16).astype(np.uint16)
    return np.asarray(np.where(x == x, rounded, np.uint16(0x7FC0)))
