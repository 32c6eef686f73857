"""Triangular matrices in NumPy, over batches: solving with them, Cholesky's and the LU factors, solving with any
matrix.

NumPy's LAPACK factors what it can; where it refuses (a singular or indefinite matrix among many), or has nothing (LU,
triangles), the work is done here: in blocks, whose products run in the compiled kernels. All matrices are the last two
axes.
"""

from __future__ import annotations

import numpy as np

from ..errstate import quiet
from .linear import bmm, matmul2d

_LEAF = 16  # rows that are eliminated one by one; larger ones by halves


def column_major(x):
    """A copy of ``x`` whose matrices are laid out column by column, as LAPACK's results are."""
    return np.array(x.swapaxes(-1, -2), order="C", copy=True).swapaxes(-1, -2)


def product(a, b):
    """Products of matrices, batches broadcast."""
    if a.ndim == 2 and b.ndim == 2:
        return matmul2d(a, b)
    if a.ndim == b.ndim == 3 and a.shape[0] == b.shape[0]:
        return bmm(a, b)
    batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    if not all(batch):
        return np.zeros((*batch, a.shape[-2], b.shape[-1]), np.result_type(a, b))
    n = int(np.prod(batch))
    a = np.broadcast_to(a, (*batch, *a.shape[-2:]))
    b = np.broadcast_to(b, (*batch, *b.shape[-2:]))
    y = bmm(a.reshape(n, *a.shape[-2:]), b.reshape(n, *b.shape[-2:]))
    return y.reshape(*batch, *y.shape[-2:])


@quiet
def solve_triangle(a, b, upper, unit):
    """x with a x = b for triangular matrices ``a`` (n, n), of which only that triangle is read; ``unit``: with ones on
    the diagonal, which is not read either. Batches broadcast. A zero on the diagonal gives inf and nan.

    >>> solve_triangle(np.array([[2.0, 0.0], [2.0, 1.0]]), np.array([[2.0], [3.0]]), False, False).tolist()
    [[1.0], [1.0]]
    """
    batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    x = np.array(np.broadcast_to(b, (*batch, *b.shape[-2:])), order="C", copy=True)
    if x.size:
        _eliminate(a, x, upper, unit)
    return x


def _eliminate(a, x, upper, unit):
    n = a.shape[-1]
    if n > _LEAF:
        h = n // 2
        first, last = (slice(h, n), slice(0, h)) if upper else (slice(0, h), slice(h, n))
        _eliminate(a[..., first, first], x[..., first, :], upper, unit)
        x[..., last, :] -= product(a[..., last, first], x[..., first, :])
        _eliminate(a[..., last, last], x[..., last, :], upper, unit)
        return
    for i in range(n - 1, -1, -1) if upper else range(n):
        if not unit:
            x[..., i, :] /= a[..., i, i, None]
        rest = slice(0, i) if upper else slice(i + 1, n)
        x[..., rest, :] -= a[..., rest, i, None] * x[..., i, None, :]


def _batches(a):
    return a.reshape(int(np.prod(a.shape[:-2])), *a.shape[-2:])


@quiet
def factor_cholesky(a):
    """Lower triangles L with L L^H = a, and per matrix 0, or the order of the first leading minor that is not positive.

    Reads only the lower triangles. A matrix that can't be factored keeps what was done until then.
    """
    info = np.zeros(a.shape[:-2], np.int32)
    try:
        y = np.linalg.cholesky(a)
        if not np.isnan(np.einsum("...ii->...i", y)).any():  # NumPy doesn't complain of these
            return y, info
    except np.linalg.LinAlgError:
        pass
    y = np.tril(a)
    places = info.reshape(-1)
    for k, m in enumerate(_batches(y)):
        places[k] = _columns_of_root(m)
    return y, info


def _columns_of_root(m):
    """Cholesky's factor in place of the lower triangle, column by column; returns how far it went + 1, or 0 for all."""
    for j in range(m.shape[0]):
        row = m[j, :j]
        d = (m[j, j] - (row @ row.conj()).real).real
        m[j, j] = d
        if not d > 0:
            return j + 1
        m[j, j] = d = np.sqrt(d)
        m[j + 1 :, j] = (m[j + 1 :, j] - m[j + 1 :, :j] @ row.conj()) / d
    return 0


@quiet
def factor_lu(a):
    """L and U of row-permuted matrices (m, n) packed into one, the pivots (row i was swapped with row pivots[i] - 1),
    and per matrix 0 or the number, from 1, of the first pivot that is zero. Rows are chosen by the largest |re| + |im|,
    as LAPACK does."""
    lu = np.array(a, order="C", copy=True)
    k = min(lu.shape[-2:])
    pivots = np.zeros((*lu.shape[:-2], k), np.int32)
    info = np.zeros(lu.shape[:-2], np.int32)
    if lu.size:
        flat = _batches(lu)
        _lu_columns(flat, 0, k, pivots.reshape(-1, k), info.reshape(-1))
        if lu.shape[-1] > k:
            flat[:, :, k:] = solve_triangle(flat[:, :, :k], flat[:, :, k:], False, True)
    return lu, pivots, info


