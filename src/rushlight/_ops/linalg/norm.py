"""Norms of vectors and matrices, distances, condition numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._core import OUT, Op, Spec, apply, apply_to
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common.dims import normal_dim, reduced_shape
from ..common.promotion import as_dtype
from ..common.sizes import as_tuple
from ..elementwise.abs_sign_round import sgn
from ..elementwise.compare import eq
from ..elementwise.where import divided, where
from ..reductions.max_min_argmax import amax, amin
from ..reductions.reduction import dims_of, unreduced
from ..reductions.sum_mean_prod import Sum
from .checks import delivered, matrices
from .eig_svd import linalg_svdvals
from .solve_inv import inverse_or_inf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..._face.types import Ints, Number, Tensor, dtype


_ORDERS = (1, -1, 2, -2, math.inf, -math.inf)


# Norms ----------------------------------------------------------------------------------------------------------------


def _check_dtype(function, given, dtype):
    """Raise RuntimeError unless norms of ``given`` numbers can be computed in ``dtype`` (None: their own)."""
    if dtype is None:
        return
    kind = "complex for complex" if given.is_complex else "real for real"
    if dtype.category < 2:
        raise RuntimeError(f"{function}: dtype should be floating point or complex, but got {dtype.cpp}")
    if given.is_complex != dtype.is_complex:
        raise RuntimeError(f"{function}: dtype should be {kind} inputs, but got {dtype.cpp}")
    if dtypes.promote_types(given, dtype) is not dtype:
        raise RuntimeError(
            f"{function}: the dtype of the input ({given.cpp}) should be convertible without narrowing to the "
            f"specified dtype ({dtype.cpp})"
        )


class VectorNorm(Op):
    """(sum of |x|**p)**(1/p) over ``dims``; operands x, p (a number)."""

    __slots__ = ("dims", "keepdim", "dtype")
    exact_out = True
    name = "LinalgVectorNorm"
    saves = ((0, 1, OUT), ())

    def compute_dtype(self, x, p):
        return self.dtype or x.dtype

    def infer(self, x, p):
        if x.dtype.category < 2:
            raise RuntimeError(
                "linalg.vector_norm: Expected a floating point or complex tensor as input. Got "
                f"{x.dtype.cpp}: convert with x.float()"
            )
        _check_dtype("linalg.vector_norm", x.dtype, self.dtype)
        return Spec(reduced_shape(x.shape, self.dims, self.keepdim), (self.dtype or x.dtype).to_real(), x.device)

    @quiet
    def forward(self, xp, x, p):
        dims = self.dims if x.ndim else None
        size = xp.abs(x)
        if p == 2:
            return xp.sqrt(xp.sum_squares(size, dims, self.keepdim))
        if p == 1:
            return xp.sum(size, dims, self.keepdim)
        if p == 0:
            return xp.sum((x != 0).astype(size.dtype), dims, self.keepdim)
        if math.isinf(p):
            if not size.size:
                return xp.zeros(reduced_shape(x.shape, self.dims, self.keepdim), size.dtype)
            return (xp.amax if p > 0 else xp.amin)(size, dims, self.keepdim)
        if self.dims is None and x.size == 1:  # nothing to sum, so no power that may overflow
            return size.reshape(reduced_shape(x.shape, self.dims, self.keepdim))
        total = xp.sum(xp.power(size, size.dtype.type(p)), dims, self.keepdim)
        return xp.asarray(xp.power(total, size.dtype.type(1 / p)))

    def vjp(self, need, grads, saved, specs):
        shape = specs[0].shape
        x, p = saved[0], saved[1]
        g, y = (unreduced(v, shape, self.dims, self.keepdim) for v in (grads[0], saved[OUT]))
        if p == 0:
            return g.new_zeros(shape), None
        if p == 1:
            return g * sgn(x), None
        if p == 2:
            return x * divided(g, y), None
        if math.isinf(p):
            mask = eq(x.abs(), y) | (x.isnan() & y.isnan())
            return where(mask, g / apply(Sum.of(self.dims, True, None), mask), 0) * sgn(x), None
        size, none = x.abs(), eq(y, 0)
        turned = sgn(x) * where(eq(size, 0), 1, size) ** (p - 1)
        return turned * where(none, 0, g / where(none, 1, y) ** (p - 1)), None


class Dist(VectorNorm):
    """The norm of a difference."""


@public("linalg")
def vector_norm(
    x: Tensor,
    ord: float = 2,
    dim: Ints | None = None,
    keepdim: bool = False,
    *,
    dtype: dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The ``ord``-norm of the elements as one vector, or over ``dim`` (an int or a tuple): 2 Euclidean, 1 the sum of
    sizes, inf the largest, 0 how many aren't 0. ``dtype``: what to compute in. Raises RuntimeError for integers.

    >>> torch.linalg.vector_norm(torch.tensor([3.0, 4.0]))
    tensor(5.)
    """
    if not isinstance(ord, (int, float)):
        raise TypeError(f"linalg_vector_norm(): argument 'ord' (position 2) must be Number, not {type(ord).__name__}")
    dims = dims_of(dim, x)
    if not x._array.size and (ord < 0 or ord == math.inf):
        shape = x._array.shape
        if any(not shape[d] for d in (range(len(shape)) if dims is None else dims)):
            raise RuntimeError(
                f"linalg.vector_norm cannot compute the {ord} norm on a dimension that is empty: the operation does "
                f"not have an identity (shape {list(shape)}, dim {dim})"
            )
    return apply_to(out, VectorNorm.of(dims, bool(keepdim), as_dtype(dtype, "linalg_vector_norm")), x, ord)


