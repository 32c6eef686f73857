"""Sums of sparse tensors, and softmax over what they store."""

from __future__ import annotations

import numpy as np

from ..._arrays import sparse as arrays
from ..._base import dtypes
from ..._base.formats import sparse_coo, sparse_csr
from ..._core import apply
from ..common.dims import normal_dim
from ..indexing.getitem import ROWS
from ..linalg.norm import VectorNorm
from .conversions import as_layout, to_coo
from .parts import AddUp, coalesced, indices_like, made, refusal, values_of, with_parts


def sum_(op, s):
    """The sum over ``op.dims``: dense over all sparse dimensions, else sparse."""
    dtype = op.dtype or (s._dtype if s._dtype.category >= 2 else dtypes.int64)
    layout = s._array.layout
    if layout is not sparse_coo and op.dims is not None:
        if not op.keepdim:
            raise RuntimeError("reduction operations on CSR tensors with keepdim=False is unsupported")
        return as_layout(summed(to_coo(s), op.dims, True).to(dtype), sparse_csr)
    return summed(to_coo(s), op.dims, op.keepdim).to(dtype)


def summed(s, dims, keepdim=False):
    """The sum of a COO tensor over some dimensions (None: all)."""
    a = s._array
    n, ndim = a.sparse_dims, a.ndim
    dims = tuple(range(ndim)) if dims is None else dims
    dense = [d - n + 1 for d in dims if d >= n]
    values = values_of(s)
    if dense:
        values = values.sum(tuple(dense), keepdim=keepdim)
    left = [d for d in range(n) if d not in dims]
    shape = [1 if d in dims else a.shape[d] for d in range(ndim) if keepdim or d not in dims]
    if not left:
        total = values.sum(0) if values._array.ndim > 1 else values.sum()
        return total.reshape(shape) if keepdim else total
    if len(left) == n:
        return made(sparse_coo, shape, a.index, values, a.coalesced)
    index = a.index[0].copy() if keepdim else a.index[0][left]
    if keepdim:
        index[[d for d in range(n) if d in dims]] = 0
    return coalesced(made(sparse_coo, shape, (index,), values))


def norm(op, s, p):
    """The norm of all elements."""
    if op.dims is not None and len(op.dims) != s._array.ndim:
        raise refusal("linalg_vector_norm", s)
    s = coalesced(s)
    y = apply(VectorNorm.of(None, False, op.dtype), values_of(s), p)
    return y.reshape((1,) * s._array.ndim) if op.keepdim else y


def any_(op, s):
    """Whether anything stored is not 0."""
    if op.dims is not None:
        raise refusal("any", s)
    return values_of(coalesced(s)).any()


def softmax(s, dim, log):
    """(log-)softmax over what is stored along ``dim``: what isn't counts as -inf, and stays unstored."""
    layout = s._array.layout
    s = coalesced(to_coo(s))
    a, n = s._array, s._array.sparse_dims
    d = normal_dim(dim, a.ndim)
    values = values_of(s)
    if d >= n:
        inner = values.log_softmax(d - n + 1) if log else values.softmax(d - n + 1)
        return with_parts(a, inner)
    index = a.index[0].copy()
    index[d] = 0
    _, group, _ = arrays.groups(arrays.flat(index, a.shape[:n]))
    count = int(group.max()) + 1 if len(group) else 0
    to = indices_like(s, group)
    shifted = values - indices_like(s, _highest(values._array, group, count)).to(values._dtype)
    total = apply(AddUp.of(count), shifted.exp(), to)
    at = apply(ROWS, total.log() if log else total, to)
    return as_layout(with_parts(a, shifted - at if log else shifted.exp() / at), layout)


def _highest(values, group, count):
    """For every value the highest of its group: a constant, which the result does not depend on."""
    values = values.astype(np.float64) if values.dtype.kind == "f" else values
    highest = np.full((count, *values.shape[1:]), -np.inf)
    np.maximum.at(highest, group, values)
    return np.where(np.isfinite(highest), highest, 0)[group]
