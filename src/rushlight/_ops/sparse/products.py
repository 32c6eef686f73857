"""Matrix products with a sparse operand: dense results with a dense one, sparse results with another sparse one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._arrays import sparse as arrays
from ..._base.formats import sparse_coo
from ..._core import Op, Spec, apply
from ..._core.sparse import is_sparse
from ..indexing.getitem import ROWS
from ..linalg.linear import PRODUCT, PRODUCT_NT
from ..linalg.matmul import BMM, MV
from .conversions import as_layout, to_coo, to_dense
from .moves import permuted
from .parts import coalesced, indices_like, made, values_of

if TYPE_CHECKING:
    from ..._face.types import Tensor


class SparseMatrixProduct(Op):
    """The product of the matrix with ``values`` at (rows, columns) and a dense one. ``n``: its number of rows.
    Operands values, dense, rows, columns."""

    __slots__ = ("n",)
    name = "SparseMm"
    saves = ((1, 2, 3), (0, 1, 2, 3), (), ())
    casts = (0, 1)

    def infer(self, values, dense, rows, columns):
        return dense.like((self.n, dense.shape[1]))

    def forward(self, xp, values, dense, rows, columns):
        if len(rows) > 1 and not (rows[1:] >= rows[:-1]).all():
            order = np.argsort(rows, kind="stable")
            values, rows, columns = values[order], rows[order], columns[order]
        return arrays.added_up(values[:, None] * dense[columns], rows, self.n)

    def vjp(self, need, grads, saved, specs):
        g, (values, dense, rows, columns) = grads[0], saved[:4]
        gv = gd = None
        if need[0]:
            gv = (apply(ROWS, g, rows) * apply(ROWS, dense, columns).conj()).sum(1)
        if need[1]:
            gd = apply(SparseMatrixProduct.of(specs[1].shape[0]), values.conj(), g, columns, rows)
        return gv, gd, None, None


class LeafProduct(Op):
    """The same of a sparse leaf, whose gradient is dense: ``torch.mm`` does not keep to the places of its operand
    (``torch.sparse.mm`` does). Operands s, dense."""

    name = "Mm"
    sparse = True
    saves = ((1,), (0,))

    def infer(self, s, dense):
        return dense.like((s.shape[0], dense.shape[1]))

    def forward(self, xp, s, dense):
        rows, columns = arrays.coordinates(s)
        return SparseMatrixProduct.of(s.shape[0]).forward(xp, s.values, dense, rows, columns)

    def vjp(self, need, grads, saved, specs):
        g = grads[0]
        gs = apply(PRODUCT_NT, g, saved[1].conj()) if need[0] else None
        return gs, sparse_dense(permuted(saved[0], (1, 0)).conj(), g) if need[1] else None


LEAF_PRODUCT = LeafProduct.of()


def _check(s, dense):
    for v in (s, dense):
        if v._array.ndim != 2:
            raise RuntimeError(f"sparse products take matrices, got {list(v._array.shape)}")
    if is_sparse(s) and s._array.sparse_dims != 2:
        raise RuntimeError(
            f"sparse products take matrices of 2 sparse dimensions, this one has {s._array.sparse_dims} sparse and "
            f"{2 - s._array.sparse_dims} dense ones"
        )
    PRODUCT.infer(Spec(s._array.shape, s._dtype), Spec(dense._array.shape, dense._dtype))


def sparse_dense(s: Tensor, dense: Tensor, masked=True) -> Tensor:
    """s @ dense. ``masked``: the gradient of a leaf keeps to its places."""
    _check(s, dense)
    if not masked and s.requires_grad and s._node is None and not s._dtype.is_reduced:
        return apply(LEAF_PRODUCT, s, dense)
    rows, columns = (indices_like(s, i) for i in arrays.coordinates(s._array))
    return apply(SparseMatrixProduct.of(s._array.shape[0]), values_of(s), dense, rows, columns)


def sparse_sparse(x: Tensor, y: Tensor) -> Tensor:
    """x @ y of two sparse matrices: sparse, of the layout of x."""
    _check(x, y)
    layout, shape = x._array.layout, (x._array.shape[0], y._array.shape[1])
    x, y = coalesced(to_coo(x)), coalesced(to_coo(y))
    (rows, inner), (outer, columns) = x._array.index[0], y._array.index[0]
    starts = arrays.compressed(outer, y._array.shape[0])
    counts = np.diff(starts)[inner]  # each value of x meets a row of y
    of_x = np.repeat(np.arange(len(inner)), counts)
    nth = np.arange(len(of_x)) - np.repeat(np.cumsum(counts) - counts, counts)
    of_y = np.repeat(starts[inner], counts) + nth
    values = apply(ROWS, values_of(x), indices_like(x, of_x)) * apply(ROWS, values_of(y), indices_like(y, of_y))
    product = made(sparse_coo, shape, (np.stack((rows[of_x], columns[of_y])),), values)
    return as_layout(coalesced(product), layout)


def mm(x: Tensor, y: Tensor, masked=True) -> Tensor:
    """x @ y, one of them or both sparse."""
    if not is_sparse(y):
        return sparse_dense(x, y, masked)
    if is_sparse(x):
        return sparse_sparse(x, y)
    _check(x, y)
    return sparse_dense(permuted(y, (1, 0)), x.t(), masked).t()


def product(op, x, y):
    """Two matrices, transposed first as the op says."""
    x = _turned(x) if op.ta else x
    return mm(x, _turned(y) if op.tb else y, False)


def _turned(x):
    return permuted(x, (1, 0)) if is_sparse(x) else x.t()


def affine(op, b, x, w):
    """x wᵀ + b."""
    return mm(x, _turned(w), False) + b


def mv(op, s, x):
    """A matrix times a vector."""
    if not is_sparse(s) or is_sparse(x):
        x = to_dense(x)
    MV.infer(Spec(s._array.shape, s._dtype), Spec(x._array.shape, x._dtype))
    return sparse_dense(s, x.unsqueeze(1), False).squeeze(1) if is_sparse(s) else s.mv(x)


def bmm(op, x, y):
    """Batches of matrices: the sparse one as one large matrix with the batches along its diagonal."""
    BMM.infer(Spec(x._array.shape, x._dtype), Spec(y._array.shape, y._dtype))
    if is_sparse(y):
        if is_sparse(x):
            raise RuntimeError("bmm_sparse: Expected all but the first tensor to be dense; convert with .to_dense()")
        return bmm(op, permuted(to_coo(y), (0, 2, 1)), x.transpose(1, 2)).transpose(1, 2)
    s = to_coo(x)
    (b, n, k), m = s._array.shape, y._array.shape[2]
    batch, rows, columns = s._array.index[0]
    tall = apply(
        SparseMatrixProduct.of(b * n),
        values_of(s),
        y.reshape(b * k, m),
        indices_like(s, batch * n + rows),
        indices_like(s, batch * k + columns),
    )
    return tall.reshape(b, n, m)


def addmm(op, x, a, b, beta, alpha):
    """beta * x + alpha * (a @ b)."""
    return added(x, mm(a, b, False), beta, alpha)


def addmv(op, x, a, b, beta, alpha):
    """beta * x + alpha * (a @ b), b a vector."""
    return added(x, mv(MV, a, b), beta, alpha)


def added(x, y, beta, alpha):
    """beta * x + alpha * y."""
    if is_sparse(x) and not is_sparse(y):
        raise RuntimeError("addmm_sparse_dense: expected strided result tensor, got tensor with layout Sparse")
    y = y if alpha == 1 else y * alpha
    if not beta:
        return y if is_sparse(x) or not is_sparse(y) else to_dense(y)
    return (x if beta == 1 else x * beta) + y
