"""Products, sums and softmax of sparse tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .._base.formats import layout as Layout
from .._base.formats import sparse_coo
from .._core import Value
from .._core.sparse import is_sparse
from .._ops.linalg.solve_inv import linalg_solve as solve
from .._ops.sparse import conversions, products, reduce
from .._ops.sparse.parts import indices_like, made, values_of, with_parts

if TYPE_CHECKING:
    from .._face.types import Ints, Number, Tensor, dtype

_REDUCTIONS = ("sum", "mean", "amax", "amin")


def _check_sparse(function, *tensors):
    for t in tensors:
        if not isinstance(t, Value):
            raise TypeError(f"torch.sparse.{function}(): expected tensors, got {type(t).__name__}")
    if not any(map(is_sparse, tensors)):
        raise RuntimeError(f"torch.sparse.{function}(): expected a sparse tensor, got dense ones: use torch.{function}")


def mm(mat1: Tensor, mat2: Tensor, reduce: str = "sum") -> Tensor:
    """The product of two matrices, one or both sparse; the gradient of a sparse one keeps to its places.

    mat1 (n, k), mat2 (k, m); the result (n, m) is sparse if both are. ``reduce``: what becomes of the products that
    meet in one element, of a CSR mat1 and a dense mat2: 'sum', 'mean', 'amax' or 'amin'.

    >>> torch.sparse.mm(torch.eye(2).to_sparse(), torch.ones(2, 1))
    tensor([[1.],
            [1.]])
    """
    _check_sparse("mm", mat1, mat2)
    if reduce == "sum":
        return products.mm(mat1, mat2)
    if reduce not in _REDUCTIONS:
        raise RuntimeError(f"reduce argument must be either sum, mean, amax or amin, got {reduce}")
    if not is_sparse(mat1) or is_sparse(mat2) or mat1.layout is sparse_coo:
        raise RuntimeError(f"torch.sparse.mm with reduce={reduce!r}: expected a CSR matrix and a dense one")
    coo = conversions.to_coo(mat1)
    rows, columns = (indices_like(mat1, i) for i in coo._array.index[0])
    terms = values_of(coo).unsqueeze(1) * mat2.index_select(0, columns)
    start = terms.new_zeros((mat1.shape[0], mat2.shape[1]))
    return start.index_reduce(0, rows, terms, reduce, include_self=False)


def addmm(mat: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Number = 1.0, alpha: Number = 1.0) -> Tensor:
    """beta * mat + alpha * (mat1 @ mat2) of a sparse mat1, whose gradient keeps to its places.

    >>> torch.sparse.addmm(torch.ones(2, 1), torch.eye(2).to_sparse(), torch.ones(2, 1))
    tensor([[2.],
            [2.]])
    """
    _check_sparse("addmm", mat1, mat2)
    return products.added(mat, products.mm(mat1, mat2), beta, alpha)


def sampled_addmm(
    input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Number = 1.0, alpha: Number = 1.0, out: Tensor | None = None
) -> Tensor:
    """beta * input + alpha * (mat1 @ mat2), computed only at the places that the CSR matrix ``input`` stores.

    >>> a = torch.eye(2).to_sparse_csr()
    >>> torch.sparse.sampled_addmm(a, torch.ones(2, 3), torch.ones(3, 2)).values()
    tensor([4., 4.])
    """
    _check_sparse("sampled_addmm", input)
    if tuple(input.shape) != (mat1.shape[0], mat2.shape[1]) or mat1.shape[1] != mat2.shape[0]:
        raise RuntimeError(
            f"sampled_addmm: shapes {list(mat1.shape)} and {list(mat2.shape)} don't make a product of "
            f"{list(input.shape)}"
        )
    rows, columns = (indices_like(input, i) for i in conversions.to_coo(input)._array.index[0])
    if input.layout is sparse_coo or input.layout is not conversions.sparse_csr:
        raise RuntimeError(f"sampled_addmm: Expected sparse matrix with sparse csr layout, got {input.layout}")
    dots = (mat1.index_select(0, rows) * mat2.t().index_select(0, columns)).sum(1)
    result = with_parts(input._array, values_of(input) * beta + dots * alpha)
    return result if out is None else out.copy_(result)


def sum(input: Tensor, dim: Ints | None = None, dtype: dtype | None = None) -> Tensor:
    """The sum of a sparse tensor over ``dim``: dense over all sparse dimensions, else sparse. Without ``dim`` of all.

    >>> torch.sparse.sum(torch.eye(2).to_sparse())
    tensor(2.)
    """
    _check_sparse("sum", input)
    if dtype is not None:
        input = input.to(dtype)
    return input.sum() if dim is None else input.sum(dim)


def softmax(input: Tensor, dim: int, *, dtype: dtype | None = None) -> Tensor:
    """exp(x) / sum of exp(x) along ``dim``, over what is stored: the rest counts as -inf.

    >>> torch.sparse.softmax(torch.eye(2).to_sparse(), 1).values()
    tensor([1., 1.])
    """
    _check_sparse("softmax", input)
    return reduce.softmax(input if dtype is None else input.to(dtype), dim, False)


def log_softmax(input: Tensor, dim: int, *, dtype: dtype | None = None) -> Tensor:
    """The logarithm of ``softmax``."""
    _check_sparse("log_softmax", input)
    return reduce.softmax(input if dtype is None else input.to(dtype), dim, True)


def spdiags(diagonals: Tensor, offsets: Tensor, shape: Ints, layout: Layout | None = None) -> Tensor:
    """The sparse matrix of ``shape`` with row i of ``diagonals`` along the diagonal ``offsets[i]``: its element j in
    column j. Offsets above 0 lie above the main diagonal.

    >>> torch.sparse.spdiags(torch.ones(1, 2), torch.tensor([0]), (2, 2)).to_dense()
    tensor([[1., 0.],
            [0., 1.]])
    """
    rows = diagonals if diagonals.ndim == 2 else diagonals.reshape(1, -1)
    at = offsets._array.reshape(-1)
    if len(tuple(shape)) != 2:
        raise RuntimeError(f"Output shape must be 2d, got {list(shape)}")
    if len(at) != rows.shape[0]:
        raise RuntimeError(f"Number of diagonals ({rows.shape[0]}) does not match the number of offsets ({len(at)})")
    if len(np.unique(at)) != len(at):
        raise RuntimeError("Offset tensor contains duplicate values")
    n, m = shape
    which, column = np.meshgrid(np.arange(len(at)), np.arange(min(rows.shape[1], m)), indexing="ij")
    row = column - at[:, None]
    kept = (row >= 0) & (row < n)
    where = indices_like(rows, which[kept] * rows.shape[1] + column[kept])
    index = np.stack((row[kept], column[kept]))
    made_ = made(sparse_coo, (n, m), (index,), rows.reshape(-1).index_select(0, where))
    return made_ if layout is None else conversions.as_layout(made_, layout)


def spsolve(input: Tensor, other: Tensor, *, left: bool = True) -> Tensor:
    """The solution x of input @ x = other for a sparse square matrix (computed with the dense one).

    >>> torch.sparse.spsolve(torch.eye(2).to_sparse_csr(), torch.ones(2))
    tensor([1., 1.])
    """
    _check_sparse("spsolve", input)
    dense = conversions.to_dense(input)
    return solve(dense if left else dense.mT, other)