def _lu_columns(x, start, stop, pivots, info):
    """Columns start to stop of a batch x (b, m, n), whose columns before are done, factored below row ``start``."""
    if stop - start > _LEAF:
        middle = (start + stop) // 2
        _lu_columns(x, start, middle, pivots, info)
        left, top, low = slice(start, middle), slice(start, middle), slice(middle, None)
        right = slice(middle, stop)
        x[:, top, right] = solve_triangle(x[:, top, left], x[:, top, right], False, True)
        x[:, low, right] -= product(x[:, low, left], x[:, top, right])
        _lu_columns(x, middle, stop, pivots, info)
        return
    if x.shape[0] == 1:
        _lu_one(x[0], start, stop, pivots[0], info)
        return
    every = np.arange(x.shape[0])
    for j in range(start, stop):
        column = x[:, j:, j]
        size = abs(column.real) + abs(column.imag) if column.dtype.kind == "c" else abs(column)
        p = j + np.where(np.isnan(size[:, 0]), 0, np.argmax(np.where(np.isnan(size), -1, size), 1))
        pivots[:, j] = p + 1
        moved = x[every, p]
        x[every, p] = x[:, j]
        x[:, j] = moved
        d = x[:, j, j]
        zero = d == 0
        info[zero & (info == 0)] = j + 1
        x[:, j + 1 :, j] /= np.where(zero, 1, d)[:, None]
        x[:, j + 1 :, j + 1 : stop] -= x[:, j + 1 :, j, None] * x[:, j, None, j + 1 : stop]


def _lu_one(x, start, stop, pivots, info):
    """The same for one matrix x (m, n), without what it takes to treat many at once."""
    is_complex = x.dtype.kind == "c"
    for j in range(start, stop):
        column = x[j:, j]
        size = abs(column.real) + abs(column.imag) if is_complex else abs(column)
        i = int(size.argmax())
        if size[i] != size[i]:  # LAPACK passes over nan, but for the first
            i = 0 if size[0] != size[0] else int(np.nanargmax(size))
        pivots[j] = j + i + 1
        if i:
            row = x[j + i].copy()
            x[j + i] = x[j]
            x[j] = row
        if x[j, j] == 0:
            info[0] = info[0] or j + 1
        else:
            x[j + 1 :, j] /= x[j, j]
        if j + 1 < stop:
            x[j + 1 :, j + 1 : stop] -= x[j + 1 :, j, None] * x[j, j + 1 : stop]


def permutation(pivots, m):
    """The rows of the original matrix, in the order that the swaps leave: (..., m)."""
    if pivots.ndim == 1:
        rows = list(range(m))
        for i, p in enumerate(pivots.tolist()):
            rows[i], rows[p - 1] = rows[p - 1], rows[i]
        return np.array(rows, np.intp)
    order = np.broadcast_to(np.arange(m), (*pivots.shape[:-1], m)).copy()
    flat, swaps = order.reshape(-1, m), pivots.reshape(order.size // m if m else 0, pivots.shape[-1])
    every = np.arange(flat.shape[0])
    for i in range(pivots.shape[-1]):
        p = swaps[:, i] - 1
        moved = flat[every, p]
        flat[every, p] = flat[:, i]
        flat[:, i] = moved
    return order


@quiet
def solve_any(a, b):
    """x with a x = b, batches broadcast, and per matrix 0 or the number of the first zero pivot (then x has inf and
    nan)."""
    info = np.zeros(a.shape[:-2], np.int32)
    try:
        if a.size and b.size:
            return np.linalg.solve(a, b), info
        batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
        return np.zeros((*batch, *b.shape[-2:]), b.dtype), info
    except np.linalg.LinAlgError:
        lu, pivots, info = factor_lu(a)
        rows = permutation(pivots, a.shape[-1])
        batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
        b = np.broadcast_to(b, (*batch, *b.shape[-2:]))
        rows = np.broadcast_to(rows, (*batch, rows.shape[-1]))
        y = solve_triangle(lu, np.take_along_axis(b, rows[..., None], -2), False, True)
        return solve_triangle(lu, y, True, False), info


@quiet
def inverse(a):
    """Inverse matrices, and per matrix 0 or the number of the first zero pivot."""
    try:
        return np.linalg.inv(a), np.zeros(a.shape[:-2], np.int32)
    except np.linalg.LinAlgError:
        return solve_any(a, np.eye(a.shape[-1], dtype=a.dtype))
