"""Orthogonal factors: Q and R, and products of Householder's reflections."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from ..._arrays.errstate import quiet
from ..._arrays.linalg.triangular import column_major
from ..._base.formats import contiguous_format
from ..._core import OUT, Op, apply
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common import named_results
from ..shapes.cat_stack import cat
from ..shapes.diag_tril import tril, triu
from .checks import delivered, floating, implemented, matrices, named
from .matmul import matmul
from .solve_inv import identity_like, triangle_solved

if TYPE_CHECKING:
    from ..._face.types import Tensor, Tensors


class Qr(Op):
    """Q and R with Q R = a; ``mode``: reduced, complete (Q is square) or r (Q is empty)."""

    __slots__ = ("mode",)
    name = "LinalgQr"
    visible = 2
    saves = ((0, OUT, OUT - 1),)

    def infer(self, a):
        matrices("linalg.qr", a)
        floating("linalg.qr", a, "geqrf_cpu")
        *batch, m, n = a.shape
        k = m if self.mode == "complete" else min(m, n)
        return a.like((0,) if self.mode == "r" else (*batch, m, k)), a.like((*batch, k, n))

    @quiet
    def forward(self, xp, a):
        if not a.size:
            *batch, m, n = a.shape
            k = m if self.mode == "complete" else min(m, n)
            q = np.zeros((*batch, m, k), a.dtype)
            q[..., np.arange(k), np.arange(k)] = 1
            r = np.zeros((*batch, k, n), a.dtype)
        elif self.mode == "r":
            q, r = None, np.linalg.qr(a, "r")
        else:
            q, r = np.linalg.qr(a, self.mode)
        return np.zeros(0, a.dtype) if self.mode == "r" else column_major(q), column_major(r)

    def vjp(self, need, grads, saved, specs):
        m, n = specs[0].shape[-2:]
        if self.mode == "r":
            raise RuntimeError(
                "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use "
                "linalg.qr(A, mode='reduced') if you are going to differentiate through linalg.qr."
            )
        if self.mode == "complete" and m > n:
            raise RuntimeError("The QR decomposition is not differentiable when mode='complete' and nrows > ncols")
        (a, q, r), (gq, gr) = (saved[0], saved[OUT], saved[OUT - 1]), grads
        if m >= n:
            return (_tall(q, r, gq, gr),)
        # a = [x y] = q [u v]: v = q^H y
        if gr is None:
            return (cat([_tall(q, r[..., :m], gq, None), a[..., m:] * 0], -1),)
        gv = gr[..., m:]
        more = matmul(a[..., m:], gv.mH)
        gx = _tall(q, r[..., :m], more if gq is None else gq + more, gr[..., :m])
        return (cat([gx, matmul(q, gv)], -1),)


def _tall(q, r, gq, gr):
    """The gradient for matrices with at least as many rows as columns."""
    z = None if gr is None else matmul(gr, r.mH)
    if gq is not None:
        other = matmul(q.mH, gq)
        z = -other if z is None else z - other
    half = (triu(z) + triu(z, 1)) / 2
    g = matmul(q, half + half.mH)
    g = g if gq is None else gq + g
    return triangle_solved(r.mH, g, False, left=False)


class Geqrf(Op):
    """R and, below it, Householder's vectors; and their factors tau."""

    visible = 2
    saves = ((),)

    def infer(self, a):
        implemented("geqrf_cpu", a)
        return a, a.like((*a.shape[:-2], min(a.shape[-2:])))

    @quiet
    def forward(self, xp, a):
        if not a.size:
            return a.copy(), np.zeros((*a.shape[:-2], min(a.shape[-2:])), a.dtype)
        h, tau = np.linalg.qr(a, "raw")
        return column_major(h.swapaxes(-1, -2)), tau


@public("linalg.qr", autocast=WIDE)
def linalg_qr(A: Tensor, mode: str = "reduced", *, out: Tensors | None = None) -> named_results.linalg_qr:
    """(Q, R) with Q R = A (*, m, n): Q with orthonormal columns, R an upper triangle. ``mode``: "reduced": Q (*, m, k),
    R (*, k, n) with k = min(m, n); "complete": Q (*, m, m), R (*, m, n); "r": Q is empty.

    >>> torch.linalg.qr(torch.tensor([[-3.0], [-4.0]])).R
    tensor([[5.]])
    """
    if mode not in ("reduced", "complete", "r"):
        raise RuntimeError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'"
        )
    return named(named_results.linalg_qr, apply(Qr.of(mode), A), out)


@public(autocast=WIDE)
def qr(input: Tensor, some: bool = True, *, out: Tensors | None = None) -> named_results.qr:
    """``linalg.qr`` of before: ``some=False`` is mode "complete".

    >>> torch.qr(torch.tensor([[-3.0], [-4.0]])).R
    tensor([[5.]])
    """
    warnings.warn("torch.qr is deprecated in favor of torch.linalg.qr", UserWarning, stacklevel=2)
    return named(named_results.qr, apply(Qr.of("reduced" if some else "complete"), input), out)


@public(autocast=WIDE)
def geqrf(input: Tensor, *, out: Tensors | None = None) -> named_results.geqrf:
    """(a, tau): R in the upper triangle of a (*, m, n), below it the vectors of the reflections whose product is Q,
    with factors tau (*, min(m, n)). Not differentiable.

    >>> torch.geqrf(torch.tensor([[-3.0], [-4.0]])).tau
    tensor([1.6000])
    """
    if input.ndim < 2:
        raise RuntimeError("torch.geqrf: input must have at least 2 dimensions.")
    return named(named_results.geqrf, apply(Geqrf.of(), input), out)


