"""The array of a sparse tensor: shape and dtype of the whole, and the arrays of what is stored.

To whatever looks at shapes it is an array like others; its numbers can't be read as an array. Everything here is
vectorised: an index of ``n`` dimensions counts as one number (``flat``), so that equal places are equal numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._base.formats import sparse_coo, sparse_csr
from .._native import ext
from .native_or_numpy import chosen, fitted

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
    order = np.argsort(at, kind="stable")
    ranked = at[order]
    begins = np.ones(len(at), bool)
    begins[1:] = ranked[1:] != ranked[:-1]
    inverse = np.empty(len(at), np.int64)
    inverse[order] = np.cumsum(begins) - 1
    return ranked[begins], inverse, order[begins]


def _added_up(values, to, n):
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


def _added_up_natively(values, to, n):
    """The same as the product of a matrix of ones with the values."""
    if values.dtype.char not in "fd" or not values.size:
        return NotImplemented
    flat = np.ascontiguousarray(values.reshape(len(values), -1))
    every = np.arange(len(values))
    to = np.require(to, np.int64, "CA")
    result = ext.sparse_product(int(n), np.ones(len(values), values.dtype), flat, to, every)
    return result if result is NotImplemented else result.reshape(n, *values.shape[1:])


added_up = chosen(_added_up_natively, _added_up)


def _product(n, values, x, rows, columns):
    """The product of the matrix with ``values`` at (rows, columns), which has ``n`` rows, and the matrix ``x``."""
    if len(rows) > 1 and not (rows[1:] >= rows[:-1]).all():
        order = np.argsort(rows, kind="stable")
        values, rows, columns = values[order], rows[order], columns[order]
    return _added_up(values[:, None] * x[columns], rows, n)


product = fitted(ext.sparse_product, _product)
