"""A few of the largest or least eigenvalues of a symmetric matrix, by iteration.

A. Knyazev, "Toward the optimal preconditioned eigensolver: locally optimal block preconditioned conjugate gradient
method" (2001), with the basis of each step made orthonormal: A. Stathopoulos, K. Wu, "A block orthogonalization
procedure with constant synchronization requirements" (2002).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..._core import state
from ..._face.public import public
from ..random.rand_randint import randn
from ..reductions.all_any_count import all as all_of
from ..shapes.cat_stack import cat
from .checks import floating, square
from .cholesky_lu import linalg_cholesky
from .eig_svd import linalg_eigh
from .matmul import matmul
from .norm import vector_norm
from .qr import linalg_qr
from .solve_inv import triangle_solved

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..._face.types import Tensor


def _chosen(w, v, k, largest):
    """The k largest eigenvalues from the largest on, or the k least from the least on, and their vectors."""
    return (w[..., -k:].flip(-1), v[..., -k:].flip(-1)) if largest else (w[..., :k], v[..., :k])


def _dense(a, b, k, largest):
    """All eigenvalues by ``eigh``, of which the gradient is known; of a x = w b x by Cholesky's factor of b."""
    if b is None:
        return _chosen(*linalg_eigh(a), k, largest)
    low = linalg_cholesky(b)
    inner = triangle_solved(low, triangle_solved(low, a, False).mT, False)
    w, v = _chosen(*linalg_eigh(inner), k, largest)
    return w, triangle_solved(low.mT, v, True)


def _orthonormal(x, b):
    """A basis of the columns of x, orthonormal in the inner product of b."""
    q = linalg_qr(x).Q
    if b is None:
        return q
    low = linalg_cholesky(matmul(q.mT, matmul(b, q)))
    return triangle_solved(low.mT, q, True, left=False)


def _iterate(a, b, x, preconditioner, steps, tol, largest, tracker):
    k = x.shape[-1]
    x, last = _orthonormal(x, b), None
    limit = tol * (vector_norm(matmul(a, x), 2, (-2, -1)).item() + 1)
    w = None
    for step in range(steps + 1):
        w, turn = _chosen(*linalg_eigh(matmul(x.mT, matmul(a, x))), k, largest)
        x = matmul(x, turn)
        ax, bx = matmul(a, x), x if b is None else matmul(b, x)
        rest = ax - bx * w.unsqueeze(-2)
        lengths = vector_norm(rest, 2, -2)
        if tracker is not None:
            tracker({"istep": step, "E": w, "X": x, "R": rest, "rerr": lengths})
        if step == steps or all_of(lengths <= limit).item():
            break
        rest = rest if preconditioner is None else matmul(preconditioner, rest)
        basis = _orthonormal(cat([x, rest] if last is None else [x, rest, last], -1), b)
        _, turn = _chosen(*linalg_eigh(matmul(basis.mT, matmul(a, basis))), k, largest)
        new = matmul(basis, turn)
        inner = matmul(x.mT, new if b is None else matmul(b, new))
        x, last = new, new - matmul(x, inner)
    return w, x


@public("torch")
def lobpcg(
    A: Tensor,
    k: int | None = None,
    B: Tensor | None = None,
    X: Tensor | None = None,
    n: int | None = None,
    iK: Tensor | None = None,
    niter: int | None = None,
    tol: float | None = None,
    largest: bool | None = None,
    method: str | None = None,
    tracker: Callable[[dict[str, Any]], None] | None = None,
    ortho_iparams: dict[str, int] | None = None,
    ortho_fparams: dict[str, float] | None = None,
    ortho_bparams: dict[str, bool] | None = None,
) -> tuple[Tensor, Tensor]:
    """(eigenvalues, eigenvectors): the ``k`` largest (``largest=False``: least) w and x with A x = w x, or A x = w B x,
    of symmetric A and positive-definite B (*, m, m): (*, k) and (*, m, k), the outermost first.

    X: vectors (*, m, n) to start with, random ones if absent; k is n unless given (1); m must be at least 3 n. iK: a
    preconditioner, close to A's inverse. niter: how many steps at most (-1 or None: until ``tol``, or 1000); tol: how
    long A x - w B x may be, relative to A X (the root of the dtype's rounding unless given). tracker: a function called
    after each step with a dict of istep, E, X, R and rerr. ``method`` ("basic" or "ortho") and the ``ortho_``
    parameters are accepted: bases are always made orthonormal by QR. Where a gradient is asked for, ``eigh`` decomposes
    the whole matrix.

    Raises ValueError if m < 3 n.

    >>> torch.lobpcg(torch.diag(torch.arange(9.0)), k=2)[0]
    tensor([8.0000, 7.0000])
    """
    square("lobpcg", A)
    floating("lobpcg", A)
    if method not in (None, "basic", "ortho"):
        raise ValueError(f"method must be 'basic' or 'ortho', not {method!r}")
    m = A.shape[-1]
    k = (1 if X is None else X.shape[-1]) if k is None else k
    n = (k if X is None else X.shape[-1]) if n is None else n
    if m < 3 * n:
        raise ValueError(
            f"LOBPCG algorithm is not applicable when the number of A rows (={m}) is smaller than 3 x the number of "
            f"requested eigenpairs (={n})"
        )
    largest = True if largest is None else bool(largest)
    if state.grad and (A.requires_grad or (B is not None and B.requires_grad)):
        return _dense(A, B, k, largest)
    if X is None:
        X = randn(*A.shape[:-1], n, dtype=A._dtype, device=A._device)
    tol = float(np.finfo(A._dtype.np).eps) ** 0.5 if tol is None else tol
    steps = 1000 if niter is None or niter < 0 else niter
    if A.ndim == 2:
        w, x = _iterate(A, B, X, iK, steps, tol, largest, tracker)
        return w[:k], x[:, :k]
    parts = [_batch(t, A.shape) for t in (A, B, X, iK)]
    found = [_iterate(a, b, x, p, steps, tol, largest, tracker) for a, b, x, p in zip(*parts, strict=True)]
    w, x = (cat([f[i].unsqueeze(0) for f in found], 0) for i in (0, 1))
    return w[..., :k].reshape(*A.shape[:-2], k), x[..., :k].reshape(*A.shape[:-1], k)


def _batch(t, shape):
    """The matrices of a batch one by one; None for each if absent."""
    n = int(np.prod(shape[:-2]))
    if t is None:
        return [None] * n
    return list(t.expand(*shape[:-2], *t.shape[-2:]).reshape(n, *t.shape[-2:]))