def _reflected(a, tau, c, adjoint):
    """H1 H2 ... Hk c with Hi = 1 - tau_i v_i v_i^H, v_i from the columns of a; ``adjoint``: Hk^H ... H1^H c."""
    v = tril(a, -1) + identity_like(a, *a.shape[-2:])
    steps = range(tau.shape[-1])
    for i in steps if adjoint else reversed(steps):
        w = v[..., i : i + 1]
        t = tau[..., i, None, None]
        c = c - matmul(w * (t.conj() if adjoint else t), matmul(w.mH, c))
    return c.mT.clone(memory_format=contiguous_format).mT  # laid out column by column


def _check_reflections(function, input, tau):
    if input.ndim < 2:
        raise RuntimeError(f"{function}: input must have at least 2 dimensions.")
    if input.shape[-1] < tau.shape[-1]:
        raise RuntimeError(f"{function}: input.shape[-1] must be greater than or equal to tau.shape[-1]")
    if input.ndim - tau.ndim != 1:
        raise RuntimeError(
            f"{function}: Expected tau to have one dimension less than input, but got tau.ndim equal to {tau.ndim} "
            f"and input.ndim is equal to {input.ndim}"
        )
    if tuple(tau.shape[:-1]) != tuple(input.shape[:-2]):
        raise RuntimeError(
            f"{function}: Expected batch dimensions of tau to be equal to input.shape[:-2], but got "
            f"{list(tau.shape[:-1])}"
        )
    if tau._dtype is not input._dtype:
        raise RuntimeError(f"{function}: tau dtype {tau._dtype.cpp} does not match input dtype {input._dtype.cpp}")


@public("linalg.householder_product", autocast=WIDE)
def linalg_householder_product(input: Tensor, tau: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The first n columns of the product of the reflections that ``geqrf`` gives: (*, m, n) and (*, k), k <= n <= m, to
    (*, m, n).

    >>> torch.linalg.householder_product(*torch.geqrf(torch.tensor([[-3.0], [-4.0]])))
    tensor([[-0.6000],
            [-0.8000]])
    """
    function = "torch.linalg.householder_product"
    if isinstance(input.ndim, int) and input.ndim >= 2 and input.shape[-2] < input.shape[-1]:
        raise RuntimeError(f"{function}: input.shape[-2] must be greater than or equal to input.shape[-1]")
    _check_reflections(function, input, tau)
    floating(function, input, "orgqr_cpu")
    start = identity_like(input, *input.shape[-2:]).expand(input.shape)
    return delivered("linalg_householder_product", _reflected(input, tau, start, False), out, exact=False)


@public(autocast=WIDE)
def orgqr(input: Tensor, input2: Tensor) -> Tensor:
    """The orthogonal matrix of ``geqrf``'s reflections ``input`` and tau (``input2``): as
    ``torch.linalg.householder_product``.

    >>> torch.orgqr(*torch.geqrf(torch.tensor([[2.0]])))
    tensor([[1.]])
    """
    return linalg_householder_product(input, input2)


@public(autocast=WIDE)
def ormqr(
    input: Tensor,
    input2: Tensor,
    input3: Tensor,
    left: bool = True,
    transpose: bool = False,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """Q other (or other Q without ``left``), or with Q^H in place of Q (``transpose``), for the square Q that
    ``geqrf``'s reflections ``input`` (*, m, n) and tau (``input2``; *, k) make; other is ``input3``.

    >>> torch.ormqr(*torch.geqrf(torch.tensor([[-3.0], [-4.0]])), torch.tensor([[5.0], [0.0]]))
    tensor([[-3.],
            [-4.]])
    """
    tau, other = input2, input3
    if other.ndim < 2:
        raise RuntimeError("torch.ormqr: other must have at least 2 dimensions.")
    side = -2 if left else -1
    if other.shape[side] < tau.shape[-1]:
        raise RuntimeError(f"torch.ormqr: other.shape[{side}] must be greater than or equal to tau.shape[-1]")
    if other.shape[side] != input.shape[-2]:
        raise RuntimeError(f"torch.ormqr: other.shape[{side}] must be equal to input.shape[-2]")
    _check_reflections("torch.ormqr", input, tau)
    if tau.shape[-1] != min(other.shape[side], input.shape[-1]):
        raise RuntimeError(f"torch.ormqr: tau.shape[-1] must be equal to min(other.shape[{side}], input.shape[-1])")
    if other._dtype is not input._dtype:
        raise RuntimeError(
            f"torch.ormqr: Expected input and other to have the same dtype, but input has dtype {input._dtype.cpp} and "
            f"other has dtype {other._dtype.cpp}"
        )
    if tuple(other.shape[:-2]) != tuple(input.shape[:-2]):
        raise RuntimeError(
            "torch.ormqr: Expected batch dimensions of other to be equal to input.shape[:-2], but got "
            f"{list(other.shape[:-2])}"
        )
    floating("torch.ormqr", input, "ormqr_cpu")
    if left:
        result = _reflected(input, tau, other, bool(transpose))
    else:
        result = _reflected(input, tau, other.mH, not transpose).mH
    return delivered("ormqr", result, out)
