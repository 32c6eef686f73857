"""Where elements stand in the order of their sizes: all, the first few, or those of given ranks.

Equal elements keep their order; nan counts as the largest. Compiled (csrc/kernels/reductions/select.cpp: keys sorted or
looked through digit by digit) for floats of 4 and 8 bytes and for integers; others are sorted by NumPy.
"""

from __future__ import annotations

import numpy as np

from ..._native import ext
from ..native_or_numpy import native_or_numpy

__all__ = ["first_places", "rank_places"]


def first_places_reference(x, k, descending):
    """``first_places`` along the last axis, by NumPy's sort."""
    if descending:
        backwards = np.argsort(np.flip(x, -1), -1, kind="stable")
        return np.flip(x.shape[-1] - 1 - backwards, -1)[..., :k]
    return np.argsort(x, -1, kind="stable")[..., :k]


def rank_places_reference(x, ranks):
    """``rank_places``, by NumPy's sort."""
    return np.take_along_axis(np.argsort(x, -1, kind="stable"), ranks, -1)


def first_places(x, k, axis, descending):
    """The indices along ``axis`` of the first ``k`` elements in ascending or descending order: int64, contiguous, x's
    shape but for the axis.

    >>> first_places(np.array([3.0, 1.0, 2.0]), 2, 0, True)
    array([0, 2])
    """
    rows = np.ascontiguousarray(np.moveaxis(x, axis, -1))
    places = native_or_numpy(ext.first_places, first_places_reference, rows, k, descending)
    return np.ascontiguousarray(np.moveaxis(places, -1, axis))


def rank_places(x, ranks):
    """The indices along the last axis of the elements that would stand at ``ranks``, int64, if it was sorted in
    ascending order. x (..., n), ranks (..., m); result (..., m).

    >>> rank_places(np.array([3.0, 1.0, 2.0]), np.array([1]))
    array([2])
    """
    rows, ranks = np.ascontiguousarray(x), np.ascontiguousarray(ranks)
    return native_or_numpy(ext.rank_places, rank_places_reference, rows, ranks)
