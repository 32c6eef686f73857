"""A sparse tensor and its parts: the two ops that put it together and take it apart.

Everything else in this room is made of recorded operations on the stored values, which are an ordinary tensor; so
derivatives need no rules of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._arrays import sparse as arrays
from ..._base import dtypes
from ..._base.formats import sparse_coo
from ..._core import Op, apply, result_class
from ..._core.sparse import is_sparse
from ..indexing.getitem import ROWS

if TYPE_CHECKING:
    from ..._face.types import Tensor


class SparseTensor(Op):
    """The tensor of a layout and a shape, of its values and their index arrays. Operands values, *indices."""

    __slots__ = ("layout", "shape", "coalesced")
    raw = True
    sparse = True

    @property
    def node_name(self):
        return "SparseCooTensorWithDimsAndTensorsBackward0" if self.layout is sparse_coo else "SparseCompressedTensor"

    @property
    def saves(self):
        return (tuple(range(1, 2 if self.layout is sparse_coo else 3)),)

    def infer(self, values, *indices):
        return values.like(self.shape)

    def forward(self, xp, values, *indices):
        return arrays.sparse_array(self.layout, self.shape, indices, values, self.coalesced)

    def vjp(self, need, grads, saved, specs):
        index = [s._array for s in saved[1 : len(specs)]]
        mine = arrays.sparse_array(self.layout, self.shape, tuple(index), np.zeros(specs[0].shape, bool))
        return (values_at(grads[0], mine), *(None,) * len(index))


class SparseValues(Op):
    """The stored values of a sparse tensor. Its gradient is a sparse tensor of the same places."""

    name = "Values"
    dynamic = True
    raw = True
    sparse = True
    saves = ((0,),)

    def forward(self, xp, s):
        return s.values

    def vjp(self, need, grads, saved, specs):
        a, g = saved[0]._array, grads[0]
        if a.layout is not sparse_coo or a.coalesced:
            return (with_parts(a, g),)
        # what adds up in one place has one gradient: that of the sum
        sizes = a.shape[: a.sparse_dims]
        places, _, first = arrays.groups(arrays.flat(a.index[0], sizes))
        index = arrays.unflat(places, sizes)
        return (made(sparse_coo, a.shape, (index,), apply(ROWS, g, indices_like(g, first)), True),)


class AddUp(Op):
    """``rows`` rows, each the sum of the values that are to go there. Operands values, to (the row of each)."""

    __slots__ = ("rows",)
    saves = ((1,), ())
    casts = (0,)

    def infer(self, values, to):
        return values.like((self.rows, *values.shape[1:]))

    def forward(self, xp, values, to):
        return arrays.added_up(values, to, self.rows)

    def vjp(self, need, grads, saved, specs):
        return apply(ROWS, grads[0], saved[1]), None


VALUES = SparseValues.of()


def values_of(s: Tensor) -> Tensor:
    """The stored values, with their history."""
    return apply(VALUES, s)


def indices_like(like: Tensor, array) -> Tensor:
    """An array of indices as a tensor."""
    return result_class((like,))._wrap(array, dtypes.from_numpy_dtype(array.dtype), like._device)


def made(layout, shape, index, values: Tensor, coalesced=False) -> Tensor:
    """The sparse tensor of these index arrays and values."""
    op = SparseTensor.of(layout, tuple(map(int, shape)), bool(coalesced))
    return apply(op, values, *(indices_like(values, i) for i in index))


def with_parts(a, values: Tensor, shape=None) -> Tensor:
    """Other values at the places of the array ``a``."""
    return made(
        a.layout,
        (*a.shape[: a.sparse_dims], *values.shape[1:]) if shape is None else shape,
        a.index,
        values,
        a.coalesced,
    )


def places(a):
    """The place of every stored value of the array ``a`` as one number."""
    return arrays.flat(arrays.coordinates(a), a.shape[: a.sparse_dims])


def values_at(x: Tensor, a) -> Tensor:
    """The values of ``x`` (dense or sparse, of the shape of ``a``) at the places of the array ``a``."""
    at, sizes = places(a), a.shape[: a.sparse_dims]
    if not is_sparse(x):
        rows = x.reshape(int(np.prod(sizes, dtype=np.int64)), *a.shape[a.sparse_dims :])
        return apply(ROWS, rows, indices_like(x, at))
    b, values = x._array, values_of(x)
    if b.index is a.index or (b.layout is a.layout and all(i is j for i, j in zip(b.index, a.index, strict=True))):
        return values
    theirs, to, _ = arrays.groups(places(b))
    sums = apply(AddUp.of(len(theirs) + 1), values, indices_like(x, to))  # and a row of zeros for what isn't there
    found = np.minimum(np.searchsorted(theirs, at), max(len(theirs) - 1, 0))
    missing = theirs[found] != at if len(theirs) else np.ones(len(at), bool)
    return apply(ROWS, sums, indices_like(x, np.where(missing, len(theirs), found)))


def coalesced(s: Tensor) -> Tensor:
    """A COO tensor with sorted, different places: values of one place added up. Itself if it is such already."""
    a = s._array
    if a.coalesced or a.layout is not sparse_coo:
        return s
    sizes = a.shape[: a.sparse_dims]
    found, to, _ = arrays.groups(places(a))
    values = apply(AddUp.of(len(found)), values_of(s), indices_like(s, to))
    return made(sparse_coo, a.shape, (arrays.unflat(found, sizes),), values, True)


def refusal(name, s):
    """The error for an op that has no rule."""
    backend = "SparseCPU" if s._array.layout is sparse_coo else "SparseCsrCPU"
    return NotImplementedError(
        f"Could not run 'aten::{name}' with arguments from the '{backend}' backend: there is no such operation on "
        f"tensors of layout {s._array.layout}; convert with .to_dense() first"
    )
