"""Pseudo-inverses, ranks and least squares: what singular values beyond a tolerance say.

The gradient of the pseudo-inverse: G. Golub, V. Pereyra, "The differentiation of pseudo-inverses and nonlinear least
squares problems whose variables separate" (1973).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._arrays.errstate import quiet
from ..._arrays.linalg.triangular import column_major, product
from ..._base import dtypes
from ..._core import OUT, Op, Spec, Value, apply, broadcast
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common import named_results
from ..elementwise.maximum import maximum
from .checks import LinAlgError, delivered, matrices, named
from .eig_svd import Eigvalsh, Svdvals
from .matmul import matmul

if TYPE_CHECKING:
    from ..._face.types import Tensor, Tensors


def _cut(sizes, atol, rtol):
    """The number beyond which singular values count: the larger of atol and rtol times the largest; with axes to
    compare."""
    largest = sizes.max(-1, initial=0)
    return np.maximum(np.asarray(atol), np.asarray(rtol) * largest)[..., None]


class Pinv(Op):
    """Pseudo-inverses; operands a, atol, rtol (numbers or tensors that broadcast with the batch). ``hermitian``: a is,
    and its lower triangle is read."""

    __slots__ = ("hermitian",)
    name = "LinalgPinv"
    saves = ((0, OUT), (), ())
    casts = ()

    def infer(self, a, atol, rtol):
        if a.ndim < 2 or a.dtype.category < 2 or a.dtype.is_reduced:
            raise RuntimeError(
                f"linalg.pinv({a.dtype.cpp}{{{list(a.shape)}}}): expected a tensor with 2 or more dimensions of float, "
                "double, cfloat or cdouble types"
            )
        if self.hermitian:
            Eigvalsh.of(False).infer(a)
        *batch, m, n = a.shape
        return a.like((*broadcast(tuple(batch), atol.shape, rtol.shape), n, m))

    @quiet
    def forward(self, xp, a, atol, rtol):
        *batch, m, n = a.shape
        if not a.size:
            batch = np.broadcast_shapes(tuple(batch), np.shape(atol), np.shape(rtol))
            return np.zeros((*batch, n, m), a.dtype)
        if not np.isfinite(a).all():
            raise LinAlgError(
                "linalg.svd: The algorithm failed to converge because the input matrix contained non-finite values."
            )
        if self.hermitian:
            w, v = np.linalg.eigh(a)
            left, right = v, v.swapaxes(-1, -2).conj()
        else:
            u, w, vh = np.linalg.svd(a, full_matrices=False)
            left, right = vh.swapaxes(-1, -2).conj(), u.swapaxes(-1, -2).conj()
        size = abs(w)
        kept = size > _cut(size, atol, rtol)
        inverted = np.where(kept, 1 / np.where(w == 0, 1, w), 0).astype(w.dtype)
        return np.ascontiguousarray(product(left * inverted[..., None, :], right), a.dtype)

    def vjp(self, need, grads, saved, specs):
        return _pinv_gradient(grads[0], saved[0], saved[OUT]), None, None


def _pinv_gradient(g, a, y):
    """The gradient of a, where y is its pseudo-inverse and g the gradient of that."""
    yh, gh = y.mH, g.mH
    if a.shape[-2] <= a.shape[-1]:
        k = matmul(gh, y)
        more = matmul(k, yh)
        return more - matmul(y, k).mH - matmul(matmul(a, y), more) + matmul(matmul(yh, y), gh - matmul(k, a))
    k = matmul(y, gh)
    more = matmul(yh, k)
    return more - matmul(k, y).mH - matmul(matmul(more, y), a) + matmul(matmul(gh - matmul(a, k), y), yh)


def _tolerances(function, x, atol, rtol):
    """atol and rtol with their defaults: rtol is the rounding of the dtype times the larger size, unless an atol is
    given."""
    for name, t in (("atol", atol), ("rtol", rtol)):
        if isinstance(t, Value) and t._dtype.is_complex:
            raise RuntimeError(f"{function}: {name} tensor of complex type is not supported. Got {t._dtype.cpp}")
        if isinstance(t, complex):
            raise TypeError(f"{function}: {name} must be a real number or a tensor of them, got {t}")
    if rtol is None:
        kind = x._dtype.to_real().np if x._dtype.category >= 2 else np.float32
        default = float(np.finfo(kind).eps) * max(x.shape[-2:])
        if isinstance(atol, Value):
            rtol = (atol <= 0).to(dtypes.float64) * default
        else:
            rtol = 0.0 if atol is not None and atol > 0 else default
    return 0.0 if atol is None else atol, rtol


@public("linalg.pinv")
def linalg_pinv(
    A: Tensor,
    rcond: Tensor | float | None = None,
    hermitian: bool = False,
    *,
    atol: Tensor | float | None = None,
    rtol: Tensor | float | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The Moore-Penrose pseudo-inverse of A (*, m, n): (*, n, m). Singular values of at most max(atol, rtol * the
    largest) count as zero; ``rtol`` (``rcond`` is another name for it) is by default max(m, n) times the dtype's
    rounding, ``atol`` 0; both may be tensors, one number per matrix. ``hermitian``: A is, which is faster.

    >>> torch.linalg.pinv(torch.tensor([[2.0, 0.0], [0.0, 0.0]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.0000]])
    """
    op = Pinv.of(bool(hermitian))
    if A.ndim < 2:
        op.infer(Spec(A._array.shape, A._dtype), None, None)
    limits = _tolerances("torch.linalg.pinv", A, atol, rcond if rtol is None else rtol)
    return delivered("linalg_pinv", apply(op, A, *limits), out, exact=False)


