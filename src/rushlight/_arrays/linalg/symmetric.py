"""Symmetric (or Hermitian) indefinite matrices in NumPy: factors L D L^T with 1x1 and 2x2 blocks in D, and solving with
them.

J. R. Bunch, L. Kaufman, "Some stable methods for calculating inertia and solving symmetric linear systems" (1977). The
packing is LAPACK's for lower triangles: a pivot i > 0 is the row (from 1) that was swapped with this one; two negative
ones in a row are a 2x2 block, swapped with row -i.
"""

from __future__ import annotations

import numpy as np

from ..errstate import quiet

_ALPHA = (1 + 17**0.5) / 8


def _size(x):
    return abs(x.real) + abs(x.imag) if x.dtype.kind == "c" else abs(x)


@quiet
def factor_ldl(a, hermitian):
    """(packed factors, pivots, info) of matrices of which the lower triangles are read; info is the number, from 1, of
    the first block of D that is zero, or 0."""
    ld = np.tril(a)
    pivots = np.zeros(a.shape[:-1], np.int32)
    info = np.zeros(a.shape[:-2], np.int32)
    n = a.shape[-1]
    if ld.size:
        places = info.reshape(-1)
        for k, (m, p) in enumerate(zip(ld.reshape(-1, n, n), pivots.reshape(-1, n), strict=True)):
            places[k] = _factor(m, p, hermitian and a.dtype.kind == "c")
    return ld, pivots, info


def _swap(a, k, p, hermitian):
    """Rows and columns k and p (k < p) of the lower triangle a swapped."""
    a[p + 1 :, [k, p]] = a[p + 1 :, [p, k]]
    middle = a[k + 1 : p, k].copy()
    a[k + 1 : p, k] = a[p, k + 1 : p].conj() if hermitian else a[p, k + 1 : p]
    a[p, k + 1 : p] = middle.conj() if hermitian else middle
    if hermitian:
        a[p, k] = a[p, k].conj()
    a[k, k], a[p, p] = a[p, p], a[k, k]


def _pivot(a, k, hermitian):
    """(size of the block at k, row to swap with); a size of 0 for a column that is zero."""
    n = a.shape[0]
    own = abs(a[k, k].real) if hermitian else _size(a[k, k])
    r, largest = k, 0.0
    if k + 1 < n:
        column = _size(a[k + 1 :, k])
        r = k + 1 + int(np.argmax(column))
        largest = column[r - k - 1]
    if max(own, largest) == 0 or np.isnan(own):
        return 0, k
    if own >= _ALPHA * largest:
        return 1, k
    row = max(_size(a[r, k:r]).max(initial=0), _size(a[r + 1 :, r]).max(initial=0))
    if own >= _ALPHA * largest * (largest / row):
        return 1, k
    if (abs(a[r, r].real) if hermitian else _size(a[r, r])) >= _ALPHA * row:
        return 1, r
    return 2, r


def _factor(a, pivots, hermitian):
    n, k, info = a.shape[0], 0, 0
    while k < n:
        width, r = _pivot(a, k, hermitian)
        if not width:
            info = info or k + 1
            pivots[k] = k + 1
            k += 1
            continue
        at = k + width - 1
        if r != at:
            _swap(a, at, r, hermitian)
            if width == 2:
                a[at, k], a[r, k] = a[r, k], a[at, k]
        if hermitian:
            a.reshape(-1)[:: n + 1].imag = 0
        rest = slice(k + width, n)
        columns = a[rest, k : k + width].copy()
        if width == 1:
            factors = columns / a[k, k]
            pivots[k] = r + 1
        else:
            other = a[k + 1, k].conj() if hermitian else a[k + 1, k]
            block = np.array([[a[k, k], other], [a[k + 1, k], a[k + 1, k + 1]]])
            factors = columns @ _inverted(block)
            pivots[k] = pivots[k + 1] = -(r + 1)
        a[rest, rest] -= np.tril(factors @ (columns.conj() if hermitian else columns).T)
        a[rest, k : k + width] = factors
        k += width
    return info


def _inverted(block):
    (p, q), (r, s) = block
    return np.array([[s, -q], [-r, p]]) / (p * s - q * r)


@quiet
def solve_ldl(ld, pivots, b, hermitian):
    """x with (L D L^T) x = b, from packed factors. Batches broadcast."""
    n = ld.shape[-1]
    batch = np.broadcast_shapes(ld.shape[:-2], b.shape[:-2])
    x = np.array(np.broadcast_to(b, (*batch, *b.shape[-2:])), order="C", copy=True)
    if not x.size:
        return x
    ld = np.broadcast_to(ld, (*batch, n, n)).reshape(-1, n, n)
    pivots = np.broadcast_to(pivots, (*batch, n)).reshape(-1, n)
    for m, p, y in zip(ld, pivots, x.reshape(-1, n, x.shape[-1]), strict=True):
        _solve(m, p, y, hermitian and m.dtype.kind == "c")
    return x


def _solve(a, pivots, x, hermitian):
    n, k, steps = a.shape[0], 0, []
    while k < n:
        width = 1 if pivots[k] > 0 else 2
        at, r = k + width - 1, abs(int(pivots[k])) - 1
        x[[at, r]] = x[[r, at]]
        x[k + width :] -= a[k + width :, k : k + width] @ x[k : k + width]
        if width == 1:
            x[k] /= a[k, k]
        else:
            other = a[k + 1, k].conj() if hermitian else a[k + 1, k]
            x[k : k + 2] = _inverted(np.array([[a[k, k], other], [a[k + 1, k], a[k + 1, k + 1]]])) @ x[k : k + 2]
        steps.append((k, width, at, r))
        k += width
    for k, width, at, r in reversed(steps):
        lower = a[k + width :, k : k + width]
        x[k : k + width] -= (lower.conj() if hermitian else lower).T @ x[k + width :]
        x[[at, r]] = x[[r, at]]
