"""How the elements of arrays lie in memory: channels-last pictures, dense arrays in any order."""

from __future__ import annotations

import numpy as np


def is_channels_last(a):
    """Whether the elements of a (N, C, H, W) or (N, C, D, H, W) lie in the order N, (D,) H, W, C; gaps are allowed.

    Where sizes of 1 leave it open, PyTorch's rule decides: a picture of one channel counts as row-major.

    >>> is_channels_last(np.ones((2, 4, 5, 3)).transpose(0, 3, 1, 2))
    True
    """
    if a.ndim not in (4, 5):
        return False
    least = 0
    for d in (1, *range(a.ndim - 1, 1, -1), 0):
        step = a.strides[d]
        if not a.shape[d] or step < least or (d == 0 and least == a.strides[1]):
            return False
        least = step * a.shape[d] if a.shape[d] > 1 else step
    return True


def in_channels_last(results):
    """The pictures (arrays of 4 or 5 dimensions) among ``results``, an array or several, copied to channels-last
    memory."""
    if isinstance(results, (tuple, list)):
        return [in_channels_last(a) if a is not None else None for a in results]
    if results.ndim not in (4, 5) or is_channels_last(results):
        return results
    y = np.ascontiguousarray(np.moveaxis(results, 1, -1))
    return np.moveaxis(y, -1, 1)


def is_dense(a):
    """Whether the elements fill their memory without gaps or overlaps, in whatever order."""
    expected = a.itemsize
    for step, n in sorted((s, n) for s, n in zip(a.strides, a.shape, strict=True) if n != 1):
        if step != expected:
            return False
        expected *= n
    return True


def gradient_strides(a):
    """The strides, in elements, of a gradient of ``a``: its own if it is dense, else those of rows."""
    if is_dense(a):
        return tuple(step // a.itemsize for step in a.strides)
    strides = [1]
    for n in a.shape[:0:-1]:
        strides.append(strides[-1] * max(n, 1))
    return tuple(strides[::-1][: a.ndim])


def laid_out(a, g):
    """Whether ``g``, a gradient of ``a``, has the `gradient_strides`, but for dimensions of size 1."""
    if not is_dense(a):
        return g.flags.c_contiguous
    return all(s == t for s, t, n in zip(a.strides, g.strides, a.shape, strict=True) if n != 1)
