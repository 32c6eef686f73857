"""Between dense tensors and those of the sparse layouts."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from ..._arrays import sparse as arrays
from ..._base.formats import sparse_coo, sparse_csc, sparse_csr, strided
from ..._core import Op, apply
from ..._core.sparse import is_sparse
from ..indexing.getitem import ROWS
from ..tensors.full import Full
from .parts import AddUp, coalesced, indices_like, made, places, values_at, values_of, with_parts

if TYPE_CHECKING:
    from ..._face.types import Tensor

COMPRESSED = (sparse_csr, sparse_csc)


class ToDense(Op):
    """All elements, with a gradient at all places."""

    name = "ToDense"
    sparse = True
    saves = ((),)

    def infer(self, s):
        return s

    def forward(self, xp, s):
        sizes = s.shape[: s.sparse_dims]
        return arrays.added_up(s.values, arrays.flat(arrays.coordinates(s), sizes), prod(sizes)).reshape(s.shape)

    def vjp(self, need, grads, saved, specs):
        return (grads[0],)


def to_dense(s: Tensor, masked_grad=True) -> Tensor:
    """All elements; what is stored twice in one place adds up. A dense tensor is itself. ``masked_grad``: the gradient
    keeps to the places of ``s``."""
    if not is_sparse(s):
        return s
    if not masked_grad and not s._dtype.is_reduced:
        return apply(ToDense.of(), s)
    a = s._array
    rows = apply(AddUp.of(prod(a.shape[: a.sparse_dims])), values_of(s), indices_like(s, places(a)))
    return rows.reshape(a.shape)


def to_coo(s: Tensor) -> Tensor:
    """A sparse tensor as COO."""
    a = s._array
    if a.layout is sparse_coo:
        return s
    index = arrays.coordinates(a)
    if a.layout is sparse_csr:
        return made(sparse_coo, a.shape, (index,), values_of(s), True)
    order = np.lexsort(index[::-1])
    values = apply(ROWS, values_of(s), indices_like(s, order))
    return made(sparse_coo, a.shape, (np.ascontiguousarray(index[:, order]),), values, True)


def to_compressed(s: Tensor, layout) -> Tensor:
    """A sparse matrix (with dense dimensions behind) as CSR or CSC."""
    a = s._array
    if a.layout is layout:
        return s
    if a.sparse_dims != 2:
        raise RuntimeError(
            f"to_{str(layout)[6:]}(): expected a matrix of 2 sparse dimensions, got {a.sparse_dims} of {a.ndim}"
        )
    s = coalesced(to_coo(s))
    index, values = s._array.index[0], values_of(s)
    if layout is sparse_csc:
        order = np.lexsort(index)
        index, values = index[:, order], apply(ROWS, values, indices_like(s, order))
    outer, plain = index if layout is sparse_csr else index[::-1]
    n = a.shape[0 if layout is sparse_csr else 1]
    return made(layout, a.shape, (arrays.compressed(outer, n), np.ascontiguousarray(plain)), values)


def as_layout(s: Tensor, layout) -> Tensor:
    """A tensor of any layout in another one."""
    if layout is strided:
        return to_dense(s)
    if layout is not sparse_coo and layout not in COMPRESSED:
        raise NotImplementedError(f"tensors of layout {layout} can't be made here; use torch.sparse_csr or sparse_coo")
    if not is_sparse(s):
        s = stored(s, s._array.ndim if layout is sparse_coo else 2)
    return to_coo(s) if layout is sparse_coo else to_compressed(s, layout)


def stored(x: Tensor, sparse_dims: int) -> Tensor:
    """The COO tensor of what is not 0 in a dense tensor: single elements, or slices of the last dimensions."""
    shape = tuple(x._array.shape)
    sizes = shape[:sparse_dims]
    a = x.detach().ne(0)._array.reshape(prod(sizes), -1)
    at = np.flatnonzero(a.any(1))
    rows = x.reshape(prod(sizes), *shape[sparse_dims:])
    values = apply(ROWS, rows, indices_like(x, at))
    return made(sparse_coo, shape, (arrays.unflat(at, sizes),), values, True)


def masked(x: Tensor, mask: Tensor) -> Tensor:
    """``x`` at the places of the sparse tensor ``mask``."""
    return with_parts(mask._array, values_at(x, mask._array))


def empty(layout, shape, dtype, device, dense=0) -> Tensor:
    """A tensor of this layout that stores nothing; its last ``dense`` dimensions are dense."""
    if layout is not sparse_coo and layout not in COMPRESSED:
        raise NotImplementedError(f"tensors of layout {layout} can't be made here; use torch.sparse_csr or sparse_coo")
    n = len(shape) - dense
    values = apply(Full.of((0, *shape[n:]), dtype, device), 0)
    if layout is sparse_coo:
        return made(layout, shape, (np.zeros((n, 0), np.int64),), values, True)
    if n != 2:
        raise RuntimeError(
            f"Only batched sparse compressed (non-block) tensors are supported, but got size {list(shape)}"
        )
    outer = shape[0 if layout is sparse_csr else 1]
    return made(layout, shape, (np.zeros(outer + 1, np.int64), np.zeros(0, np.int64)), values)
