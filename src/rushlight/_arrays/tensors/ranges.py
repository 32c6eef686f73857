"""Numbers at even distances, with PyTorch's last bits."""

from __future__ import annotations

import numpy as np

from ..._native import ext
from ..native_or_numpy import native_or_numpy

__all__ = ["count_up"]

_LETTERS = {np.dtype(np.float32): "f", np.dtype(np.float64): "d", np.dtype(np.int64): "q"}


def fused(a, b, c):
    """a * b + c of float64 numbers, rounded once (Dekker's exact product, Knuth's exact sum), as processors do it."""
    p = a * b
    split = 134217729.0  # 2**27 + 1
    a_high, b_high = split * a - (split * a - a), split * b - (split * b - b)
    a_low, b_low = a - a_high, b - b_high
    lost = ((a_high * b_high - p) + a_high * b_low + a_low * b_high) + a_low * b_low
    s = p + c
    c_part = s - p
    rest = (p - (s - c_part)) + (c - c_part)
    exact = s + (rest + lost)
    return np.where(np.isfinite(exact), exact, s)


def in_vectors(n, lanes, start, step, count, rounded):
    """n numbers as PyTorch fills them: vectors of ``lanes``, two at a time, each counting by ``count(i, step, first)``
    from its own first number ``rounded``; what is left over counts from the start."""
    i = np.arange(n).astype(start.dtype)
    body = n - n % (2 * lanes)
    x = np.empty(n, start.dtype)
    x[:body] = count(i[:lanes], step, rounded(count(i[:body:lanes], step, start))[:, None]).ravel()
    x[body:] = count(i[body:], step, start)
    return x


def _count_up_reference(n, start, step, letter):
    """``count_up`` by NumPy."""
    if letter == "q":
        return np.arange(n, dtype=np.int64) * step + start
    dtype = np.dtype(letter)
    x = in_vectors(
        n,
        32 // dtype.itemsize,
        np.float64(start),
        np.float64(step),
        fused,
        lambda v: v.astype(dtype).astype(np.float64),
    )
    return x.astype(dtype)


def count_up(n, start, step, dtype):
    """``n`` numbers from ``start`` in steps of ``step``, of NumPy's float32, float64 or int64. Floats are counted in
    double precision.

    >>> count_up(3, 0.5, 1.0, np.dtype(np.float32))
    array([0.5, 1.5, 2.5], dtype=float32)
    """
    return native_or_numpy(ext.count_up, _count_up_reference, n, start, step, _LETTERS[dtype])
