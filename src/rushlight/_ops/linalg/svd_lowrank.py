"""Singular values and principal components of large matrices of low rank, by random projections.

N. Halko, P. Martinsson, J. Tropp, "Finding structure with randomness" (2009), algorithm 4.4: a basis of the range,
found by multiplying random vectors a few times with the matrix and its adjoint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._core import apply
from ..._face.autocast import WIDE
from ..._face.public import public
from ..random.rand_randint import randn
from .eig_svd import Svd
from .matmul import matmul
from .qr import Qr

if TYPE_CHECKING:
    from ..._face.types import Tensor


def _times(a, m, x):
    """(a - m) x, m may be None."""
    return matmul(a, x) if m is None else matmul(a, x) - matmul(m, x)


def _basis(a, m, q, rounds):
    """An orthonormal basis of most of what a - m maps to: (*, rows, q)."""

    def orthonormal(x):
        return apply(Qr.of("reduced"), x)[0]

    basis = orthonormal(_times(a, m, randn(a.shape[-1], q, dtype=a._dtype, device=a._device)))
    ah, mh = a.mH, None if m is None else m.mH
    for _ in range(rounds):
        basis = orthonormal(_times(a, m, orthonormal(_times(ah, mh, basis))))
    return basis


@public("torch", autocast=WIDE)
def svd_lowrank(
    A: Tensor, q: int | None = 6, niter: int | None = 2, M: Tensor | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """(U, S, V) with U diag(S) V^H close to A - M (*, m, n), for A of a rank of about ``q`` or less: U (*, m, q), S (*,
    q), V (*, n, q). ``niter``: how often random vectors are multiplied with A and its adjoint; M, if given, broadcasts
    to A's shape.

    >>> U, S, V = torch.svd_lowrank(torch.ones(5, 4), q=2)
    >>> U.shape, V.shape
    (torch.Size([5, 2]), torch.Size([4, 2]))
    """
    q = 6 if q is None else q
    m, n = A.shape[-2:]
    M = None if M is None else M.broadcast_to(A.shape)
    if m < n:
        A, M = A.mH, None if M is None else M.mH
    basis = _basis(A, M, q, 2 if niter is None else niter)
    inner = matmul(basis.mH, A)
    inner = inner if M is None else inner - matmul(basis.mH, M)
    u, s, vh = apply(Svd.of(False), inner)
    u, v = matmul(basis, u), vh.mH
    return (v, s, u) if m < n else (u, s, v)


@public("torch", autocast=WIDE)
def pca_lowrank(A: Tensor, q: int | None = None, center: bool = True, niter: int = 2) -> tuple[Tensor, Tensor, Tensor]:
    """(U, S, V) of ``svd_lowrank`` for the rows of A (*, m, n), from which their mean is taken first (``center``): the
    columns of V are the principal directions, A V the components. q is min(6, m, n) unless given.

    Raises ValueError unless 0 <= q <= min(m, n) and niter >= 0.

    >>> [x.shape for x in torch.pca_lowrank(torch.ones(5, 4), q=2)]
    [torch.Size([5, 2]), torch.Size([2]), torch.Size([4, 2])]
    """
    m, n = A.shape[-2:]
    if q is None:
        q = min(6, m, n)
    elif not 0 <= q <= min(m, n):
        raise ValueError(f"q(={q}) must be non-negative integer and not greater than min(m, n)={min(m, n)}")
    if not niter >= 0:
        raise ValueError(f"niter(={niter}) must be non-negative integer")
    if not center:
        return svd_lowrank(A, q, niter)
    return svd_lowrank(A - A.mean(-2, True), q, niter)
