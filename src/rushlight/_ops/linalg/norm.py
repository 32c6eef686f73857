"""Norms of matrices, and of vectors by the same names; condition numbers."""

from __future__ import annotations

import math

from ..._base import dtypes
from ..common.arguments import check_tensor
from ..common.dims import normal_dim
from ..common.promotion import as_dtype
from ..common.sizes import as_tuple
from ..reductions.sum_max import amax, amin
from ..reductions.var_median import vector_norm
from .checks import delivered, matrices
from .eig_svd import linalg_svdvals
from .solve_inv import inverse_or_inf

__all__ = ["MatrixNormMethods", "linalg_cond", "linalg_matrix_norm", "linalg_norm", "linalg_vector_norm", "norm"]

_ORDERS = (1, -1, 2, -2, math.inf, -math.inf)


def _check_dtype(function, x, dtype):
    dtype = as_dtype(dtype, function.replace(".", "_"))
    if dtype is None:
        return None
    if dtype.category < 2:
        raise RuntimeError(f"{function}: dtype should be floating point or complex, but got {dtype.cpp}")
    if x._dtype.is_complex != dtype.is_complex and x._dtype.is_complex:
        raise RuntimeError(f"{function}: dtype should be complex for complex inputs, but got {dtype.cpp}")
    if dtype.is_complex and not x._dtype.is_complex:
        raise RuntimeError(f"{function}: dtype should be real for real inputs, but got {dtype.cpp}")
    if dtypes.promote_types(x._dtype, dtype) is not dtype:
        raise RuntimeError(
            f"{function}: the dtype of the input ({x._dtype.cpp}) should be convertible without narrowing to the "
            "specified dtype "
            f"({dtype.cpp})"
        )
    return dtype


def linalg_vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None, out=None):
    """The ``ord``-norm of the elements as one vector, or over ``dim`` (an int or a tuple): 2 Euclidean, 1 the sum of
    sizes, inf the largest, 0 how many aren't 0. ``dtype``: what to compute in.

    >>> torch.linalg.vector_norm(torch.tensor([3.0, 4.0]))
    tensor(5.)
    """
    check_tensor(x, "linalg_vector_norm")
    if isinstance(ord, (str, complex)) or not isinstance(ord, (int, float)):
        raise TypeError(f"linalg_vector_norm(): argument 'ord' (position 2) must be Number, not {type(ord).__name__}")
    dtype = _check_dtype("linalg.vector_norm", x, dtype)
    return vector_norm(x, ord, dim, keepdim, dtype=dtype, out=out)


def _check_order(A, ord, dim):
    """What matrix_norm asks of all its arguments; the two dimensions, counted from the front."""
    function = "linalg.matrix_norm"
    matrices(function, A)
    if A._dtype.category < 2:
        raise RuntimeError(f"{function}: Expected a floating point or complex tensor as input. Got {A._dtype.cpp}")
    dims = tuple(dim) if isinstance(dim, (tuple, list)) else (dim,)
    if len(dims) != 2:
        raise RuntimeError(f"{function}: dim must be a 2-tuple. Got {' '.join(map(str, dims))}")
    first, second = (normal_dim(d, A.ndim) for d in dims)
    if first == second:
        raise RuntimeError(f"{function}: dims must be different. Got ({dims[0]}, {dims[1]})")
    if ord not in (("fro", "nuc") if isinstance(ord, str) else _ORDERS):
        raise RuntimeError(f"{function}: Order {ord} not supported.")
    return first, second


def linalg_matrix_norm(A, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None, out=None):
    """The norm of the matrices in the two dimensions ``dim``: "fro", the root of the sum of squares; "nuc", the sum of
    singular values; 2 (-2), the largest (least) of them; 1 (-1), the largest (least) sum of sizes in a column; inf
    (-inf), in a row.

    >>> torch.linalg.matrix_norm(torch.tensor([[3.0, 0.0], [0.0, 4.0]]), "nuc")
    tensor(7.)
    """
    check_tensor(A, "linalg_matrix_norm")
    if not isinstance(dim, (tuple, list)):
        raise TypeError(f"linalg_matrix_norm(): argument 'dim' must be tuple of ints, not {type(dim).__name__}")
    return delivered("linalg_matrix_norm", _matrix_norm(A, ord, dim, keepdim, dtype), out)


def _matrix_norm(A, ord, dim, keepdim, dtype):
    first, second = _check_order(A, ord, dim)
    dtype = _check_dtype("linalg.matrix_norm", A, dtype)
    if ord == "fro":
        return vector_norm(A, 2, (first, second), keepdim, dtype=dtype)
    A = A if dtype is None else A.to(dtype)
    if ord == "nuc" or abs(ord) == 2:
        sizes = linalg_svdvals(A.movedim((first, second), (-2, -1)))
        result = sizes.sum(-1) if ord == "nuc" else _extreme(sizes, -1, ord)
    else:
        over, then = (first, second) if abs(ord) == 1 else (second, first)
        sums = A.abs().sum(over, True)
        result = _extreme(sums, then, ord).squeeze(over - (over > then))
    if keepdim:
        for d in sorted((first, second)):
            result = result.unsqueeze(d)
    return result