@public()
def dist(input: Tensor, other: Tensor, p: Number = 2) -> Tensor:
    """The ``p``-norm of input - other.

    >>> dist(torch.tensor([1., 2.]), torch.tensor([4., 6.]))
    tensor(5.)
    """
    return apply(Dist.of(None, False, None), input - other, p)


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


@public("linalg.matrix_norm")
def linalg_matrix_norm(
    A: Tensor,
    ord: float | str = "fro",
    dim: Sequence[int] = (-2, -1),
    keepdim: bool = False,
    *,
    dtype: dtype | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The norm of the matrices in the two dimensions ``dim``: "fro", the root of the sum of squares; "nuc", the sum of
    singular values; 2 (-2), the largest (least) of them; 1 (-1), the largest (least) sum of sizes in a column; inf
    (-inf), in a row.

    >>> torch.linalg.matrix_norm(torch.tensor([[3.0, 0.0], [0.0, 4.0]]), "nuc")
    tensor(7.)
    """
    if not isinstance(dim, (tuple, list)):
        raise TypeError(f"linalg_matrix_norm(): argument 'dim' must be tuple of ints, not {type(dim).__name__}")
    return delivered("linalg_matrix_norm", _matrix_norm(A, ord, dim, keepdim, dtype), out)


def _matrix_norm(A, ord, dim, keepdim, dtype):
    first, second = _check_order(A, ord, dim)
    dtype = as_dtype(dtype, "linalg_matrix_norm")
    _check_dtype("linalg.matrix_norm", A._dtype, dtype)
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


@public("linalg.norm")
def linalg_norm(
    input: Tensor,
    ord: float | str | None = None,
    dim: Ints | None = None,
    keepdim: bool = False,
    *,
    out: Tensor | None = None,
    dtype: dtype | None = None,
) -> Tensor:
    """The norm of a vector or matrix: that of ``matrix_norm`` for two dimensions, of ``vector_norm`` for one; without
    ``ord``, the root of the sum of squares over ``dim``, or over all. Without ``dim``, ``ord`` is for 1-d and 2-d
    tensors.

    >>> torch.linalg.norm(torch.tensor([[3.0, 0.0], [0.0, 4.0]]), 1)
    tensor(4.)
    """
    dims = None if dim is None else as_tuple(dim)
    if dims is not None and len(dims) not in (1, 2) and (ord is not None or not dims):
        raise RuntimeError(f"linalg.norm: If dim is specified, it must be of length 1 or 2. Got {list(dims)}")
    if ord is None:
        result = vector_norm(input, 2, dims, keepdim, dtype=dtype)
        return delivered("linalg_norm", result, out)
    if dims is None and input.ndim not in (1, 2):
        raise RuntimeError(
            f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {input.ndim}D."
        )
    if isinstance(ord, str) or (input.ndim == 2 if dims is None else len(dims) == 2):
        result = _matrix_norm(input, ord, (-2, -1) if dims is None else dims, keepdim, dtype)
    else:
        result = vector_norm(input, ord, dims, keepdim, dtype=dtype)
    return delivered("linalg_norm", result, out)


@public("torch", python="torch Tensor")
def norm(
    input: Tensor,
    p: float | str | None = "fro",
    dim: Ints | None = None,
    keepdim: bool = False,
    out: Tensor | None = None,
    dtype: dtype | None = None,
) -> Tensor:
    """The norm of all elements or over ``dim``: of vectors by the number ``p``, or of matrices: Frobenius ('fro', the
    same as p=2) or nuclear ('nuc', the sum of singular values, over two dimensions).

    >>> norm(torch.tensor([3., 4.]))
    tensor(5.)
    """
    if isinstance(p, str) and p != "fro":
        dims = tuple(range(input.ndim)) if dim is None and input.ndim > 1 else (-2, -1) if dim is None else dim
        result = _matrix_norm(input, p, dims, keepdim, dtype)
        return delivered("norm", result, out)
    order = 2 if p is None or isinstance(p, str) else p
    return vector_norm(input, order, dim, keepdim, dtype=dtype, out=out)


@public("linalg.cond", autocast=WIDE)
def linalg_cond(input: Tensor, p: float | str | None = None, *, out: Tensor | None = None) -> Tensor:
    """How much errors may grow in equations with the matrix (*, m, n): the norm ``p`` times that of the inverse, of
    square matrices; for p=2 (None) and -2 the largest singular value over the least, or the reverse. inf for singular
    ones.

    >>> torch.linalg.cond(torch.tensor([[2.0, 0.0], [0.0, 4.0]]))
    tensor(2.)
    """
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


@public("Tensor.norm", python="Tensor")
def _norm(
    self: Tensor,
    p: float | str | None = "fro",
    dim: Ints | None = None,
    keepdim: bool = False,
    dtype: dtype | None = None,
) -> Tensor:
    """``torch.norm`` of the tensor."""
    return norm(self, p, dim, keepdim, dtype=dtype)
