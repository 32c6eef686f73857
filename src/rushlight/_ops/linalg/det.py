"""Determinants, and their logarithms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._arrays.errstate import quiet
from ..._arrays.linalg.triangular import factor_lu
from ..._core import OUT, Op, apply
from ..._face.public import public
from ..common import named_results
from ..common.inside_vmap import all_examples
from ..elementwise.complex import imag
from ..elementwise.exp_log_sin import log
from ..elementwise.where import where
from .checks import delivered, floating, named, square
from .eig_svd import Svd
from .matmul import matmul
from .solve_inv import Inv, identity_like

if TYPE_CHECKING:
    from ..._face.types import Tensor, Tensors


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


@public("linalg.det")
def linalg_det(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The determinant of a square matrix (*, n, n), or of each of a batch: (*).

    >>> torch.linalg.det(torch.tensor([[2.0, 0.0], [0.0, 3.0]]))
    tensor(6.)
    """
    return delivered("linalg_det", apply(Det.of(), A), out)


@public()
def det(input: Tensor) -> Tensor:
    """The determinant of a square matrix (*, n, n): as ``torch.linalg.det``.

    >>> torch.det(torch.tensor([[2.0, 0.0], [0.0, 3.0]]))
    tensor(6.)
    """
    return apply(Det.of(), input)


@public("linalg.slogdet")
def linalg_slogdet(A: Tensor, *, out: Tensors | None = None) -> named_results.linalg_slogdet:
    """(sign, logabsdet) of a square matrix (*, n, n): sign is 0 and logabsdet -inf for a singular one. Large
    determinants don't overflow.

    >>> torch.linalg.slogdet(torch.eye(2) * 1e30).logabsdet
    tensor(138.1551)
    """
    return named(named_results.linalg_slogdet, apply(Slogdet.of(), A), out)


@public()
def slogdet(input: Tensor, *, out: Tensors | None = None) -> named_results.slogdet:
    """(sign, logabsdet) of a square matrix: as ``torch.linalg.slogdet``.

    >>> torch.slogdet(torch.eye(2)).sign
    tensor(1.)
    """
    return named(named_results.slogdet, apply(Slogdet.of(), input), out)


@public()
def logdet(input: Tensor) -> Tensor:
    """The logarithm of the determinant of a square matrix (*, n, n): nan if that is negative, -inf if it is 0.

    >>> torch.logdet(torch.eye(2))
    tensor(0.)
    """
    square("logdet", input)
    floating("logdet", input)
    sign, size = apply(Slogdet.of(), input)
    if input.is_complex():
        return log(sign) + size
    return where(sign == -1, float("nan"), size)
