"""The array of a sparse tensor: shape and dtype of the whole, and the arrays of what is stored.

To whatever looks at shapes it is an array like others; its numbers can't be read as an array. Everything here is
vectorised: an index of ``n`` dimensions counts as one number (``flat``), so that equal places are equal numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._base.formats import sparse_coo, sparse_csr

NO_MEMORY = "Cannot access data pointer of Tensor that doesn't have storage: it is sparse; use .to_dense() first"


class Sparse(np.ndarray):
    """``layout``; ``index``: one array (sparse dimensions, n) for COO, else (compressed, plain) indices; ``values``
    (n, ...); ``coalesced``: the places are known to be sorted and different."""

    layout: Any
    index: tuple
    values: np.ndarray
    coalesced: bool

    def __array_ufunc__(self, *args, **kwargs):
        raise RuntimeError(NO_MEMORY)

    def __array_function__(self, function, types, args, kwargs):
        if function is np.may_share_memory:
            return False
        raise RuntimeError(NO_MEMORY)

    @property
    def sparse_dims(self):
        """How many dimensions the indices name."""
        return len(self.index[0]) if self.layout is sparse_coo else 2

    def copy(self, order="K"):
        """The same with memory of its own."""
        index = tuple(i.copy() for i in self.index)
        return sparse_array(self.layout, self.shape, index, self.values.copy(), self.coalesced)

    def _refuse(self, *args, **kwargs):
        raise RuntimeError(NO_MEMORY)

    __bool__ = __int__ = __float__ = __complex__ = __index__ = __getitem__ = __setitem__ = __iter__ = _refuse
    __array__ = __dlpack__ = astype = tolist = tobytes = fill = put = take = any = all = sum = min = max = _refuse
    item = __deepcopy__ = __reduce__ = __reduce_ex__ = _refuse


def sparse_array(layout, shape, index, values, coalesced=False) -> Sparse:
    """The array of a tensor of this ``layout`` and ``shape``."""
    array = np.ndarray.view(np.broadcast_to(np.zeros((), values.dtype), shape), Sparse)
    array.layout, array.index, array.values = layout, index, values
    array.coalesced = coalesced or (layout is sparse_coo and len(values) < 2)
    return array


def coordinates(a: Sparse) -> np.ndarray:
    """The places of the stored values, (sparse dimensions, n), in the order of the values."""
    if a.layout is sparse_coo:
        return a.index[0]
    compressed, plain = a.index
    outer = np.repeat(np.arange(len(compressed) - 1, dtype=np.int64), np.diff(compressed))
    return np.stack((outer, plain) if a.layout is sparse_csr else (plain, outer)).astype(np.int64, copy=False)


def flat(index, sizes) -> np.ndarray:
    """Every place as one number, in row-major order of ``sizes``."""
    at = np.zeros(index.shape[1], np.int64)
    for row, n in zip(index, sizes, strict=True):
        at = at * n + row
    return at


def unflat(at, sizes) -> np.ndarray:
    """The places that ``flat`` made numbers of."""
    if not len(sizes):
        return np.zeros((0, len(at)), np.int64)
    return np.stack(np.unravel_index(at, sizes)).astype(np.int64) if at.size else np.zeros((len(sizes), 0), np.int64)


def compressed(rows, n) -> np.ndarray:
    """Where each of ``n`` rows begins among sorted ``rows``, and the end."""
    return np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=n)))).astype(np.int64)


def groups(at):
    """(the different numbers in ``at``, sorted; for each of ``at`` the place of its number among them; the first place
    of each)."""
    places, first, inverse = np.unique(at, return_index=True, return_inverse=True)
    return places, inverse.reshape(-1), first


def added_up(values, to, n) -> np.ndarray:
    """``n`` rows, ``values[i]`` added to row ``to[i]``."""
    out = np.zeros((n, *values.shape[1:]), values.dtype)
    if not values.size:
        return out
    if to.size > 1 and not (to[1:] >= to[:-1]).all():
        order = np.argsort(to, kind="stable")
        to, values = to[order], values[order]
    starts = np.flatnonzero(np.concatenate(([True], to[1:] != to[:-1])))
    out[to[starts]] = np.add.reduceat(values, starts, axis=0) if len(starts) < len(to) else values
    return out