@public(autocast=WIDE)
def pinverse(input: Tensor, rcond: float = 1e-15) -> Tensor:
    """The pseudo-inverse of (*, m, n): as ``torch.linalg.pinv`` with rtol=rcond.

    >>> torch.pinverse(torch.tensor([[2.0]]))
    tensor([[0.5000]])
    """
    return linalg_pinv(input, rcond)


@public("linalg.matrix_rank", autocast=WIDE)
def linalg_matrix_rank(
    input: Tensor,
    tol: Tensor | float | None = None,
    hermitian: bool = False,
    *,
    atol: Tensor | float | None = None,
    rtol: Tensor | float | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """How many singular values of (*, m, n) are more than max(atol, rtol * the largest): int64 (*). Defaults as
    ``pinv``'s; ``tol`` is an absolute tolerance.

    >>> torch.linalg.matrix_rank(torch.tensor([[2.0, 0.0], [0.0, 0.0]]))
    tensor(1)
    """
    matrices("torch.linalg.matrix_rank", input, "input")
    if input._dtype.category < 2 or input._dtype.is_reduced:
        raise RuntimeError("This function doesn't handle types other than float and double")
    if tol is not None:
        atol, rtol = tol, 0.0
    atol, rtol = _tolerances("torch.linalg.matrix_rank", input, atol, rtol)
    x = input.detach()
    sizes = apply(Eigvalsh.of(False), x).abs() if hermitian else apply(Svdvals.of(), x)
    if not sizes.shape[-1]:
        return delivered("linalg_matrix_rank", sizes.sum(-1).to(dtypes.int64), out, exact=False)
    relative = sizes.amax(-1) * rtol
    limit = maximum(relative, relative * 0 + atol)
    return delivered("linalg_matrix_rank", (sizes > limit.unsqueeze(-1)).sum(-1), out, exact=False)


class Lstsq(Op):
    """x that makes |a x - b| least, the squared lengths of what is left, ranks, singular values; operands a, b, the
    relative tolerance of ranks. ``driver``: LAPACK's routine of which the results are shown."""

    __slots__ = ("driver",)
    name = "LinalgLstsq"
    visible = 4
    saves = ((0, 1, OUT), (0, 1, OUT), ())
    dynamic = True  # what is left is shown for full ranks only

    @quiet
    def forward(self, xp, a, b, rcond):
        *_, m, n = a.shape
        if not np.isfinite(a).all():
            raise LinAlgError(
                "torch.linalg.lstsq: The least squares solution could not be computed because the input matrix has "
                "inf or nan"
            )
        batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
        k, kind = min(m, n), a.real.dtype
        if a.size:
            u, s, vh = np.linalg.svd(a, full_matrices=False)
            kept = s > s[..., :1] * kind.type(rcond)
            inverted = np.where(kept, 1 / np.where(kept, s, 1), 0).astype(kind)
            x = product(vh.swapaxes(-1, -2).conj(), inverted[..., None] * product(u.swapaxes(-1, -2).conj(), b))
        else:
            s, kept = np.zeros((*a.shape[:-2], k), kind), np.zeros((*a.shape[:-2], k), bool)
            x = np.zeros((*batch, n, b.shape[-1]), a.dtype)
        rank = kept.sum(-1)
        if self.driver == "gels" and (rank < k).any():
            where = f"(Batch element {int(np.flatnonzero(rank < k)[0])}): " if rank.ndim else ""
            raise LinAlgError(
                f"torch.linalg.lstsq: {where}The least squares solution could not be computed because the input matrix "
                "does not have full rank; use driver='gelsd'"
            )
        rest = np.zeros(0, kind)
        if m > n and self.driver != "gelsy" and (rank == n).all():
            rest = (abs(b - product(a, x)) ** 2).sum(-2).astype(kind)
        ranks = np.zeros(0, np.int64) if self.driver == "gels" else rank.astype(np.int64)
        values = s if self.driver in ("gelsd", "gelss") else np.zeros(0, kind)
        return column_major(x), rest, np.asarray(ranks), values

    def vjp(self, need, grads, saved, specs):
        a, b, x = saved[0], saved[1], saved[OUT]
        g, rest = grads[:2]
        y = linalg_pinv(a)
        ga = gb = None
        if g is not None:
            ga = _pinv_gradient(matmul(g, b.mH), a, y) if need[0] else None
            gb = matmul(y.mH, g)
        if rest is not None and rest.numel():
            left = 2 * (matmul(a, x) - b) * rest.unsqueeze(-2)
            if need[0]:
                part = matmul(left, x.mH)
                ga = part if ga is None else ga + part
            gb = -left if gb is None else gb - left
        return ga, gb if need[1] else None, None


@public("linalg.lstsq", autocast=WIDE)
def linalg_lstsq(
    input: Tensor, b: Tensor, rcond: float | None = None, *, driver: str | None = None, out: Tensors | None = None
) -> named_results.linalg_lstsq:
    """x that makes |input x - b| least: (solution, residuals, rank, singular_values). input (*, m, n); b (*, m, k), or
    (*, m) for vectors. Without full rank the shortest x. ``driver``: "gelsy" (the default), "gels" (needs full rank,
    tells none), "gelsd" or "gelss" (these show singular values, too). Residuals are empty unless m > n and the rank is
    full.

    >>> torch.linalg.lstsq(torch.tensor([[1.0], [1.0]]), torch.tensor([[1.0], [3.0]])).solution
    tensor([[2.0000]])
    """
    function = "torch.linalg.lstsq"
    if input.ndim < 2:
        raise RuntimeError(f"{function}: input must have at least 2 dimensions.")
    if b.ndim < 1:
        raise RuntimeError(f"{function}: other must have at least 1 dimension.")
    if input._dtype is not b._dtype:
        raise RuntimeError(
            f"{function}: Expected input and other to have the same dtype, but got input's dtype {input._dtype.cpp} "
            f"and other's dtype {b._dtype.cpp}"
        )
    if input._dtype.category < 2 or input._dtype.is_reduced:
        raise RuntimeError("This function doesn't handle types other than float and double")
    if not 0 <= input.ndim - b.ndim <= 1:
        raise RuntimeError(
            f"{function}: input.dim() must be greater or equal to other.dim() and (input.dim() - other.dim()) <= 1"
        )
    vector = input.ndim - b.ndim == 1
    if input.shape[-2] != b.shape[-1 if vector else -2]:
        raise RuntimeError(f"{function}: input.size(-2) should match other.size({-1 if vector else -2})")
    driver = "gelsy" if driver is None else driver
    if driver not in ("gels", "gelsy", "gelsd", "gelss"):
        raise RuntimeError(f"{function}: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)")
    if rcond is None:
        rcond = float(np.finfo(input._dtype.to_real().np).eps) * max(input.shape[-2:])
    broadcast(tuple(input.shape[:-2]), tuple(b.shape[:-1] if vector else b.shape[:-2]))
    x, rest, rank, values = apply(Lstsq.of(driver), input, b.unsqueeze(-1) if vector else b, rcond)
    results = (x.squeeze(-1) if vector else x, rest, rank, values)
    return named(named_results.linalg_lstsq, results, out)
