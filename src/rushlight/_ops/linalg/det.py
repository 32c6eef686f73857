"""Determinants, and their logarithms."""

from __future__ import annotations

import numpy as np

from ..._arrays.errstate import quiet
from ..._arrays.linalg.triangular import factor_lu
from ..._core import OUT, Op, apply
from ..common.arguments import check_tensor
from ..common.inside_vmap import all_examples
from ..common.named_results import linalg_slogdet as LinalgSlogdetResult
from ..common.named_results import slogdet as SlogdetResult
from ..elementwise.complex import imag
from ..elementwise.exp_log_sin import log
from ..elementwise.where import where
from .checks import delivered, floating, named, square
from .eig_svd import Svd
from .matmul import matmul
from .solve_inv import Inv, identity_like

__all__ = ["DeterminantMethods", "det", "linalg_det", "linalg_slogdet", "logdet", "slogdet"]


class Det(Op):
    """Determinants of matrices."""

    name = "LinalgDet"
    saves = ((0, OUT),)

    def infer(self, a):
        square("linalg.det", a)
        floating("linalg.det", a, "lu_cpu")
        return a.like(a.shape[:-2])

    @quiet
    def forward(self, xp, a):
        # NumPy's det goes through logarithms, so that 8 becomes 7.9999995
        lu, pivots, _ = factor_lu(a)
        swaps = (pivots != np.arange(1, a.shape[-1] + 1)).sum(-1)
        diagonal = np.diagonal(lu, 0, -2, -1)
        return np.asarray(np.where(swaps % 2, -1, 1) * diagonal.prod(-1), a.dtype)

    def vjp(self, need, grads, saved, specs):
        a, d = saved[0], saved[OUT]
        g = grads[0]
        singular = d == 0
        regular = (g * d.conj()).unsqueeze(-1).unsqueeze(-1)
        if not all_examples(singular)._array.any():
            return (regular * apply(Inv.of(""), a)[0].mH,)
        safe = where(singular.unsqueeze(-1).unsqueeze(-1), identity_like(a), a)
        lone = g.unsqueeze(-1).unsqueeze(-1) * _cofactors(a)
        return (where(singular.unsqueeze(-1).unsqueeze(-1), lone, regular * apply(Inv.of(""), safe)[0].mH),)


def _cofactors(a):
    """The conjugate cofactors, also of singular matrices: those of U, S and Vh, whose product the matrix is."""
    u, s, vh = apply(Svd.of(False), a)
    phase = (apply(Det.of(), u) * apply(Det.of(), vh)).unsqueeze(-1)
    n = s.shape[-1]
    others = where(identity_like(s, n) == 1, 1, s.unsqueeze(-2)).prod(-1)
    return matmul(u * (phase * others).unsqueeze(-2), vh)


class Slogdet(Op):
    """Signs (phases) of determinants, and logarithms of their sizes."""

    name = "LinalgSlogdet"
    visible = 2
    saves = ((0, OUT),)

    def infer(self, a):
        square("linalg.slogdet", a)
        floating("linalg.slogdet", a)
        return a.like(a.shape[:-2]), a.like(a.shape[:-2], a.dtype.to_real())

    @quiet
    def forward(self, xp, a):
        sign, size = np.linalg.slogdet(a)
        return np.asarray(sign), np.asarray(size)

    def vjp(self, need, grads, saved, specs):
        gsign, g = grads
        if specs[0].dtype.is_complex and gsign is not None:
            turned = imag(gsign.conj() * saved[OUT]) * -1j
            g = turned if g is None else g + turned
        if g is None:
            return (None,)
        return (g.unsqueeze(-1).unsqueeze(-1) * apply(Inv.of(""), saved[0])[0].mH,)


def linalg_det(A, *, out=None):
    """The determinant of a square matrix (*, n, n), or of each of a batch: (*).

    >>> torch.linalg.det(torch.tensor([[2.0, 0.0], [0.0, 3.0]]))
    tensor(6.)
    """
    check_tensor(A, "linalg_det", "A")
    return delivered("linalg_det", apply(Det.of(), A), out)


def det(input):
    """The determinant of a square matrix (*, n, n): as ``torch.linalg.det``.

    >>> torch.det(torch.tensor([[2.0, 0.0], [0.0, 3.0]]))
    tensor(6.)
    """
    check_tensor(input, "det")
    return apply(Det.of(), input)


def linalg_slogdet(A, *, out=None):
    """(sign, logabsdet) of a square matrix (*, n, n): sign is 0 and logabsdet -inf for a singular one. Large
    determinants don't overflow.

    >>> torch.linalg.slogdet(torch.eye(2) * 1e30).logabsdet
    tensor(138.1551)
    """
    check_tensor(A, "linalg_slogdet", "A")
    return named("linalg_slogdet", LinalgSlogdetResult, apply(Slogdet.of(), A), out)


def slogdet(input, *, out=None):
    """(sign, logabsdet) of a square matrix: as ``torch.linalg.slogdet``.

    >>> torch.slogdet(torch.eye(2)).sign
    tensor(1.)
    """
    check_tensor(input, "slogdet")
    return named("slogdet", SlogdetResult, apply(Slogdet.of(), input), out)


def logdet(input):
    """The logarithm of the determinant of a square matrix (*, n, n): nan if that is negative, -inf if it is 0.

    >>> torch.logdet(torch.eye(2))
    tensor(0.)
    """
    check_tensor(input, "logdet")
    square("logdet", input)
    floating("logdet", input)
    sign, size = apply(Slogdet.of(), input)
    if input.is_complex():
        return log(sign) + size
    return where(sign == -1, float("nan"), size)


class DeterminantMethods:
    """Methods of Tensor: determinants."""

    __slots__ = ()
    det, logdet, slogdet = det, logdet, slogdet
