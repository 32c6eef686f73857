"""Dimensions exchanged, chosen, joined: on the indices of what is stored."""

from __future__ import annotations

import numpy as np

from ..._base.formats import sparse_coo, sparse_csc, sparse_csr
from ..._core import apply, result_type
from ..._core.sparse import is_sparse
from ..._core.spec import Spec
from ..common.dims import normal_dim
from ..indexing.getitem import ROWS
from ..shapes.cat_stack import cat as cat_dense
from .conversions import to_coo
from .parts import indices_like, made, values_of


def permuted(s, dims):
    """The dimensions in another order; sparse ones stay before dense ones."""
    a = s._array
    n = a.sparse_dims
    shape = [a.shape[d] for d in dims]
    if list(dims) == sorted(dims):
        return s
    if set(dims[:n]) != set(range(n)):
        raise RuntimeError(
            f"permute(sparse_coo): the first {n} dimensions are sparse, the others dense, and {tuple(dims)} would mix "
            "them; convert with .to_dense() first"
        )
    values = values_of(s)
    if list(dims[n:]) != list(range(n, len(dims))):
        values = values.permute(0, *[d - n + 1 for d in dims[n:]])
    if a.layout is not sparse_coo:
        if dims[0] == 0:
            return made(a.layout, shape, a.index, values)
        return made(sparse_csc if a.layout is sparse_csr else sparse_csr, shape, a.index, values)
    return made(sparse_coo, shape, (np.ascontiguousarray(a.index[0][list(dims[:n])]),), values, False)


def transpose(op, s):
    """Two dimensions exchanged."""
    n = s._array.ndim
    dims = list(range(n))
    a, b = (normal_dim(op.dim0, n), normal_dim(op.dim1, n)) if "dim0" in op.params else (0, 1 if n > 1 else 0)
    op.infer(Spec(s._array.shape, s._dtype))
    if n:
        dims[a], dims[b] = dims[b], dims[a]
    return permuted(s, dims)


def permute(op, s):
    """All dimensions in a given order."""
    op.infer(Spec(s._array.shape, s._dtype))
    return permuted(s, [normal_dim(d, s._array.ndim) for d in op.dims])


def unsqueeze(op, s):
    """A new dimension of size 1: sparse if it stands before or behind a sparse one."""
    s = to_coo(s)
    a = s._array
    d, n = normal_dim(op.dim, a.ndim + 1), a.sparse_dims
    shape = (*a.shape[:d], 1, *a.shape[d:])
    if d > n:
        return made(sparse_coo, shape, a.index, values_of(s).unsqueeze(d - n + 1), a.coalesced)
    index = np.insert(a.index[0], d, 0, axis=0)
    return made(sparse_coo, shape, (index,), values_of(s), a.coalesced)


def select(op, s):
    """One element of a dimension; a dense tensor where no sparse dimension is left."""
    s = to_coo(s)
    a = s._array
    op.infer(Spec(a.shape, s._dtype))
    d, n = normal_dim(op.dim, a.ndim), a.sparse_dims
    shape = (*a.shape[:d], *a.shape[d + 1 :])
    if d >= n:
        return made(sparse_coo, shape, a.index, values_of(s).select(d - n + 1, op.index), a.coalesced)
    at = np.flatnonzero(a.index[0][d] == op.index % a.shape[d])
    values = apply(ROWS, values_of(s), indices_like(s, at))
    if n == 1:
        return values.sum(0)
    return made(sparse_coo, shape, (np.delete(a.index[0][:, at], d, axis=0),), values, a.coalesced)