def _extreme(x, dim, ord):
    """The largest along ``dim`` for a positive ord (0 of none), else the least."""
    if ord > 0 and not x.shape[dim]:
        return x.sum(dim)
    return (amax if ord > 0 else amin)(x, dim)


def linalg_norm(input, ord=None, dim=None, keepdim=False, *, out=None, dtype=None):
    """The norm of a vector or matrix: that of ``matrix_norm`` for two dimensions, of ``vector_norm`` for one; without
    ``ord``, the root of the sum of squares over ``dim``, or over all. Without ``dim``, ``ord`` is for 1-d and 2-d
    tensors.

    >>> torch.linalg.norm(torch.tensor([[3.0, 0.0], [0.0, 4.0]]), 1)
    tensor(4.)
    """
    check_tensor(input, "linalg_norm")
    dims = None if dim is None else as_tuple(dim)
    if dims is not None and len(dims) not in (1, 2) and (ord is not None or not dims):
        raise RuntimeError(f"linalg.norm: If dim is specified, it must be of length 1 or 2. Got {list(dims)}")
    if ord is None:
        result = linalg_vector_norm(input, 2, dims, keepdim, dtype=dtype)
        return delivered("linalg_norm", result, out)
    if dims is None and input.ndim not in (1, 2):
        raise RuntimeError(
            f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {input.ndim}D."
        )
    if isinstance(ord, str) or (input.ndim == 2 if dims is None else len(dims) == 2):
        result = _matrix_norm(input, ord, (-2, -1) if dims is None else dims, keepdim, dtype)
    else:
        result = linalg_vector_norm(input, ord, dims, keepdim, dtype=dtype)
    return delivered("linalg_norm", result, out)


def norm(input, p="fro", dim=None, keepdim=False, out=None, dtype=None):
    """The norm of all elements or over ``dim``: of vectors by the number ``p``, or of matrices: Frobenius ('fro', the
    same as p=2) or nuclear ('nuc', the sum of singular values, over two dimensions).

    >>> norm(torch.tensor([3., 4.]))
    tensor(5.)
    """
    check_tensor(input, "norm")
    if isinstance(p, str) and p != "fro":
        dims = tuple(range(input.ndim)) if dim is None and input.ndim > 1 else (-2, -1) if dim is None else dim
        result = _matrix_norm(input, p, dims, keepdim, dtype)
        return delivered("norm", result, out)
    return vector_norm(input, 2 if p is None or p == "fro" else p, dim, keepdim, dtype=dtype, out=out)


def linalg_cond(input, p=None, *, out=None):
    """How much errors may grow in equations with the matrix (*, m, n): the norm ``p`` times that of the inverse, of
    square matrices; for p=2 (None) and -2 the largest singular value over the least, or the reverse. inf for singular
    ones.

    >>> torch.linalg.cond(torch.tensor([[2.0, 0.0], [0.0, 4.0]]))
    tensor(2.)
    """
    check_tensor(input, "linalg_cond")
    if input.ndim < 2:
        raise RuntimeError("linalg.cond: The input tensor must have at least 2 dimensions.")
    p = 2 if p is None else p
    if p not in ("fro", "nuc", *_ORDERS):
        raise RuntimeError(f"linalg.cond got an invalid norm type: {p}")
    m, n = input.shape[-2:]
    if isinstance(p, str) and m != n:
        raise RuntimeError(
            f"linalg.cond(ord={p}): A must be batches of square matrices, but they are {m} by {n} matrices"
        )
    if not input._array.size:
        result = input.new_zeros(input.shape[:-2], dtype=input._dtype.to_real())
    elif p in (2, -2):
        sizes = linalg_svdvals(input)
        largest, least = sizes[..., :1], sizes[..., -1:]
        result = (largest / least if p == 2 else least / largest).squeeze(-1)
    else:
        if m != n:
            raise RuntimeError(
                f"linalg.cond(ord={p}): A must be batches of square matrices, but they are {m} by {n} matrices"
            )
        result = linalg_matrix_norm(input, p) * linalg_matrix_norm(inverse_or_inf(input), p)
    return delivered("linalg_cond", result, out, exact=False)


def _norm(self, p="fro", dim=None, keepdim=False, dtype=None):
    return norm(self, p, dim, keepdim, dtype=dtype)


class MatrixNormMethods:
    """Methods of Tensor: norms."""

    __slots__ = ()
    norm = _norm
