"""Factors of matrices: Cholesky's, L and U, L D L^T, and what is computed from them.

Gradients of L and U: S. de Hoog, R. Anderssen, M. Lukas, "Differentiation of matrix functionals using triangular
factorization" (2011).
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from ..._arrays.linalg.triangular import column_major, factor_cholesky, factor_lu, permutation
from ..._base import dtypes
from ..._core import OUT, Op, apply
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common import named_results
from ..common.inside_vmap import all_examples
from ..common.out import stored_all
from ..shapes.cat_stack import cat
from ..shapes.diag_tril import tril, triu
from .checks import LinAlgError, complain, delivered, floating, implemented, infos, matrices, named, square
from .matmul import matmul
from .solve_inv import fits, identity_like, triangle_solved

if TYPE_CHECKING:
    from ..._face.types import Tensor, Tensors


class Cholesky(Op):
    """Triangles L with L L^H = a (``upper``: U with U^H U), and per matrix 0 or the order of the minor that is not
    positive. ``check``: the function in whose name that is an error, or ""."""

    __slots__ = ("upper", "check")
    visible = 2
    saves = ((OUT,),)

    @property
    def name(self):
        return "Cholesky" if self.check == "cholesky" else "LinalgCholeskyEx"

    def infer(self, a):
        function = "cholesky" if self.check == "cholesky" else "linalg.cholesky"
        square(function, a)
        floating(function, a, "cholesky_cpu")
        return a, infos(a)

    def forward(self, xp, a):
        y, info = factor_cholesky(a.swapaxes(-1, -2).conj() if self.upper else a)
        if self.check:
            complain(
                self.check,
                info,
                "The factorization could not be completed because the input is not positive-definite (the "
                "leading minor of order {} is not positive-definite).",
            )
        return column_major(y.swapaxes(-1, -2).conj() if self.upper else y), info

    def vjp(self, need, grads, saved, specs):
        y, g = (saved[OUT].mH, grads[0].mH) if self.upper else (saved[OUT], grads[0])
        z = matmul(y.mH, g)
        half = (tril(z) + tril(z, -1)) / 2
        x = triangle_solved(y.mH, half, True)
        x = triangle_solved(y, x, False, left=False)
        return ((x + x.mH) / 2,)


@public("linalg.cholesky", autocast=WIDE)
def linalg_cholesky(input: Tensor, *, upper: bool = False, out: Tensor | None = None) -> Tensor:
    """The lower triangle L with L L^H = input, of a symmetric (Hermitian) positive-definite matrix (*, n, n);
    ``upper``: U with U^H U. Only that triangle of the input is read. Raises LinAlgError if the matrix is not
    positive-definite.

    >>> torch.linalg.cholesky(torch.tensor([[4.0, 2.0], [2.0, 5.0]]))
    tensor([[2., 0.],
            [1., 2.]])
    """
    return delivered("linalg_cholesky", apply(Cholesky.of(bool(upper), "linalg.cholesky"), input)[0], out)


@public("linalg.cholesky_ex", autocast=WIDE)
def linalg_cholesky_ex(
    input: Tensor, *, upper: bool = False, check_errors: bool = False, out: Tensors | None = None
) -> named_results.linalg_cholesky_ex:
    """``linalg.cholesky`` and, per matrix, 0 or the order of the leading minor that is not positive: (L, info).

    >>> torch.linalg.cholesky_ex(-torch.eye(2)).info
    tensor(1, dtype=torch.int32)
    """
    op = Cholesky.of(bool(upper), "linalg.cholesky_ex" if check_errors else "")
    return named(named_results.linalg_cholesky_ex, apply(op, input), out)


@public(autocast=WIDE)
def cholesky(input: Tensor, upper: bool = False, *, out: Tensor | None = None) -> Tensor:
    """Cholesky's factor of a positive-definite matrix: as ``torch.linalg.cholesky``.

    >>> torch.cholesky(torch.tensor([[4.0]]))
    tensor([[2.]])
    """
    return delivered("cholesky", apply(Cholesky.of(bool(upper), "cholesky"), input)[0], out, exact=False)


# L and U --------------------------------------------------------------------------------------------------------------


class LuFactor(Op):
    """Packed L and U, pivots (from 1), and per matrix 0 or the number of the pivot that is zero."""

    name = "LinalgLuFactorEx"
    visible = 3
    saves = ((OUT, OUT - 1),)

    def infer(self, a):
        implemented("lu_cpu", a)
        return a, a.like((*a.shape[:-2], min(a.shape[-2:])), dtypes.int32), infos(a)

    def forward(self, xp, a):
        y, pivots, info = factor_lu(a)
        return column_major(y), pivots, info

    def vjp(self, need, grads, saved, specs):
        packed, g = saved[OUT], grads[0]
        m, n = specs[0].shape[-2:]
        k = min(m, n)
        swaps = apply(LuUnpack.of(True, False), packed, saved[OUT - 1])[0]
        corner, gl, gu = packed[..., :k, :k], tril(g[..., :k, :k], -1), triu(g[..., :k, :k])
        low, up = tril(corner, -1) + identity_like(packed, k), triu(corner)
        left, right = matmul(low.mH, gl), matmul(gu, up.mH)
        if m < n:
            left = left - matmul(g[..., m:], packed[..., m:].mH)
        elif m > n:
            right = right - matmul(packed[..., n:, :].mH, g[..., n:, :])
        x = triangle_solved(low.mH, tril(left, -1) + triu(right), True, unit=True)
        x = triangle_solved(up.mH, x, False, left=False)
        if m < n:
            x = cat([x, triangle_solved(low.mH, g[..., m:], True, unit=True)], -1)
        elif m > n:
            x = cat([x, triangle_solved(up.mH, g[..., n:, :], False, left=False)], -2)
        return (matmul(swaps, x),)


class LuUnpack(Op):
    """The permutation matrix that pivots mean (``rows``), and L and U from their packed form (``data``)."""

    __slots__ = ("rows", "data")
    visible = 3
    saves = ((), ())

    def infer(self, packed, pivots):
        *batch, m, n = packed.shape
        k = min(m, n)
        p = packed.like((*batch, m, m) if self.rows else (0,))
        if not self.data:
            return p, packed.like((0,)), packed.like((0,))
        return p, packed.like((*batch, m, k)), packed.like((*batch, k, n))

    def forward(self, xp, packed, pivots):
        *batch, m, n = packed.shape
        k = min(m, n)
        p = low = up = np.zeros(0, packed.dtype)
        if self.rows:
            if pivots.shape[-1:] != (k,) or ((pivots < 1) | (pivots > m)).any():
                raise RuntimeError(
                    "pivots passed to lu_unpack must be between 1 and LU.size(-2) inclusive."
                    "Did you properly pass the result of lu_factor?"
                )
            order = permutation(pivots, m).reshape(*batch, m)
            p = (order[..., None, :] == np.arange(m)[:, None]).astype(packed.dtype)
        if self.data:
            low = np.tril(packed[..., :k], -1)
            low[..., np.arange(k), np.arange(k)] = 1
            up = np.triu(packed[..., :k, :])
        return p, np.ascontiguousarray(low), np.ascontiguousarray(up)

    def vjp(self, need, grads, saved, specs):
        (*_, m, n), (_, gl, gu) = specs[0].shape, grads
        if not self.data or (gl is None and gu is None):
            return None, None
        some = gl if gl is not None else gu
        k = min(m, n)
        gl = some.new_zeros((*specs[0].shape[:-1], k)) if gl is None else tril(gl, -1)
        gu = some.new_zeros((*specs[0].shape[:-2], k, n)) if gu is None else triu(gu)
        if m > n:
            return cat([gl[..., :n, :] + gu, gl[..., n:, :]], -2), None
        return cat([gl + gu[..., :m], gu[..., m:]], -1), None


def _factored(function, A, pivot):
    if A.ndim < 2:
        raise RuntimeError(f"{function}: Expected tensor with 2 or more dimensions. Got size: {list(A.shape)} instead")
    if not pivot:
        raise RuntimeError("linalg.lu_factor: LU without pivoting is not implemented on the CPU")
    return apply(LuFactor.of(), A)


def _refuse_singular(info):
    if info._device.type == "cpu":
        try:
            complain(
                "torch.linalg.lu_factor",
                all_examples(info)._array,
                "U[{0},{0}] is zero and using it on lu_solve would result in a division by zero. If you still want to "
                "perform the factorization, consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)",
            )
        except LinAlgError as e:
            raise RuntimeError(str(e)) from None


@public("linalg.lu_factor")
def linalg_lu_factor(A: Tensor, *, pivot: bool = True, out: Tensors | None = None) -> named_results.linalg_lu_factor:
    """L and U of the rows-permuted matrix (*, m, n), packed into one, and the pivots: row i was swapped with row
    pivots[i] - 1. Raises RuntimeError if a pivot is zero, and for ``pivot=False``.

    >>> torch.linalg.lu_factor(torch.tensor([[1.0, 2.0], [2.0, 2.0]]))
    torch.return_types.linalg_lu_factor(
    LU=tensor([[2.0000, 2.0000],
            [0.5000, 1.0000]]),
    pivots=tensor([2, 2], dtype=torch.int32))
    """
    y, pivots, info = _factored("torch.lu_factor", A, pivot)
    _refuse_singular(info)
    return named(named_results.linalg_lu_factor, (y, pivots), out)


@public("linalg.lu_factor_ex")
def linalg_lu_factor_ex(
    A: Tensor, *, pivot: bool = True, check_errors: bool = False, out: Tensors | None = None
) -> named_results.linalg_lu_factor_ex:
    """``lu_factor`` and, per matrix, 0 or the number of the pivot that is zero: (LU, pivots, info).

    >>> torch.linalg.lu_factor_ex(torch.zeros(2, 2)).info
    tensor(1, dtype=torch.int32)
    """
    results = _factored("torch.lu_factor", A, pivot)
    if check_errors:
        _refuse_singular(results[2])
    return named(named_results.linalg_lu_factor_ex, results, out)


@public("linalg.lu", autocast=WIDE)
def linalg_lu(A: Tensor, *, pivot: bool = True, out: Tensors | None = None) -> named_results.linalg_lu:
    """(P, L, U) with P L U = A (*, m, n): a permutation, a lower triangle with ones on its diagonal, an upper one.

    >>> torch.linalg.lu(torch.tensor([[1.0, 2.0], [2.0, 2.0]])).L
    tensor([[1.0000, 0.0000],
            [0.5000, 1.0000]])
    """
    y, pivots, _ = _factored("linalg.lu", A, pivot)
    return named(named_results.linalg_lu, apply(LuUnpack.of(True, True), y, pivots), out)


@public(autocast=WIDE, python="torch Tensor")
def lu(input: Tensor, pivot: bool = True, get_infos: bool = False, out: Tensors | None = None) -> tuple[Tensor, ...]:
    """Packed L and U, and the pivots, a plain tuple: as ``linalg.lu_factor_ex``. ``get_infos``: also, per matrix, 0 or
    the number of the pivot that is zero.

    >>> torch.lu(torch.tensor([[2.0]]))[1]
    tensor([1], dtype=torch.int32)
    """
    warnings.warn("torch.lu is deprecated in favor of torch.linalg.lu_factor / torch.linalg.lu_factor_ex", stacklevel=2)
    results = _factored("torch.lu_factor", input, pivot)
    results = results if get_infos else results[:2]
    return results if out is None else stored_all("lu", out, results)


@public("torch")
def lu_unpack(
    LU_data: Tensor,
    LU_pivots: Tensor,
    unpack_data: bool = True,
    unpack_pivots: bool = True,
    *,
    out: Tensors | None = None,
) -> named_results.lu_unpack:
    """(P, L, U) from what ``linalg.lu_factor`` gives. What is not asked for is empty.

    >>> torch.lu_unpack(torch.eye(2), torch.tensor([2, 2], dtype=torch.int32)).P
    tensor([[0., 1.],
            [1., 0.]])
    """
    if unpack_pivots and LU_pivots._dtype is not dtypes.int32:
        raise RuntimeError(
            "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype.\n"
            "Note: this function is intended to be used with the output produced by torch.linalg.lu_factor"
        )
    matrices("torch.lu_unpack", LU_data, "LU_data")
    results = apply(LuUnpack.of(bool(unpack_pivots), bool(unpack_data)), LU_data, LU_pivots)
    return named(named_results.lu_unpack, results, out)


@public("linalg.lu_solve", autocast=WIDE)
def linalg_lu_solve(
    LU: Tensor, pivots: Tensor, B: Tensor, *, left: bool = True, adjoint: bool = False, out: Tensor | None = None
) -> Tensor:
    """X with A X = B (X A = B without ``left``), or with A^H in place of A (``adjoint``), from ``lu_factor``'s result
    for A.

    >>> torch.linalg.lu_solve(*torch.linalg.lu_factor(torch.tensor([[2.0]])), torch.tensor([[4.0]]))
    tensor([[2.]])
    """
    square("torch.linalg.lu_solve", LU)
    matrices("linalg.lu_solve", B, "B")
    if pivots._dtype is not dtypes.int32:
        raise RuntimeError("linalg.lu_solve: pivots should be a Tensor of scalar type torch.int32")
    if LU._dtype is not B._dtype:
        raise RuntimeError(
            f"linalg.lu_solve: Expected LU and B to have the same dtype, but found LU of type {LU._dtype.cpp} and "
            f"B of type {B._dtype.cpp} instead"
        )
    fits("linalg.lu_solve", LU.shape, B.shape, left)
    if pivots.shape[-1:] != LU.shape[-1:]:
        raise RuntimeError("linalg.lu_solve: Number of pivots per batch should be same as the dimension of the matrix")
    if tuple(pivots.shape[:-1]) != tuple(LU.shape[:-2]):
        raise RuntimeError("linalg.lu_solve: Batch dimensions of pivots must be the same as those of LU")
    swaps = apply(LuUnpack.of(True, False), LU, pivots)[0]
    if not left:
        B, adjoint = B.mH, not adjoint
    if adjoint:
        x = triangle_solved(LU.mH, triangle_solved(LU.mH, B, False), True, unit=True)
        x = matmul(swaps, x).mT.contiguous().mT  # laid out column by column
    else:
        x = triangle_solved(LU, triangle_solved(LU, matmul(swaps.mT, B), False, unit=True), True)
    return delivered("linalg_lu_solve", x if left else x.mH, out)


@public(autocast=WIDE)
def lu_solve(input: Tensor, LU_data: Tensor, LU_pivots: Tensor, *, out: Tensor | None = None) -> Tensor:
    """X with A X = b (``input``), from ``lu_factor``'s result for A: as ``linalg.lu_solve``.

    >>> torch.lu_solve(torch.tensor([[4.0]]), *torch.linalg.lu_factor(torch.tensor([[2.0]])))
    tensor([[2.]])
    """
    warnings.warn("torch.lu_solve is deprecated in favor of torch.linalg.lu_solve", UserWarning, stacklevel=2)
    return linalg_lu_solve(LU_data, LU_pivots, input, out=out)