def index_select(op, s, index):
    """The elements of a dimension that the index names."""
    s = to_coo(s)
    a, d = s._array, op.dim
    op.infer(Spec(a.shape, s._dtype), Spec(index._array.shape, index._dtype))
    wanted = index._array.reshape(-1).astype(np.int64)
    shape = (*a.shape[:d], len(wanted), *a.shape[d + 1 :])
    if len(wanted) and not (wanted.min() >= 0 and wanted.max() < a.shape[d]):
        bad = int(wanted[(wanted < 0) | (wanted >= a.shape[d])][0])
        raise IndexError(f"index_select(): index contains {bad} that is out of range for tensor of size {a.shape[d]}")
    if d >= a.sparse_dims:
        values = values_of(s).index_select(d - a.sparse_dims + 1, index)
        return made(sparse_coo, shape, a.index, values, a.coalesced)
    old, new = _matches(a.index[0][d], wanted)
    picked = a.index[0][:, old]
    picked[d] = new
    return made(sparse_coo, shape, (picked,), apply(ROWS, values_of(s), indices_like(s, old)))


def _matches(have, wanted):
    """All pairs (place in ``have``, place in ``wanted``) of equal numbers."""
    order = np.argsort(wanted, kind="stable")
    lo = np.searchsorted(wanted[order], have, "left")
    counts = np.searchsorted(wanted[order], have, "right") - lo
    old = np.repeat(np.arange(len(have)), counts)
    nth = np.arange(len(old)) - np.repeat(np.cumsum(counts) - counts, counts)
    return old, order[np.repeat(lo, counts) + nth]


def narrow_copy(op, s):
    """A range of one dimension."""
    s = to_coo(s)
    a, part = s._array, op.part
    op.infer(Spec(a.shape, s._dtype))
    d, n = normal_dim(part.dim, a.ndim), a.sparse_dims
    start, stop, _ = slice(part.start, part.stop, 1).indices(a.shape[d])
    shape = (*a.shape[:d], stop - start, *a.shape[d + 1 :])
    if d >= n:
        values = values_of(s).narrow(d - n + 1, start, stop - start)
        return made(sparse_coo, shape, a.index, values, a.coalesced)
    at = np.flatnonzero((a.index[0][d] >= start) & (a.index[0][d] < stop))
    index = a.index[0][:, at]
    index[d] -= start
    return made(sparse_coo, shape, (index,), apply(ROWS, values_of(s), indices_like(s, at)), a.coalesced)


def cat(op, *parts):
    """One after the other along a dimension."""
    if not all(map(is_sparse, parts)):
        raise RuntimeError(
            "Concatenating sparse tensors, but a dense tensor was found: convert with .to_sparse() first"
        )
    specs = [Spec(s._array.shape, s._dtype) for s in parts]
    whole = op.infer(*specs)
    parts = [to_coo(s).to(result_type(*specs)) for s in parts]
    d, n = normal_dim(op.dim, whole.ndim), parts[0]._array.sparse_dims
    if any(s._array.sparse_dims != n for s in parts):
        raise RuntimeError("All tensors must have the same number of sparse dimensions to be concatenated")
    if d >= n:  # the parts stand beside each other in the dense dimensions of one pattern
        return _cat_dense(parts, whole.shape, d - n)
    indices, before = [], 0
    for s in parts:
        index = s._array.index[0].copy()
        index[d] += before
        before += s._array.shape[d]
        indices.append(index)
    return made(sparse_coo, whole.shape, (np.concatenate(indices, 1),), cat_dense([values_of(s) for s in parts]))


def _cat_dense(parts, shape, d):
    """Parts beside each other in dense dimension ``d``: each value among zeros."""
    indices, values, before = [], [], 0
    for s in parts:
        v = values_of(s)
        pads = [list(v.shape) for _ in range(2)]
        pads[0][d + 1], pads[1][d + 1] = before, shape[s._array.sparse_dims + d] - before - v.shape[d + 1]
        values.append(cat_dense([v.new_zeros(pads[0]), v, v.new_zeros(pads[1])], d + 1))
        indices.append(s._array.index[0])
        before += v.shape[d + 1]
    return made(sparse_coo, shape, (np.concatenate(indices, 1),), cat_dense(values))


def stack(op, *parts):
    """One after the other along a new dimension."""
    op.infer(*[Spec(s._array.shape, s._dtype) for s in parts])
    d = normal_dim(op.dim, parts[0]._array.ndim + 1)
    return cat_dense([s.unsqueeze(d) for s in parts], d)
